"""Whatever strangers send, reading it takes time in proportion to its length, and no reader fails
with anything but its own error. A few hundred kilobytes once kept the only worker busy for hours.
"""

import gzip
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from time import process_time

import pytest

from armillary.formats import tables
from armillary.formats.cartridge import open_cartridge, read_part
from armillary.formats.case import read_case
from armillary.formats.describe import describe
from armillary.formats.dublin_core import DublinCoreCollector, read_oai_dc
from armillary.formats.errors import FormatError
from armillary.formats.feeds import open_feed, read_entry
from armillary.formats.lrmi import find_json_ld, read_learning_resource
from armillary.formats.lrmi.lists import open_list
from armillary.formats.main_text import main_text
from armillary.formats.oai_payloads import read_metadata
from armillary.formats.oai_pmh import parse_response
from armillary.formats.oai_pmh.payloads import unwrap
from armillary.formats.page_footer import footer_of
from armillary.formats.sitemap import parse_sitemap
from armillary.formats.statement import (
    StatedAgent,
    StatedFile,
    StatedRelation,
    Statement,
    Text,
)
from armillary.formats.static_repository import open_static_repository
from armillary.formats.values.languages import language
from armillary.formats.values.texts import clean
from armillary.formats.web_page import find_resources, propose

SIZE = 50_000
# What is quadratic takes ten at this length; on a busy machine everything takes longer.
SECONDS = 2.0

UNITS = (
    " ", "\n", "\t", "\\", "<", ">", "&", '"', "'", ",", ";", "; ", "/", "|", ":", "::", " > ", "%",
    "-", "_", "_-", ".", "1", "1.", "1-", "(", "[", "{", "[]", "{}", "[1,", "a", "a ", "aa_", "A1",
    "é", "\u0301\u0316", "\u0627\u0644", "\ufdfa", "\x00", "\u200b", "\ud800", '\\"', ', ', ",]",
    "<!--", "-->", "<!-- -->", "<?x", "<?xml ", "<?x ?>", "<![CDATA[", "]]>", "<!DOCTYPE ",
    "<a", "<a ", "<a x=", '<a x="', "<a x='\"", "</", "</a ", "<a></a>", "<p ", "<script", "<script ",
    "<script>", "</script ", "<style >", "<script type=", "<meta charset", "&#", "&#9", "&#0", "&amp",
    "&lt;a ", "&x;", "&#x0;", "<record>", "<record><header>", "<record><header/></record>",
    "<record ", "<metadata>", "<metadata ", "</metadata", "<identifier>", "<identifier> ",
    "<OAI-PMH", "<OAI-PMH ", '<OAI-PMH "', "<x:OAI-PMH x='", "<dc:title>", "<dc:title>a</dc:title>",
    "<url><loc>http://a/</loc></url>", "isbn", "isbn ", "by ", "cc-by-", "cc _", "10.1000/", "http://",
    "http://a.", "http://a/", "doi: ", "en,", "[en] ", "copyright ", "grades 1-", "1h ", "https://é",
    '{"a":', '{"@type":"Book"},', "title,", "title;\n", '"\n', 'a,"', "a:b ", "urn:a",
)  # fmt: skip

ROOT = (
    b'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><header>'
    b"<identifier>a</identifier><datestamp>2026-01-01</datestamp></header><metadata>"
)
DC = (
    b'<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
    b' xmlns:dc="http://purl.org/dc/elements/1.1/">'
)
REPOSITORY = (
    b'<Repository xmlns="http://www.openarchives.org/OAI/2.0/static-repository"'
    b' xmlns:oai="http://www.openarchives.org/OAI/2.0/">'
)
JSON_LD = b'<script type="application/ld+json">'
LOM = b'<lom xmlns="http://ltsc.ieee.org/xsd/LOM">'
CARD = LOM + b"<lifeCycle><contribute><role><value>author</value></role><entity>"
MARC = b'<record xmlns="http://www.loc.gov/MARC21/slim"><datafield tag="100"><subfield code="a">'
MANIFEST = b'<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>'


