"""Links as header, JSON and text, each by the letter of its RFC."""

import json

from hypothesis import given
from hypothesis import strategies as st

from armillary.formats.linkset import Link, header_value, write_json, write_text

PAGE = "https://house.example/a/"
LINKS = [
    Link(PAGE, "cite-as", PAGE),
    Link(PAGE, "item", "https://lessons.example/الكسور?a=b c", {"type": "text/html"}),
    Link("https://house.example/a.json", "describes", PAGE),
]


def test_header_has_uris_that_nothing_can_end_too_early():
    forged = Link(PAGE, "item", 'https://lessons.example/">, <x> ; rel="cite-as"')
    assert header_value(LINKS[1:2]) == (
        "<https://lessons.example/%D8%A7%D9%84%D9%83%D8%B3%D9%88%D8%B1?a=b%20c> "
        '; rel="item" ; type="text/html"'
    )
    assert header_value([forged]).count("rel=") == 2
    assert header_value([forged]).count('"') == 2


def test_what_is_escaped_already_stays_as_it_is():
    assert "/a%20b?c=%D8" in header_value([Link(PAGE, "item", "https://x.example/a%20b?c=%D8")])


def test_json_has_a_context_once_and_targets_by_relation():
    assert json.loads(write_json([*LINKS, Link(PAGE, "cite-as", "https://doi.example/1")])) == {
        "linkset": [
            {
                "anchor": PAGE,
                "cite-as": [{"href": PAGE}, {"href": "https://doi.example/1"}],
                "item": [
                    {
                        "href": "https://lessons.example/"
                        "%D8%A7%D9%84%D9%83%D8%B3%D9%88%D8%B1?a=b%20c",
                        "type": "text/html",
                    }
                ],
            },
            {"anchor": "https://house.example/a.json", "describes": [{"href": PAGE}]},
        ]
    }


def test_text_names_every_context():
    lines = write_text(LINKS).decode().split(",\n")
    assert lines[0] == f'<{PAGE}> ; rel="cite-as" ; anchor="{PAGE}"'
    assert lines[2].endswith('; anchor="https://house.example/a.json"')


@given(st.text(st.characters(codec=None), max_size=60))
def test_no_address_can_break_out(address: str):
    link = Link(PAGE, "item", f"https://x.example/{address}")
    written = header_value([link])
    assert written.isascii()
    assert written.isprintable()
    assert written.count("<") == written.count(">") == 1
    assert written.count('"') == 2
    [context] = json.loads(write_json([link]))["linkset"]
    assert f"<{context['item'][0]['href']}>" in written
