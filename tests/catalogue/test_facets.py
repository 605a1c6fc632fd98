"""What a resource says of itself, as a teacher asks for it."""

from itertools import pairwise
from typing import Any

import pytest

from armillary.catalogue.facets import MET_BY, VOCABULARY_OF, derived_facets, wish_named
from armillary.formats.values.classroom import CONSTRAINTS
from armillary.formats.values.licences import LICENCES, licence
from armillary.search.documents import LADDERS


def facet(name: str, **facts: Any) -> list[str]:
    return derived_facets(facts, licence(facts.get("licence", "")))[name]


@pytest.mark.parametrize(
    ("facts", "wishes"),
    [
        ({}, []),
        ({"internet": "offline"}, ["offline"]),
        ({"internet": "partly-offline"}, []),
        ({"internet": "online", "device": "computer", "laboratory": "laboratory"}, []),
        ({"device": "no-device"}, ["phone", "no-device"]),
        ({"device": "phone"}, ["phone"]),
        ({"laboratory": "no-laboratory"}, ["no-laboratory"]),
        ({"laboratory": "simple-equipment"}, ["no-laboratory"]),
        ({"consumables": "no-cost"}, ["no-cost", "low-cost"]),
        ({"consumables": "low-cost", "safety": "care"}, ["low-cost"]),
        ({"consumables": "high-cost", "safety": "no-hazard"}, ["no-hazard"]),
        ({"groups": ["pairs", "alone"]}, ["pairs", "alone"]),
        ({"minutes": 40}, ["under-40"]),
        ({"minutes": 41}, []),
        ({"safety": "of another edition"}, []),
    ],
)
def test_wishes_that_a_resource_meets(facts: dict[str, Any], wishes: list[str]):
    assert facet("classroom", **facts) == wishes


def test_every_wish_but_the_short_lesson_is_a_word_of_a_vocabulary():
    keys = [key for table in CONSTRAINTS.values() for key in table]
    assert MET_BY.keys() - {"under-40"} <= set(keys)
    assert {key for met in MET_BY.values() for key in met} <= VOCABULARY_OF.keys()


@pytest.mark.parametrize(
    ("minutes", "band"),
    [(None, []), (1, ["20"]), (20, ["20"]), (21, ["40"]), (90, ["90"]), (91, ["longer"])],
)
def test_a_duration_is_on_one_rung(minutes: int | None, band: list[str]):
    assert facet("duration", minutes=minutes) == band if minutes else facet("duration") == []


@pytest.mark.parametrize(
    ("published", "rung"),
    [
        ("", []), ("2024-05-03", ["2020"]), ("2025", ["2025"]), ("2000-01", ["2000"]),
        ("1999", ["earlier"]), ("2099", ["2050"]),
    ],
)  # fmt: skip
def test_a_date_is_on_one_rung(published: str, rung: list[str]):
    assert facet("date", published=published) == rung


def test_whether_it_may_be_adapted_follows_from_its_licence():
    said = {key: facet("reuse", licence=each.address) for key, each in LICENCES.items()}
    assert {key: value for key, value in said.items() if LICENCES[key].adapt} == {
        key: ["adapt"] for key, each in LICENCES.items() if each.adapt
    }
    assert said["cc-by-nd-4.0"] == ["share"]
    assert said["copyrighted"] == ["read"]
    assert facet("reuse") == facet("reuse", licence="https://example.org/terms") == ["unclear"]


def test_three_ways_of_captions_are_one_and_none_is_no_feature():
    stated = ["openCaptions", "none", "captions", "signLanguage"]
    assert facet("accessibility", accessibility=stated) == ["captions", "signLanguage"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "wish"),
    [
        ("offline", "offline"),
        ("under-40", "under-40"),
        ("无需联网", "offline"),
        ("un téléphone suffit", "phone"),
        ("needs a laboratory", None),
        ("nothing of it", None),
    ],
)
def test_a_wish_is_known_by_what_a_vocabulary_calls_it(name: str, wish: str | None):
    assert wish_named(name) == wish


def test_rungs_of_dates_are_five_years_apart():
    years = [int(year) for year in LADDERS["date"]]
    assert {later - earlier for later, earlier in pairwise(years)} == {5}