def _rows(body: bytes) -> None:
    table = tables.open_table(body, "table.csv")
    rows = list(islice(table.rows, 100_000))
    mapping = tables.propose_mapping(table.columns) or {"titles": "title"}
    for _number, row in rows[:1000]:
        _refusing(lambda row=row: tables.row_to_statement(row, mapping))


def _repository(body: bytes) -> None:
    list(open_static_repository(body, reader=DublinCoreCollector()).records)


def _answer(body: bytes) -> None:
    parse_response(body, reader=DublinCoreCollector())


def _package(body: bytes) -> None:
    for part in open_cartridge(body):
        if part.payload:
            read_part(part.payload)


def _resources(body: bytes) -> None:
    for node in find_resources(body, "https://a.example/")[0]:
        _refusing(lambda node=node: read_learning_resource(node))


def _proposed(body: bytes) -> None:
    propose(body, "https://a.example/")


def _footer(body: bytes) -> None:
    footer_of(body, "https://a.example/")


def _feed(body: bytes) -> None:
    for entry in open_feed(body, "https://a.example/").entries:
        _refusing(lambda entry=entry: read_entry(entry.payload))


def _listed(body: bytes) -> None:
    for entry in list(open_list(body, "https://a.example/").entries)[:1000]:
        _refusing(lambda entry=entry: read_learning_resource(entry.node or {}))


# Every reader, with what stands before the repeated unit.
READERS: dict[str, tuple[Callable[[bytes], object], bytes, bytes]] = {
    "oai": (_answer, b"", b""),
    "oai root": (_answer, b"<OAI-PMH>&bad;", b""),
    "oai record": (_answer, ROOT + DC, b""),
    "oai broken record": (
        _answer,
        ROOT + b"&bad;",
        b"</metadata></record></ListRecords></OAI-PMH>",
    ),
    "oai_dc": (read_oai_dc, DC + b"<dc:title>", b""),
    "oai_dc broken": (read_oai_dc, DC + b"<dc:title>&bad;", b"</dc:title></oai_dc:dc>"),
    "payload": (unwrap, b"<payload ", b"</payload>"),
    "lom": (read_metadata, LOM, b"</lom>"),
    "lom text": (
        read_metadata,
        LOM + b"<general><title><string>",
        b"</string></title></general></lom>",
    ),
    "lom card": (read_metadata, CARD, b"</entity></contribute></lifeCycle></lom>"),
    "marc": (read_metadata, MARC, b"</subfield></datafield></record>"),
    "json in xml": (read_metadata, b'<amb>{"name":"', b'"}</amb>'),
    "rdf": (
        read_metadata,
        b'<a:Book xmlns:a="https://schema.org/"><a:name>',
        b"</a:name></a:Book>",
    ),
    "metadata": (read_metadata, b"<payload>", b"</payload>"),
    "manifest": (_package, MANIFEST, b"</resources></manifest>"),
    "zip": (_package, b"PK\x03\x04", b""),
    "repository": (_repository, REPOSITORY, b""),
    "sitemap": (parse_sitemap, b"<urlset>", b""),
    "sitemap broken": (parse_sitemap, b"<urlset>&bad;", b"</urlset>"),
    "sitemap bare": (parse_sitemap, b"", b""),
    "page": (find_json_ld, b"", b""),
    "page script": (find_json_ld, JSON_LD + b"{", b"</script>"),
    "page string": (find_json_ld, JSON_LD + b'["', b"x</script>"),
    "page tag": (find_json_ld, b"<script type=", b">{}</script>"),
    "page marked up": (_resources, b"<p itemscope itemtype=Book>", b""),
    "page proposed": (_proposed, b"<html><head>", b""),
    "page footer": (_footer, b"<footer>", b"</footer>"),
    "page text": (main_text, b"<main>", b"</main>"),
    "case": (read_case, b'{"CFItems":[{"uri":"', b'"}]}'),
    "case statement": (read_case, b'{"CFItems":[{"uri":"a","fullStatement":"', b'"}]}'),
    "feed": (_feed, b"<rss><channel>", b"</channel></rss>"),
    "feed entry": (_feed, b"<rss><item><guid>a</guid><author>", b"</author></item></rss>"),
    "json list": (_listed, b"[", b"]"),
    "table": (_rows, b"", b""),
    "table rows": (_rows, b"title,url\n", b"\nx"),
    "table json": (_rows, b'[{"title":"', b'"}]'),
    "table json lines": (_rows, b'{"title":"', b'"}\n{}'),
}


