"""Pages that are not well-formed: bounded work, and never another error than FormatError."""

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from armillary.formats.dublin_core import DublinCoreCollector, read_oai_dc
from armillary.formats.errors import FormatError
from armillary.formats.oai_pmh import parse_response, parse_sets
from armillary.formats.oai_pmh.recovery import MOST_TROUBLED

SIZE = 1_000_000
OPENING = b'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>'
RECORD = b"<record><header><identifier>a</identifier></header><metadata>%b</metadata></record>"


@pytest.mark.parametrize(
    "unit",
    [
        b"<metadata>", b"</metadata>", b'<OAI-PMH "', b"<OAI-PMH \"'", b"<![CDATA[", b"<record><header>",
        b"<identifier>" + b" " * 1990 + b"<", b"<record ", b"<a>", b"<a b='", b"<!--", b"<?a", b" ", b"&",
        b"&a;", b"<",
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_inside", [False, True])
def test_hostile_page_takes_no_more_time_than_its_size_is_worth(unit: bytes, is_inside: bool):
    filling = unit * (SIZE // len(unit))
    start = time.process_time()
    with suppress(FormatError):
        parse_response(OPENING + (RECORD % filling if is_inside else filling))
    # Half a second at most on a quiet machine; what is quadratic takes minutes.
    assert time.process_time() - start < 4


def test_only_so_many_broken_records_are_mended():
    count = MOST_TROUBLED + 100
    items = parse_response(OPENING + RECORD % b"&nbsp;<b>" * count).items
    assert len(items) == count
    assert {item.identifier for item in items} == {"a"}
    assert {item.problem for item in items[-90:]} == {"Too much of the page is broken."}


def test_broken_page_without_records_keeps_what_it_says():
    answer = parse_sets(
        b'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListSets><set><setSpec>a</setSpec>'
        b"<setName>A & B</setName></set></ListSets></OAI-PMH>"
    )
    assert [(found.spec, found.name) for found in answer.sets] == [("a", "A & B")]


def test_page_whose_frame_cannot_be_read_counts_as_truncated():
    answer = parse_response(OPENING + b"<a:b/></ListRecords></OAI-PMH>")
    assert (answer.items, answer.token, answer.truncated) == ([], None, True)


def test_named_entities_for_markup_stay_text():
    body = OPENING + RECORD % (
        b'<x xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>&LT;i&GT; &AMP;amp; &nope; &</dc:title></x>'
    )
    item = parse_response(body + b"</ListRecords></OAI-PMH>", reader=DublinCoreCollector()).items[0]
    assert item.value is not None
    assert item.value.titles[0].text == "<i> &amp; &nope; &"
    assert read_oai_dc(item.payload) == item.value


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                b"<record>", b"</record>", b"<header>", b"</header>", b"<identifier>", b"</identifier>", b"&#xD800;",
                b"<metadata>", b"</metadata>", b"<a:b>", b"</a:b>", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"&x;",
                b"<OAI-PMH>", b"</OAI-PMH>", b"<?", b"?>", b"<!DOCTYPE a>", b"\x00", b"\xff", b"a", b" ", b"'", b'"',
            ]
        ),
        max_size=30,
    )
)  # fmt: skip
def test_no_garbage_raises_anything_else(parts: list[bytes]):
    for body in (OPENING + b"".join(parts), OPENING + RECORD % b"".join(parts)):
        try:
            page = parse_response(body, reader=DublinCoreCollector())
        except FormatError:
            continue
        for item in page.items:
            item.identifier.encode()
            item.payload  # noqa: B018  (must not raise)
