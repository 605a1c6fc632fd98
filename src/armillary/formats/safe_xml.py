"""Read XML that strangers send: document types are refused, what is merely broken is repaired.

Refusing every document type shuts out external entities and entity bombs in one stroke, and no
format read here needs one.
"""

import codecs
import html.entities
import re
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape

from lxml import etree

from armillary.formats.errors import FormatError
from armillary.formats.markup import ILLEGAL

# Illegal in XML, so that a name that holds it can never be mistaken for text.
SEPARATOR: Final = "\x01"
XML_NAMESPACE: Final = "http://www.w3.org/XML/1998/namespace"
MAXIMUM_DEPTH: Final = 200

_PROLOG: Final = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_DECLARED: Final = re.compile(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_DECLARATION: Final = re.compile(r"\A\s*<\?xml[^>]*\?>")
_CDATA: Final = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_REFERENCE: Final = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);)(?:#([0-9]{1,8}|[xX][0-9A-Fa-f]{1,8})|([A-Za-z][A-Za-z0-9]{0,31}));"
)
_LONE_AMPERSAND: Final = re.compile(
    r"&(?!(?:#[0-9]{1,8}|#[xX][0-9A-Fa-f]{1,8}|[A-Za-z][A-Za-z0-9]{0,31});)"
)
_UTF_8: Final = frozenset(("utf-8", "utf8", "us-ascii", "ascii"))


def refuse_document_type(body: bytes) -> None:
    """Raise FormatError when a document type is declared, wherever XML 1.0 §2.8 allows one."""
    length = prolog_length(body)
    start = body[length : length + 40].lower()
    if start.startswith(b"<!doctype html"):
        raise FormatError("This is an HTML page where XML was expected.")
    if start.startswith(b"<!doctype"):
        raise FormatError("The XML declares a document type (DTD), which is refused.")


def prolog_length(body: bytes) -> int:
    """Where the root element begins, or the document type that stands before it."""
    prolog = _PROLOG.match(body)
    return prolog.end() if prolog else 0


def readable(body: bytes) -> tuple[bytes, str]:
    """The body in bytes that expat reads, and its encoding, empty for UTF-8.

    UTF-16, UTF-32 and declared multi-byte encodings are transcoded to UTF-8; declared single-byte
    encodings stay as they are, so that byte offsets hold. What is cut out of a transcoded body is
    therefore its characters in UTF-8 and not its bytes.
    """
    for mark, name in ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32")):
        if body.startswith(mark):
            return _transcoded(body, name), ""
    for mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        if body.startswith(mark):
            return _transcoded(body, "utf-16"), ""
    if body[:4] in (b"<\0?\0", b"\0<\0?"):
        return _transcoded(body, "utf-16-le" if body[:1] == b"<" else "utf-16-be"), ""
    return _as_declared(body)


def _as_declared(body: bytes) -> tuple[bytes, str]:
    declared = _DECLARED.match(body[:400])
    name = declared.group(1).decode("ascii").lower() if declared else "utf-8"
    if name in _UTF_8:
        return body, ""
    try:
        single = len(bytes(range(256)).decode(name, "replace")) == 256
    except (LookupError, UnicodeError):
        return body, ""
    if name.startswith("utf") or not single:
        return _transcoded(body, "utf-8" if name.startswith("utf-16") else name), ""
    return body, name


def _transcoded(body: bytes, encoding: str) -> bytes:
    text = body.decode(encoding, "replace").removeprefix("\ufeff")
    return _DECLARATION.sub("", text, count=1).encode("utf-8", "replace")


def new_parser(encoding: str = "") -> expat.XMLParserType:
    """A namespace-aware expat parser; names are `namespace SEPARATOR local`, no document types."""
    parser = expat.ParserCreate(encoding or "utf-8", SEPARATOR)
    parser.buffer_text = True
    parser.buffer_size = 65536
    parser.ordered_attributes = True
    parser.StartDoctypeDeclHandler = _refused
    return parser


def _refused(*_declaration: object) -> None:
    raise FormatError("The XML declares a document type (DTD), which is refused.")


def decoded(raw: bytes, encoding: str = "") -> str:
    """Text of bytes whose encoding may be a lie: bytes that aren't UTF-8 are read as Windows-1252.

    Sequences that are UTF-8 stay so, which also serves pages where both were mixed.
    """
    if encoding:
        return raw.decode(encoding, "replace")
    return raw.decode("utf-8", "armillary.cp1252")


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    text = "".join(bytes((byte,)).decode("cp1252", "ignore") or chr(byte) for byte in wrong)
    return text, error.end


codecs.register_error("armillary.cp1252", _as_cp1252)


def repaired(raw: bytes, encoding: str = "") -> bytes:
    """The same XML in UTF-8 with its usual illnesses cured; well-formed input keeps its meaning.

    Cured are wrong encodings, characters XML forbids (they become U+FFFD), references to them,
    HTML's named entities, and ampersands that stand alone.
    """
    text = ILLEGAL.sub("\ufffd", decoded(raw, encoding))
    closed = text.rfind("]]>") + 3 if "]]>" in text else 0  # what opens later is never closed
    parts = _CDATA.split(text[:closed])
    parts[-1] += text[closed:]
    parts[::2] = [_with_mended_references(part) for part in parts[::2]]
    return "".join(parts).encode()


def _with_mended_references(text: str) -> str:
    return _REFERENCE.sub(_mended, _LONE_AMPERSAND.sub("&amp;", text))


def _mended(reference: re.Match[str]) -> str:
    number, name = reference.groups()
    if number:
        code = int(number[1:], 16) if number[0] in "xX" else int(number)
        legal = code <= 0x10FFFF and not ILLEGAL.match(chr(code))
        return reference.group() if legal else "\ufffd"
    known = html.entities.html5.get(f"{name};")
    return escape(known) if known else f"&amp;{name};"


def tree(body: bytes, *, recover: bool = False) -> etree._Element:
    """The root element as lxml gives it. Nothing is fetched and no entity is expanded.

    With `recover`, broken markup is read as far as libxml2 can make sense of it.
    Raises FormatError when there is a document type, or nothing to read.
    """
    data, encoding = readable(body)
    refuse_document_type(data)
    parser = etree.XMLParser(
        encoding=encoding or "utf-8",
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FormatError(f"The XML can't be read: {error}.") from error
    if root is None:
        raise FormatError("The XML can't be read: it holds no element.")
    return root
