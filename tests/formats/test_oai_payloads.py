"""One reader for every format that a provider may send, chosen by what the payload is."""

import json
from html import unescape
from pathlib import Path

import pytest
from tests.shared import SHARED, needs_shared

from armillary.formats.describe import describe
from armillary.formats.dublin_core import DublinCoreCollector, read_oai_dc
from armillary.formats.errors import FormatError
from armillary.formats.lom import read_lom
from armillary.formats.marcxml import read_marcxml
from armillary.formats.oai_payloads import (
    MetadataCollector,
    collector_of,
    read_metadata,
    readable_prefixes,
)
from armillary.formats.oai_pmh import MetadataFormat, parse_response, wrap
from armillary.formats.safe_xml import tree
from armillary.formats.statement import StatedAgent, StatedRelation, Text

PAYLOADS = Path(__file__).parents[1] / "payloads" / "formats"
LOM = (PAYLOADS / "lom" / "ieee.xml").read_bytes()
MARC = (PAYLOADS / "marcxml" / "book.xml").read_bytes()
AMB = (PAYLOADS / "oai_payloads" / "amb.xml").read_bytes()
RDF = (PAYLOADS / "oai_payloads" / "schema_org.rdf").read_bytes()
OAI = "http://www.openarchives.org/OAI/2.0/"


def wrapped(payload: bytes, **namespaces: str) -> bytes:
    """As `OaiRecord.payload` has it, without the declaration of a file."""
    return wrap(
        payload[payload.index(b"?>") + 2 :] if b"?>" in payload else payload,
        {"": OAI, **namespaces},
    )


def dublin_core(root: str, namespace: str, elements: str) -> bytes:
    return (
        f'<x:{root} xmlns:x="{namespace}" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' xmlns:dcterms="http://purl.org/dc/terms/">{elements}</x:{root}>'
    ).encode()


def test_format_is_told_by_the_root_element():
    assert read_metadata(wrapped(LOM)) == read_lom(tree(LOM))
    assert read_metadata(wrapped(MARC)) == read_marcxml(tree(MARC))
    assert read_metadata(LOM) == read_metadata(wrapped(LOM))


@pytest.mark.parametrize(
    ("root", "namespace"),
    [
        ("dc", "http://www.openarchives.org/OAI/2.0/oai_dc/"),
        ("nsdl_dc", "http://ns.nsdl.org/nsdl_dc_v1.02/"),
        ("qualifieddc", "http://dspace.org/qualifieddc/"),
        ("qualifieddc", "http://worldcat.org/xmlschemas/qdc-1.0/"),
        ("dcterms", "http://purl.org/dc/terms/"),
        ("uketddc", "http://naca.central.cranfield.ac.uk/ethos-oai/2.0/"),
        ("record", "https://anything.example/"),
    ],
)
def test_dublin_core_is_read_in_any_frame(root: str, namespace: str):
    body = dublin_core(
        root,
        namespace,
        "<dc:title>T</dc:title><dcterms:educationLevel>Grade 8</dcterms:educationLevel>"
        "<dcterms:license>CC BY</dcterms:license>",
    )
    said = read_metadata(wrapped(body))
    assert (said.titles, said.levels, said.licences) == ([Text("T")], ["Grade 8"], ["CC BY"])
    assert said == read_oai_dc(body)


def test_dublin_core_in_rdf_is_read():
    body = (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        b' xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description><dc:title>T</dc:title>'
        b"</rdf:Description></rdf:RDF>"
    )
    assert read_metadata(body).titles == [Text("T")]


def test_learning_time_that_nsdl_borrows_is_a_duration():
    body = (
        b'<n:nsdl_dc xmlns:n="http://ns.nsdl.org/nsdl_dc_v1.02/" '
        b'xmlns:ieee="http://www.ieee.org/xsd/LOMv1p0">'
        b"<ieee:typicalLearningTime>PT45M</ieee:typicalLearningTime></n:nsdl_dc>"
    )
    assert read_metadata(body).durations == ["PT45M"]


