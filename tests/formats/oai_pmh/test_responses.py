"""OAI-PMH answers: what they say, every record's own bytes, and what survives when they are broken."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.formats.dublin_core import DublinCoreCollector, read_oai_dc
from armillary.formats.errors import FormatError
from armillary.formats.oai_pmh import (
    ERRORS,
    MetadataFormat,
    OaiSet,
    parse_fragment,
    parse_identify,
    parse_metadata_formats,
    parse_response,
    parse_sets,
    unwrap,
    wrap,
)
from armillary.formats.oai_pmh.parsing import ResponseParser
from armillary.formats.statement import Text

PAYLOADS = Path(__file__).parents[2] / "payloads" / "formats" / "oai_pmh"
PAGE = (PAYLOADS / "list_records.xml").read_bytes()
OPENING = (
    b'<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
)


def record(number: int, title: bytes, *, extra: bytes = b"") -> bytes:
    return (
        b"<record><header><identifier>oai:x:%d</identifier><datestamp>2026-01-01</datestamp></header>"
        b'<metadata><d:dc xmlns:d="http://www.openarchives.org/OAI/2.0/oai_dc/"'
        b' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>%s</dc:title></d:dc></metadata>%s</record>'
    ) % (number, title, extra)


def page(*records: bytes, opening: bytes = OPENING) -> bytes:
    listed = b"".join(records)
    return opening + b"<ListRecords>" + listed + b"<resumptionToken/></ListRecords></OAI-PMH>"


def titles(body: bytes) -> list[tuple[str, list[str], str]]:
    items = parse_response(body, reader=DublinCoreCollector()).items
    return [
        (item.identifier, [t.text for t in item.value.titles] if item.value else [], item.problem)
        for item in items
    ]


def test_page_tells_its_date_its_token_and_its_size():
    answer = parse_response(PAGE)
    assert (answer.response_date, answer.token) == ("2026-11-22T08:30:00Z", "page2!token")
    assert (answer.complete_list_size, answer.cursor, answer.errors) == (250, 0, [])
    assert (answer.truncated, answer.repairs) == (False, [])


def test_records_carry_header_and_value():
    first, second, third = parse_response(PAGE, reader=DublinCoreCollector()).items
    assert first.identifier == "oai:example.org:1"
    assert first.datestamp == "2026-05-03T08:30:00Z"
    assert first.sets == ["stem", "stem:physics"]
    assert first.value.titles == [Text("Pendules & ressorts")]
    assert first.value.addresses == ["https://example.org/r/1"]
    assert (second.deleted, second.metadata, second.payload, second.problem) == (True, b"", b"", "")
    assert third.value.titles == [Text("الكسور", "ar"), Text("Fractions", "en")]
    assert third.value.subjects == []


def test_metadata_are_the_very_bytes_of_the_page():
    first = parse_response(PAGE).items[0]
    start = PAGE.index(b"<oai_dc:dc")
    end = PAGE.index(b"</oai_dc:dc>") + len(b"</oai_dc:dc>")
    assert first.metadata == PAGE[start:end]
    assert unwrap(first.payload) == first.metadata
    assert first.namespaces["dc"] == "http://purl.org/dc/elements/1.1/"
    assert parse_fragment(first.metadata, first.namespaces)[0].text == "Pendules & ressorts"


def test_fast_and_thorough_way_agree():
    commented = PAGE.replace(b"<ListRecords>", b"<ListRecords><!-- no shortcut -->")
    fast = parse_response(PAGE, reader=DublinCoreCollector())
    thorough = parse_response(commented, reader=DublinCoreCollector())
    assert fast == thorough


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
def test_piece_by_piece_gives_what_the_whole_gives(size: int):
    parser = ResponseParser(collector=DublinCoreCollector())
    for start in range(0, len(PAGE), size):
        parser.feed(PAGE[start : start + size], final=False)
    parser.feed(b"", final=True)
    assert parser.page.items == parse_response(PAGE, reader=DublinCoreCollector()).items


def test_missing_token_and_empty_token_differ():
    body = page(record(1, b"a"))
    assert parse_response(body).token == ""
    assert parse_response(body.replace(b"<resumptionToken/>", b"")).token is None


def test_protocol_errors_are_listed():
    body = OPENING + b'<error code="noRecordsMatch">Nothing</error></OAI-PMH>'
    assert parse_response(body).errors == [("noRecordsMatch", "Nothing")]
    assert "noRecordsMatch" in ERRORS


def test_headers_alone_are_records_without_metadata():
    body = OPENING + (
        b"<ListIdentifiers><header><identifier>a</identifier><datestamp>2026-01-01</datestamp></header>"
        b'<header status="deleted"><identifier>b</identifier></header></ListIdentifiers></OAI-PMH>'
    )
    items = parse_response(body, reader=DublinCoreCollector()).items
    assert [(item.identifier, item.deleted, item.problem) for item in items] == [
        ("a", False, ""),
        ("b", True, ""),
    ]


def test_prefixed_protocol_is_read():
    body = page(record(1, b"a")).replace(b"<OAI-PMH xmlns=", b"<o:OAI-PMH xmlns:o=")
    for name in (b"OAI-PMH", b"ListRecords", b"record", b"header", b"identifier", b"datestamp"):
        body = body.replace(b"<" + name + b">", b"<o:" + name + b">")
        body = body.replace(b"</" + name + b">", b"</o:" + name + b">")
    body = body.replace(b"<metadata>", b"<o:metadata>").replace(b"</metadata>", b"</o:metadata>")
    assert titles(body) == [("oai:x:1", ["a"], "")]


def test_about_and_foreign_records_inside_do_not_confuse():
    about = b"<about><p xmlns='urn:p'><identifier>no</identifier></p><record>no</record></about>"
    marc = record(2, b"b").replace(
        b"<dc:title>", b"<record xmlns='urn:m'><header/></record><dc:title>"
    )
    assert titles(page(record(1, b"a", extra=about), marc, record(3, b"c"))) == [
        ("oai:x:1", ["a"], ""),
        ("oai:x:2", ["b"], ""),
        ("oai:x:3", ["c"], ""),
    ]


def test_payload_that_is_itself_called_metadata_is_whole():
    inner = b"<metadata><record><header/><metadata>x</metadata></record></metadata>"
    body = page(
        b"<record><header><identifier>a</identifier></header><metadata>"
        + inner
        + b"</metadata></record>"
    )
    assert [item.metadata for item in parse_response(body).items] == [inner]


def test_cdata_and_comments_stay_in_the_bytes():
    body = page(record(1, b"<![CDATA[a </record> b]]>"), record(2, b"c<!-- <record> -->d"))
    assert titles(body) == [("oai:x:1", ["a </record> b"], ""), ("oai:x:2", ["cd"], "")]
    assert b"<![CDATA[a </record> b]]>" in parse_response(body).items[0].metadata


def test_record_without_identifier_or_metadata_is_a_problem():
    body = page(
        b"<record><header><datestamp>2026</datestamp></header><metadata><a/></metadata></record>",
        b"<record><header><identifier>b</identifier></header></record>",
        record(3, b"c"),
    )
    assert titles(body) == [
        ("", [], "The record has no identifier."),
        ("b", [], "The record has no metadata."),
        ("oai:x:3", ["c"], ""),
    ]


def test_illegal_characters_cost_no_record():
    body = page(
        record(1, b"good"),
        record(2, b"e\x0bf\x02g &#x1F; &nbsp; &unknown; A&B"),
        record(3, b"last"),
    )
    assert titles(body) == [
        ("oai:x:1", ["good"], ""),
        ("oai:x:2", ["e\ufffdf\ufffdg \ufffd \xa0 &unknown; A&B"], ""),
        ("oai:x:3", ["last"], ""),
    ]
    answer = parse_response(body)
    assert b"e\x0bf\x02g" in answer.items[1].metadata
    assert answer.token == ""
    assert len(answer.repairs) == 2
    assert read_oai_dc(answer.items[1].payload).titles[0].text.startswith("e\ufffdf")


def test_latin_letters_in_a_page_that_claims_utf_8_are_read():
    body = page(record(1, "é".encode()), record(2, "é “x”".encode("cp1252")))
    assert titles(body) == [("oai:x:1", ["é"], ""), ("oai:x:2", ["é “x”"], "")]


def test_declared_encodings_are_followed():
    latin = page(record(1, "été".encode("latin-1"))).replace(b"UTF-8", b"ISO-8859-1")
    item = parse_response(latin, reader=DublinCoreCollector()).items[0]
    assert (item.value.titles, item.encoding) == ([Text("été")], "iso-8859-1")
    assert read_oai_dc(item.payload).titles == [Text("été")]
    wide = page(record(1, "数学".encode())).decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert titles(wide) == [("oai:x:1", ["数学"], "")]


def test_broken_markup_spoils_one_record_at_most():
    broken = record(2, b"b").replace(b"</dc:title>", b"</dc:titel>")
    assert [row[0] for row in titles(page(record(1, b"a"), broken, record(3, b"c")))] == [
        "oai:x:1",
        "oai:x:2",
        "oai:x:3",
    ]


def test_truncated_page_keeps_whole_records_and_says_so():
    body = page(record(1, b"a"), record(2, b"b"))
    answer = parse_response(body[: body.index(b"oai:x:2") + 60], reader=DublinCoreCollector())
    assert answer.truncated
    assert answer.token is None
    assert (answer.items[0].identifier, answer.items[0].problem) == ("oai:x:1", "")
    assert answer.items[1].problem == "The record breaks off."


@pytest.mark.parametrize(
    "doctype",
    [
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        b'<!-- c --><?p?>\n<!DOCTYPE a SYSTEM "https://example.org/a.dtd">',
    ],
)
def test_document_types_are_refused(doctype: bytes):
    body = page(record(1, b"&x;")).replace(b"?>", b"?>" + doctype, 1)
    with pytest.raises(FormatError, match="document type"):
        parse_response(body)
    with pytest.raises(FormatError, match="document type"):
        parse_response(body.decode().replace("UTF-8", "UTF-16").encode("utf-16"))


def test_entities_hidden_in_a_record_are_not_expanded():
    inside = record(1, b"a").replace(
        b"<metadata>", b'<metadata><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    )
    body = page(inside.replace(b">a<", b">[&x;]<"), record(2, b"b"))
    rows = titles(body)
    assert rows[1] == ("oai:x:2", ["b"], "")
    assert rows[0][0] == "oai:x:1"
    assert Path("/etc/hostname").read_text().strip() not in str(rows)


@pytest.mark.parametrize(
    "body",
    [b"", b"oops", b"<html><p>502</html>", b"<!DOCTYPE html><html></html>", b"<a/>", b"\0" * 99],
)
def test_other_answers_are_refused(body: bytes):
    with pytest.raises(FormatError):
        parse_response(body)


def test_ten_megabytes_on_one_line_are_read():
    body = page(record(1, b"x" * 10_000_000))
    assert (
        len(parse_response(body, reader=DublinCoreCollector()).items[0].value.titles[0].text)
        == 10_000_000
    )


def test_identify_is_read():
    said = parse_identify((PAYLOADS / "identify.xml").read_bytes())
    assert (said.repository_name, said.base_url) == ("Example lessons", "https://example.org/oai")
    assert said.admin_emails == ["one@example.org", "two@example.org"]
    assert (said.earliest_datestamp, said.deleted_record) == ("2001-01-01T00:00:00Z", "persistent")
    assert (said.granularity, said.protocol_version) == ("YYYY-MM-DDThh:mm:ssZ", "2.0")


def test_identify_that_is_an_error_is_refused():
    with pytest.raises(FormatError, match="badVerb"):
        parse_identify(OPENING + b'<error code="badVerb"/></OAI-PMH>')


def test_formats_and_sets_are_read():
    formats = OPENING + (
        b"<ListMetadataFormats><metadataFormat><metadataPrefix>oai_dc</metadataPrefix><schema>s</schema>"
        b"<metadataNamespace>n</metadataNamespace></metadataFormat></ListMetadataFormats></OAI-PMH>"
    )
    assert parse_metadata_formats(formats) == [MetadataFormat("oai_dc", "s", "n")]
    sets = OPENING + (
        b"<ListSets><set><setSpec>a</setSpec><setName>A &amp; B</setName></set><set><setSpec>a:b</setSpec>"
        b"</set><resumptionToken>t</resumptionToken></ListSets></OAI-PMH>"
    )
    answer = parse_sets(sets)
    assert (answer.sets, answer.token) == ([OaiSet("a", "A & B"), OaiSet("a:b", "")], "t")


@given(
    st.binary(max_size=200), st.dictionaries(st.sampled_from(["", "a", "dc"]), st.text(max_size=20))
)
def test_wrapping_can_be_undone(metadata: bytes, namespaces: dict[str, str]):
    assert unwrap(wrap(metadata, namespaces)) == metadata


@given(st.text(max_size=80))
def test_any_text_comes_back_from_a_page(text: str):
    clean = "".join(char for char in text if char.isprintable() and char not in "<&>\ud800")
    expected = [clean.strip()] if clean.strip() else []
    assert titles(page(record(1, clean.encode())))[0][1] == expected


@given(st.binary(max_size=300))
def test_garbage_in_a_record_never_raises_and_never_costs_its_neighbour(garbage: bytes):
    body = page(record(1, garbage.replace(b"<", b"")), record(2, b"b"))
    assert titles(body)[-1] == ("oai:x:2", ["b"], "")
