"""What passes between a kind of source, which knows a format, and the run, which knows the database."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from armillary.core.http import Fetcher
from armillary.formats.statement import Statement
from armillary.harvest.enums import Proof
from armillary.harvest.models import Source


@dataclass(frozen=True, slots=True)
class Listing:
    """A list to go through: the whole of it, or what changed since a moment the source named.

    A non-empty `checkpoint` is one that an earlier page of the same list carried. `validators` are
    those of the last complete run: a server that knows them need not send the list again.
    """

    address: str
    fetcher: Fetcher
    options: Mapping[str, Any] = field(default_factory=dict)
    mapping: Mapping[str, str] = field(default_factory=dict)
    since: str = ""
    checkpoint: Mapping[str, Any] = field(default_factory=dict)
    validators: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Item:
    """One record as it came. `problem` says why it cannot be read, `label` what a person would
    call it; without an identifier it is counted but not kept. A silent one is kept for what else it
    holds, and speaks for no resource: `problem` says why. One that cannot be read may stand for
    several that came from the same place before, by how their identifiers begin."""

    identifier: str
    payload: bytes = b""
    datestamp: str = ""
    is_deleted: bool = False
    is_silent: bool = False
    statement: Statement | None = None
    later: Callable[[], Statement] | None = None  # instead, where it is dear and often not needed
    problem: str = ""
    label: str = ""
    stands_for: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a list ended. Only a complete one proves that what it lacks is gone.

    `proof` says why it is believed to be complete, `remark` says what made it incomplete; `since` is
    where the next incremental run begins. An unchanged list was not sent, since the server said that it is the one we have. A partial one is
    meant to show a part only (the newest entries of a feed): what it lacks is not gone.
    """

    is_complete: bool
    since: str = ""
    remark: str = ""
    proof: str = Proof.END_OF_LIST
    is_unchanged: bool = False
    is_partial: bool = False
    validators: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Page:
    """A piece of the list that is taken whole. `listed` is the size of the whole list
    as far as it is known; `remarks` are oddities worth telling (reason, example)."""

    items: list[Item]
    checkpoint: dict[str, Any] = field(default_factory=dict)
    listed: int | None = None
    remarks: list[tuple[str, str]] = field(default_factory=list)
    ending: Ending | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """What may be said about a source of some kind: a field of its form, and `--option NAME=VALUE`.

    When one that `rereads` changes, the records that are kept would be read in another way.
    """

    name: str
    label: Any
    help: Any = ""
    choices: Callable[[], list[tuple[str, str]]] | None = None
    is_required: bool = False
    is_long: bool = False  # several lines of text
    rereads: bool = False


class Kind(Protocol):
    """A kind of source. One module in `kinds/` each, registered in `kinds/__init__.py`."""

    name: str
    label: Any  # what the desk calls it
    hint: Any  # one sentence: which address it takes and what is read there
    is_incremental: bool  # can be asked for changes only

    @property
    def options(self) -> tuple[Option, ...]:
        """What may be said about such a source, in the order of its form."""

    def check(self, address: str, options: Mapping[str, Any]) -> None:
        """Raise `InvalidSource` for an address or options that cannot work."""

    def pages(self, listing: Listing) -> Iterator[Page]:
        """The list, page by page; the last page has an ending.

        Raises `FetchError` and `SourceUnreadable` where the list cannot go on.
        """

    def read(self, payload: bytes, source: Source) -> Statement:
        """The statement of a stored payload. Raises `FormatError`."""
