"""Dublin Core payloads, flat or nested, in one language or several, whole or broken."""

import json
from html import unescape

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from tests.shared import SHARED, needs_shared

from armillary.formats.dublin_core import DublinCoreCollector, read_oai_dc
from armillary.formats.errors import FormatError
from armillary.formats.oai_pmh import parse_response
from armillary.formats.statement import StatedAgent, StatedRelation, Statement, Text

ROOT = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dct="http://purl.org/dc/terms/">'
)
DC = "http://purl.org/dc/elements/1.1/"


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


def page(inner: str, *, root: str = ROOT) -> bytes:
    return (
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><GetRecord><record><header><identifier>a'
        "</identifier><datestamp>2026-01-01</datestamp></header>"
        f"<metadata>{root}{inner}</oai_dc:dc></metadata></record></GetRecord></OAI-PMH>"
    ).encode()


def collected(body: bytes) -> tuple[Statement | None, str]:
    """What reading the page gives, after comparing it with what reading the payload gives."""
    record = parse_response(body, reader=DublinCoreCollector()).items[0]
    try:
        expected, problem = read_oai_dc(record.payload), ""
    except FormatError as error:
        expected, problem = None, str(error)
    assert (record.value, record.problem) == (expected, problem)
    return record.value, record.problem


@pytest.mark.parametrize("end", ["", "\n", " \r\n\t"])
@pytest.mark.parametrize(
    ("inner", "titles"),
    [
        ("<dc:title>a</dc:title><dc:title>b</dc:title>", [Text("a"), Text("b")]),
        ("<dc:title></dc:title><dc:title></dc:title><dc:title>a</dc:title>", [Text("a")]),
        ("<dc:title/><dc:title>a</dc:title><dc:subject />", [Text("a")]),
        ("<dc:title>a/>b</dc:title><dc:title/>", [Text("a/>b")]),
        ("<dc:title> \n </dc:title><dc:title> a\r\nb\rc </dc:title>", [Text("a\nb\nc")]),
        ("<!-- <dc:title>x</dc:title> --><dc:title>a<!-- b --></dc:title>", [Text("a")]),
        ("<!--x--><dc:title>a</dc:title><!--y-->", [Text("a")]),
        ("<dc:title><![CDATA[a <b> &amp; </dc:title>]]></dc:title>", [Text("a <b> &amp; </dc:title>")]),
        ("<?p <dc:title>x</dc:title>?><dc:title>a<?q?>b</dc:title>", [Text("ab")]),
        ("<dc:title>a<i>b</i>c</dc:title>", [Text("abc")]),
        ("<dc:title>a<br/>b</dc:title>", [Text("ab")]),
        ("<dc:title>a<dc:subject>b</dc:subject>c</dc:title>", [Text("abc")]),
        ("<dc:title><dc:title>a</dc:title></dc:title>", [Text("a")]),
        ("<x><dc:title>a</dc:title></x>words<dc:title>b</dc:title>", [Text("a"), Text("b")]),
        ('<dc:title xml:lang="fr">a</dc:title><dc:title>b</dc:title>', [Text("a", "fr"), Text("b")]),
        ("<dc:title a='b>c' xml:lang = ' ar ' >d</dc:title>", [Text("d", "ar")]),
        ("<dc:title a='xml:lang=\"fr\"'>d</dc:title>", [Text("d")]),
        ('<dc:title xml:lang="f&#114;">a</dc:title>', [Text("a", "fr")]),
        ('<dc:title a="x/y" b="/>">a</dc:title>', [Text("a")]),
        ("<dc:title>&lt;i&gt; &amp;amp; &#233;&#xE9;&quot;&apos;</dc:title>", [Text("<i> &amp; éé\"'")]),
        ("<dc:title>&#160;a&#xa0;</dc:title>", [Text("a")]),
        ('<t:title xmlns:t="http://purl.org/dc/elements/1.1/">a</t:title>', [Text("a")]),
        ('<dc:title xmlns:dc="urn:other">a</dc:title><dc:title>b</dc:title>', [Text("b")]),
        ('<title xmlns="http://purl.org/dc/terms/">a</title>', [Text("a")]),
    ],
)  # fmt: skip
def test_tags_and_texts_are_never_mixed_up(inner: str, titles: list[Text], end: str):
    value, _problem = collected(page(inner + end))
    assert value is not None
    assert value.titles == titles