def _refusing(read: Callable[[], object]) -> None:
    with suppress(FormatError):
        read()


def _seconds(read: Callable[[], object]) -> float:
    start = process_time()
    _refusing(read)
    return process_time() - start


def _repeated(unit: str, size: int = SIZE) -> str:
    return unit * (size // len(unit.encode("utf-8", "surrogatepass")))


def _statement(values: list[str]) -> Statement:
    return Statement(
        identifiers=values,
        titles=[Text(value, value) for value in values],
        descriptions=[Text(value) for value in values],
        addresses=values,
        types=values,
        subjects=values,
        keywords=values,
        levels=values,
        audiences=values,
        languages=values,
        licences=values,
        creators=[StatedAgent(value, value, value) for value in values]
        + [StatedAgent(value) for value in values],
        publishers=[StatedAgent(value) for value in values],
        published=values,
        modified=values,
        durations=values,
        files=[StatedFile(value, value) for value in values],
        accessibility=values,
        free=values,
        relations=[StatedRelation("isPartOf", value) for value in values],
    )


@pytest.fixture(autouse=True, scope="module")
def _tables_of_names() -> None:
    """They are built once, from Babel's data, and their time isn't the texts'."""
    language("no such language")


@pytest.mark.parametrize("name", READERS)
def test_readers_take_time_in_proportion_to_the_length(name: str) -> None:
    read, before, after = READERS[name]
    slow = {}
    for unit in UNITS:
        body = before + _repeated(unit).encode("utf-8", "surrogatepass") + after
        taken = _seconds(lambda body=body: read(body))
        if taken > SECONDS:
            slow[unit] = taken
    assert slow == {}


def test_utf_16_takes_time_in_proportion_to_the_length() -> None:
    bodies = {unit: _repeated(unit).encode("utf-16", "surrogatepass") for unit in UNITS}
    taken = {unit: _seconds(lambda body=body: _answer(body)) for unit, body in bodies.items()}
    assert {unit: seconds for unit, seconds in taken.items() if seconds > SECONDS} == {}


@pytest.mark.parametrize("frame", ["{}", "</{}<", "isbn{}x"])
def test_describe_takes_time_in_proportion_to_the_length(frame: str) -> None:
    slow = {}
    for unit in UNITS:
        statement = _statement([frame.format(_repeated(unit))])
        taken = _seconds(
            lambda statement=statement: describe(statement, subject=lambda _word: None)
        )
        if taken > SECONDS:
            slow[unit] = taken
    assert slow == {}


@pytest.mark.parametrize("length", [240, 4000])
def test_describe_takes_time_in_proportion_to_the_number_of_values(length: int) -> None:
    """20 kB of values, each as long as one kind of reader allows, and no two alike."""
    slow = {}
    for unit in UNITS:
        part = _repeated(unit, length - 9)
        statement = _statement([f"{part}{number}" for number in range(20_000 // length)])
        taken = _seconds(
            lambda statement=statement: describe(statement, subject=lambda _word: None)
        )
        if taken > SECONDS:
            slow[unit] = taken
    assert slow == {}


@pytest.mark.parametrize(
    "field", ["types", "creators", "relations", "levels", "languages", "subjects", "identifiers"]
)
def test_many_different_values_are_described_in_time(field: str) -> None:
    values = [f"w{number:x}" for number in range(10_000)]
    whole = _statement(values)
    statement = Statement(**{field: getattr(whole, field)})
    several = Statement(creators=[StatedAgent(";".join(values))] * 100)
    assert _seconds(lambda: describe(statement, subject=lambda _word: None)) < 2 * SECONDS
    assert _seconds(lambda: describe(several, subject=lambda _word: None)) < SECONDS


def _declaring(count: int) -> bytes:
    return b" ".join(b'xmlns:a%d="x%d"' % (number, number) for number in range(count))


def test_thousands_of_namespaces_are_refused() -> None:
    with pytest.raises(FormatError, match="200 namespaces"):
        _answer(b"<OAI-PMH " + _declaring(201) + b"/>")
    nested = b"<OAI-PMH>" + b'<a xmlns:b="c">' * 300 + b"</a>" * 300 + b"</OAI-PMH>"
    with pytest.raises(FormatError, match="200 namespaces"):
        _answer(nested)
    with pytest.raises(FormatError, match="longer than 1000"):
        _answer(b'<OAI-PMH xmlns:a="' + b"x" * 1001 + b'"/>')
    _answer(b"<OAI-PMH " + _declaring(200) + b"/>")


def test_namespaces_of_one_record_after_another_are_not_counted_together() -> None:
    record = (
        b"<record xmlns:a='1'><header xmlns:b='2'><identifier xmlns:i='i'>a</identifier></header>"
        b"<metadata xmlns:c='3'><x xmlns:d='4'><y xmlns:e='5'/></x></metadata>"
        b"<about xmlns:f='6'><z xmlns:g='7'/></about></record>"
    )
    page = parse_response(b"<OAI-PMH><ListRecords>" + record * 500 + b"</ListRecords></OAI-PMH>")
    assert len(page.items) == 500
    assert [item.namespaces for item in page.items[::499]] == [{"a": "1", "c": "3"}] * 2


def test_an_error_without_a_record_is_read_from_a_broken_answer() -> None:
    page = parse_response(b"<OAI-PMH><error code='x'>a & b</error>")
    assert (page.errors, page.items) == ([("x", "a & b")], [])


def test_reference_with_thousands_of_zeros_is_read() -> None:
    title = b"<dc:title>&#" + b"0" * 5000 + b"65;</dc:title></oai_dc:dc>"
    page = parse_response(
        ROOT + DC + title + b"</metadata></record></ListRecords></OAI-PMH>",
        reader=DublinCoreCollector(),
    )
    assert page.items[0].value.titles == [Text("A")]


def test_text_with_an_endless_reference_is_read() -> None:
    assert clean("a &#" + "9" * 5000 + "; b & c") == "a \ufffd b & c"


def test_marks_beyond_the_thirtieth_are_dropped_and_punctuation_kept() -> None:
    assert clean("x" + "\u0316" * 50) == "x" + "\u0316" * 30
    assert clean("\u2014" * 50 + "x") == "\u2014" * 50 + "x"


def test_json_documents_are_limited() -> None:
    body = b"[" + b"{}," * (tables.reading.MAXIMUM_JSON // 3) + b"{}]"
    assert len(gzip.compress(body, 1)) < 300_000
    with pytest.raises(FormatError, match="JSON Lines"):
        tables.open_table(body, "x.json")


@pytest.mark.parametrize("body", [b'[{"%s": {"b": 1}}]', b'{"%s": {"b": 1}}\n{}', b'{"%s": 1}\n{}'])
def test_names_of_columns_are_limited(body: bytes) -> None:
    """Else one long name before ten thousand short ones is written ten thousand times."""
    ((_, row), *_) = tables.open_table(body % (b"a" * 2000), "x.json").rows
    assert isinstance(row, tables.Problem)
    assert "1000 characters" in row.message


def test_the_number_of_columns_is_limited() -> None:
    line = b"{" + b",".join(b'"%d":1' % number for number in range(5000)) + b"}\n{}"
    ((_, row), *_) = tables.open_table(line, "x.jsonl").rows
    assert isinstance(row, tables.Problem)


@pytest.mark.parametrize("depth", [30, 900, 980, 990, 1000, 2000, 100_000])
def test_nested_values_in_a_document_are_refused_or_a_problem(depth: int) -> None:
    nested = b"[" * depth + b"]" * depth
    for body in (b"[[" + nested + b"]]", b'[{"a":' + nested + b"}]", b'{"a":' + nested + b"}\n{}"):
        _refusing(lambda body=body: _rows(body))
