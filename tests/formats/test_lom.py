"""LOM in both of its bindings: what is read, what is left alone, and what is never kept."""

from pathlib import Path

import pytest

from armillary.formats.describe import describe
from armillary.formats.errors import FormatError
from armillary.formats.lom import is_lom, read_contributor, read_lom
from armillary.formats.safe_xml import tree
from armillary.formats.statement import StatedAgent, StatedFile, StatedRelation, Statement, Text

PAYLOADS = Path(__file__).parents[1] / "payloads" / "formats" / "lom"
IEEE = (PAYLOADS / "ieee.xml").read_bytes()
IMS = (PAYLOADS / "ims.xml").read_bytes()


def lom(inside: str, *, namespace: str = "http://ltsc.ieee.org/xsd/LOM") -> Statement:
    return read_lom(tree(f'<lom xmlns="{namespace}">{inside}</lom>'.encode()))


def test_every_part_of_the_ieee_binding_goes_where_it_belongs():
    assert read_lom(tree(IEEE)) == Statement(
        identifiers=["doi:10.5555/levers.7", "https://repository.example/levers", "shelf:A-17"],
        titles=[Text("Levers in daily life", "en"), Text("Les leviers au quotidien", "fr")],
        descriptions=[Text("Where levers are used at home, and how they save force.", "en")],
        addresses=["https://repository.example/files/levers.pdf"],
        types=["exercise", "lesson plan"],
        subjects=["https://scheme.example/530", "Physics", "Mechanics"],
        keywords=["lever", "levier", "torque", "simple machines"],
        levels=["school", "12-14", "lower secondary"],
        audiences=["teacher"],
        languages=["en", "fr"],
        licences=["https://creativecommons.org/licenses/by/4.0/"],
        creators=[StatedAgent("Ama Mensah", "person", "https://orcid.org/0000-0002-1825-0097")],
        publishers=[
            StatedAgent("Lever Press", "organization"),
            StatedAgent("Hosting House", "organization"),
        ],
        published=["2018-09-01", "2019-02"],
        durations=["PT1H30M", "PT5M"],
        files=[
            StatedFile("https://repository.example/files/levers.pdf", "application/pdf", 204800)
        ],
        free=["free of charge"],
        relations=[StatedRelation("ispartof", "https://repository.example/machines")],
    )


def test_every_part_of_the_ims_binding_goes_where_it_belongs():
    assert read_lom(tree(IMS)) == Statement(
        identifiers=["hdl:2200/77", "isbn:9780306406157"],
        titles=[Text("El péndulo", "es"), Text("Pendulum")],
        descriptions=[Text("Medir el tiempo con un hilo y un peso.", "es")],
        addresses=["https://pendulo.example/inicio"],
        types=["Experiment"],
        subjects=["Ciencia", "Física"],
        keywords=["oscilación"],
        levels=["Secondary Education", "15-"],
        audiences=["Learner"],
        languages=["es"],
        licences=["Todos los derechos reservados"],
        creators=[StatedAgent("Lucía Prado", "person")],
        published=["2006-11-30"],
        durations=["PT45M", "PT10M"],
        free=["paid"],
        relations=[StatedRelation("IsBasedOn", "https://pendulo.example/viejo")],
    )


