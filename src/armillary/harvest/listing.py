"""What passes between a kind of source, which knows a format, and the run, which knows the database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from armillary.core.http import Fetcher
from armillary.formats.statement import Statement
from armillary.harvest.models import Source


@dataclass(frozen=True, slots=True)
class Listing:
    """A list to go through: the whole of it, or what changed since a moment the source named.

    A non-empty `checkpoint` is one that an earlier page of the same list carried.
    """

    address: str
    fetcher: Fetcher
    options: Mapping[str, Any] = field(default_factory=dict)
    mapping: Mapping[str, str] = field(default_factory=dict)
    since: str = ""
    checkpoint: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Item:
    """One record as it came. `problem` says why it cannot be read, `label` what a person would
    call it; without an identifier it is counted but not kept."""

    identifier: str
    payload: bytes = b""
    datestamp: str = ""
    is_deleted: bool = False
    statement: Statement | None = None
    problem: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a list ended. Only a complete one proves that what it lacks is gone.

    `since` is where the next incremental run begins; `remark` says what made it incomplete.
    """

    is_complete: bool
    since: str = ""
    remark: str = ""


@dataclass(slots=True)
class Page:
    """A piece of the list that is taken in one transaction. `listed` is the size of the whole list
    as far as it is known; `remarks` are oddities worth telling (reason, example)."""

    items: list[Item]
    checkpoint: dict[str, Any] = field(default_factory=dict)
    listed: int | None = None
    remarks: list[tuple[str, str]] = field(default_factory=list)
    ending: Ending | None = None


class Kind(Protocol):
    """A kind of source. One module in `kinds/` each, registered in `kinds/__init__.py`."""

    name: str
    is_incremental: bool  # can be asked for changes only

    def check(self, address: str, options: Mapping[str, Any]) -> None:
        """Raise `InvalidSource` for an address or options that cannot work."""

    def pages(self, listing: Listing) -> Iterator[Page]:
        """The list, page by page; the last page has an ending.

        Raises `FetchError` and `SourceUnreadable` where the list cannot go on.
        """

    def read(self, payload: bytes, source: Source) -> Statement:
        """The statement of a stored payload. Raises `FormatError`."""
