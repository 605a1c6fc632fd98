"""Take the text of a web page without what stands around it: menus, headers, adverts, comments.

Two cheap signs are enough (Kohlschütter, Fankhauser & Nejdl 2010, "Boilerplate detection using
shallow text features", WSDM): what an element is called, and how much of a block is links. Nothing is
guessed from layout; a page that marks its main part is believed.
"""

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from armillary.formats.html_tree import html_tree, name_of

MOST_TEXT: Final = 1_000_000  # characters
MOST_LINKED: Final = 0.5  # share of a block's letters that may be links
SHORT: Final = 40  # characters, below which a block with any link is a menu entry
BARE_MAIN: Final = 200  # characters that a marked main part must have to be believed

_DROPPED: Final = frozenset(
    ("aside", "button", "dialog", "footer", "form", "head", "iframe", "nav", "noscript", "object",
     "script", "select", "style", "svg", "template", "textarea")
)  # fmt: skip
_INLINE: Final = frozenset(
    ("a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
     "ins", "kbd", "label", "mark", "math", "mi", "mn", "mo", "mrow", "q", "rp", "rt", "ruby", "s",
     "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr")
)  # fmt: skip
_AROUND: Final = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|sidebar|breadcrumbs?|cookies?|consent|banner|comments?|"
    r"share|sharing|social|related|recommended|advert(?:s|isement)?|ads?|promo|newsletter|subscribe|"
    r"toc|pagination|pager|skip-?link|footer|copyright|login|search(?:-?form|-?box)?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_ROLES_AROUND: Final = frozenset(
    ("banner", "navigation", "complementary", "contentinfo", "search", "dialog", "menu", "menubar")
)


def main_text(page: bytes, encoding: str = "") -> str:
    """The text of a page, a line for each block; empty where there is none.

    `encoding` is what the server said. Raises FormatError for a page that is too large.
    """
    root = html_tree(page, encoding=encoding)
    if root is None:
        return ""
    texts = ("\n".join(_blocks(part)) for part in main_parts(root))
    return next((text for text in texts if len(text) >= BARE_MAIN), "\n".join(_blocks(root)))


def main_parts(root: etree._Element) -> Iterator[etree._Element]:
    """What the page itself calls its main part; of several articles only a single one is that."""
    yield from root.iter("main")
    yield from (each for each in root.iter("div", "section") if each.get("role") == "main")
    articles = list(root.iter("article"))
    if len(articles) == 1:
        yield articles[0]


class _Block:
    """The pieces of a block as they come, and how many of their letters are links."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.linked = 0

    def add(self, text: str | None, *, is_link: bool) -> None:
        if text:
            self.parts.append(text)
            self.linked += len(text.strip()) if is_link else 0

    def taken(self) -> str:
        """The text if it is no menu; the block is empty afterwards."""
        text = " ".join("".join(self.parts).split())
        share = self.linked / max(1, len(text))
        self.parts, linked, self.linked = [], self.linked, 0
        is_menu = share > MOST_LINKED or (linked and len(text) < SHORT)
        return "" if is_menu else text


def _blocks(root: etree._Element) -> Iterator[str]:
    """The texts of the blocks inside an element, until there are enough."""
    block, length, links = _Block(), 0, 0
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start" and element is not root and is_around(element):
            walk.skip_subtree()
            continue
        is_link = name_of(element) == "a"
        if name_of(element) not in _INLINE:
            text = block.taken()
            length += len(text)
            if text:
                yield text
            if length > MOST_TEXT:
                return
        if event == "start":
            links += is_link
            block.add(element.text, is_link=links > 0)
        else:
            links -= is_link and not is_around(element)
            block.add(element.tail if element is not root else None, is_link=links > 0)
    if text := block.taken():
        yield text


def is_around(element: etree._Element) -> bool:
    """Whether an element stands around the text of a page: a menu, an advert, what nobody sees."""
    name = name_of(element)
    if name in _DROPPED or element.get("hidden") is not None:
        return True
    if element.get("role", "").lower() in _ROLES_AROUND or element.get("aria-hidden") == "true":
        return True
    if name in ("html", "body", "main", "article"):
        return False
    if name == "header" and any(
        name_of(each) in ("main", "article") for each in element.iterancestors()
    ):
        return False
    called = f"{element.get('class', '')} {element.get('id', '')}"
    return name == "header" or bool(_AROUND.search(called))
