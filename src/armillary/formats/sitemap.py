"""Read sitemaps and sitemap indexes, plain or gzipped (https://www.sitemaps.org/protocol.html)."""

import zlib
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from armillary.formats.errors import FormatError
from armillary.formats.safe_xml import readable, refuse_document_type, repaired, tree

MAXIMUM_SIZE: Final = 50 * 1024 * 1024  # bytes uncompressed, the protocol's own limit
MAXIMUM_ADDRESS: Final = 2048  # characters, likewise


@dataclass(slots=True)
class Sitemap:
    """Addresses of pages and of further sitemaps, each with its `lastmod` as stated, or empty."""

    pages: list[tuple[str, str]] = field(default_factory=list)
    indexes: list[tuple[str, str]] = field(default_factory=list)


def parse_sitemap(body: bytes, *, maximum_size: int = MAXIMUM_SIZE) -> Sitemap:
    """Pages or further sitemaps, or the lines of a sitemap in plain text, in the file's order.

    Entries without an http(s) address are passed over. Raises FormatError for a document type,
    for more than `maximum_size` bytes (unpacked), and for what is no sitemap.
    """
    plain = _unpacked(body, maximum_size) if body[:2] == b"\x1f\x8b" else body
    if len(plain) > maximum_size:
        raise FormatError(f"The sitemap is larger than {maximum_size} bytes.")
    if not plain.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        return _of_lines(plain)
    return _of_tree(_tree(plain))


def _unpacked(body: bytes, maximum_size: int) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(body, maximum_size + 1)
    except zlib.error as error:
        raise FormatError("The sitemap's gzip file is damaged.") from error
    if not unpacker.eof and len(plain) <= maximum_size:
        raise FormatError("The sitemap's gzip file breaks off.")
    return plain


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
    return Sitemap(pages=pages)


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://")) and len(text) <= MAXIMUM_ADDRESS


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
