"""A pack as a booklet for the printer: what there is, whose it is, the texts of the pages that were copied,
and for each a code that leads a telephone to it."""

import importlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import nh3

from armillary.dissemination.qr import qr_svg
from armillary.formats.packs.credits import credit
from armillary.formats.packs.kits import Find
from armillary.formats.packs.listing import Item, Listing, StoredFile
from armillary.formats.packs.site.items import facts
from armillary.formats.packs.site.markup import (
    page_language,
    paragraphs,
    safe,
    short,
    tongue,
    web_address,
    web_link,
)
from armillary.formats.packs.site.shelves import Shelf, arranged
from armillary.formats.packs.words import word

MOST_PICTURES: Final = 4_000_000  # bytes of all pictures in copied pages, as they stand there
MOST_TEXT: Final = 20_000_000  # bytes of all copied pages without their pictures

_BODY: Final = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL | re.IGNORECASE)
_PICTURE: Final = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_HEADING: Final = re.compile(r"<(/?)h([1-6])>")
_TAGS: Final = (
    "a abbr b blockquote br caption cite code dd del dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 "
    "hr i img ins kbd li mark ol p pre q s samp small span strong sub sup table tbody td tfoot th thead tr "
    "u ul var"
)
_NOTHING_OF: Final = "script style title template noscript iframe object svg math nav form"
_ATTRIBUTES: Final = {
    "*": {"lang", "dir"},
    "a": {"href"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
}


def booklet_html(listing: Listing, find: Find) -> bytes:
    """One page, which fetches nothing. Raises `OSError` where a copied page is not to be found."""
    shelves = arranged(listing).shelves
    parts = [_head(listing), _cover(listing), _contents(listing, shelves), "<main>\n"]
    copies = _Copies(listing, find)
    number = 0
    for shelf in shelves:
        if shelf.title:
            parts.append(f"<h2>{safe(shelf.title)}</h2>\n")
        for item in shelf.items:
            number += 1
            parts.append(_entry(listing, item, number, copies))
    parts.append("</main>\n</body>\n</html>\n")
    return "".join(parts).encode()


def booklet_pdf(page: bytes, target: Path) -> bool:
    """Whether there is a program here to do it: WeasyPrint, which is not installed everywhere. It fetches
    nothing. Raises `OSError`."""
    try:
        weasyprint: Any = importlib.import_module("weasyprint")
        urls: Any = importlib.import_module("weasyprint.urls")
    except (ImportError, OSError):  # it, or the libraries of the system that it needs
        return False
    fetcher = urls.URLFetcher(allowed_protocols={"data"})
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        weasyprint.HTML(string=page.decode(), url_fetcher=fetcher).write_pdf(beside)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return True


def _head(pack: Listing) -> str:
    return (
        f'<!doctype html>\n<html lang="{page_language(pack)}" dir="{pack.direction}">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{safe(short(pack.title, 200)) or safe(pack.id)}</title>\n"
        f"<style>\n{STYLE}</style>\n</head>\n<body>\n"
    )


def _cover(pack: Listing) -> str:
    release = word(pack, "release", number=pack.release, date=pack.made[:10])
    licence = pack.licence.name or pack.licence.address
    licensed = f"<p>{safe(word(pack, 'licence_of_descriptions'))}: {safe(licence)}</p>\n"
    return (
        f'<header class="cover">\n<h1>{safe(pack.title)}</h1>\n{paragraphs(pack.text)}'
        f"<p>{safe(pack.publisher)}</p>\n<p>{safe(release)}</p>\n{licensed if licence else ''}"
        f"<p>{web_link(pack.address)}</p>\n{_code(pack, pack.address)}</header>\n"
    )


def _contents(pack: Listing, shelves: tuple[Shelf, ...]) -> str:
    parts = [f'<nav class="contents">\n<h2>{safe(word(pack, "booklet_contents"))}</h2>\n']
    number = 0
    for shelf in shelves:
        if shelf.title:
            parts.append(f"<h3>{safe(short(shelf.title, 200))}</h3>\n")
        parts.append("<ol>\n")
        for item in shelf.items:
            number += 1
            title = f"<span{tongue(pack, item)}>{safe(short(item.title, 200) or item.id)}</span>"
            parts.append(f'<li><a href="#r-{number}">{title}</a></li>\n')
        parts.append("</ol>\n")
    return "".join([*parts, "</nav>\n"])


def _entry(pack: Listing, item: Item, number: int, copies: "_Copies") -> str:
    note = paragraphs(item.note)
    noted = f'<div class="note"><h4>{safe(word(pack, "note"))}</h4>{note}</div>\n' if note else ""
    credits_ = " · ".join(f"<bdi>{safe(line)}</bdi>" for line in credit(pack, item))
    return (
        f'<article id="r-{number}">\n<div class="head">\n{_code(pack, item.address)}'
        f"<h3{tongue(pack, item)}>{safe(item.title.strip() or item.id)}</h3>\n"
        f'<p class="where">{web_link(item.address)}</p>\n'
        f"{paragraphs(item.text, tongue(pack, item))}</div>\n{noted}"
        f"{facts(pack, item, without=('address',))}"
        f'<p class="credit">{credits_}</p>\n{"".join(copies.of(item))}</article>\n'
    )


def _code(pack: Listing, address: str) -> str:
    """A QR code; nothing for what is no web address or too long for one."""
    way = web_address(address)
    if not way or len(way) > 1000:
        return ""
    label = safe(word(pack, "booklet_scan", address=short(way, 200)))
    return f'<div class="qr" role="img" aria-label="{label}">{qr_svg(way)}</div>\n'


class _Copies:
    """Texts of copied pages, with their pictures while there is room for them."""

    def __init__(self, pack: Listing, find: Find) -> None:
        self._pack, self._find = pack, find
        self._pictures, self._text = MOST_PICTURES, MOST_TEXT

    def of(self, item: Item) -> Iterator[str]:
        if item.how == "card":
            return
        for file in item.main:
            if file.media_type == "text/html":
                yield from self._shown(file)

    def _shown(self, file: StoredFile) -> Iterator[str]:
        body = plain_body(self._find(file.sha256).read_bytes().decode(errors="replace"))
        pictures = sum(len(each) for each in _PICTURE.findall(body))
        if len(body) - pictures > self._text:
            return
        self._text -= len(body) - pictures
        left_out = ""
        if pictures > self._pictures:
            body = _PICTURE.sub("", body)
            left_out = f"<p><small>{safe(word(self._pack, 'booklet_pictures'))}</small></p>\n"
        else:
            self._pictures -= pictures
        heading = safe(word(self._pack, "booklet_text"))
        yield f'<section class="copy">\n<h4>{heading}</h4>\n<div dir="auto">{body}</div>\n{left_out}</section>\n'


def plain_body(page: str) -> str:
    """What is between the tags of the body, without anything that acts, is fetched or could be mistaken
    for a part of the booklet; headings are below those of an entry."""
    match = _BODY.search(page)
    body = nh3.clean(
        match[1] if match else page,
        tags=set(_TAGS.split()),
        clean_content_tags=set(_NOTHING_OF.split()),
        attributes=_ATTRIBUTES,
        attribute_filter=_filtered,
        url_schemes={"http", "https", "data"},
        link_rel=None,
    )
    body = _PICTURE.sub(lambda found: found[0] if ' src="' in found[0] else "", body)
    return _HEADING.sub(lambda found: f"<{found[1]}h{min(6, int(found[2]) + 4)}>", body)


def _filtered(element: str, attribute: str, value: str) -> str | None:
    if attribute == "src":
        return value if value.startswith("data:image/") else None
    if attribute == "href":
        return web_address(value) or None
    return value


STYLE: Final = """\
@page { size: A4; margin: 18mm 16mm 20mm; @bottom-center { content: counter(page); font-size: 9pt; } }
@page :first { @bottom-center { content: none; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-inline-size: 46rem; padding-inline: 1rem; font: 11pt/1.45 "Noto Sans", "Noto Sans Arabic", "Noto Sans CJK SC", system-ui, sans-serif; color: #000; background: #fff; overflow-wrap: anywhere; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin-block: 1em .4em; break-after: avoid; }
h1 { font-size: 2.2em; }
h2 { font-size: 1.5em; border-block-end: 2px solid #07363f; padding-block-end: .2em; }
h3 { font-size: 1.2em; }
h4, h5, h6 { font-size: 1em; }
p, ol, ul, dl, pre { margin-block: 0 .6em; }
a { color: #07363f; }
.cover { padding-block-start: 20vh; border-block-end: 2px solid #07363f; margin-block-end: 2em; }
.contents ol { list-style: none; padding: 0; }
article { border-block-end: 1px solid #999; padding-block: .6em; }
.head { break-inside: avoid; break-after: avoid; }
.head::after { content: ""; display: block; clear: both; }
.qr { float: inline-end; margin-inline-start: 1em; }
.qr svg { display: block; inline-size: 26mm; block-size: 26mm; }
.cover .qr { float: none; margin: 1em 0; }
.cover .qr svg { inline-size: 40mm; block-size: 40mm; }
.note { border-inline-start: 3px solid #999; padding-inline-start: .8em; }
.note h4 { margin-block-start: 0; }
.facts { font-size: .92em; break-inside: avoid; }
.facts dt { float: inline-start; clear: both; inline-size: 9em; color: #444; }
.facts dd { margin: 0; margin-inline-start: 10em; }
.facts dd::after { content: ""; display: block; clear: both; }
.credit, .where { font-size: .92em; }
.credit { break-before: avoid; }
.copy { border-inline-start: 3px solid #07363f; padding-inline-start: .8em; margin-block: .8em; }
.copy img { max-inline-size: 100%; max-block-size: 90mm; }
.copy table { border-collapse: collapse; }
.copy td, .copy th { border: 1px solid #999; padding: .2em .5em; text-align: start; }
pre { white-space: pre-wrap; }
@media print {
  body { max-inline-size: none; padding: 0; font-size: 10pt; }
  a { text-decoration: none; }
  .cover { border: 0; break-after: page; }
  .contents { break-after: page; }
  .contents a::after { content: leader(". ") target-counter(attr(href url), page); }
}
"""
