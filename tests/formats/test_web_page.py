"""What a page says of itself: the best voice wins, later ones fill gaps, nothing crashes."""

from pathlib import Path
from typing import Any

import pytest

from armillary.formats.errors import FormatError
from armillary.formats.lrmi import read_learning_resource
from armillary.formats.statement import StatedAgent, StatedFile, StatedRelation, Statement, Text
from armillary.formats.web_page import find_resources, own_address, propose

PAGES = Path(__file__).parents[1] / "payloads" / "formats" / "pages"


def page(name: str) -> bytes:
    return (PAGES / name).read_bytes()


def head(tags: str, language: str = "") -> bytes:
    return f'<html lang="{language}"><head>{tags}</head><body></body></html>'.encode()


def test_repository_is_proposed_by_its_citation_and_dublin_core():
    assert propose(page("repository.html"), "https://repositorio.example/items/42?show=full") == (
        Statement(
            identifiers=["https://hdl.handle.net/10000/42", "doi:10.5555/ondas.42"],
            titles=[Text("Ondas en una cuerda: práctica", "es")],
            descriptions=[Text("Una práctica con un muelle y un cronómetro.", "es")],
            addresses=["https://repositorio.example/items/42"],
            types=["Práctica de laboratorio"],
            subjects=["Física", "Ondas"],
            levels=["Bachillerato"],
            languages=["es"],
            licences=["https://creativecommons.org/licenses/by-sa/4.0/"],
            creators=[
                StatedAgent("Ejemplo, Ada", "", "https://orcid.org/0000-0002-1825-0097"),
                StatedAgent("Muestra, Luis"),
            ],
            publishers=[StatedAgent("Universidad Ejemplo")],
            published=["2021/03/15"],
            files=[StatedFile("https://repositorio.example/items/42/ondas.pdf", "application/pdf")],
        )
    )


def test_blog_is_proposed_by_open_graph_and_its_own_tags():
    assert propose(page("blog.html"), "https://blog.example/bridges") == Statement(
        titles=[Text("Why bridges hum", "en-GB")],
        descriptions=[Text("A walk across three bridges with a tuning fork.", "en-GB")],
        addresses=["https://blog.example/bridges"],  # the canonical one is the front page
        types=["video"],
        keywords=["resonance", "bridges", "sound"],
        languages=["en-GB"],
        licences=["https://creativecommons.org/licenses/by/4.0/"],
        creators=[StatedAgent("Ada Example")],
        publishers=[StatedAgent("Example Physics")],
        published=["2022-05-01T09:00:00+01:00"],
        durations=["PT754S"],
        files=[StatedFile("https://blog.example/bridges.pdf", "application/pdf")],
    )


def test_json_ld_outranks_meta_tags_which_fill_its_gaps():
    said = propose(page("training.html"), "https://training.example/sequences?from=mail")
    assert said.titles == [Text("Reading sequences")]
    assert said.languages == ["en"]
    assert said.addresses == ["https://training.example/sequences"]
    assert said.publishers == [StatedAgent("Example Institute", "organization", "https://institute.example/#org")]  # fmt: skip


def test_bioschemas_training_material_is_read():
    [node], problems = find_resources(page("training.html"), "https://training.example/x")
    said = read_learning_resource(node, page_address="https://training.example/x")
    assert problems == []
    assert said.types == ["slides", "TrainingMaterial"]
    assert said.keywords == [
        "Sequencing", "quality control", "Tell good reads from bad ones", "Trim adapters",
    ]  # fmt: skip
    assert said.relations == [
        StatedRelation("requires", "A shell"),
        StatedRelation("requires", "https://training.example/shell"),
    ]
    assert said.creators == [
        StatedAgent("Ada Example", "person", "https://orcid.org/0000-0002-1825-0097")
    ]
    assert node["provider"] == [
        {"@id": "https://institute.example/#org", "@type": "Organization", "name": "Example Institute"}
    ]  # fmt: skip
    assert (said.audiences, said.durations) == (["student"], ["PT3H"])


def test_microdata_are_proposed():
    said = propose(page("microdata.html"), "https://lessons.example/physics/waves?print=1")
    assert said.titles == [Text("Waves on a string")]
    assert said.addresses == ["https://lessons.example/physics/waves"]


