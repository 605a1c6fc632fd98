"""What a feed tells, whatever it is written as."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Wording:
    """Words and the BCP 47 tag of their language; `und` or nothing where nobody knows it."""

    text: str
    language: str = ""

    @property
    def known_language(self) -> str:
        return "" if self.language == "und" else self.language


@dataclass(frozen=True, slots=True)
class Category:
    """A subject: its key, and what the feed's readers call it."""

    term: str
    label: str


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file of what an entry is about; `size` in bytes, 0 where nobody knows it."""

    address: str
    media_type: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """`name` is an IRI that never changes, `page` shows the entry, `about` is what the page itself is
    about. `content` is HTML, `summary` plain text; `licence` an address."""

    name: str
    title: Wording
    page: str
    published: datetime
    updated: datetime
    page_language: str = ""
    about: str = ""
    summary: Wording | None = None
    content: Wording | None = None
    authors: Sequence[str] = ()
    categories: Sequence[Category] = ()
    licence: str = ""
    enclosures: Sequence[Enclosure] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a search that a feed is (OpenSearch 1.1): how many things there are, how many a page
    has, the place of its first, and what was searched."""

    total: int
    size: int
    start: int
    words: str = ""
    language: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """`name` is an IRI that never changes, `address` where this very document is, `page` what people
    read instead. `following` and `first` are pages of the same feed (RFC 5005, section 3)."""

    name: str
    address: str
    page: str
    title: str
    description: str
    language: str
    site: str
    home: str
    updated: datetime
    entries: Sequence[Entry]
    following: str = ""
    first: str = ""
    search: Page | None = None