def test_amb_inside_an_element_is_read():
    said = read_metadata(wrapped(AMB))
    assert said.titles == [Text("Wie Wetter entsteht", "de")]
    assert said.descriptions == [Text("Luftdruck & Wolken in fünf Minuten.", "de")]
    assert said.addresses == ["https://schule.example/wetter"]
    assert (said.types, said.creators) == (["VideoObject"], [StatedAgent("Mia Berg", "person")])
    assert describe(said, subject=lambda _word: None).description["levels"] == ["lower-secondary"]


def test_schema_org_in_rdf_is_read():
    said = read_metadata(wrapped(RDF))
    assert said.titles == [Text("Tides", "en"), Text("المد والجزر", "ar")]
    assert said.descriptions == [Text("Why the sea comes and goes.", "en")]
    assert said.addresses == ["https://lessons.example/tides"]
    assert said.creators == [StatedAgent("Noor Haddad", "person", "https://people.example/noor")]
    assert said.publishers == [StatedAgent("Harbour School", "organization")]
    assert (said.types, said.levels) == (["Course"], ["Grade 8"])
    assert said.licences == ["https://creativecommons.org/licenses/by/4.0/"]
    assert said.relations == [StatedRelation("isPartOf", "https://lessons.example/sea")]
    assert said.durations == ["PT40M"]


def test_a_schema_org_element_may_stand_alone():
    body = (
        b'<LearningResource xmlns="http://schema.org/"><name>Alone</name>'
        b"<url>https://a.example/1</url></LearningResource>"
    )
    said = read_metadata(body)
    assert (said.titles, said.addresses) == ([Text("Alone")], ["https://a.example/1"])


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (
            b'<m:mods xmlns:m="http://www.loc.gov/mods/v3"><m:title>x</m:title></m:mods>',
            "The metadata are in a format that is not read here: mods (http://www.loc.gov/mods/v3).",
        ),
        (b"<a/>", "The metadata are in a format that is not read here: a."),
        (b"<a" + b"x" * 5000 + b"/>", f"not read here: a{'x' * 199}."),
        (b"<payload></payload>", "The payload holds no element."),
        (b"<amb>[1, 2]</amb>", "The JSON in the payload describes no learning resource."),
        (b"<amb>{broken</amb>", "JSON-LD block 1 can't be read"),
        (
            b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
            b' xmlns:s="https://schema.org/"><s:Person/></rdf:RDF>',
            "The RDF in the payload describes no learning resource.",
        ),
        (b'<d:dc xmlns:d="http://www.openarchives.org/OAI/2.0/oai_dc/"/>', "no Dublin Core"),
        (b"", "can't be read"),
        (b"words", "can't be read"),
        (b'<!DOCTYPE lom [<!ENTITY x SYSTEM "file:///etc/passwd">]><lom>&x;</lom>', "(DTD)"),
        (b'<!DOCTYPE lom [<!ENTITY x "aaaa">]><lom>&x;&x;</lom>', "(DTD)"),
        (b"<html><body>Down</body></html>", "not read here: html."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why_in_one_line(body: bytes, problem: str):
    with pytest.raises(FormatError) as caught:
        read_metadata(body)
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


def test_broken_lom_is_mended():
    body = LOM.replace(b"and how they save force", b"how & why\x0b&nbsp;they save force")
    assert "how & why\ufffd\xa0they save force" in read_metadata(wrapped(body)).descriptions[0].text
    unclosed = wrapped(LOM.replace(b"</general>", b"", 1))
    assert read_metadata(unclosed).titles[0] == Text("Levers in daily life", "en")
    latin = wrapped(LOM.replace(b"Levers in daily", "Lévers in daily".encode("latin-1")))
    assert read_metadata(latin).titles[0].text == "Lévers in daily life"


@pytest.mark.parametrize("depth", [100, 300, 5000, 100_000])
def test_nesting_that_says_nothing_is_refused(depth: int):
    for opening, closing in ((b"<lom><general>", b""), (b"<s:a>", b"</s:a>")):
        body = (
            b'<s:LearningResource xmlns:s="https://schema.org/">'
            + opening * depth
            + closing * depth
            + b"</s:LearningResource>"
        )
        with pytest.raises(FormatError):
            read_metadata(body)


def test_graph_whose_nodes_name_each_other_is_read_in_time():
    from time import process_time

    nodes = "".join(
        f'<s:Book rdf:about="https://a.example/{number}"><s:name>n</s:name>'
        + "".join(f'<s:isPartOf rdf:resource="https://a.example/{other}"/>' for other in range(40))
        + "</s:Book>"
        for number in range(40)
    )
    body = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns:s="https://schema.org/">{nodes}</rdf:RDF>'
    ).encode()
    start = process_time()
    assert len(read_metadata(body).relations) == 40
    assert process_time() - start < 2
    with pytest.raises(FormatError, match="more than 2000 elements"):
        read_metadata(body.replace(b"</rdf:RDF>", b"<s:Book/>" * 400 + b"</rdf:RDF>"))


