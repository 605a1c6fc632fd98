"""The list of a pack, `pack.json`: what is in it, in its order, why, and under which licence.

Texts are in the language of the pack where there are any in it; what readers see besides (`words`, `names`) is
in the list, too, so that whoever makes pages of it needs no catalogue of translations.
"""

import dataclasses
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

FORMAT: Final = "armillary-pack-1"

How = Literal["copy", "card"]
Why = Literal[
    "", "no-licence", "licence", "adapts", "budget", "not-fetched", "failed", "nothing", "video"
]
Role = Literal["main", "thumbnail"]
HOWS: Final = frozenset(get_args(How))
WHYS: Final = frozenset(get_args(Why))
ROLES: Final = frozenset(get_args(Role))

_DIGEST: Final = re.compile(r"[0-9a-f]{64}\Z")
_MD5: Final = re.compile(r"[0-9a-f]{32}\Z")
_ID: Final = re.compile(r"[0-9A-Za-z_-]{1,64}\Z")
_EXTENSION: Final = re.compile(r"[a-z0-9]{1,8}\Z")


class BadListing(ValueError):
    """This is no list of a pack, or one of a later format."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A copied file by its content. `name` is what its publisher called it, for people only; `md5` is how
    Kolibri names it. A page of the web is one file with all that is in it (`text/html`)."""

    sha256: str
    md5: str
    size: int  # bytes
    media_type: str
    extension: str  # "pdf", without the dot
    role: Role = "main"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """A licence: its key, its short name and its address; all empty where nobody stated one."""

    key: str = ""
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A resource: as a copy with its files, or as a card that says where it is. `why` is why it is no
    more than a card, and `note` what the collection says of it. `language` is that of title and text;
    subjects, levels, types and languages are keys of the list's `names`."""

    id: str
    title: str
    text: str
    language: str
    address: str  # where the resource is
    page: str  # its page on the site the pack came from, which names it
    section: str = ""  # id of one of the list's sections
    how: How = "card"
    why: Why = ""
    note: str = ""
    terms: Terms = Terms()
    creators: tuple[str, ...] = ()
    publisher: str = ""
    published: str = ""
    minutes: int = 0
    subjects: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    files: tuple[StoredFile, ...] = ()

    @property
    def main(self) -> tuple[StoredFile, ...]:
        return tuple(file for file in self.files if file.role == "main")

    @property
    def thumbnail(self) -> StoredFile | None:
        return next((file for file in self.files if file.role == "thumbnail"), None)


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A release of a pack. `names` has a table for each vocabulary, key → name; `words` the texts of
    its pages by name (see `words.WORDS`)."""

    id: str  # public id of the pack
    release: int
    made: str  # ISO 8601, in UTC
    address: str  # the page of the pack, which names it
    language: str
    direction: Literal["ltr", "rtl"]
    title: str
    text: str
    publisher: str  # the site
    publisher_address: str
    licence: Terms  # of the descriptions themselves
    slug: str  # names files and folders
    program: str = ""  # SHA-256 of the program that goes along, see `program`
    sections: tuple[Section, ...] = ()
    items: tuple[Item, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def files(self) -> dict[str, StoredFile]:
        """All files by content; of two that are the same there is one."""
        return {file.sha256: file for item in self.items for file in item.files}

    def name(self, vocabulary: str, key: str) -> str:
        """What a term is called; its key where the list has no name for it."""
        return self.names.get(vocabulary, {}).get(key, key)

    def in_sections(self) -> Iterator[tuple[Section, list[Item]]]:
        """What has anything in it, in order."""
        for section in self.sections:
            if items := [item for item in self.items if item.section == section.id]:
                yield section, items

    @property
    def size(self) -> int:
        """Bytes of all copied files."""
        return sum(file.size for file in self.files().values())

    @property
    def digest(self) -> str:
        return hashlib.sha256(written(self)).hexdigest()

    def same_but_for_when(self, other: "Listing") -> bool:
        """Whether a reader would find no difference."""
        mine = dataclasses.replace(self, release=0, made="", program="")
        return mine == dataclasses.replace(other, release=0, made="", program="")


def written(listing: Listing) -> bytes:
    """`pack.json`: the same list makes the same bytes."""
    document = {"format": FORMAT, **dataclasses.asdict(listing)}
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read(body: bytes) -> Listing:
    """Raises `BadListing` for what `written` did not make; nothing in it can name a place outside the
    pack."""
    try:
        document = json.loads(body)
        if document.pop("format") != FORMAT:
            raise BadListing("The list of this pack has a format that this program does not know.")
        return read_document(document)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, BadListing):
            raise
        raise BadListing("This is not the list of a pack.") from error


def read_document(document: Mapping[str, Any]) -> Listing:
    """A list out of JSON values. Raises `BadListing`, or what a value of the wrong type raises."""
    if document["direction"] not in {"ltr", "rtl"}:
        raise BadListing("The list of this pack has no direction of writing.")
    if not _ID.match(document["id"]) or not _ID.match(document["slug"]):
        raise BadListing("The list of this pack has no name that a folder can have.")
    return Listing(
        **{
            **document,
            "licence": Terms(**document["licence"]),
            "sections": tuple(Section(**each) for each in document["sections"]),
            "items": tuple(read_item(each) for each in document["items"]),
        }
    )


def read_item(document: Mapping[str, Any]) -> Item:
    several = ("creators", "subjects", "levels", "types", "languages", "keywords", "audiences")
    item = Item(
        **{
            **document,
            **{name: tuple(document[name]) for name in several},
            "terms": Terms(**document["terms"]),
            "files": tuple(_file(each) for each in document["files"]),
        }
    )
    if not (_ID.match(item.id) and item.how in HOWS and item.why in WHYS):
        raise BadListing(f"The list of this pack has a resource that cannot be: {item.id[:64]!r}.")
    return item


def _file(document: Mapping[str, Any]) -> StoredFile:
    file = StoredFile(**document)
    fits = _DIGEST.match(file.sha256) and _MD5.match(file.md5) and _EXTENSION.match(file.extension)
    if not fits or file.role not in ROLES or file.size < 0:
        raise BadListing(f"The list of this pack has a file that cannot be: {file.sha256[:64]!r}.")
    return file