@pytest.mark.parametrize(
    "inner", ["", "<dc:title/>", "<dc:title></dc:title>" * 3, "words", "<x>a</x>"]
)
def test_page_whose_record_says_nothing_has_a_problem(inner: str):
    assert collected(page(inner)) == (None, "The payload holds no Dublin Core element.")


def test_language_of_the_root_is_inherited_in_a_page():
    value, _problem = collected(
        page(
            '<dc:title>a</dc:title><dc:title xml:lang="">b</dc:title>',
            root=ROOT.replace("<oai_dc:dc", '<oai_dc:dc xml:lang="es"'),
        )
    )
    assert value is not None
    assert value.titles == [Text("a", "es"), Text("b")]


@pytest.mark.parametrize("space", ["", "\n"])
def test_flat_payloads_need_no_second_reading(space: str):
    class Strict(DublinCoreCollector):
        def read(self, payload: bytes) -> Statement:
            raise AssertionError(payload)

    inner = '<dc:title xml:lang="fr">a &amp; b</dc:title><dc:subject/><dc:subject></dc:subject>'
    record = parse_response(page(inner + space), reader=Strict()).items[0]
    assert record.value == Statement(titles=[Text("a & b", "fr")])


ELEMENTS = st.sampled_from(
    ["dc:title", "dc:subject", "dc:identifier", "dc:relation", "dct:audience", "dc:x"]
)
TEXTS = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="<&>\ufffe\uffff")
)
MARKUP = st.recursive(
    st.sampled_from(
        [
            "",
            " ",
            "\n",
            "\r\n",
            "a",
            "b/>",
            "&amp;",
            "&lt;",
            "&#13;",
            "&#233;",
            "<!-- <x> -->",
            "<!---->",
            "<![CDATA[<dc:title>]]>",
            "<?p <a?>",
            "<dc:title/>",
            "<x a='>'/>",
            "'",
            '"',
            "]]",
            "=",
        ]
    ),
    lambda inner: st.builds(
        lambda name, attributes, parts: f"<{name}{attributes}>{''.join(parts)}</{name}>",
        st.sampled_from(["dc:title", "dc:subject", "dct:audience", "x", "dc:x", "oai_dc:dc"]),
        st.sampled_from(
            [
                "",
                "",
                " ",
                ' xml:lang="fr"',
                " xml:lang=''",
                ' a="b/c"',
                " a='>'",
                ' xmlns:dc="urn:x"',
                ' xmlns="http://purl.org/dc/terms/"',
                " a='xml:lang=\"x\"'",
            ]
        ),
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)


@given(st.lists(st.tuples(ELEMENTS, TEXTS), max_size=12), st.booleans())
@example(elements=[("dc:title", "")] * 3, spaced=False)
def test_collecting_and_reading_agree(elements: list[tuple[str, str]], spaced: bool):
    space = "\n  " if spaced else ""
    collected(page(space.join(f"<{name}>{text}</{name}>" for name, text in elements) + space))


@settings(max_examples=500, deadline=None)
@given(st.lists(MARKUP, max_size=8))
def test_collecting_and_reading_agree_on_any_markup(parts: list[str]):
    collected(page("".join(parts)))


@settings(max_examples=500, deadline=None)
@given(st.lists(MARKUP, min_size=1, max_size=5), st.sampled_from([DC, "urn:other"]))
def test_collecting_and_reading_agree_without_a_root(parts: list[str], namespace: str):
    inner = "".join(parts)
    assume("<" in inner)
    declared = f'xmlns:oai_dc="urn:o" xmlns:dc="{namespace}" xmlns:dct="http://purl.org/dc/terms/"'
    body = page("", root="<oai_dc:dc>").decode().replace("<oai_dc:dc></oai_dc:dc>", inner)
    collected(body.replace("<OAI-PMH", f"<OAI-PMH {declared}").encode())


@needs_shared
def test_real_nsdl_records_are_read():
    records = json.loads((SHARED / "data" / "nsdl_dc.json").read_bytes())
    said = [(record, read_oai_dc(record["xml"].encode())) for record in records]
    assert len(said) == 108
    assert all(statement.titles[0].text == record["title"].strip() for record, statement in said)
    assert all(unescape(record["url"]) in statement.addresses for record, statement in said)
    assert sum(len(statement.levels) for _, statement in said) == 516
    assert sum(len(statement.audiences) for _, statement in said) == 138
