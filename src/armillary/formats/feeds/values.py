"""What a feed is taken apart into."""

from dataclasses import dataclass, field
from typing import Final

MAXIMUM_ENTRIES: Final = 50_000  # of one document
TOO_MANY: Final = f"The feed has more than {MAXIMUM_ENTRIES} entries."
NAMELESS: Final = "The entry has neither an identifier nor a link."


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `problem` says why it cannot be known again; `link` in full, `updated` as stated,
    empty where the feed does not say. A deleted one is the feed's word that the entry is gone."""

    identifier: str
    payload: bytes = b""
    link: str = ""
    updated: str = ""
    label: str = ""
    is_deleted: bool = False
    problem: str = ""


@dataclass(slots=True)
class Feed:
    """A document of a feed. A complete one shows every entry there is; otherwise `following` is the
    address of the document with older ones, empty in the last."""

    entries: list[Entry] = field(default_factory=list)
    is_complete: bool = False
    following: str = ""
