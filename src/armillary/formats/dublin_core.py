"""Read Dublin Core: the fifteen elements of oai_dc and the terms that nsdl_dc and others add.

Sources: DCMI Metadata Terms (2020), OAI-PMH 2.0 §3.4 for oai_dc, NSDL_DC 1.02. Nothing is judged
here: `dc:rights` may be a licence or a sentence, and stays what the source wrote.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final
from xml.parsers.expat import ExpatError

from lxml import etree

from armillary.formats.errors import FormatError
from armillary.formats.flat_xml import (
    Tags,
    Vocabulary,
    leaves,
    resolved,
    with_plain_line_ends,
)
from armillary.formats.oai_pmh.pages import OaiRecord
from armillary.formats.safe_xml import (
    MAXIMUM_DEPTH,
    SEPARATOR,
    XML_NAMESPACE,
    new_parser,
    readable,
    refuse_document_type,
    repaired,
    tree,
)
from armillary.formats.statement import StatedAgent, StatedRelation, Statement, Text

ELEMENTS: Final = "http://purl.org/dc/elements/1.1/"
TERMS: Final = "http://purl.org/dc/terms/"
LOM: Final = "http://www.ieee.org/xsd/LOMv1p0"  # whose times NSDL_DC borrows

_WEB: Final = ("http://", "https://", "HTTP://", "HTTPS://", "Http://", "Https://")
_LANGUAGE: Final = f"{XML_NAMESPACE}{SEPARATOR}lang"


def read_oai_dc(payload: bytes) -> Statement:
    """What an oai_dc or nsdl_dc payload states, its elements at any depth, `xml:lang` inherited.

    Takes the stored form of `OaiRecord.payload` or a document of its own. Broken XML is repaired
    where it can be. Raises FormatError for a document type, for bytes that are no XML and for XML
    without a single Dublin Core element that says something.
    """
    body, encoding = readable(payload)
    refuse_document_type(body)
    try:
        statement = _Reader().read(body, encoding)
    except ExpatError:
        statement = _read_broken(body, encoding)
    if statement is None:
        raise FormatError("The payload holds no Dublin Core element.")
    return statement


def _read_broken(body: bytes, encoding: str) -> Statement | None:
    mended = repaired(body, encoding)
    mended = mended[mended.find(b"?>") + 2 :] if mended.lstrip().startswith(b"<?xml") else mended
    try:
        return _Reader().read(mended)
    except ExpatError:
        whole = etree.tostring(tree(mended, recover=True), encoding="utf-8")
    try:
        return _Reader().read(whole)
    except ExpatError as error:
        raise FormatError(f"The payload's XML can't be read: {error}.") from error


class DublinCoreCollector:
    """Builds statements while `parse_response(body, reader=DublinCoreCollector())` parses a page.

    Flat payloads are taken apart in one go, others read by `read_oai_dc`. Both give the same.
    """

    __slots__ = ()

    def collect(self, record: OaiRecord[Any]) -> Statement | None:
        """The statement of well-formed metadata; None where they aren't flat, or say nothing."""
        text = _text(record)
        pairs = leaves(text) if text else None
        tags = _VOCABULARY.within(text, tuple(record.namespaces.items())) if pairs else None
        return _stated(pairs, tags) if pairs and tags else None

    def read(self, payload: bytes) -> Statement:
        """As `read_oai_dc`."""
        return read_oai_dc(payload)


def _text(record: OaiRecord[Any]) -> str:
    try:
        text = record.metadata.decode(record.encoding or "utf-8")
    except UnicodeDecodeError:  # a byte that the encoding doesn't know
        return ""
    return with_plain_line_ends(text) if "\r" in text else text


def _stated(pairs: list[tuple[str, str]], tags: Tags["_Setter"]) -> Statement | None:
    statement, known, is_empty = Statement(), tags.known, True
    for opening, text in pairs:
        meaning = known.get(opening) or tags.learn(opening)
        if meaning is None:
            return None
        setter, language = meaning
        words = (resolved(text) if "&" in text else text).strip()
        if words and setter is not _unknown:
            setter(statement, words, language)
            is_empty = False
    return None if is_empty else statement


