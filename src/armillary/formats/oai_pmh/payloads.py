"""Store a record's own bytes so that they can be read alone and be had back exactly.

A payload cut out of a page lacks the namespaces that were declared around it. The stored form is
one `payload` element that declares them, around the untouched bytes.
"""

import re
from functools import lru_cache
from typing import Final
from xml.sax.saxutils import quoteattr

from lxml import etree

from armillary.formats import safe_xml
from armillary.formats.errors import FormatError

_OPENING: Final = re.compile(rb"""(?:<\?xml[^>]*\?>)?<payload(?:\s+[\w.:-]+="[^"]*")*>""")
_CLOSING: Final = b"</payload>"


def wrap(metadata: bytes, namespaces: dict[str, str], *, encoding: str = "") -> bytes:
    """The stored form: `metadata` unchanged inside an element that declares `namespaces`."""
    return _opening(tuple(namespaces.items()), encoding) + metadata + _CLOSING


@lru_cache(maxsize=512)
def _opening(namespaces: tuple[tuple[str, str], ...], encoding: str) -> bytes:
    declaration = f'<?xml version="1.0" encoding="{encoding}"?>' if encoding else ""
    # Always in double quotes, for `unwrap`.
    quoted = [
        (f"xmlns:{prefix}" if prefix else "xmlns", quoteattr(uri.replace('"', "%22")))
        for prefix, uri in namespaces
    ]
    attributes = "".join(f" {name}={value}" for name, value in quoted)
    return f"{declaration}<payload{attributes}>".encode(encoding or "utf-8", "xmlcharrefreplace")


def unwrap(payload: bytes) -> bytes:
    """The verbatim bytes again; a payload that was never wrapped is returned as it is."""
    opening = _OPENING.match(payload)
    if opening is None or not payload.endswith(_CLOSING):
        return payload
    return payload[opening.end() : -len(_CLOSING)]


def parse_fragment(
    metadata: bytes, namespaces: dict[str, str], *, encoding: str = ""
) -> etree._Element:
    """The payload's root element, parsed with the namespaces that were in scope on its page.

    What is usually wrong with providers' XML is repaired first. Raises FormatError when there is
    a document type, when the bytes are not XML even then, or when they hold no element.
    """
    wrapped = wrap(metadata, namespaces, encoding=encoding)
    safe_xml.refuse_document_type(metadata)
    try:
        wrapper = safe_xml.tree(wrapped)
    except FormatError:
        mended = safe_xml.repaired(metadata, encoding)
        wrapper = safe_xml.tree(wrap(mended, namespaces))
    if len(wrapper) == 0:
        raise FormatError("The payload holds no element.")
    root: etree._Element = wrapper[0]
    return root
