"""What is here in numbers: subjects by levels, countries, months; the same by API and command line."""

import csv
import json
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from typer.testing import CliRunner, Result

from armillary.catalogue.coverage import (
    EPOCH,
    Month,
    coverage,
    coverage_csv,
    coverage_facts,
    months_of,
    shown_subjects,
)
from armillary.catalogue.errors import NoSuchPart
from armillary.catalogue.interfaces.cli import app
from armillary.catalogue.models import Resource
from armillary.core.errors import InvalidInput
from armillary.search.operations import drain_outbox
from armillary.vocabularies.queries import scheme_keys, scheme_table, top_terms

pytestmark = pytest.mark.django_db

LEVELS = [
    "early-childhood",
    "primary",
    "lower-secondary",
    "upper-secondary",
    "post-secondary",
    "short-cycle-tertiary",
    "bachelor",
    "master",
    "doctoral",
    "adult",
]


def day(text: str) -> int:
    return (date.fromisoformat(text) - EPOCH).days


@pytest.fixture(autouse=True)
def index_root(settings: Any, tmp_path: Path) -> Path:
    settings.INDEX_ROOT = tmp_path / "index"
    return tmp_path / "index"


@pytest.fixture
def shelf(new_resource: Callable[..., Resource]) -> None:
    """Three resources: two of physics, one of them nobody knows where from or for whom."""
    with time_machine.travel("2026-03-05T12:00:00+00:00", tick=False):
        new_resource(listed=True, subjects=["optics"], levels=["primary"], countries=["KE", "TZ"])
        new_resource(listed=True, subjects=["physics"])
    with time_machine.travel("2026-05-01T12:00:00+00:00", tick=False):
        new_resource(
            listed=True, subjects=["algebra"], levels=["primary", "adult"], countries=["KE"]
        )
    drain_outbox()


@pytest.fixture
def in_june() -> Any:
    with time_machine.travel("2026-06-10T12:00:00+00:00", tick=False):
        yield


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["coverage", *words])


def test_months_without_anything_are_there_and_growth_begins_with_nothing():
    days = {day("2025-12-31"): 2, day("2026-02-01"): 1, day("2026-02-28"): 4}
    assert months_of(days, until=date(2026, 3, 15)) == [
        Month("2025-11", 0, 0),
        Month("2025-12", 2, 2),
        Month("2026-01", 0, 2),
        Month("2026-02", 5, 7),
        Month("2026-03", 0, 7),
    ]


def test_what_was_listed_after_today_is_there_too():
    assert months_of({day("2026-03-01"): 1}, until=date(2026, 1, 1))[-1] == Month("2026-03", 1, 1)


def test_where_nothing_is_there_are_no_months():
    assert months_of({}, until=date(2026, 1, 1)) == []


def test_without_a_choice_the_widest_subjects_are_shown():
    assert shown_subjects({}) == [term.key for term in top_terms("subjects")]


def test_of_a_chosen_subject_those_right_below_are_shown():
    assert shown_subjects({"subject": ["physics"]}) == list(
        scheme_table("subjects").terms["physics"].narrower
    )


def test_a_narrowest_subject_and_one_that_is_none_are_shown_themselves():
    assert shown_subjects({"subject": ["fractions", "magic", "fractions"]}) == [
        "fractions",
        "magic",
    ]


def test_every_number_is_there_gaps_included(shelf: None, in_june: None):
    facts = coverage_facts(coverage({}))
    physics, maths = (
        next(row for row in facts["subjects"] if row["subject"] == subject)
        for subject in ("physics", "mathematics")
    )
    nothing = dict.fromkeys(LEVELS, 0)
    assert (facts["total"], facts["levels"]) == (3, LEVELS)
    assert physics == {
        "subject": "physics",
        "total": 2,
        "without_level": 1,
        "levels": {**nothing, "primary": 1},
    }
    assert maths["levels"] == {**nothing, "primary": 1, "adult": 1}
    assert facts["countries"] == [{"country": "KE", "count": 2}, {"country": "TZ", "count": 1}]
    assert facts["without_country"] == 1
    assert facts["months"] == [
        {"month": "2026-02", "new": 0, "listed": 0},
        {"month": "2026-03", "new": 2, "listed": 2},
        {"month": "2026-04", "new": 0, "listed": 2},
        {"month": "2026-05", "new": 1, "listed": 3},
        {"month": "2026-06", "new": 0, "listed": 3},
    ]