def test_description_of_the_ieee_record_is_in_our_own_words():
    found = describe(read_lom(tree(IEEE)), subject={"Physics": "physics"}.get)
    assert found.keys == [
        "address:https://repository.example/files/levers.pdf",
        "address:https://repository.example/levers",
        "doi:10.5555/levers.7",
    ]
    said = found.description
    assert (said["types"], said["audiences"], said["minutes"], said["free"]) == (
        ["exercise", "lesson-plan"], ["teacher"], 90, True
    )  # fmt: skip
    assert (said["subjects"], said["published"]) == (["physics"], "2018-09-01")
    assert said["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    assert said["publisher"]["name"] == "Lever Press"
    assert said["relations"] == [
        {"kind": "part_of", "target": "https://repository.example/machines"}
    ]


@pytest.mark.parametrize(
    "namespace",
    [
        "http://ltsc.ieee.org/xsd/LOM",
        "http://ltsc.ieee.org/xsd/LOMv1p0",
        "http://www.ieee.org/xsd/LOMv1p0",
        "http://www.imsglobal.org/xsd/imsmd_v1p2",
        "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1",
        "http://www.imsproject.org/metadata",
        "http://ltsc.ieee.org/xsd/imsccv1p3/LOM/manifest",
        "http://www.openarchives.org/OAI/2.0/",
        "",
    ],
)
def test_namespaces_in_use_are_known(namespace: str):
    element = tree(
        f'<lom xmlns="{namespace}"><general><title><string>T</string></title></general></lom>'.encode()
    )
    assert is_lom(element)
    assert read_lom(element).titles == [Text("T")]


def test_elements_of_other_namespaces_are_left_alone():
    said = lom(
        '<x:general xmlns:x="https://x.example/"><title><string>X</string></title></x:general>'
        "<general><title><string>T</string></title></general>"
    )
    assert said.titles == [Text("T")]
    assert not is_lom(tree(b'<lom xmlns="https://x.example/"/>'))


def test_language_of_the_record_is_that_of_texts_without_one():
    """IEEE 1484.12.1, 3.4; but what says that it has no language has none."""
    said = lom(
        "<general><title><string>Eins</string><string language='x-none'>1</string></title></general>"
        "<metaMetadata><language>de</language></metaMetadata>"
    )
    assert said.titles == [Text("Eins", "de"), Text("1")]
    assert said.languages == []


def test_metadata_about_the_metadata_are_not_about_the_resource():
    with pytest.raises(FormatError, match="no LOM element that says something"):
        lom(
            "<metaMetadata><identifier><catalog>URI</catalog><entry>https://a.example/1</entry>"
            "</identifier><contribute><role><value>author</value></role><entity>Ann</entity>"
            "<date><dateTime>2001</dateTime></date></contribute><language>en</language>"
            "</metaMetadata>"
        )


@pytest.mark.parametrize(
    ("technical", "files"),
    [
        ("<format>video/mp4</format><location>{0}</location>", ["video/mp4"]),
        ("<format>text/html</format><location>{0}</location>", []),
        ("<format>video/mp4</format><location>{0}</location><location>{0}/b</location>", []),
        (
            "<format>video/mp4</format><format>text/html</format><location>{0}</location>",
            [],
        ),
        ("<location>{0}</location>", []),
        ("<format>video/mp4</format><location>../a.mp4</location>", []),
    ],
)
def test_location_is_a_file_only_where_its_format_is_known(technical: str, files: list[str]):
    said = lom(f"<technical>{technical.format('https://a.example/a')}</technical>" + TITLE)
    assert [file.media_type for file in said.files] == files


TITLE = "<general><title><string>T</string></title></general>"


@pytest.mark.parametrize(("size", "read"), [("12", 12), ("12 MB", None), ("9" * 30, None)])
def test_size_is_a_number_of_bytes_or_nothing(size: str, read: int | None):
    said = lom(
        f"<technical><format>image/png</format><size>{size}</size>"
        "<location>https://a.example/a.png</location></technical>"
    )
    assert said.files == [StatedFile("https://a.example/a.png", "image/png", read)]


def test_classification_without_a_purpose_gives_keywords():
    said = lom(
        "<classification><taxonPath><taxon><id>https://s.example/1</id>"
        "<entry><string>Optics</string></entry></taxon></taxonPath></classification>"
    )
    assert (said.subjects, said.keywords) == ([], ["Optics"])


def test_identifier_by_uuid_is_one_everywhere():
    said = lom(
        "<general><identifier><catalog>UUID</catalog>"
        "<entry>6f0d8c5e-5c8a-4b07-9d1f-2a4b6c8d0e1f</entry></identifier></general>"
    )
    assert said.identifiers == ["urn:uuid:6f0d8c5e-5c8a-4b07-9d1f-2a4b6c8d0e1f"]


CARDS = {
    "folded": (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\n  Lovelace\r\nEND:VCARD",
        StatedAgent("Ada Lovelace"),
    ),
    "indented": (
        "BEGIN:VCARD\n      VERSION:3.0\n      FN:Ada Lovelace\n      N:Lovelace;Ada\n      END:VCARD",
        StatedAgent("Ada Lovelace", "person"),
    ),
    "one line": (
        "BEGIN:VCARD VERSION:3.0 FN:Ada Lovelace ORG:Engine Works EMAIL:ada@engine.example END:VCARD",
        StatedAgent("Ada Lovelace"),
    ),
    "quoted": (
        "BEGIN:VCARD\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen\nEND:VCARD",
        StatedAgent("Jürgen"),
    ),
    "unknown charset": (
        "BEGIN:VCARD\nFN;CHARSET=x-no;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen\nEND:VCARD",
        StatedAgent("Jürgen"),
    ),
    "escaped": (
        "BEGIN:VCARD\nFN:Works\\, Engine \\; Sons\nEND:VCARD",
        StatedAgent("Works, Engine ; Sons"),
    ),
    "no full name": (
        "BEGIN:VCARD\nN:Lovelace;Ada;;;\nORG:Engine Works;Dept. 1\nEND:VCARD",
        StatedAgent("Ada Lovelace", "person"),
    ),
    "organisation": (
        "BEGIN:VCARD\nFN:\nN:;;;;\nORG:Engine Works;Dept. 1\nURL:https://engine.example/\nEND:VCARD",
        StatedAgent("Engine Works", "organization", "https://engine.example/"),
    ),
    "mail for a name": (
        "BEGIN:VCARD\nFN:ada@engine.example\nN:Lovelace;Ada\nURL:mailto:ada@engine.example\nEND:VCARD",
        StatedAgent("Ada Lovelace", "person"),
    ),
    "mail alone": ("BEGIN:VCARD\nFN:ada@engine.example\nEND:VCARD", None),
    "mail beside": ("Ada Lovelace <ada@engine.example>", StatedAgent("Ada Lovelace")),
    "a bare name": ("Ada Lovelace", StatedAgent("Ada Lovelace")),
    "a bare orcid": (
        "BEGIN:VCARD\nFN:Ada\nX-ORCID:0000-0002-1825-0097\nURL:https://ada.example\nEND:VCARD",
        StatedAgent("Ada", "", "0000-0002-1825-0097"),
    ),
    "nobody": ("null null", None),
    "nothing": ("  ", None),
}


@pytest.mark.parametrize("name", CARDS)
def test_contributor_is_a_name_and_never_a_mail_address(name: str):
    card, expected = CARDS[name]
    found = read_contributor(card)
    assert found == expected
    assert "@" not in str(found)


@pytest.mark.parametrize("unit", ["a", "a@", "N:", " N:", "\nN:", "a.", "x-", ";", "\\;", "FN;a=b"])
def test_long_vcards_take_no_longer_than_others(unit: str):
    from time import process_time

    start = process_time()
    read_contributor(unit * 200_000)
    assert process_time() - start < 2
