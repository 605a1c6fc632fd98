"""`armillary harvest mapping NAME`: show, write, try out and publish the mapping of a source."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from armillary.catalogue.models import Resource
from armillary.core.errors import ArmillaryError
from armillary.harvest.errors import InvalidMapping, MappingConflict, NoSuchMapping, NoSuchSource
from armillary.harvest.interfaces.cli import app
from armillary.harvest.models import SourceMapping
from armillary.harvest.operations import add_source, run_source
from armillary.people.actors import OPERATOR

pytestmark = pytest.mark.django_db

GRADE = {"fields": {"levels": {"values": {"Klasse fünf": ["grade 5"]}}}}
EXAMPLE = Path(__file__).parents[1] / "payloads" / "harvest" / "mapping"
PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "mapping.md"
ROW = {"title": "Reihe", "url": "https://rows.example/1", "level": "Klasse fünf"}


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path, run_tasks: Callable[[], None]) -> Path:
    """Where a table was, and where mappings are written."""
    settings.INDEX_ROOT = tmp_path / "index"
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(ROW), encoding="utf-8")
    run_source(add_source("table", path.as_uri(), "rows", by=OPERATOR), by=OPERATOR)
    run_tasks()
    path.unlink()
    return tmp_path


def written(folder: Path, document: Any = GRADE) -> str:
    path = folder / "mapping.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return str(path)


def mapping(*arguments: str, fails: type[ArmillaryError] | None = None) -> Result:
    result = CliRunner().invoke(app, ["mapping", "rows", *arguments])
    if fails is None:
        assert result.exit_code == 0, result.output
    else:
        assert isinstance(result.exception, fails), result.output
    return result


def told(*arguments: str) -> Any:
    return json.loads(mapping(*arguments, "--json").stdout)


def grades() -> Any:
    return Resource.objects.get().facts.get("grades")


def test_draft_is_written_tried_and_published(folder: Path):
    tried = told("--set", written(folder), "--note", "Levels", "--preview", "--dry-run")
    assert tried["dry_run"]["fields"] == {"grades": 1, "levels": 1}
    assert tried["preview"]["records"][0]["record"] == "https://rows.example/1"
    assert grades() is None
    found = told("--publish")
    assert (found["draft"], found["published"]) == (None, GRADE)
    assert grades() == [5, 5]
    shown = mapping("--show").output
    assert "Levels" in shown
    assert "mapped anew: finished, 1 of 1 records, 1 changed" in shown


def test_words_are_shown_for_people(folder: Path):
    shown = mapping("--set", written(folder), "--preview", "--dry-run").output
    assert "1 of 1 records tried: 1 resources would change" in shown
    assert "grades: null → [5, 5]" in shown


def test_earlier_version_comes_back_and_is_discarded(folder: Path):
    mapping("--set", written(folder), "--publish")
    assert told("--revert", "1")["draft"] == GRADE
    assert told("--discard")["draft"] is None


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("--publish",), NoSuchMapping),
        (("--discard",), NoSuchMapping),
        (("--revert", "7"), NoSuchMapping),
        (("--set", "nowhere.json"), ArmillaryError),
    ],
)
def test_what_cannot_be_is_refused(words: tuple[str, ...], error: type[ArmillaryError]):
    assert "\n" not in str(mapping(*words, fails=error).exception)


def test_document_that_cannot_be_applied_names_the_place(folder: Path):
    refused = mapping("--set", written(folder, "{"), fails=InvalidMapping)
    assert "line 1, column 2: this is not JSON." in str(refused.exception)
    assert not SourceMapping.objects.exists()


def test_draft_that_changes_nothing_is_not_published(folder: Path):
    mapping("--set", written(folder, {"fields": {}}))
    mapping("--publish", fails=MappingConflict)


def test_source_must_be_there():
    result = CliRunner().invoke(app, ["mapping", "nobody"])
    assert isinstance(result.exception, NoSuchSource)


def test_the_documented_mapping_does_what_the_page_says(folder: Path):
    path = folder / "worksheets.jsonl"
    record = json.loads((EXAMPLE / "record.json").read_text())
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    run_source(add_source("table", path.as_uri(), "school", by=OPERATOR), by=OPERATOR)
    words = ["mapping", "school", "--set", str(EXAMPLE / "mapping.json"), "--publish"]
    assert CliRunner().invoke(app, words).exit_code == 0
    made = Resource.objects.get(keys__key="address:https://schule.example/brueche")
    outcome = json.loads((EXAMPLE / "outcome.json").read_text())
    assert {**made.facts, "titles": made.titles.texts} == outcome
    assert made.unknown == {}


@pytest.mark.parametrize("name", ["record", "mapping", "outcome"])
def test_the_documented_example_is_the_tested_one(name: str):
    assert (EXAMPLE / f"{name}.json").read_text() in PAGE.read_text()
