"""Read sitemaps and sitemap indexes, plain or gzipped (https://www.sitemaps.org/protocol.html)."""

import re
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from armillary.formats.errors import FormatError
from armillary.formats.packed import unpacked
from armillary.formats.safe_xml import readable, refuse_document_type, repaired, tree

MAXIMUM_SIZE: Final = 50 * 1024 * 1024  # bytes uncompressed, the protocol's own limit
MAXIMUM_ADDRESS: Final = 2048  # characters, likewise

_END: Final = re.compile(rb"</\s*([\w.-]+:)?(urlset|sitemapindex)\s*>|<[^<>]*/>\s*\Z")


@dataclass(slots=True)
class Sitemap:
    """Addresses of pages and of further sitemaps, each with its `lastmod` as stated, or empty;
    `is_lines` says that they stood in lines of plain text, which may end anywhere, and `is_cut` that
    the end is missing."""

    pages: list[tuple[str, str]] = field(default_factory=list)
    indexes: list[tuple[str, str]] = field(default_factory=list)
    is_lines: bool = False
    is_cut: bool = False


def parse_sitemap(body: bytes, *, maximum_size: int = MAXIMUM_SIZE) -> Sitemap:
    """Pages or further sitemaps, or the lines of a sitemap in plain text, in the file's order.

    Entries without an http(s) address are passed over. Raises FormatError for a document type,
    for more than `maximum_size` bytes (unpacked), and for what is no sitemap.
    """
    plain = unpacked(body, maximum_size)
    if not plain.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        return _of_lines(plain)
    sitemap = _of_tree(_tree(plain))
    sitemap.is_cut = _END.search(plain[-1000:].replace(b"\0", b"")) is None  # UTF-16 has NULs
    if sitemap.is_cut:  # and with it perhaps a half of the last address
        del (sitemap.pages or sitemap.indexes)[-1:]
    return sitemap


def _tree(plain: bytes) -> etree._Element:
    try:
        return tree(plain)
    except FormatError:
        body, encoding = readable(plain)
        refuse_document_type(body)
        mended = repaired(body, encoding)
        start = mended.find(b"?>") + 2 if mended.lstrip().startswith(b"<?xml") else 0
        return tree(mended[start:], recover=True)


def _of_tree(root: etree._Element) -> Sitemap:
    kind = _local(root)
    if kind not in ("urlset", "sitemapindex"):
        raise FormatError(f"The root element is {kind!r}, which is no sitemap.")
    sitemap = Sitemap()
    for entry in root:
        said = {_local(child): (child.text or "").strip() for child in entry}
        address = said.get("loc", "")
        if _is_address(address):
            entries = sitemap.indexes if _local(entry) == "sitemap" else sitemap.pages
            entries.append((address, said.get("lastmod", "")))
    return sitemap


def _of_lines(plain: bytes) -> Sitemap:
    lines = [line.strip() for line in plain.decode("utf-8-sig", "replace").splitlines()]
    pages = [(line, "") for line in lines if _is_address(line)]
    if not pages:
        raise FormatError("This is no sitemap: neither XML nor a list of addresses.")
    return Sitemap(pages=pages, is_lines=True)


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://")) and len(text) <= MAXIMUM_ADDRESS


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
