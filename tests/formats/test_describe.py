"""What a source stated, in our words; what nobody could map, reported; nothing invented."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.formats.describe import Described, describe
from armillary.formats.statement import (
    StatedAgent,
    StatedFile,
    StatedRelation,
    Statement,
    Text,
)

SUBJECTS = {"Algebra": "algebra", "Physics": "physics", "Energy": "energy"}


def _described(**stated: object) -> Described:
    stated.setdefault("titles", [Text("A title")])
    stated.setdefault("addresses", ["https://example.org/a"])
    return describe(Statement(**stated), subject=SUBJECTS.get)  # type: ignore[arg-type]


def test_describe_normalises_every_field() -> None:
    statement = Statement(
        identifiers=["ISBN 0-306-40615-2", "https://doi.org/10.1000/ABC"],
        titles=[
            Text("Fractions", "eng"),
            Text("<i>Les</i> fractions", "fre"),
            Text("Second", "en"),
        ],
        descriptions=[Text("Cut &amp; share.", "en")],
        addresses=["http://www.example.org/f/", "https://example.org/f"],
        types=["Lesson/Lesson Plan", "Gizmo", "Text"],
        subjects=["Algebra", "Science > Physics; Energy"],
        keywords=["cake", "Cake", "Physics"],
        levels=["High School", "Grade 5", "Informal Education"],
        audiences=["Educator", "astronauts"],
        languages=["English", "fr-FR", "und"],
        licences=["Copyright 2010 Jo", "CC BY", "CC BY 4.0"],
        creators=[StatedAgent("Ada; Grace"), StatedAgent("X", "", "0000-0002-1825-0097")],
        publishers=[StatedAgent("Example Press")],
        published=["2020-01-02", "2019", "some day"],
        modified=["2020-05", "2021"],
        durations=["PT45M"],
        files=[
            StatedFile("https://example.org/f.pdf", "application/PDF; x=1", 10),
            StatedFile("ftp://example.org/f", "application/pdf"),
        ],
        accessibility=["captions"],
        free=["Free access"],
        relations=[
            StatedRelation("isPartOf", "https://example.org/course"),
            StatedRelation("references", "https://example.org/else"),
        ],
    )

    assert describe(statement, subject=SUBJECTS.get) == Described(
        description={
            "titles": {"en": "Fractions", "fr": "Les fractions"},
            "descriptions": {"en": "Cut & share."},
            "types": ["lesson-plan"],
            "subjects": ["algebra", "physics", "energy"],
            "keywords": ["Science", "cake"],
            "levels": ["primary", "upper-secondary"],
            "grades": [5, 12],
            "audiences": ["teacher"],
            "languages": ["en", "fr"],
            "licence": "https://creativecommons.org/licenses/by/4.0/",
            "creators": [
                {"name": "Ada", "kind": "person", "address": ""},
                {"name": "Grace", "kind": "person", "address": ""},
                {
                    "name": "X",
                    "kind": "person",
                    "address": "https://orcid.org/0000-0002-1825-0097",
                },
            ],
            "publisher": {"name": "Example Press", "kind": "organization", "address": ""},
            "published": "2019",
            "modified": "2021",
            "minutes": 45,
            "addresses": ["http://www.example.org/f/", "https://doi.org/10.1000/ABC"],
            "files": [
                {
                    "address": "https://example.org/f.pdf",
                    "media_type": "application/pdf",
                    "size": 10,
                }
            ],
            "accessibility": ["captions"],
            "free": True,
            "relations": [{"kind": "part_of", "target": "https://example.org/course"}],
        },
        keys=["address:https://example.org/f", "doi:10.1000/abc", "isbn:9780306406157"],
        unknown={
            "types": ["Gizmo"],
            "subjects": ["Science > Physics; Energy"],
            "levels": ["Informal Education"],
            "audiences": ["astronauts"],
            "dates": ["some day"],
        },
        problems=[],
        unmapped={
            "types": {"gizmo": "Gizmo"},
            "subjects": {"science physics energy": "Science > Physics; Energy"},
            "levels": {"informal education": "Informal Education"},
            "audiences": {"astronauts": "astronauts"},
        },
    )


def test_absent_facts_are_absent() -> None:
    assert _described() == Described(
        description={"titles": {"und": "A title"}, "addresses": ["https://example.org/a"]},
        keys=["address:https://example.org/a"],
        unknown={},
        problems=[],
    )


@pytest.mark.parametrize(
    ("default", "languages", "expected"),
    [
        ("", [], "und"),
        ("", ["fr"], "fr"),
        ("", ["fr", "en"], "und"),
        ("ara", ["fr"], "ar"),
    ],
)
def test_text_without_a_language(default: str, languages: list[str], expected: str) -> None:
    statement = Statement(titles=[Text("T")], addresses=["https://a.example"], languages=languages)
    described = describe(statement, subject=SUBJECTS.get, default_language=default)
    assert described.description["titles"] == {expected: "T"}


def test_statement_without_a_title_is_a_problem() -> None:
    assert _described(titles=[Text("<p> </p>")]).problems == ["It has no title."]


def test_statement_without_address_or_identifier_is_a_problem() -> None:
    described = _described(addresses=["javascript:alert(1)"], identifiers=["7"])
    assert described.problems == ["It has no address or identifier that can be used."]
    assert described.keys == []


def test_resolver_stands_in_for_a_missing_address() -> None:
    described = _described(addresses=[], identifiers=["doi:10.1000/ABC"])
    assert described.description["addresses"] == ["https://doi.org/10.1000/abc"]
    assert described.keys == ["doi:10.1000/abc"]


def test_file_stands_in_for_a_missing_address() -> None:
    described = _described(
        addresses=[], files=[StatedFile("https://example.org/a.mp4", "video/mp4")]
    )
    assert described.description["addresses"] == ["https://example.org/a.mp4"]
    assert described.description["types"] == ["video"]
    assert described.problems == []


def test_books_on_one_page_keep_their_own_keys() -> None:
    keys = [_described(addresses=[f"https://list.example/#{name}"]).keys for name in ("a", "b")]
    assert keys == [["address:https://list.example#a"], ["address:https://list.example#b"]]


def test_unresolved_subjects_become_keywords_and_are_reported() -> None:
    described = _described(subjects=["Basket weaving", "basket weaving"], keywords=["reed"])
    assert described.description["keywords"] == ["Basket weaving", "reed"]
    assert described.unknown == {"subjects": ["Basket weaving", "basket weaving"]}


NEEDS = {
    "internet": ("Sin conexión", "offline"),
    "device": ("有手机即可", "phone"),
    "laboratory": ("https://w3id.org/armillary/laboratory/no-laboratory", "no-laboratory"),
    "consumables": ("low cost", "low-cost"),
    "safety": ("Осторожно", "care"),
}


@pytest.mark.parametrize("name", NEEDS)
def test_what_a_classroom_needs_is_the_first_word_that_is_known(name: str) -> None:
    word, key = NEEDS[name]
    found = _described(**{name: ["as you like", word, "online"]})
    assert found.description[name] == key
    assert found.unknown == {name: ["as you like"] + ([] if name == "internet" else ["online"])}


def test_groups_may_be_of_several_sizes() -> None:
    found = _described(groups=["في أزواج", "alone", "pairs", "crowd"])
    assert found.description["groups"] == ["pairs", "alone"]
    assert found.unknown == {"groups": ["crowd"]}


def test_several_languages_in_one_value() -> None:
    assert _described(languages=["English, Spanish"]).description["languages"] == ["en", "es"]
    assert _described(languages=["English, Elvish"]).unknown == {"languages": ["English, Elvish"]}


_words = st.lists(st.text(max_size=20), max_size=3)


@given(
    titles=st.lists(st.builds(Text, st.text(), st.text(max_size=5)), max_size=3),
    addresses=_words,
    levels=_words,
    languages=_words,
    licences=_words,
    published=_words,
    subjects=_words,
)
def test_any_statement_is_described_the_same_way_twice(**stated: list[str]) -> None:
    first = describe(Statement(**stated), subject=SUBJECTS.get)  # type: ignore[arg-type]
    second = describe(Statement(**stated), subject=SUBJECTS.get)  # type: ignore[arg-type]
    assert json.dumps(first) == json.dumps(second)
    assert bool(first.problems) == ("titles" not in first.description or not first.keys)
