"""What another Armillary says comes out as it went in; what a stranger sends breaks nothing."""

import json
import unicodedata
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from armillary.formats.armillary_json import (
    MOST_ENTRIES,
    MOST_REVIEWS,
    paths_in,
    public_id_in,
    read_changes,
    read_entry,
    reviews_in,
)
from armillary.formats.describe import Described, describe
from armillary.formats.description import Description
from armillary.formats.errors import FormatError
from armillary.formats.portable_review import PortableReview, read_review, write_review

from .descriptions import FULL, any_description

SUBJECTS = {"algebra", "fractions", "physics"}
SIX: Description = {
    **FULL,
    "titles": {
        "fr": "Une histoire de l’eau",
        "ar": "قصة الماء",
        "en": "A story of water & ice",
        "es": "Una historia del agua",
        "ru": "История воды",
        "zh-hans": "水的故事",
    },
    "descriptions": {
        "fr": "L’eau, la glace et la vapeur.",
        "ar": "الماء والجليد والبخار.",
        "en": "Water, ice and vapour; what an &amp; stands for, and 3 < 4.",
        "es": "El agua, el hielo y el vapor.",
        "ru": "Вода, лёд и пар.",
        "zh-hans": "水、冰和蒸汽。",
    },
    "free": False,
}
RUBRIC = {
    "key": "learning-resource",
    "version": 3,
    "title": {"en": "Review of a learning resource", "ar": "مراجعة مورد تعليمي"},
    "criteria": [
        {
            "key": "goals",
            "title": {"en": "Goals", "fr": "Objectifs"},
            "guidance": {"en": "Is it clear what is learnt?"},
            "levels": [
                {"value": 0, "text": {"en": "No"}},
                {"value": 1, "text": {"en": "Partly"}},
                {"value": 2, "text": {"en": "Yes"}},
            ],
        },
        {
            "key": "reuse",
            "title": {"en": "Reuse"},
            "levels": [{"value": 0, "text": {"en": "No"}}, {"value": 1, "text": {"en": "Yes"}}],
        },
    ],
}
REVIEW = PortableReview(
    id="rev1ew",
    address="https://a.example/resources/0123456789ab/#review-rev1ew",
    about="https://a.example/resources/0123456789ab/",
    rubric=RUBRIC,
    reviewer="Rima Noor",
    published=datetime(2026, 5, 3, 12, 30, 1, 250, tzinfo=UTC),
    language="fr",
    comment="Bien fait.\nÀ traduire.",
    scores={"goals": 2, "reuse": None},
    comments={"reuse": "Sans objet ici."},
    through=("https://b.example/resources/bbbbbbbbbbbb/",),
)


def described(entry: dict[str, Any]) -> Described:
    payload = json.dumps(entry).encode()
    return describe(read_entry(payload), subject=lambda word: word if word in SUBJECTS else None)


def entry_of(found: Described) -> dict[str, Any]:
    return {"description": found.description, "keys": found.keys, "unknown": found.unknown}


@pytest.mark.parametrize("description", [FULL, SIX], ids=["every field", "six languages"])
def test_a_description_comes_out_as_it_went_in(description: Description):
    found = described({"description": description})

    assert found.description == description
    assert (found.unknown, found.problems) == ({}, [])


def test_grades_say_nothing_of_levels_that_the_other_site_does_not_state():
    description: Description = {**FULL, "levels": ["adult"], "grades": [7, 10]}

    assert described({"description": description}).description == description


def test_lines_of_a_description_stay():
    """A curator writes paragraphs; what strangers hide in them does not stay."""
    description: Any = {
        "titles": {"en": "A"},
        "descriptions": {"en": "One.\n\nTwo, with a <b>word</b>.\n\x00 <script>x\n"},
    }

    found = described({"description": description})
    assert found.description["descriptions"] == {"en": "One.\n\nTwo, with a word.\n<script>x"}
    long = {"titles": {"en": "A"}, "descriptions": {"en": "word\n" * 5_000}}
    assert len(described({"description": long}).description["descriptions"]["en"]) <= 10_000


def test_every_field_there_is_has_been_looked_at():
    assert set(SIX) == set(Description.__annotations__)


def test_the_original_stays_the_first_text():
    found = described({"description": SIX})

    assert list(found.description["titles"]) == list(SIX["titles"])


