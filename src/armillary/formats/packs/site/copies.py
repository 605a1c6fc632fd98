"""The copied files of a pack by their places, and the files that all pages share."""

import dataclasses
import hashlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from armillary.formats.packs.credits import credited, uncredited
from armillary.formats.packs.kits import Entry, Find
from armillary.formats.packs.listing import Item, Listing, StoredFile
from armillary.formats.packs.site.markup import short, web_address
from armillary.formats.packs.site.shelves import file_name

PAGE: Final = "text/html"
COPIES: Final = "copies"


def place_of_file(item: Item, file: StoredFile) -> str:
    """By content, so that what two resources share is there once. A copied page is in a place of its
    resource: below it stands whose it is."""
    if file.media_type != PAGE:
        return f"files/{file.sha256[:2]}/{file.sha256}.{file.extension}"
    number = [each.sha256 for each in item.files].index(file.sha256)
    return f"{COPIES}/{file_name(item.id)}{f'.{number + 1}' if number else ''}.html"


def copied_files(pack: Listing, item: Item, find: Find, written: set[str]) -> Iterator[Entry]:
    """Those of a resource that are not among the `written` ones yet, which they then are. Raises
    `OSError`."""
    for file in item.files:
        place = place_of_file(item, file)
        if place in written or (item.how == "card" and file.role == "main"):
            continue
        written.add(place)
        found = find(file.sha256)
        is_page = file.media_type == PAGE
        content = credited(found.read_bytes(), pack, harmless(item)) if is_page else found
        yield Entry(place, content)


def harmless(item: Item) -> Item:
    """With what is put below a copy in such a form that it can stand in a page."""
    terms = item.terms
    return dataclasses.replace(
        item,
        title=short(item.title, 300),
        creators=tuple(short(name, 200) for name in item.creators),
        publisher=short(item.publisher, 200),
        address=short(item.address, 1000),
        terms=dataclasses.replace(
            terms,
            name=short(terms.name or terms.address, 200),
            address=web_address(terms.address),
        ),
    )


def copies(path: Path) -> Iterator[tuple[str, bytes]]:
    """A copied page as it was before its credit was put below it, with its SHA-256. Raises `OSError`."""
    if path.suffix == ".html" and path.parent.name == COPIES:
        body = uncredited(path.read_bytes())
        yield hashlib.sha256(body).hexdigest(), body


def held(path: Path) -> "frozenset[str]":
    """The digest alone. Raises `OSError`."""
    return frozenset(name for name, _body in copies(path))


def style() -> bytes:
    return shipped("style.css")


def shipped(name: str) -> bytes:
    """A file beside this one, which may lie in an archive."""
    body = pkgutil.get_data(__package__, name)
    assert body is not None  # noqa: S101  (it is part of the package)
    return body
