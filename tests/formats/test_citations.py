"""Citations: two styles, three files, and texts that would break them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.formats.citations import apa, bibtex, cite, csl_json, mla, ris

NOOR = {"name": "Noor, A.", "kind": "person", "address": ""}
LI = {"name": "李明", "kind": "person", "address": ""}
HOUSE = {"name": "School & House", "kind": "organization", "address": ""}
LANDING = "https://site.example/resources/abc/"


def cited(**facts):
    title = facts.pop("title", "Fractions on a number line")
    whole = {
        "creators": [NOOR],
        "publisher": HOUSE,
        "published": "2024-05-03",
        "addresses": ["https://lessons.example.org/fractions"],
        "languages": ["en"],
        **facts,
    }
    known = {name: value for name, value in whole.items() if value is not None}
    return cite(known, key="abc", title=title, otherwise=LANDING)


def test_apa_has_authors_year_title_publisher_and_address():
    assert apa(cited()) == (
        "Noor, A. (2024). Fractions on a number line. School & House. "
        "https://lessons.example.org/fractions"
    )


def test_mla_quotes_the_title():
    assert mla(cited()) == (
        "Noor, A. “Fractions on a number line.” School & House, 2024, "
        "https://lessons.example.org/fractions."
    )


def test_without_an_author_the_title_comes_first():
    assert apa(cited(creators=None)).startswith("Fractions on a number line. (2024). School")
    assert mla(cited(creators=None)).startswith("“Fractions on a number line.” School")


def test_without_date_and_publisher_they_are_left_out():
    bare = cited(published=None, publisher=None)
    assert apa(bare) == (
        "Noor, A. (n.d.). Fractions on a number line. https://lessons.example.org/fractions"
    )
    assert mla(bare) == (
        "Noor, A. “Fractions on a number line.” https://lessons.example.org/fractions."
    )


def test_resource_without_an_address_is_cited_by_its_page_here():
    assert apa(cited(addresses=None)).endswith(LANDING)


def test_publisher_that_is_the_author_is_named_once():
    assert apa(cited(creators=[HOUSE])).count("School & House") == 1
    assert mla(cited(creators=[HOUSE])).count("School & House") == 1


@pytest.mark.parametrize(
    ("count", "in_apa", "in_mla"),
    [
        (1, "N0 (2024).", "N0. "),
        (2, "N0 & N1 (2024).", "N0, and N1. "),
        (3, "N0, N1 & N2 (2024).", "N0, et al. "),
        (22, "N17, N18, … N21 (2024).", "N0, et al. "),
    ],
)
def test_several_authors_are_joined_as_each_style_has_it(count, in_apa, in_mla):
    creators = [{"name": f"N{n}", "kind": "person", "address": ""} for n in range(count)]
    many = cited(creators=creators)
    assert in_apa in apa(many)
    assert mla(many).startswith(in_mla)


@pytest.mark.parametrize("title", ["Why?", "为什么？", "لماذا؟", "Well."])
def test_title_that_ends_with_a_sign_gets_no_second_one(title):
    assert f"{title} School" in apa(cited(title=title))
    assert f"“{title}”" in mla(cited(title=title))


def test_bibtex_is_one_entry_in_which_nothing_is_a_command():
    entry = bibtex(cited(title="50 % of $x_1$ & {more} \\input{x}", creators=[NOOR, HOUSE]))
    assert entry == (
        "@misc{abc,\n"
        "  author = {Noor, A. and {School \\& House}},\n"
        "  title = {{50 \\% of \\$x\\_1\\$ \\& \\{more\\} \\textbackslash{}input\\{x\\}}},\n"
        "  publisher = {School \\& House},\n"
        "  year = {2024},\n"
        "  url = {https://lessons.example.org/fractions},\n"
        "  language = {en},\n"
        "}\n"
    )


def test_bibtex_keeps_a_name_with_and_in_one_piece():
    pair = {"name": "Salt and Pepper", "kind": "person", "address": ""}
    assert "author = {{Salt and Pepper}}," in bibtex(cited(creators=[pair]))


def test_ris_is_a_record_of_one_line_a_field():
    assert ris(cited(creators=[NOOR, LI], title="Fractions\r\nER  - \r\nTY  - BOOK")).split(
        "\r\n"
    ) == [
        "TY  - ELEC",
        "ID  - abc",
        "TI  - Fractions ER - TY - BOOK",
        "AU  - Noor, A.",
        "AU  - 李明",
        "PB  - School & House",
        "PY  - 2024",
        "DA  - 2024/05/03",
        "LA  - en",
        "UR  - https://lessons.example.org/fractions",
        "ER  - ",
        "",
    ]


def test_csl_takes_a_name_apart_only_at_a_comma_of_a_person():
    corporation = {**HOUSE, "name": "School, House, Ltd."}
    [item] = json.loads(csl_json(cited(creators=[NOOR, LI, corporation], published="2024-05")))
    assert item == {
        "id": "abc",
        "type": "webpage",
        "title": "Fractions on a number line",
        "author": [
            {"family": "Noor", "given": "A."},
            {"literal": "李明"},
            {"literal": "School, House, Ltd."},
        ],
        "publisher": "School & House",
        "issued": {"date-parts": [[2024, 5]]},
        "language": "en",
        "URL": "https://lessons.example.org/fractions",
    }


@pytest.mark.parametrize("published", ["last spring", "", "20", "n.d."])
def test_date_that_cannot_be_read_is_no_date(published):
    odd = cited(published=published)
    assert "(n.d.)" in apa(odd)
    assert "PY  -" not in ris(odd)
    assert "issued" not in json.loads(csl_json(odd))[0]


@given(st.text(), st.text(), st.text())
def test_nothing_that_is_stated_leaves_its_field(title, name, address):
    """Not one line too many in any file, and braces that match."""
    creators = [{"name": name, "kind": "person", "address": ""}]
    odd = cited(title=title, creators=creators, addresses=[address], published="2024")
    entry = bibtex(odd)
    bare = entry.replace("\\{", "").replace("\\}", "")
    assert entry.count("\n") <= 8
    assert bare.count("{") == bare.count("}")
    record = ris(odd)
    assert all(line[2:6] == "  - " for line in record.split("\r\n")[:-1])
    assert "\n" not in record.replace("\r\n", "")
    assert len(json.loads(csl_json(odd))) == 1
