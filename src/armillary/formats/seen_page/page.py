"""See a page as a reader would: its title, its headings, the words that are its own and not those of
menus and buttons, and what it does behind the reader's back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from armillary.formats.html_tree import absolute, base_of, html_tree, name_of, text_of

MOST_WORDS: Final = 5_000
MOST_HEADINGS: Final = 6
MOST_ELEMENTS: Final = 20_000
LONGEST_TITLE: Final = 300
LONGEST_SCRIPT: Final = 20_000  # characters of scripts that are searched for marks
FEW_WORDS: Final = 15  # of its own; from fewer nothing can be told

# A Han character says about as much as a word; other letters are words as long as they touch.
_WORD: Final = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")
_MENUS: Final = frozenset(
    ("a", "aside", "button", "dialog", "footer", "form", "header", "label", "menu", "nav", "option",
     "select")
)  # fmt: skip
_SILENT: Final = frozenset(
    ("head", "iframe", "noscript", "object", "script", "style", "svg", "template")
)
_REFRESH: Final = re.compile(
    r"\s*(\d{1,6})[\d.]*\s*[;,]\s*(?:url\s*=)?\s*['\"]?([^'\"\s]+)", re.IGNORECASE
)


class Refresh(NamedTuple):
    """Where a page sends its reader on without being asked, and after how many seconds."""

    address: str
    after: int


@dataclass(frozen=True, slots=True)
class SeenPage:
    """`words` are its own, in lower case; `embeds` are the hosts of its frames and scripts."""

    title: str = ""
    headings: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    has_password: bool = False
    refresh: Refresh | None = None
    embeds: frozenset[str] = frozenset()
    script: str = ""
    marks: frozenset[str] = frozenset()  # names of attributes of the root element
    is_scripted: bool = False
    canonical: str = ""

    @property
    def says_little(self) -> bool:
        """Too few words of its own to be compared with another page."""
        return len(self.words) < FEW_WORDS

    @property
    def is_shell(self) -> bool:
        """The empty frame of a program: what a reader sees is made by scripts, which we don't run."""
        return self.says_little and self.is_scripted


def see(body: bytes, *, address: str, encoding: str = "") -> SeenPage:
    """What a page shows. Bytes that are no page show nothing. Raises `FormatError` for a page that
    is larger than `lrmi.pages.MAXIMUM_SIZE`."""
    root = html_tree(body, encoding=encoding)
    if root is None:
        return SeenPage()
    base = base_of(root, address)
    return SeenPage(
        title=next((text_of(each)[:LONGEST_TITLE] for each in root.iter("title")), ""),
        headings=tuple(_headings(root)),
        words=tuple(islice(_own_words(root), MOST_WORDS)),
        has_password=any(_is_password(field) for field in root.iter("input")),
        refresh=_refresh(root, base),
        embeds=frozenset(_embeds(root, base)),
        script="\n".join(each.text or "" for each in root.iter("script"))[:LONGEST_SCRIPT].lower(),
        marks=frozenset(str(name).lower() for name in root.attrib),
        is_scripted=next(root.iter("script"), None) is not None,
        canonical=_canonical(root, base),
    )


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, numbers all alike: dates and counters change by themselves."""
    return ["0" if word.isdecimal() else word.lower() for word in _WORD.findall(text)]


def _headings(root: etree._Element) -> Iterator[str]:
    found = (text_of(each)[:LONGEST_TITLE] for each in root.iter("h1", "h2"))
    yield from islice(filter(None, found), MOST_HEADINGS)


def _own_words(root: etree._Element) -> Iterator[str]:
    """Words outside links, menus and forms, which all pages of a site share."""
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in islice(walk, MOST_ELEMENTS):
        name = name_of(element)
        if event == "start" and (name in _MENUS or name in _SILENT):
            walk.skip_subtree()
        elif event == "start":
            yield from words_of(element.text or "")
        elif element is not root:
            yield from words_of(element.tail or "")


def _is_password(field: etree._Element) -> bool:
    return str(field.get("type", "")).strip().lower() == "password"


def _refresh(root: etree._Element, base: str) -> Refresh | None:
    for meta in root.iter("meta"):
        if str(meta.get("http-equiv", "")).strip().lower() == "refresh":
            found = _REFRESH.match(str(meta.get("content", "")))
            if found:
                return Refresh(absolute(found[2], base), int(found[1]))
    return None


def _embeds(root: etree._Element, base: str) -> Iterator[str]:
    for element in root.iter("script", "iframe", "frame"):
        if source := str(element.get("src", "")).strip():
            yield _host_of(absolute(source, base))


def _canonical(root: etree._Element, base: str) -> str:
    for link in root.iter("link"):
        if "canonical" in str(link.get("rel", "")).lower().split() and link.get("href"):
            return absolute(str(link.get("href")), base)
    return ""


def _host_of(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
