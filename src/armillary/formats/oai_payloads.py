"""Read the metadata of an OAI-PMH record in whichever format they are in.

The root element's namespace and name tell the format, not the metadataPrefix, which every provider
chooses for itself. Read are Dublin Core in its many frames, LOM, MARCXML, and schema.org with LRMI
or AMB, as JSON inside an element or as RDF/XML.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from lxml import etree

from armillary.formats.dublin_core import ELEMENTS, TERMS, DublinCoreCollector, read_oai_dc
from armillary.formats.errors import FormatError
from armillary.formats.lom import is_lom, is_lom_namespace, read_lom
from armillary.formats.lrmi import find_json_ld, read_learning_resource, resources_in
from armillary.formats.marcxml import NAMESPACE as MARC
from armillary.formats.marcxml import is_marcxml, read_marcxml
from armillary.formats.oai_pmh import Collector, MetadataFormat, OaiRecord
from armillary.formats.safe_xml import XML_NAMESPACE, readable, refuse_document_type, repaired, tree
from armillary.formats.statement import Statement

DUBLIN_CORE: Final = "oai_dc"
MOST_NODES: Final = 2000  # of RDF
LONGEST_NAME: Final = 200

Node = dict[str, Any]

_OAI_DC: Final = re.compile(
    rb"""\s*(?:<payload[^>]*>\s*)?<(?:[\w.-]+:)?dc[\s>][^>]{0,2000}openarchives\.org/OAI/2\.0/oai_dc/"""
)
_DC_NAMESPACE: Final = re.compile(
    r"https?://purl\.org/dc/|oai_dc|nsdl_dc|qualifieddc|/qdc", re.IGNORECASE
)
_SCHEMA_ORG: Final = re.compile(r"https?://(?:schema\.org|purl\.org/dcx/lrmi-terms)/")
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_KEYS: Final = {
    "{http://www.w3.org/2004/02/skos/core#}prefLabel": "prefLabel",
    "{http://www.w3.org/2000/01/rdf-schema#}label": "name",
}
_PREFIXES: Final = frozenset(
    ("oai_dc", "nsdl_dc", "qdc", "oai_qdc", "dcterms", "lom", "oai_lom", "marcxml", "marc21", "amb",
     "lrmi")
)  # fmt: skip
_TEXTS: Final = re.compile(r"amb|lrmi|schema\.org", re.IGNORECASE)


def read_metadata(payload: bytes) -> Statement:
    """What the metadata state, stored as `OaiRecord.payload` or a document of their own.

    Broken XML is mended where it can be. Raises FormatError for a document type, for bytes that are
    no XML, for a format that is not read here, and for metadata that say nothing.
    """
    if _OAI_DC.match(payload[:4000]):
        return read_oai_dc(payload)
    root = _root(payload)
    for is_format, read in _FORMATS:
        if is_format(root):
            return read(root)
    if _is_dublin_core(root):
        return read_oai_dc(payload)
    name = re.sub(r"[{}]", " ", str(root.tag)).split()[::-1]
    shown = f"{name[0]} ({name[1]})" if len(name) > 1 else " ".join(name)
    raise FormatError(
        f"The metadata are in a format that is not read here: {shown[:LONGEST_NAME]}."
    )


class MetadataCollector:
    """Reads the payloads of a page in any format that is read here."""

    __slots__ = ()

    def collect(self, record: OaiRecord[Any]) -> Statement | None:
        """None: there is no short cut."""

    def read(self, payload: bytes) -> Statement:
        """As `read_metadata`."""
        return read_metadata(payload)


def collector_of(prefix: str) -> Collector[Statement]:
    """What reads a list in the format `prefix`; Dublin Core has its own, which is quicker."""
    return DublinCoreCollector() if prefix == DUBLIN_CORE else MetadataCollector()


def readable_prefixes(formats: Iterable[MetadataFormat]) -> list[str]:
    """The prefixes of those formats that can be read here, each once, in their order."""
    return list(dict.fromkeys(each.prefix for each in formats if _is_readable(each)))


def _is_readable(stated: MetadataFormat) -> bool:
    namespace = stated.namespace
    known = namespace == MARC or is_lom_namespace(namespace) or _DC_NAMESPACE.search(namespace)
    return bool(known or stated.prefix in _PREFIXES or _TEXTS.search(namespace))


def _root(payload: bytes) -> etree._Element:
    """The root of the metadata, mended where they are broken."""
    body, encoding = readable(payload)
    refuse_document_type(body)
    try:
        root = tree(payload)
    except FormatError:
        root = _mended_root(body, encoding)
    if root.tag == "payload" or str(root.tag).endswith("}payload"):
        if not len(root):
            raise FormatError("The payload holds no element.")
        return root[0]
    return root


def _mended_root(body: bytes, encoding: str) -> etree._Element:
    mended = repaired(body, encoding)
    if mended.lstrip().startswith(b"<?xml"):  # it may state the encoding that was repaired
        mended = mended[mended.find(b"?>") + 2 :]
    try:
        return tree(mended)
    except FormatError:
        return tree(mended, recover=True)


def _namespace(element: etree._Element) -> str:
    return str(element.tag)[1:].partition("}")[0] if "}" in str(element.tag) else ""


def _is_dublin_core(root: etree._Element) -> bool:
    """By the frame's namespace, or because Dublin Core's elements stand right inside."""
    if _DC_NAMESPACE.search(_namespace(root)):
        return True
    elements = root.iter(f"{{{ELEMENTS}}}*", f"{{{TERMS}}}*") if _is_rdf(root) else iter(root)
    return any(_namespace(child) in (ELEMENTS, TERMS) for child in elements)


def _is_json(root: etree._Element) -> bool:
    first = next((str(text).lstrip() for text in root.itertext() if str(text).strip()), "")
    return first.startswith(("{", "["))


def _read_json(root: etree._Element) -> Statement:
    """The first resource in JSON-LD or AMB that stands as text in an element."""
    text = "".join(map(str, root.itertext())).strip()
    found = find_json_ld(text.encode("utf-8", "replace"), encoding="utf-8")
    nodes = resources_in(found)
    if not nodes:
        problem = " ".join(found.problems)
        raise FormatError(problem or "The JSON in the payload describes no learning resource.")
    return read_learning_resource(nodes[0])


def _is_rdf(root: etree._Element) -> bool:
    return root.tag == f"{{{_RDF}}}RDF"


def _is_schema_org(root: etree._Element) -> bool:
    if not _is_rdf(root):
        return _is_schema(root)
    return any(_is_schema(node) or any(map(_is_schema, node)) for node in root)


def _is_schema(element: etree._Element) -> bool:
    return _SCHEMA_ORG.match(_namespace(element)) is not None


def _read_schema_org(root: etree._Element) -> Statement:
    """The first resource in RDF/XML; a value may be a node elsewhere in the same payload."""
    tops = list(root) if _is_rdf(root) else [root]
    if sum(1 for _ in root.iter()) > MOST_NODES:
        raise FormatError(f"The payload has more than {MOST_NODES} elements of RDF.")
    plain = [_node(element, {}) for element in tops]
    known = {str(node["@id"]): node for node in plain if "@id" in node}
    nodes = resources_in([_node(element, known) for element in tops])
    if not nodes:
        raise FormatError("The RDF in the payload describes no learning resource.")
    return read_learning_resource(nodes[0])


def _node(element: etree._Element, known: dict[str, Node]) -> Node:
    """A node element of RDF/XML (§2.2) as JSON-LD has it. `tree` has limited how deep it goes."""
    node: Node = {}
    if address := element.get(f"{{{_RDF}}}about"):
        node["@id"] = str(address)
    types = [
        str(each.get(f"{{{_RDF}}}resource", "")) for each in element.findall(f"{{{_RDF}}}type")
    ]
    own = [etree.QName(element).localname] if _is_schema(element) else []
    node["@type"] = [*own, *filter(None, types)]
    for child in element:
        key = _key(child)
        if key:
            node.setdefault(key, []).append(_value(child, known))
    return node


def _key(element: etree._Element) -> str:
    if _is_schema(element):
        return str(etree.QName(element).localname)
    return _KEYS.get(str(element.tag), "")


def _value(element: etree._Element, known: dict[str, Node]) -> object:
    if (address := element.get(f"{{{_RDF}}}resource")) is not None:
        return known.get(str(address), {"@id": str(address)})
    if element.get(f"{{{_RDF}}}parseType") == "Resource":
        return _node(element, known)
    if len(element):
        return _node(element[0], known)
    text = (element.text or "").strip()
    language = next(
        (str(each.get(_LANGUAGE)) for each in _outward(element) if each.get(_LANGUAGE)), ""
    )
    return {"@value": text, "@language": language} if language else text


def _outward(element: etree._Element) -> Iterable[etree._Element]:
    return (element, *element.iterancestors())


_LANGUAGE: Final = f"{{{XML_NAMESPACE}}}lang"
_FORMATS: Final[
    tuple[tuple[Callable[[etree._Element], bool], Callable[[etree._Element], Statement]], ...]
] = (
    (is_lom, read_lom),
    (is_marcxml, read_marcxml),
    (_is_schema_org, _read_schema_org),
    (_is_json, _read_json),
)
