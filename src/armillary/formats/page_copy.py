"""Copy a web page as its readers need it without a connection: its text and pictures, in one file.

What stands around the text goes by the same signs as in `main_text`. Of the markup stays what means something;
no script, no style, no frame. Pictures are put inside, so that the copy is whole wherever it lies.
"""

import base64
from collections.abc import Callable
from html import escape
from typing import Final, NamedTuple

import nh3
from lxml import etree

from armillary.formats.errors import FormatError
from armillary.formats.html_tree import absolute, base_of, html_tree, name_of, text_of
from armillary.formats.main_text import is_around, main_parts

ENOUGH: Final = 200  # characters of text that make a copy worth having
MOST_PICTURES: Final = 40
TAGS: Final = frozenset(
    ("a", "abbr", "b", "bdi", "bdo", "blockquote", "br", "caption", "cite", "code", "col", "colgroup",
     "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3",
     "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "math", "mfrac", "mi", "mn", "mo",
     "mover", "mroot", "mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd",
     "mtext", "mtr", "munder", "munderover", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp",
     "section", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot",
     "th", "thead", "time", "tr", "u", "ul", "var", "wbr")
)  # fmt: skip
_ATTRIBUTES: Final = {
    "*": {"dir", "lang", "id"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "col": {"span"},
    "ol": {"start", "reversed"},
    "time": {"datetime"},
}
_STYLE: Final = (
    "body{max-width:44rem;margin:1rem auto;padding:0 1rem;line-height:1.5;font-family:sans-serif}"
    "img{max-width:100%;height:auto}table{border-collapse:collapse}"
    "td,th{border:1px solid;padding:.25rem .5rem}pre{overflow-x:auto}"
    "footer{margin-top:2rem;border-top:1px solid;font-size:.9rem}"
    "@media(prefers-color-scheme:dark){body{background:#111;color:#eee}a{color:#9cf}}"
)


class Picture(NamedTuple):
    media_type: str
    body: bytes


# Address of a picture → the picture as it goes in, None where there is none to have.
FindPicture = Callable[[str], Picture | None]


def page_copy(
    page: bytes, address: str, find: FindPicture, *, encoding: str = "", language: str = ""
) -> bytes:
    """The copy, HTML in UTF-8. `address` is where the page was found, `encoding` what its server said, and
    `language` that of the text where the page itself says none.

    Raises FormatError for a page that is too large, or has next to no text of its own: what scripts
    put there is not in it.
    """
    root = html_tree(page, encoding=encoding)
    part = None if root is None else _main_part(root)
    if root is None or part is None:
        raise FormatError("The page has no text of its own; scripts may put it there.")
    title = next((text_of(each) for each in root.iter("title")), "") or address
    stated = root.get("lang", "") or language
    turns = part.get("dir") or root.get("dir") or ""
    _prepare(part, base_of(root, address), find)
    body = nh3.clean(
        etree.tostring(part, encoding="unicode", method="html", with_tail=False),
        tags=set(TAGS),
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noreferrer",
        attribute_filter=_filtered,
    )
    attributes = "".join(
        f' {name}="{escape(value)}"'
        for name, value in (("lang", stated), ("dir", turns))
        if value and len(value) < 36
    )
    return (
        f'<!DOCTYPE html><html{attributes}><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>{body}</body></html>"
    ).encode("utf-8", "replace")


def _main_part(root: etree._Element) -> etree._Element | None:
    """The first part with enough text once what stands around it is gone."""
    for part in (*main_parts(root), *root.iter("body")):
        for each in [each for each in part.iter() if each is not part and is_around(each)]:
            _take_out(each)
        if len(text_of(part)) >= ENOUGH:
            return part
    return None


def _prepare(part: etree._Element, base: str, find: FindPicture) -> None:
    """Make addresses whole, and put pictures inside."""
    found = _Found(find)
    for each in list(part.iter("a", "img")):
        if name_of(each) == "a":
            _make_whole(each, base)
        elif (source := _source(each)) and (picture := found.at(absolute(source, base))):
            packed = base64.b64encode(picture.body).decode()
            each.set("src", f"data:{picture.media_type};base64,{packed}")
        else:
            _say_instead(each)


class _Found:
    """Pictures of a page: every address is asked once, a few of them, and a few go in."""

    def __init__(self, find: FindPicture) -> None:
        self._find = find
        self._asked: dict[str, Picture | None] = {}
        self._room = MOST_PICTURES

    def at(self, address: str) -> Picture | None:
        if address not in self._asked:
            if len(self._asked) == MOST_PICTURES:
                return None
            self._asked[address] = self._find(address)
        picture = self._asked[address]
        if picture is None or not self._room:
            return None
        self._room -= 1
        return picture


def _source(image: etree._Element) -> str:
    """Where a picture is; pages that load theirs late keep the address aside."""
    stated = image.get("src", "").strip()
    if not stated or _is_data(stated):
        stated = image.get("data-src", "").strip()
    return stated


def _make_whole(link: etree._Element, base: str) -> None:
    href = link.get("href", "").strip()
    if href and not href.startswith("#"):
        link.set("href", absolute(href, base))


def _say_instead(image: etree._Element) -> None:
    """Its words where the picture cannot be had."""
    words = image.get("alt", "").strip()
    instead = etree.Element("em")
    instead.text = f"[{words}]" if words else ""
    instead.tail = image.tail
    if (parent := image.getparent()) is not None:
        parent.replace(image, instead)


def _take_out(element: etree._Element) -> None:
    """Without the text that follows it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _filtered(tag: str, attribute: str, value: str) -> str | None:
    """Pictures are inside; links never are."""
    if attribute == "src":
        return value if value.startswith("data:image/") else None
    return None if attribute == "href" and _is_data(value) else value


def _is_data(address: str) -> bool:
    """Browsers take no notice of capitals, nor of line breaks inside an address."""
    return "".join(address.split()).lower().startswith("data:")
