"""Dublin Core payloads, flat or nested, in one language or several, whole or broken."""

import json
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.shared import SHARED, needs_shared

from armillary.formats.dublin_core import DublinCoreCollector, read_oai_dc
from armillary.formats.errors import FormatError
from armillary.formats.oai_pmh import parse_response
from armillary.formats.statement import StatedAgent, StatedRelation, Text

ROOT = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dct="http://purl.org/dc/terms/">'
)


def payload(elements: str) -> bytes:
    return f"{ROOT}{elements}</oai_dc:dc>".encode()


def test_elements_go_where_they_belong():
    said = read_oai_dc(
        payload(
            "<dc:title>T</dc:title><dc:creator>C</dc:creator><dc:subject>S</dc:subject>"
            "<dc:description>D</dc:description><dc:publisher>P</dc:publisher><dc:date>2019</dc:date>"
            "<dc:type>Text</dc:type><dc:format>PT45M</dc:format><dc:identifier>isbn:1</dc:identifier>"
            "<dc:identifier>https://example.org/1</dc:identifier><dc:language>en</dc:language>"
            "<dc:relation>R</dc:relation><dc:rights>CC BY</dc:rights><dc:source>Q</dc:source>"
        )
    )
    assert (said.titles, said.descriptions) == ([Text("T")], [Text("D")])
    assert (said.creators, said.publishers) == ([StatedAgent("C")], [StatedAgent("P")])
    assert (said.subjects, said.types, said.languages) == (["S"], ["Text"], ["en"])
    assert said.identifiers == ["isbn:1", "https://example.org/1"]
    assert said.addresses == ["https://example.org/1"]
    assert (said.licences, said.published, said.durations) == (["CC BY"], ["2019"], [])
    assert said.relations == [StatedRelation("relation", "R"), StatedRelation("source", "Q")]


def test_terms_of_nsdl_are_read():
    said = read_oai_dc(
        payload(
            "<dct:educationLevel>Grade 8</dct:educationLevel><dct:audience>Educator</dct:audience>"
            "<dct:accessRights>Free access</dct:accessRights><dct:isPartOf>Series</dct:isPartOf>"
            "<dct:conformsTo>https://example.org/s/1</dct:conformsTo><dct:license>L</dct:license>"
            "<dct:modified>2020</dct:modified><dct:abstract>A</dct:abstract>"
        )
    )
    assert (said.levels, said.audiences, said.free) == (["Grade 8"], ["Educator"], ["Free access"])
    assert said.relations == [
        StatedRelation("isPartOf", "Series"),
        StatedRelation("conformsTo", "https://example.org/s/1"),
    ]
    assert (said.licences, said.modified, said.descriptions) == (["L"], ["2020"], [Text("A")])


def test_language_is_inherited_and_overridden():
    said = read_oai_dc(
        b'<a xml:lang="fr" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>un</dc:title>'
        b'<b><dc:title xml:lang="ar">two</dc:title></b><dc:title xml:lang="">three</dc:title></a>'
    )
    assert said.titles == [Text("un", "fr"), Text("two", "ar"), Text("three", "")]


def test_markup_inside_a_text_keeps_its_words():
    said = read_oai_dc(payload("<dc:description>a <b>bold</b> word</dc:description>"))
    assert said.descriptions == [Text("a bold word")]


def test_broken_payload_is_mended():
    assert read_oai_dc(payload("<dc:title>A & B &nbsp;\x0c</dc:title>")).titles == [
        Text("A & B \xa0\ufffd")
    ]
    assert read_oai_dc(payload("<dc:title>A</dc:titel>")).titles == [Text("A")]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"words",
        b"<a/>",
        b'<a xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title> </dc:title></a>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b"<a>" * 5000 + b"</a>" * 5000,
    ],
)
def test_what_says_nothing_is_refused(body: bytes):
    with pytest.raises(FormatError):
        read_oai_dc(body)


ELEMENTS = st.sampled_from(
    ["dc:title", "dc:subject", "dc:identifier", "dc:relation", "dct:audience", "dc:x"]
)
TEXTS = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="<&>\ufffe\uffff")
)


@given(st.lists(st.tuples(ELEMENTS, TEXTS), max_size=12), st.booleans())
def test_collecting_and_reading_agree(elements: list[tuple[str, str]], spaced: bool):
    space = "\n  " if spaced else ""
    inner = space.join(f"<{name}>{text}</{name}>" for name, text in elements)
    body = (
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><GetRecord><record><header><identifier>a'
        f"</identifier></header><metadata>{ROOT}{inner}{space}</oai_dc:dc></metadata></record></GetRecord></OAI-PMH>"
    ).encode()
    record = parse_response(body, reader=DublinCoreCollector()).items[0]
    try:
        expected, problem = read_oai_dc(record.payload), ""
    except FormatError as error:
        expected, problem = None, str(error)
    assert (record.value, record.problem) == (expected, problem)


@needs_shared
def test_real_nsdl_records_are_read():
    records = json.loads((SHARED / "data" / "nsdl_dc.json").read_bytes())
    said = [(record, read_oai_dc(record["xml"].encode())) for record in records]
    assert len(said) == 108
    assert all(statement.titles[0].text == record["title"].strip() for record, statement in said)
    assert all(unescape(record["url"]) in statement.addresses for record, statement in said)
    assert sum(len(statement.levels) for _, statement in said) == 516
    assert sum(len(statement.audiences) for _, statement in said) == 138
