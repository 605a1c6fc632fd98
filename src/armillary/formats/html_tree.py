"""Read HTML that strangers send into a tree. Nothing is fetched, no script runs, depth is limited.

libxml2 mends what is broken and drops what nests more than 256 deep; its lenience is right for
pages, whose authors never see its complaints.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final
from urllib.parse import urljoin

from lxml import etree

from armillary.formats.errors import FormatError
from armillary.formats.lrmi.pages import MAXIMUM_SIZE, encoding_of

MAXIMUM_TEXT: Final = 100_000  # characters of one element
MAXIMUM_PARTS: Final = 20_000  # pieces of text of one element
# Of what XML cannot hold: the characters themselves, and references to them.
_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE: Final = re.compile("&#(?:x([0-9a-f]+)|([0-9]+));?", re.IGNORECASE)
_SILENT: Final = frozenset(("script", "style", "template", "noscript"))
_BREAKS: Final = frozenset(
    ("address", "article", "blockquote", "br", "dd", "div", "dt", "h1", "h2", "h3", "h4", "h5", "h6",
     "hr", "li", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul")
)  # fmt: skip


def html_tree(page: bytes, *, encoding: str = "") -> etree._Element | None:
    """The root element of a page, None where there is none. `encoding` is what the server said.

    Raises FormatError for more than `lrmi.pages.MAXIMUM_SIZE` bytes.
    """
    if len(page) > MAXIMUM_SIZE:
        raise FormatError(f"The page is larger than {MAXIMUM_SIZE} bytes.")
    text = fitting(page.decode(encoding_of(page, encoding), "replace").replace("\0", "\ufffd"))
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False
    )
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None  # not a single element


def fitting(text: str) -> str:
    """A page without the characters that XML cannot hold; a reference to one becomes U+FFFD."""
    return _REFERENCE.sub(_referred, _UNFIT.sub("", text.replace("\f", " ")))


def _referred(reference: re.Match[str]) -> str:
    digits = (reference[1] or reference[2]).lstrip("0")
    if not digits or len(digits) > 7:
        return "\ufffd"
    code = int(digits, 16 if reference[1] else 10)
    if code == 0x0C:
        return " "
    return "\ufffd" if code > 0x10FFFF or _UNFIT.match(chr(code)) else reference[0]


def name_of(element: etree._Element) -> str:
    """The element's name in lower case; empty for what is no element."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def base_of(root: etree._Element, address: str) -> str:
    """What relative addresses of the page are relative to (HTML §2.4.3)."""
    for base in root.iter("base"):
        if href := base.get("href", "").strip():
            return absolute(href, address)
    return address


def absolute(address: str, base: str) -> str:
    """An address of the page in full; one that makes no sense stays as it is."""
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return address.strip()


def text_of(element: etree._Element) -> str:
    """The text inside an element on one line, without scripts and styles, as far as is sensible."""
    return one_line(islice(texts_of(element), MAXIMUM_PARTS))


def one_line(parts: Iterable[str]) -> str:
    """Pieces of text as one line of `MAXIMUM_TEXT` at most."""
    taken: list[str] = []
    length = 0
    for part in parts:
        taken.append(part)
        length += len(part)
        if length > MAXIMUM_TEXT:
            break
    return " ".join("".join(taken).split())[:MAXIMUM_TEXT]


def texts_of(element: etree._Element) -> Iterator[str]:
    """The text inside an element, a piece before and after every element in it, empty ones too."""
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, child in walk:
        if event == "start":
            if name_of(child) in _SILENT:
                walk.skip_subtree()
            else:
                yield child.text or ""
        elif child is not element:
            space = " " if name_of(child) in _BREAKS else ""
            yield space + (child.tail or "")
