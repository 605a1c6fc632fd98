"""MARCXML at the level of a title, with the marks of library rules taken off."""

from pathlib import Path

import pytest

from armillary.formats.describe import describe
from armillary.formats.errors import FormatError
from armillary.formats.marcxml import is_marcxml, read_marcxml
from armillary.formats.safe_xml import tree
from armillary.formats.statement import StatedAgent, StatedFile, Statement, Text

PAYLOADS = Path(__file__).parents[1] / "payloads" / "formats" / "marcxml"
BOOK = (PAYLOADS / "book.xml").read_bytes()


def field(tag: str, indicators: str = "  ", **subfields: str) -> str:
    """A data field; `a="x"`, and `_0="x"` for a subfield whose code is a digit."""
    inside = "".join(
        f'<subfield code="{code[-1]}">{text}</subfield>' for code, text in subfields.items()
    )
    first, second = indicators
    return f'<datafield tag="{tag}" ind1="{first}" ind2="{second}">{inside}</datafield>'


def record(*fields: str) -> Statement:
    return read_marcxml(
        tree(f'<record xmlns="http://www.loc.gov/MARC21/slim">{"".join(fields)}</record>'.encode())
    )


def test_every_field_goes_where_it_belongs():
    assert read_marcxml(tree(BOOK)) == Statement(
        identifiers=[
            "isbn:9780306406157",
            "issn:2049-3630",
            "doi:10.5555/seeds.1",
            "https://hdl.handle.net/2200/9",
        ],
        titles=[
            Text("Seeds: how they travel"),
            Text("How seeds travel"),
            Text("Les graines", "fre"),
        ],
        descriptions=[Text("Wind, water, fur: every way a seed leaves home.")],
        addresses=["https://garden.example/seeds.pdf"],
        types=["Experiments"],
        subjects=["https://headings.example/17", "Plants -- Study and teaching"],
        keywords=["Ghana", "dispersal"],
        levels=["7-9"],
        audiences=["Teachers"],
        languages=["eng", "fre", "swa"],
        licences=[
            "https://creativecommons.org/licenses/by/4.0/",
            "Creative Commons Attribution 4.0",
        ],
        creators=[
            StatedAgent("Owusu, Kofi", "person", "https://orcid.org/0000-0002-1825-0097"),
            StatedAgent("Smith, J.", "person"),
        ],
        publishers=[
            StatedAgent("Botanical Garden of Accra", "organization"),
            StatedAgent("Garden Press"),
        ],
        published=["2018"],
        files=[StatedFile("https://garden.example/seeds.pdf", "application/pdf", 4096)],
        free=["open access", "Open access"],
    )


def test_description_of_a_book_is_in_our_own_words():
    found = describe(read_marcxml(tree(BOOK)), subject={"Plants": "plants"}.get)
    assert found.keys == [
        "address:https://garden.example/seeds.pdf",
        "doi:10.5555/seeds.1",
        "handle:2200/9",
        "isbn:9780306406157",
    ]
    said = found.description
    assert (said["published"], said["languages"]) == ("2018", ["en", "fr", "sw"])
    assert (said["audiences"], said["subjects"], said["free"]) == (["teacher"], ["plants"], True)
    assert said["titles"]["fr"] == "Les graines"
    assert said["types"] == ["experiment"]


def test_first_record_of_a_collection_is_read():
    body = b'<collection xmlns="http://www.loc.gov/MARC21/slim">' + BOOK + b"</collection>"
    assert read_marcxml(tree(body)) == read_marcxml(tree(BOOK))


@pytest.mark.parametrize(
    "namespace", ["http://www.loc.gov/MARC21/slim", "http://www.loc.gov/MARC21/slim/", ""]
)
def test_namespace_may_be_written_otherwise_or_forgotten(namespace: str):
    body = BOOK.replace(b"http://www.loc.gov/MARC21/slim", namespace.encode())
    assert is_marcxml(tree(body))
    assert read_marcxml(tree(body)) == read_marcxml(tree(BOOK))


