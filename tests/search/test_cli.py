"""`armillary search` at the command line."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from armillary.core.errors import InvalidInput
from armillary.search import operations, suggestions
from armillary.search.concepts import Concept, Naming, register_concepts
from armillary.search.documents import FACETS, Document
from armillary.search.errors import IndexUnavailable
from armillary.search.interfaces.cli import app
from armillary.search.suggestions import Suggestion

from .conftest import KIND, Shelf


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def answer(*arguments: str) -> Any:
    return json.loads(run("find", *arguments, "--kind", KIND, "--json"))


@pytest.fixture(autouse=True)
def things(shelf: Shelf) -> None:
    shelf.put(
        Document(1, {"en": "Adding fractions"}, facets={"subject": ["fractions"]}),
        Document(2, {"ar": "الكسور"}, facets={"subject": ["algebra"], "language": ["ar"]}),
        Document(3, {"en": "More fractions"}, day=9),
    )
    operations.drain_outbox()


def test_find_answers_machines_with_public_ids():
    assert answer("كسور", "--language", "ar") == {
        "total": 1,
        "hits": [{"id": "public-2", "title": "الكسور"}],
        "reading": "كسور",
        "readings": {},
        "relaxed": False,
        "complete": 1,
        "across": None,
        "suggestion": "",
        "ways": [],
        "next": "",
        "facets": {
            **{facet: {} for facet in FACETS},
            "subject": {"algebra": 1},
            "language": {"ar": 1},
        },
    }


def test_any_facet_is_a_filter():
    assert answer("--filter", "language:ar")["total"] == 1
    assert answer("--subject", "fractions", "--filter", "subject:algebra")["total"] == 2


@pytest.mark.parametrize("wrong", ["offline", "classroom:", "colour:red"])
def test_a_filter_that_is_none_is_refused(wrong: str):
    with pytest.raises(InvalidInput):
        run("find", "--filter", wrong)


def test_find_filters_orders_limits_and_goes_on():
    chosen = answer("--subject", "fractions", "--subject", "algebra")
    assert {hit["id"] for hit in chosen["hits"]} == {"public-1", "public-2"}
    first = answer("--sort", "newest", "--limit", "1")
    assert [hit["id"] for hit in first["hits"]] == ["public-3"]
    second = answer("--sort", "newest", "--limit", "1", "--after", first["next"])
    assert [hit["id"] for hit in second["hits"]] == ["public-2"]


def test_find_answers_people_in_lines():
    assert run("find", "add fractions", "--kind", KIND).splitlines() == [
        "public-1  Adding fractions",
        "1 of 1",
    ]
    assert run("find", "fractoins", "--kind", KIND).splitlines()[0] == "Did you mean: fractions"


def test_find_says_what_to_leave_out_where_there_is_nothing():
    asked = ("find", "fractions -adding", "--subject", "algebra", "--kind", KIND)
    assert run(*asked).splitlines() == [
        "0 of 0",
        "Without fractions: 1",
        "Without subject:algebra: 1",
    ]


def test_suggest_completes_what_is_typed(monkeypatch: pytest.MonkeyPatch):
    found = [Suggestion("subject", "Algebra", "subject:algebra", matched="الجبر", count=2)]
    monkeypatch.setattr(suggestions, "SUGGESTERS", [lambda text, language: found])
    assert run("suggest", "الجب") == "subject  Algebra (الجبر)  subject:algebra\n"
    assert json.loads(run("suggest", "الجب", "--json"))[0]["count"] == 2


def test_rebuild_counts_what_it_indexed():
    assert run("rebuild") == "3 documents indexed.\n"


def test_status_says_what_waits():
    operations.note_changes(KIND, [1])
    status = json.loads(run("status", "--json"))
    assert (status["documents"], status["waiting"], status["failed"]) == (3, 1, 0)
    assert run("status").startswith("3 documents, 1 changes waiting.\n")


def test_find_without_an_index_says_what_to_do(settings: Any, tmp_path: Any):
    settings.INDEX_ROOT = tmp_path / "nothing"
    with pytest.raises(IndexUnavailable, match="armillary search rebuild"):
        run("find", "x")


def test_what_words_mean_is_told_and_can_be_switched_off(shelf: Shelf):
    fractions = Concept("s:fractions", "Fractions", (("subject", "fractions"),), (("ar", "كسور"),))
    register_concepts(lambda words, _language: [Naming(0, 1, (fractions,))])
    shelf.put(Document(7, {"en": "Halves"}, about={"stated": ["s:fractions"]}))
    operations.drain_outbox()
    told = answer("الكسور")
    assert (told["total"], told["across"]["direct"]) == (2, 1)
    assert told["across"]["named"] == [
        {
            "words": "الكسور",
            "concepts": [
                {"key": "s:fractions", "name": "Fractions", "terms": ["subject:fractions"]}
            ],
        }
    ]
    assert "1 have these words; the others by topic: Fractions" in run(
        "find", "الكسور", "--kind", KIND
    )
    assert answer("الكسور", "--no-across")["total"] == 1
