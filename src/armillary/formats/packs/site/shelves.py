"""How the resources of a pack stand on its pages: by section, all on the first page where they fit."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Final

from armillary.formats.packs.listing import Item, Listing
from armillary.formats.packs.site.markup import amount, safe, short, tongue
from armillary.formats.packs.words import word

MOST_BYTES: Final = 44_000  # of a page's list: with its head, style and script it stays below 60 kB
MOST_TITLE: Final = 160  # characters of a title in a list
STEPS: Final = (50, 20, 10, 5, 3, 1, 0)  # of a section's resources on the first page

_PLAIN: Final = re.compile(r"[0-9a-z_-]{1,64}\Z")
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])\Z")  # on Windows


@dataclass(frozen=True, slots=True)
class Shelf:
    """A section and what is in it. `name` is that of its page; the title is empty where there is but one."""

    name: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Shelves:
    """`shown` is how many of each stand on the first page; with `None`, all of them do and sections have no
    pages."""

    shelves: tuple[Shelf, ...]
    shown: int | None

    def way_to(self, shelf: Shelf) -> str:
        """Where a section is read, from the root."""
        return f"index.html#s-{shelf.name}" if self.shown is None else f"sections/{shelf.name}.html"


def file_name(name: str) -> str:
    """A name that is one on every disk: those that only differ in upper and lower case are two names
    to us and one to a stick."""
    if _PLAIN.match(name) and not _RESERVED.match(name):
        return name
    return f"x.{hashlib.sha256(name.encode(errors='replace')).hexdigest()[:32]}"


def arranged(pack: Listing) -> Shelves:
    shelves = tuple(_shelves(pack))
    most = max((len(shelf.items) for shelf in shelves), default=0)
    if _fits(pack, shelves, most):
        return Shelves(shelves, None)
    return Shelves(shelves, next((step for step in STEPS if _fits(pack, shelves, step)), 0))


def _shelves(pack: Listing) -> Iterator[Shelf]:
    sections = {section.id: section for section in pack.sections}
    found: dict[str, list[Item]] = {section: [] for section in sections}
    rest: list[Item] = []
    for item in pack.items:
        found.get(item.section, rest).append(item)
    for section in sections.values():
        if items := found[section.id]:
            title = short(section.title, 1000) or word(pack, "contents")
            yield Shelf(file_name(section.id), title, tuple(items))
    if rest:
        title = word(pack, "other") if len(rest) < len(pack.items) else ""
        yield Shelf("x.other", title, tuple(rest))


def _fits(pack: Listing, shelves: tuple[Shelf, ...], shown: int) -> bool:
    size = 0
    for shelf in shelves:
        size += 400 + len(short(shelf.title, MOST_TITLE).encode())
        for item in shelf.items[:shown]:
            size += len(row(pack, item, ""))
            if size > MOST_BYTES:
                return False
    return size <= MOST_BYTES


def row(pack: Listing, item: Item, up: str) -> bytes:
    """A resource in a list."""
    title = escape(short(item.title, MOST_TITLE)) or escape(item.id)
    types = (short(pack.name("types", key), 40) for key in item.types[:2])
    levels = (short(pack.name("levels", key), 40) for key in item.levels[:2])
    line = " · ".join([*types, *levels, *_copied(pack, item)])
    return (
        f'<li><a href="{up}items/{file_name(item.id)}.html"{tongue(pack, item)}>{title}</a>'
        f"<small>{safe(line)}</small></li>\n"
    ).encode()


def _copied(pack: Listing, item: Item) -> Iterator[str]:
    if item.how == "card" or not item.main:
        yield word(pack, "card")
        return
    size = amount(pack, sum(file.size for file in item.main))
    yield word(pack, "copy_of_size", size=size)
