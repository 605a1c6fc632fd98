"""The set that the ranking is judged by keeps to what docs/explanation/ranking.md says of it."""

import csv
import importlib
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("ranking.judged")


def test_six_languages_have_the_same_share_of_both_kinds(judged):
    shares = Counter((each.language, each.kind) for each in judged.queries())
    languages = ("ar", "en", "es", "fr", "ru", "zh")
    same, cross = dict.fromkeys(languages, 16), dict.fromkeys(languages, 8)
    assert shares == {
        **{(language, "same"): count for language, count in same.items()},
        **{(language, "cross"): count for language, count in cross.items()},
    }


def test_every_query_is_in_the_half_that_the_rule_gives_its_need(judged):
    halves = judged.halves(judged.queries())
    assert [each.half for each in judged.queries()] == [
        halves[each.need] for each in judged.queries()
    ]
    assert Counter(each.half for each in judged.queries()) == {"tune": 71, "held-out": 73}


def test_every_need_is_told_and_has_something_useful(judged):
    needs = {each.need for each in judged.queries()}
    assert needs == set(judged.needs()) == set(judged.judgements())
    best = {need: max(grades.values()) for need, grades in judged.judgements().items()}
    assert best == dict.fromkeys(needs, 3)


def test_judgements_name_records_by_address_and_say_nothing_else_of_them(judged):
    with (BENCHMARKS / "ranking" / "judgements.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["need", "address", "grade"]
    assert [row for row in rows if "://" not in row[1] or row[2] not in "0123"] == []
    assert len(rows) == len({(need, address) for need, address, _grade in rows})