@given(any_description)
def test_whatever_was_described_once_is_described_the_same_again(description: Description):
    once = described({"description": description})
    if any("und" in once.description.get(name, {}) for name in ("titles", "descriptions")):
        return  # a text without a language takes that of the resource, as from any source

    assert described(entry_of(once)) == once


def test_a_key_that_is_not_ours_becomes_a_keyword_and_is_told():
    found = described({"description": {**FULL, "subjects": ["fractions", "marine-biology"]}})

    assert found.description["subjects"] == ["fractions"]
    assert found.description["keywords"] == ["marine-biology", "cake"]
    assert found.unknown == {"subjects": ["marine-biology"]}


def test_what_the_other_site_could_not_map_is_still_unknown_here():
    unknown = {"subjects": ["cake"], "licences": ["Ask the baker"], "dates": ["last summer"]}
    found = described({"description": FULL, "unknown": unknown})

    assert (found.description, found.unknown) == (FULL, unknown)


def test_what_the_other_site_could_not_map_may_be_known_here():
    unknown = {"subjects": ["Physics"], "types": ["video"]}
    description: Any = {"titles": {"en": "Levers"}, "keywords": ["Physics"]}
    payload = json.dumps({"description": description, "unknown": unknown}).encode()
    found = describe(read_entry(payload), subject=lambda word: word.lower())

    assert found.description == {"titles": {"en": "Levers"}, "subjects": ["physics"], "types": ["video"]}  # fmt: skip


def test_keys_come_along_but_old_addresses_do_not_become_new_ones():
    keys = [
        "address:https://example.org/fractions",
        "address:https://old.example/f",
        "doi:10.1000/x",
    ]
    found = described({"description": FULL, "keys": keys})

    assert found.description["addresses"] == FULL["addresses"]
    assert found.keys == [
        "address:https://example.org/fractions",
        "address:https://mirror.example/fractions",
        "doi:10.1000/x",
    ]


def test_a_review_comes_out_as_it_went_in():
    document = json.loads(json.dumps(write_review(REVIEW)))

    assert read_review(document) == REVIEW


def test_a_review_is_a_schema_org_review_that_others_can_read():
    document = write_review(REVIEW)

    assert (document["@type"], document["@context"][0]) == ("Review", "https://schema.org/")
    assert document["author"] == {"@type": "Person", "name": "Rima Noor"}
    assert document["datePublished"] == "2026-05-03T12:30:01.000250Z"
    assert document["reviewRating"] == [
        {
            "@type": "Rating",
            "identifier": "goals",
            "reviewAspect": "Objectifs",
            "worstRating": 0,
            "bestRating": 2,
            "ratingValue": 2,
        },
        {
            "@type": "Rating",
            "identifier": "reuse",
            "reviewAspect": "Reuse",
            "worstRating": 0,
            "bestRating": 1,
            "ratingExplanation": "Sans objet ici.",
        },
    ]


def test_markup_in_a_review_is_taken_out_and_lines_stay():
    document = write_review(REVIEW) | {
        "author": {"name": "<b>Rima</b><script>alert(1)</script>\u202e"},
        "reviewBody": "One<br>two\n<img src=x onerror=alert(1)>three\x00",
    }
    document["rubric"] = json.loads(json.dumps(RUBRIC).replace("Partly", "<a href=x>Partly</a>"))
    found = read_review(document)

    assert found is not None
    assert (found.reviewer, found.comment) == ("Rima", "One two\nthree")
    assert found.rubric["criteria"][0]["levels"][1]["text"] == {"en": "Partly"}