def test_microdata_count_where_json_ld_has_no_resource():
    silent = b'<script type="application/ld+json">{"@type": "WebSite", "name": "a"}</script>'
    marked = page("microdata.html").replace(b"</head>", silent + b"</head>")
    [node], _problems = find_resources(marked, "https://lessons.example/")
    assert node["name"] == "Waves on a string"


def test_json_ld_wins_over_microdata():
    said = b'<script type="application/ld+json">{"@type": "Book", "name": "a"}</script>'
    marked = page("microdata.html").replace(b"</head>", said + b"</head>")
    assert find_resources(marked, "https://a.example/") == ([{"@type": "Book", "name": "a"}], [])


def test_meta_tags_prove_no_resource():
    assert find_resources(page("repository.html"), "https://repositorio.example/items/42") == (
        [],
        [],
    )


@pytest.mark.parametrize(
    ("stated", "own"),
    [
        ("https://a.example/lesson", "https://a.example/lesson"),
        ("https://www.a.example/lesson", "https://www.a.example/lesson"),
        ("https://a.example/", "https://a.example/l?id=1"),
        ("https://b.example/lesson", "https://a.example/l?id=1"),
        ("javascript:alert(1)", "https://a.example/l?id=1"),
        ("", "https://a.example/l?id=1"),
    ],
)
def test_canonical_address_counts_where_it_is_plausible(stated: str, own: str):
    assert own_address(stated, "https://a.example/l?id=1") == own


def test_front_page_may_be_its_own_canonical_address():
    assert own_address("https://a.example/", "https://a.example/?utm_source=x") == (
        "https://a.example/?utm_source=x"
    )
    assert own_address("https://a.example/", "https://a.example/#top") == "https://a.example/"


@pytest.mark.parametrize(
    ("tags", "field", "value"),
    [
        ("<title>Sound</title>", "titles", [Text("Sound", "de")]),
        ("<meta name=author content='@ada'>", "creators", []),
        ("<meta name=citation_authors content='A; B'>", "creators", [StatedAgent("A"), StatedAgent("B")]),
        ("<meta name=keywords content=' a ,, b '>", "keywords", ["a", "b"]),
        ("<meta property=article:tag content='a, b'><meta property=article:tag content=c>", "keywords", ["a, b", "c"]),
        ("<meta property='og:title dc:title' content=x>", "titles", [Text("x", "de")]),
        ("<meta name=dc.title content=''><title>T</title>", "titles", [Text("T", "de")]),
        ("<meta name=citation_isbn content=9783161484100>", "identifiers", ["isbn:9783161484100"]),
        ("<meta name=citation_journal_title content=J>", "types", ["journal article"]),
        ("<meta http-equiv=content-language content=fr>", "languages", ["fr"]),
        ("<meta property=video:duration content=' 1e9'>", "durations", []),
    ],
)  # fmt: skip
def test_tag_is_read(tags: str, field: str, value: list[Any]):
    assert getattr(propose(head(tags, "de"), "https://a.example/x"), field) == value


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"%PDF-1.7 \x00\xff",
        b"\x89PNG\r\n",
        b"{}",
        b"plain text",
        b"\xff\xfe<\x00",
        b"<" * 1000,
    ],
)
def test_what_is_no_page_gives_its_address(body: bytes):
    assert propose(body, "https://a.example/x").addresses == ["https://a.example/x"]


def test_bare_amb_is_proposed():
    body = b'{"type": ["LearningResource"], "id": "https://a.example/1", "name": "Sound"}'
    said = propose(body, "https://a.example/1.json")
    assert (said.titles, said.addresses) == ([Text("Sound")], ["https://a.example/1"])


@pytest.mark.parametrize(
    "encoding", ["idna", "punycode", "utf-7", "undefined", "hex", "a\0b", "x" * 999]
)
def test_encoding_that_makes_no_sense_is_passed_over(encoding: str):
    body = "<title>Été</title>".encode()
    assert propose(body, "https://a.example/", encoding).titles == [Text("Été")]


def test_encoding_of_the_server_is_heeded():
    body = "<title>Звук</title>".encode("cp1251")
    assert propose(body, "https://a.example/", "windows-1251").titles == [Text("Звук")]


def test_page_beyond_the_limit_is_refused():
    with pytest.raises(FormatError):
        propose(b" " * 10_485_761, "https://a.example/")
