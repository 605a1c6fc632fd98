"""Take out of a web page what it says about rights: its footer, and the links marked as licences.

A footer is a `<footer>` of the page (not of an article in a list), or an element whose class or id
says so; a page without one ends in its last words, and those are taken. `rel=license` is HTML's own
(HTML Standard §4.6.7), on any link of the page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from armillary.formats.html_tree import absolute, base_of, html_tree, name_of, text_of

LAST_WORDS: Final = 1_500  # characters, of a page without a footer
MOST_LINKS: Final = 200
MOST_PARTS: Final = 20

_SAYS_SO: Final = re.compile(
    r"(?:^|[\s_-])(?:footer|site-?footer|copyright|colophon|licen[cs]e|licen[cs]ing|rights|legal|imprint)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_NESTED: Final = ("article", "aside", "blockquote", "li", "section", "td")


@dataclass(frozen=True, slots=True)
class Footer:
    """`text` in lines, one for each part; `marked` links name the licence, `links` are all others."""

    text: str = ""
    marked: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


def footer_of(page: bytes, address: str, encoding: str = "") -> Footer:
    """What a page found at `address` says about rights, addresses in full.

    Bytes that are no page have an empty footer. Raises FormatError for a page that is too large.
    """
    root = html_tree(page, encoding=encoding)
    if root is None:
        return Footer()
    base = base_of(root, address)
    parts = _outermost(root)
    marked = tuple(_hrefs(_marked(root), base))
    links = dict.fromkeys(href for part in parts for href in _hrefs(part.iter("a"), base))
    texts = [text for part in parts if (text := text_of(part))] or [text_of(root)[-LAST_WORDS:]]
    return Footer(
        "\n".join(texts),
        tuple(dict.fromkeys(marked)),
        tuple(href for href in links if href not in marked)[:MOST_LINKS],
    )


def _outermost(root: etree._Element) -> list[etree._Element]:
    """Elements that are footers, none inside another, the last of the page at most."""
    found: list[etree._Element] = []
    walk = etree.iterwalk(root, events=("start",))
    for _event, element in walk:
        if _is_footer(element):
            found.append(element)
            walk.skip_subtree()
    return found[-MOST_PARTS:]


def _is_footer(element: etree._Element) -> bool:
    name = name_of(element)
    if name in ("html", "body", "head", "script", "style", "a", "link"):
        return False
    if name == "footer":
        return not any(name_of(each) in _NESTED for each in element.iterancestors())
    return bool(_SAYS_SO.search(f"{element.get('class', '')} {element.get('id', '')}"))


def _marked(root: etree._Element) -> Iterator[etree._Element]:
    for element in root.iter("a", "link", "area"):
        if {"license", "licence"} & set(element.get("rel", "").lower().split()):
            yield element


def _hrefs(elements: Iterator[etree._Element], base: str) -> Iterator[str]:
    for element in elements:
        href = element.get("href", "").strip()
        if href and not href.startswith(("#", "javascript:", "mailto:")):
            yield absolute(href, base)