@pytest.mark.parametrize(
    "change",
    [
        {"@type": "Rating"},
        {"@id": "javascript:alert(1)"},
        {"@id": None},
        {"@id": "http://[:::]/#review-1"},
        {"identifier": "a/../b"},
        {"identifier": ["x"]},
        {"identifier": "x" * 200},
        {"datePublished": "yesterday"},
        {"datePublished": 7},
        {"rubric": None},
        {"rubric": {**RUBRIC, "criteria": []}},
        {"rubric": {**RUBRIC, "version": "3"}},
        {"rubric": {**RUBRIC, "version": 10**30}},
        {"rubric": {**RUBRIC, "title": {"en": "<p></p>"}}},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_no_review(change: dict[str, Any]):
    assert read_review(write_review(REVIEW) | change) is None


def test_an_answer_that_the_rubric_does_not_have_is_none():
    document = write_review(REVIEW)
    document["reviewRating"] = [
        {"identifier": "goals", "ratingValue": 9},
        {"identifier": "fun", "ratingValue": 1},
        {"identifier": "reuse", "ratingValue": True},
        "a rating",
    ]
    found = read_review(document)

    assert found is not None
    assert found.scores == {}


def test_a_million_reviews_are_a_hundred():
    one = write_review(REVIEW)
    many = [{**one, "identifier": f"r{number}"} for number in range(MOST_REVIEWS * 5)]

    assert len(reviews_in(json.dumps({"reviews": [*many, one]}).encode())) == MOST_REVIEWS
    assert len(reviews_in(json.dumps({"reviews": [one] * 50}).encode())) == 1


def test_a_page_of_the_list_is_read():
    listed = {"id": "aaa", "page": "https://a.example/resources/aaa/", "state": "listed",
              "datestamp": "2026-01-01T00:00:00Z", "description": {"titles": {"en": "A"}}}  # fmt: skip
    gone = {"id": "bbb", "state": "withdrawn", "datestamp": "2026-01-02T00:00:00Z", "reason": ""}
    document = {"items": [listed, gone, {"id": "../x"}, 7], "next": "cursor", "since": "2026-02-01"}
    page = read_changes(json.dumps(document).encode())

    assert [(each.id, each.is_gone) for each in page.entries] == [("aaa", False), ("bbb", True)]
    assert page.entries[0].paths == (("https://a.example/resources/aaa/",),)
    assert json.loads(page.entries[0].payload) == listed
    assert (page.following, page.since) == ("cursor", "2026-02-01")
    assert page.problems == [
        ("../x", "The entry has no readable id."),
        ("4", "The entry has no readable id."),
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html>", b"[]", b"null", b"{}", b'{"items": 7}', b'{"items": [NaN]}', b"\xff\xfe",
        b"[" * 100_000, b'{"a":' * 100_000, b'{"items":[],"next":7}',
        b'{"items":[],"next":"' + b"x" * 10_000 + b'"}', b'{"items":[' + b"9" * 10_000 + b"]}",
        json.dumps({"items": [1] * (MOST_ENTRIES + 1)}).encode(),
    ],
    ids=range(14),
)  # fmt: skip
def test_what_is_no_list_of_changes_is_refused(body: bytes):
    with pytest.raises(FormatError):
        read_changes(body)


VALUES: list[Any] = [
    None, True, 7, -1, 1e308, "", "x", "\x00\ud800", [], {}, [[]], [{}], {"en": None}, [None, 7, "a"],
    {"a" * 10_000: "b"}, {"en": "<p>" * 1_000}, "x" * 100_000, [["x"]], {"name": {}, "kind": 7},
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
@pytest.mark.parametrize("name", [*sorted(Description.__annotations__), "keys", "unknown"])
def test_no_value_of_any_field_breaks_the_reader(name: str, value: Any):
    entry: dict[str, Any] = {"description": {"titles": {"en": "T"}}}
    (entry if name in ("keys", "unknown") else entry["description"])[name] = value
    found = described(entry)

    json.dumps(found.description).encode()
    assert "\x00" not in json.dumps(found.description, ensure_ascii=False)


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
@pytest.mark.parametrize("name", [*write_review(REVIEW), "reviews", "paths"])
def test_no_value_of_any_part_of_a_review_breaks_the_reader(name: str, value: Any):
    payload = json.dumps({"reviews": [write_review(REVIEW) | {name: value}], "paths": value})

    for review in reviews_in(payload.encode()):
        text = review.comment + review.reviewer + review.address
        assert not any(unicodedata.category(letter) in ("Cs", "Co") for letter in text)
        assert "\x00" not in text
    assert all(isinstance(page, str) for path in paths_in(payload.encode()) for page in path)


@pytest.mark.parametrize(
    ("page", "public_id"),
    [
        ("https://a.example/resources/0123456789ab/", "0123456789ab"),
        ("http://127.0.0.1:8000/ar/resources/0123456789ab", "0123456789ab"),
        ("https://a.example/collections/0123456789ab/", ""),
        ("https://a.example/resources/", ""),
        ("not an address", ""),
        ("http://[broken/resources/a/", "a"),
    ],
)
def test_the_id_of_a_page(page: str, public_id: str):
    assert public_id_in(page) == public_id