def test_filters_narrow_everything_but_the_map_shows_other_countries(shelf: None):
    found = coverage({"country": ["TZ"]})
    assert found.total == 1
    assert found.subjects["physics"].counts == {"primary": 1}
    assert found.subjects["mathematics"].counts == {}
    assert found.countries.counts == {"KE": 2, "TZ": 1}
    assert [month.new for month in found.months][:2] == [0, 1]


def test_coverage_takes_no_query_however_much_there_is(
    shelf: None,
    new_resource: Callable[..., Resource],
    django_assert_num_queries: Callable[..., Any],
):
    coverage({})  # vocabularies are kept
    for _each in range(3):
        new_resource(listed=True, subjects=["chemistry"], countries=["FR"])
    drain_outbox()
    with django_assert_num_queries(0):
        assert coverage({}).total == 6


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text)))


def test_tables_name_what_they_count_in_the_readers_language(shelf: None, in_june: None):
    found = coverage({"subject": ["fractions"]})
    assert rows_of(coverage_csv(found, "subjects", language="fr"))[:2] == [
        ["subject", "subject_label", "level", "level_label", "resources"],
        ["fractions", "Fractions", "early-childhood", "Éducation de la petite enfance", "0"],
    ]
    everything = coverage({})
    assert rows_of(coverage_csv(everything, "countries", language="es")) == [
        ["country", "country_label", "resources"],
        ["KE", "Kenia", "2"],
        ["TZ", "Tanzania", "1"],
        ["", "", "1"],
    ]
    assert rows_of(coverage_csv(everything, "months", language="en"))[:3] == [
        ["month", "new", "listed"],
        ["2026-02", "0", "0"],
        ["2026-03", "2", "2"],
    ]


def test_a_table_that_does_not_exist_is_refused(shelf: None):
    with pytest.raises(NoSuchPart, match="There are: subjects, countries, months"):
        coverage_csv(coverage({}), "planets", language="en")


def test_the_api_says_the_same(client: Client, shelf: None, in_june: None):
    response = client.get("/api/v1/coverage", {"country": "TZ", "subject": ["physics"]})
    filters = {"country": ["TZ"], "subject": ["physics"]}
    assert response.json() == coverage_facts(coverage(filters))
    assert response.json()["total"] == 1


def test_the_command_line_says_the_same(shelf: None, in_june: None):
    result = run("--filter", "country:TZ", "--json")
    assert json.loads(result.stdout) == coverage_facts(coverage({"country": ["TZ"]}))


def test_the_command_line_tells_people_where_there_is_nothing(shelf: None):
    lines = run().stdout.splitlines()
    assert lines[0] == "3 resources."
    physics = next(line for line in lines if "Physics" in line)
    assert physics.startswith("       2  Physics (none: Early childhood education, Lower")
    assert lines[-3:] == ["       2  Kenya", "       1  Tanzania", "       1  country not known"]


def test_the_command_line_writes_tables(shelf: None):
    found = coverage_csv(coverage({}), "countries", language="ru")
    assert run("--csv", "countries", "--language", "ru").stdout == found


@pytest.mark.parametrize("words", [("--filter", "country"), ("--filter", "colour:red")])
def test_the_command_line_refuses_filters_that_make_no_sense(shelf: None, words: tuple[str, str]):
    assert isinstance(run(*words).exception, InvalidInput)


def test_levels_are_those_of_the_vocabulary():
    assert scheme_keys("levels") == LEVELS