def test_prefixes_that_can_be_read_are_told_by_namespace_or_name():
    formats = [
        MetadataFormat("oai_dc", "", "http://www.openarchives.org/OAI/2.0/oai_dc/"),
        MetadataFormat("mods", "", "http://www.loc.gov/mods/v3"),
        MetadataFormat("mets", "", "http://www.loc.gov/METS/"),
        MetadataFormat("ieee", "", "http://ltsc.ieee.org/xsd/LOM"),
        MetadataFormat("ims", "", "http://www.imsglobal.org/xsd/imsmd_v1p2"),
        MetadataFormat("m21", "", "http://www.loc.gov/MARC21/slim"),
        MetadataFormat("qdc", "", "http://dspace.org/qualifieddc/"),
        MetadataFormat("amb", "", ""),
        MetadataFormat("json", "", "https://w3id.org/kim/amb/"),
        MetadataFormat("ieee", "", "http://ltsc.ieee.org/xsd/LOM"),
    ]
    assert readable_prefixes(formats) == [
        "oai_dc", "ieee", "ims", "m21", "qdc", "amb", "json"
    ]  # fmt: skip


def test_dublin_core_keeps_its_quick_way():
    assert isinstance(collector_of("oai_dc"), DublinCoreCollector)
    assert isinstance(collector_of("lom"), MetadataCollector)


def test_page_of_lom_is_read_record_by_record():
    header = "<header><identifier>{}</identifier><datestamp>2026-01-01</datestamp></header>"
    bodies = [LOM[LOM.index(b"?>") + 2 :].decode(), '<mods xmlns="http://www.loc.gov/mods/v3"/>']
    rows = "".join(
        f"<record>{header.format(number)}<metadata>{body}</metadata></record>"
        for number, body in enumerate(bodies)
    )
    page = parse_response(
        f'<OAI-PMH xmlns="{OAI}"><ListRecords>{rows}</ListRecords></OAI-PMH>'.encode(),
        reader=MetadataCollector(),
    )
    first, second = page.items
    assert first.value == read_lom(tree(LOM)) == read_metadata(first.payload)
    assert second.problem.startswith("The metadata are in a format that is not read here: mods")


@needs_shared
def test_real_nsdl_records_are_described():
    """108 records of the National Science Digital Library, as its provider sent them."""
    records = json.loads((SHARED / "data" / "nsdl_dc.json").read_bytes())
    assert len(records) == 108
    for record in records:
        said = read_metadata(wrapped(record["xml"].encode()))
        assert said == read_oai_dc(record["xml"].encode())
        assert said.titles[0].text == record["title"].strip()
        assert unescape(record["url"]) in said.addresses
        found = describe(said, subject=lambda _word: None)
        assert found.problems == []
        assert found.description["levels"]
        assert not {"audiences", "free", "dates"} & found.unknown.keys()
