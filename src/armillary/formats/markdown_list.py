"""Read a Markdown list of links, as communities keep them on code hosts: awesome lists, lists of
free books and courses.

A list item is a resource: its first link says which, what follows the link by whom it is or what it
is about, and the headings above it what it belongs to. So is a row of a table that has a link.
Links within the page, to other lists of the same repository, and badges are none.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from armillary.formats.code_hosts import repository_of
from armillary.formats.errors import FormatError
from armillary.formats.markdown_notes import read_note
from armillary.formats.statement import StatedAgent, StatedFile, Statement, Text
from armillary.formats.tables.mapping import propose_mapping, row_to_statement
from armillary.formats.tables.reading import Row, sniffed_encoding
from armillary.formats.values.languages import language

MAXIMUM_SIZE: Final = 4_000_000  # bytes
LONGEST_ITEM: Final = 5_000  # characters
LONGEST_BEFORE: Final = 100  # characters in front of a link that is what its item is about
LONGEST_LABEL: Final = 250  # characters of a heading
# Files that are resources even where only their own repository has them.
FILE_TYPES: Final = {
    "pdf": "application/pdf",
    "epub": "application/epub+zip",
    "mobi": "application/x-mobipocket-ebook",
    "odt": "application/vnd.oasis.opendocument.text",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "mp4": "video/mp4",
    "mp3": "audio/mpeg",
    "zip": "application/zip",
    "ipynb": "application/x-ipynb+json",
}
# Words that name a link and not what it leads to: the title stands before them.
_GENERIC: Final = (
    "pdf html epub mobi link here website web site page code github video book course download "
    "online read url homepage repo ссылка lien enlace 链接 رابط"
)
_LANGUAGE_IN_NAME: Final = re.compile(
    r"(?:\A|[-_.])([a-z]{2,3}(?:[-_][A-Z][A-Za-z]{1,3})?|(?:zh|pt)[-_][a-z]{2,4})\.(?:md|markdown)\Z"
)
_FRONT_MATTER: Final = re.compile(
    r"\A---[ \t]*\r?\n(.{0,20000}?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL
)
_FRONT_LANGUAGE: Final = re.compile(
    r"^(?:lang|language|locale)[ \t]*:[ \t]*[\"']?([\w-]{2,20})", re.MULTILINE
)
_LIST_MARKS: Final = (".md", ".markdown", ".mdown", ".rst")


@dataclass(frozen=True, slots=True)
class Listed:
    """A resource of a list, or why an item could not be read. The payload is JSON: the item's own
    Markdown, and what it means where it stands."""

    address: str
    title: str
    payload: bytes = b""
    problem: str = ""


@dataclass(slots=True)
class _Link:
    """A link, and what stands around it."""

    before: str
    address: str
    title: str
    after: str = ""


@dataclass(slots=True)
class _Place:
    """Where in the document we are. `items` are those we are in: what is said in each, or None
    where its link was found."""

    level: int = 0
    headings: list[tuple[int, str]] = field(default_factory=list)
    items: list[str | None] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)  # of the table we are in
    cells: list[str] = field(default_factory=list)

    def above(self) -> list[str]:
        """The headings, and the items that are headings of those within them."""
        labels = [label for label in self.items[:-1] if label]
        return [*(text for _level, text in self.headings if text), *labels]


class _Plain(MarkdownIt):
    """Addresses come as they are written: whether they are safe is decided where all are."""

    def __init__(self) -> None:
        super().__init__("commonmark")
        self.enable("table")
        # Texts are parsed when it is known that they are needed, and how long they are.
        self.core.ruler.disable(["inline", "text_join"])

    def normalizeLink(self, url: str) -> str:  # noqa: N802  (its own name)
        return url

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return bool(url)


def read_list(body: bytes, address: str) -> Iterator[Listed]:
    """The resources of the list that was found at `address`, in their order.

    Raises FormatError for what is no list of links, at the end if nothing showed it before.
    """
    if len(body) > MAXIMUM_SIZE:
        raise FormatError(f"The list is larger than {MAXIMUM_SIZE} bytes.")
    text = body.decode(sniffed_encoding(body), "replace").removeprefix("\ufeff")
    if text[:1000].lstrip().lower().startswith(("<!doctype html", "<html", "<?xml")):
        raise FormatError("This is a web page, not a Markdown file.")
    spoken = _languages(text, address)
    text = _FRONT_MATTER.sub("", text, count=1)
    return _some(_Reader(address, spoken).of(text))


def read_listed(payload: bytes, *, holds: str = "") -> Statement:
    """The statement of one payload; `holds` says what notes are, as in `read_note`."""
    stored = json.loads(payload)
    statement = _from_cells(stored.get("cells") or {})
    spoken = stored.get("language", "")
    statement.titles.insert(0, Text(stored["title"], spoken))
    statement.addresses.insert(0, stored["address"])
    if stored.get("whole_language"):
        statement.languages.append(stored["whole_language"])
    *upper, last = stored["under"] or [""]
    statement.keywords += upper
    statement.subjects += [last] if last else []
    note = read_note(stored.get("note", ""), holds=holds)
    statement.creators += [StatedAgent(name) for name in note.creators]
    statement.descriptions += [Text(text, spoken) for text in note.descriptions]
    statement.licences += note.licences
    statement.types += note.types
    if media_type := FILE_TYPES.get(_ending(stored["address"])):
        statement.files.append(StatedFile(stored["address"], media_type))
    return statement


def _some(found: Iterator[Listed]) -> Iterator[Listed]:
    first = next(found, None)
    if first is None:
        raise FormatError("The file has no list of links.")
    yield first
    yield from found


def _languages(text: str, address: str) -> tuple[str, str]:
    """The language of the list, and of what it lists: a list of French books is called `-fr.md`,
    while a `README.fr.md` is about the same things as the others."""
    front = _FRONT_MATTER.match(text)
    stated = _FRONT_LANGUAGE.search(front[1]) if front else None
    if stated and language(stated[1]):
        return stated[1], ""
    name = urlsplit(address).path.rpartition("/")[2]
    found = _LANGUAGE_IN_NAME.search(name)
    if not found or not language(found[1]):
        return "", ""
    return found[1], "" if name[:6].lower() == "readme" else found[1]


class _Reader:
    """Goes through the blocks of a document, and through the texts of those that matter."""

    def __init__(self, address: str, spoken: tuple[str, str]) -> None:
        self._address = address
        self._repository = repository_of(address)
        self._language, self._whole_language = spoken
        self._markdown = _Plain()
        self._references: dict[str, Any] = {}
        self._place = _Place()

    def of(self, text: str) -> Iterator[Listed]:
        tokens = self._markdown.parse(text, self._references)
        titles = [token for token in tokens if token.type == "heading_open" and token.tag == "h1"]
        around = ""
        for token in tokens:
            if token.type == "inline":
                yield from self._text(token.content, around)
            else:
                yield from self._block(token)
                around = "title" if [token] == titles else token.type

    def _block(self, token: Token) -> Iterator[Listed]:
        place = self._place
        match token.type:
            case "heading_open":
                place.level = int(token.tag[1:])
                place.headings = [each for each in place.headings if each[0] < place.level]
            case "list_item_open":
                place.items.append("")
            case "list_item_close":
                place.items.pop()
            case "tr_open":
                place.cells = []
            case "thead_close":
                place.columns = [_plain(self._inside(cell)) for cell in place.cells]
            case "tr_close" if place.columns:
                yield from self._row(place.cells)
            case "table_close":
                place.columns = []

    def _text(self, text: str, around: str) -> Iterator[Listed]:
        place = self._place
        if around == "heading_open":
            label = _plain(self._inside(text[:LONGEST_ITEM]))[:LONGEST_LABEL]
            place.headings.append((place.level, label))
        elif around in {"th_open", "td_open"}:
            place.cells.append(text[:LONGEST_ITEM])
        elif around == "paragraph_open" and place.items and place.items[-1] == "":
            yield from self._item(text)

    def _item(self, text: str) -> Iterator[Listed]:
        place = self._place
        if len(text) > LONGEST_ITEM:
            place.items[-1] = None
            problem = f"The item is longer than {LONGEST_ITEM} characters."
            yield Listed("", text[:80], problem=problem)
            return
        tokens = self._inside(text)
        link = self._resource(tokens)
        place.items[-1] = None if link else _plain(tokens)[:LONGEST_LABEL]
        if link:
            yield self._listed(link, {"markdown": text, "note": link.after})

    def _row(self, cells: list[str]) -> Iterator[Listed]:
        """The first link of a row, and what the other cells say under their headings."""
        for place, cell in enumerate(cells):
            if link := self._resource(self._inside(cell)):
                named = zip(self._place.columns, cells, strict=False)
                said = {
                    name: _plain(self._inside(text))
                    for number, (name, text) in enumerate(named)
                    if number != place and name and text
                }
                more = {"markdown": " | ".join(cells), "note": link.after, "cells": said}
                yield self._listed(link, more)
                return

    def _listed(self, link: _Link, more: dict[str, Any]) -> Listed:
        stored = {
            "address": link.address,
            "title": link.title,
            "under": self._place.above(),
            "language": self._language,
            "whole_language": self._whole_language,
            **more,
        }
        text = json.dumps(stored, ensure_ascii=False, sort_keys=True)
        return Listed(link.address, link.title, text.encode("utf-8", "surrogatepass"))

    def _inside(self, text: str) -> list[Token]:
        tokens: list[Token] = []
        self._markdown.inline.parse(text, self._markdown, self._references, tokens)
        return tokens

    def _resource(self, tokens: list[Token]) -> _Link | None:
        """The first link that leads to a resource, if it is what the text is about."""
        for start, token in enumerate(tokens):
            if token.type != "link_open":
                continue
            end = next(
                place for place in range(start, len(tokens)) if tokens[place].type == "link_close"
            )
            address = self._address_of(str(token.attrGet("href") or ""))
            title, before = _plain(tokens[start:end]), _plain(tokens[:start])
            if address and title:
                link = _Link(before, address, title, _plain(tokens[end:], marked=True))
                return _named(link) if len(before) <= LONGEST_BEFORE else None
        return None

    def _address_of(self, written: str) -> str:
        """The whole address of a link, empty where it leads to no resource."""
        written = written.strip()
        if not written or written.startswith("#"):
            return ""
        is_whole = written.lower().startswith(("http://", "https://"))
        if not is_whole and (
            ":" in written.partition("/")[0] or not self._address.startswith("http")
        ):
            return ""
        try:
            address = written if is_whole else urljoin(self._address, written)
            path = urlsplit(address).path.lower()
        except ValueError:
            return ""
        if not is_whole:
            return address if _ending(path) in FILE_TYPES else ""
        is_ours = self._repository and repository_of(address) == self._repository
        return "" if is_ours and path.endswith(_LIST_MARKS) else address


def _plain(tokens: Iterable[Token], *, marked: bool = False) -> str:
    """The words of a text; code keeps its marks where they are `marked`."""
    words = []
    for token in tokens:
        if token.type in {"text", "text_special"}:
            words.append(token.content)
        elif token.type == "code_inline":
            words.append(f"`{token.content}`" if marked else token.content)
        elif token.type in {"softbreak", "hardbreak", "html_inline"}:
            words.append(" " if token.type != "html_inline" or token.content[:3] == "<br" else "")
    return " ".join("".join(words).split())


def _named(link: _Link) -> _Link:
    """`The title - [PDF](…)` and its like have their title in front."""
    if link.title.strip("[]() ").casefold() in _GENERIC.split():
        link.title = link.before.strip(" -–—:([|") or link.title
    return link


def _ending(address: str) -> str:
    return address.partition("?")[0].partition("#")[0].rpartition("/")[2].rpartition(".")[2].lower()


def _from_cells(cells: Mapping[str, str]) -> Statement:
    """What the named columns of a table state; the link has title and address."""
    mapping = propose_mapping(list(cells))
    known = {
        name: column for name, column in mapping.items() if name not in {"titles", "addresses"}
    }
    if not any(cells[column].strip() for column in known.values()):
        return Statement()
    return row_to_statement(Row(dict(cells), b""), known)