class _Reader:
    """The full reading: attributes, nesting and all."""

    def __init__(self) -> None:
        self._statement = Statement()
        self._languages = [""]
        self._texts: list[str] = []
        self._leaf = 0  # depth of the Dublin Core element being read
        self._seen = False

    def read(self, body: bytes, encoding: str = "") -> Statement | None:
        parser = new_parser(encoding)
        parser.StartElementHandler = self._started
        parser.EndElementHandler = self._ended
        parser.CharacterDataHandler = self._texts.append
        parser.Parse(body, True)
        return self._statement if self._seen else None

    def _started(self, name: str, attributes: list[str]) -> None:
        language = self._languages[-1]
        if attributes and _LANGUAGE in attributes[::2]:
            language = attributes[attributes.index(_LANGUAGE) + 1].strip()
        self._languages.append(language)
        depth = len(self._languages)
        if depth > MAXIMUM_DEPTH:
            raise FormatError(f"The payload nests its elements more than {MAXIMUM_DEPTH} deep.")
        if not self._leaf:
            self._texts.clear()
            if name in _SETTERS:
                self._leaf = depth

    def _ended(self, name: str) -> None:
        if self._leaf == len(self._languages):
            text = "".join(self._texts).strip()
            if text:
                _SETTERS[name](self._statement, text, self._languages[-1])
                self._seen = True
            self._leaf = 0
        self._languages.pop()


# One small function a field, called for every value there is: (statement, text, language).
def _identifier(statement: Statement, text: str, _language: str) -> None:
    statement.identifiers.append(text)
    if text.startswith(_WEB):
        statement.addresses.append(text)


def _title(statement: Statement, text: str, language: str) -> None:
    statement.titles.append(Text(text, language))


def _description(statement: Statement, text: str, language: str) -> None:
    statement.descriptions.append(Text(text, language))


def _creator(statement: Statement, text: str, _language: str) -> None:
    statement.creators.append(StatedAgent(text))


def _publisher(statement: Statement, text: str, _language: str) -> None:
    statement.publishers.append(StatedAgent(text))


def _subject(statement: Statement, text: str, _language: str) -> None:
    statement.subjects.append(text)


def _type(statement: Statement, text: str, _language: str) -> None:
    statement.types.append(text)


def _spoken(statement: Statement, text: str, _language: str) -> None:
    statement.languages.append(text)


def _rights(statement: Statement, text: str, _language: str) -> None:
    statement.licences.append(text)


def _published(statement: Statement, text: str, _language: str) -> None:
    statement.published.append(text)


def _modified(statement: Statement, text: str, _language: str) -> None:
    statement.modified.append(text)


def _level(statement: Statement, text: str, _language: str) -> None:
    statement.levels.append(text)


def _audience(statement: Statement, text: str, _language: str) -> None:
    statement.audiences.append(text)


def _access(statement: Statement, text: str, _language: str) -> None:
    statement.free.append(text)


def _extent(statement: Statement, text: str, _language: str) -> None:
    statement.durations.append(text)


def _relation(kind: str, statement: Statement, text: str, _language: str) -> None:
    statement.relations.append(StatedRelation(kind, text))


def _ignored(_statement: Statement, _text: str, _language: str) -> None:
    """Understood, and not part of a statement."""


def _unknown(_statement: Statement, _text: str, _language: str) -> None:
    """No Dublin Core."""


_Setter = Callable[[Statement, str, str], None]

_ELEMENTS: Final[dict[str, _Setter]] = {
    "title": _title,
    "description": _description,
    "identifier": _identifier,
    "creator": _creator,
    "publisher": _publisher,
    "subject": _subject,
    "type": _type,
    "language": _spoken,
    "rights": _rights,
    "date": _published,
    "relation": partial(_relation, "relation"),
    "source": partial(_relation, "source"),
    "contributor": _ignored,
    "coverage": _ignored,
    "format": _ignored,
}
_RELATIONS: Final = (
    "conformsTo",
    "hasFormat",
    "hasPart",
    "hasVersion",
    "isFormatOf",
    "isPartOf",
    "isReferencedBy",
    "isReplacedBy",
    "isRequiredBy",
    "isVersionOf",
    "references",
    "replaces",
    "requires",
)
_TERMS: Final[dict[str, _Setter]] = {
    **_ELEMENTS,
    "alternative": _title,
    "abstract": _description,
    "educationLevel": _level,
    "audience": _audience,
    "license": _rights,
    "accessRights": _access,
    "created": _published,
    "issued": _published,
    "available": _published,
    "modified": _modified,
    "extent": _extent,
    **{kind: partial(_relation, kind) for kind in _RELATIONS},
}
_SETTERS: Final[dict[str, _Setter]] = {
    **{
        f"{namespace}{SEPARATOR}{name}": setter
        for namespace in (ELEMENTS, "http://purl.org/dc/elements/1.0/")
        for name, setter in _ELEMENTS.items()
    },
    **{f"{TERMS}{SEPARATOR}{name}": setter for name, setter in _TERMS.items()},
    f"{LOM}{SEPARATOR}typicalLearningTime": _extent,
}
_VOCABULARY: Final = Vocabulary(_SETTERS, other=_unknown)