def test_records_of_other_formats_are_not_taken_for_marc():
    assert not is_marcxml(tree(b'<record xmlns="https://a.example/"><title/></record>'))
    assert not is_marcxml(tree(b'<mods xmlns="http://www.loc.gov/mods/v3"/>'))


def test_title_in_its_own_script_comes_first():
    said = record(
        field("245", "10", a="Tarikh al-jabr /"),
        field("880", "10", _6="245-01/(3/r", a="تاريخ الجبر /"),
        field("880", "  ", _6="700-02", a="خوارزمي"),
    )
    assert said.titles == [Text("تاريخ الجبر"), Text("Tarikh al-jabr")]
    assert said.creators == []


def test_parts_of_a_title_follow_it():
    assert record(field("245", "10", a="Algebra.", n="Part 2,", p="Groups /")).titles == [
        Text("Algebra. Part 2. Groups")
    ]


def control(tag: str, text: str) -> str:
    return f'<controlfield tag="{tag}">{text}</controlfield>'


@pytest.mark.parametrize(
    ("fixed", "languages", "published"),
    [
        ("190315s2018    gh ||||o||||||||||| ara||", ["ara"], ["2018"]),
        ("190315m20159999gh ||||o||||||||||| und||", [], []),
        ("190315s20uu    gh ||||o|||||||||||    ||", [], []),
        ("1903", [], []),
    ],
)
def test_fixed_positions_stand_in_for_fields(
    fixed: str, languages: list[str], published: list[str]
):
    said = record(control("008", fixed), field("245", a="T"))
    assert (said.languages, said.published) == (languages, published)
    stated = record(control("008", fixed), field("041", a="spa"), field("260", c="[2011?]"))
    assert (stated.languages, stated.published) == (["spa"], ["[2011?]"])


@pytest.mark.parametrize(
    ("leader", "position", "types"),
    [
        ("00000nem a2200000 a 4500", "", ["map"]),
        ("00000nim a2200000 a 4500", "", ["sound recording"]),
        ("00000ngm a2200000 a 4500", "v", ["video"]),
        ("00000ngm a2200000 a 4500", "|", []),
        ("00000nam a2200000 a 4500", "v", []),
    ],
)
def test_kind_of_record_tells_the_type(leader: str, position: str, types: list[str]):
    fixed = control("008", " " * 33 + position)
    assert record(f"<leader>{leader}</leader>", fixed, field("245", a="T")).types == types


def test_only_links_to_the_resource_are_its_addresses():
    said = record(
        field("856", "40", u="https://a.example/1"),
        field("856", "41", u="https://a.example/2"),
        field("856", "42", u="https://a.example/3"),
        field("856", "0 ", a="mail", u="mailto:a@a.example"),
        field("856", "4 ", u="ftp://a.example/4"),
        field("856", "4 ", u="https://a.example/5", q="text/html"),
    )
    assert said.addresses == ["https://a.example/1", "https://a.example/2", "https://a.example/5"]
    assert said.files == []


def test_mail_beside_a_name_is_not_kept():
    assert record(field("100", a="Owusu, Kofi (kofi@garden.example),")).creators == [
        StatedAgent("Owusu, Kofi", "person")
    ]


def test_playing_time_is_a_duration():
    assert record(field("306", a="004500")).durations == ["00:45:00"]


@pytest.mark.parametrize("inside", ["", field("999", a="x"), field("245", c="only")])
def test_record_that_says_nothing_is_refused(inside: str):
    with pytest.raises(FormatError, match="no MARC field"):
        record(inside)


@pytest.mark.parametrize("unit", ["a", ".", " /", "a.", "[", "("])
def test_long_fields_take_no_longer_than_others(unit: str):
    from time import process_time

    start = process_time()
    for tag in ("245", "100", "260", "520", "650", "856"):
        record(field("245", a="T"), field(tag, a=unit * 100_000, u=unit * 100_000))
    assert process_time() - start < 2
