"""The fast way through a page gives what the thorough way gives, or stands aside."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from armillary.formats.dublin_core import DublinCoreCollector
from armillary.formats.oai_pmh import OaiPage
from armillary.formats.oai_pmh.parsing import ResponseParser
from armillary.formats.oai_pmh.regular import regular_page
from armillary.formats.statement import Statement

OAI = "http://www.openarchives.org/OAI/2.0/"
HEADER = (
    "<header><identifier>a&amp;b</identifier><datestamp>2026-01-01</datestamp>"
    "<setSpec>x</setSpec>\n<setSpec>y:z</setSpec></header>"
)
TITLE = '<t xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>T</dc:title></t>'
RECORD = f"<record>{HEADER}<metadata>{TITLE}</metadata></record>"


def page(
    records: str, *, before: str = "", after: str = "<resumptionToken>t</resumptionToken>"
) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<OAI-PMH xmlns="{OAI}">'
        f"<responseDate>2026-05-03</responseDate><ListRecords>{records}{after}</ListRecords></OAI-PMH>"
    ).encode()


def fast(body: bytes) -> OaiPage[Statement] | None:
    return regular_page(body, encoding="", collector=DublinCoreCollector())


def thorough(body: bytes) -> OaiPage[Statement]:
    parser = ResponseParser(collector=DublinCoreCollector())
    parser.feed(body)
    return parser.page


@pytest.mark.parametrize(
    "body",
    [
        page(RECORD),
        page(RECORD * 3),
        page(f"\n {RECORD}\r\n{RECORD}\n", after=""),
        page(RECORD + '<record><header status="deleted"><identifier>d</identifier>'
             "<datestamp>2026-01-01</datestamp></header></record>" + RECORD),
        page(RECORD, before='<?xml-stylesheet type="text/xsl" href="<record><header>"?><!-- <record> -->\n'),
        page(RECORD, after="<!-- made in 0.2 s --><resumptionToken/>"),
        page(RECORD).replace(b"<metadata>", b"<metadata>\n  "),
        page(RECORD).replace(b"a&amp;b", b" &#65;\r\nb "),
        page(RECORD).replace(b"T<", "数é<".encode()),
    ],
)  # fmt: skip
def test_usual_pages_go_the_fast_way(body: bytes):
    answer = fast(body)
    assert answer is not None
    assert answer.items
    assert answer == thorough(body)


@pytest.mark.parametrize(
    "records",
    [
        RECORD + f"<!-- {RECORD} -->" + RECORD,
        RECORD.replace("T<", "<![CDATA[</metadata></record>]]><"),
        RECORD.replace("<dc:title>", f"<metadata>{RECORD}</metadata><dc:title>"),
        RECORD.replace(TITLE, RECORD),
        f"<record >{HEADER}<metadata><x xmlns='urn:x'>{RECORD}</x></metadata></record>",
        f"<record >{HEADER}<metadata><x xmlns='urn:x'>{RECORD}{RECORD}</x></metadata></record>" * 2,
        RECORD.replace("</record>", "<about><x/></about></record>"),
        RECORD.replace("<identifier>", "<datestamp>1</datestamp><identifier>"),
        RECORD.replace("<metadata>", '<metadata xmlns:z="urn:z">'),
    ],
)
def test_unusual_pages_are_left_to_the_thorough_way(records: str):
    body = page(RECORD + records)
    answer = fast(body)
    assert answer is None or answer == thorough(body)
    body = page(records)
    answer = fast(body)
    assert answer is None or answer == thorough(body)


PIECES = st.recursive(
    st.sampled_from(
        [
            "",
            "\n",
            "a",
            "<x/>",
            TITLE,
            RECORD,
            HEADER,
            "<metadata/>",
            "<header/>",
            "<!-- <record> -->",
        ]
    ),
    lambda inner: st.builds(
        lambda name, parts: f"<{name}>{''.join(parts)}</{name.partition(' ')[0]}>",
        st.sampled_from(["record", "header", "metadata", "about", "x xmlns='urn:x'", "record "]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=10,
)


@settings(max_examples=500, deadline=None)
@given(st.lists(PIECES, max_size=4), st.lists(PIECES, max_size=2))
def test_both_ways_agree_whatever_payloads_hold(payload: list[str], between: list[str]):
    record = f"<record>{HEADER}<metadata>{''.join(payload)}</metadata></record>"
    for body in (page(record + RECORD), page(RECORD + "".join(between) + record)):
        answer = fast(body)
        assert answer is None or answer == thorough(body)
