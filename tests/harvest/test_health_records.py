"""What one record does wrong: every rule with a planted fault, and a record that has none."""

from typing import Any

import pytest

from armillary.formats.statement import StatedFile, Statement, Text
from armillary.harvest.health.record_rules import RECORD_RULES, faults_of

CC = "https://creativecommons.org/licenses/by/4.0/"


def statement(**more: Any) -> Statement:
    """A record without a fault, but for what a test changes."""
    stated: dict[str, Any] = {
        "identifiers": ["https://books.example/1"],
        "titles": [Text("Waves", "en")],
        "descriptions": [Text("What waves do.", "en-GB")],
        "languages": ["en", "pt-BR", "ara", "und", "http://lexvo.org/id/iso639-3/eng"],
        "licences": [CC],
        "published": ["2020", "2020-05", "2020-05-03", "2020-05-03T08:30:00Z", "1999/2003"],
    }
    return Statement(**{**stated, **more})


def test_clean_record_has_no_fault():
    assert faults_of(statement()) == {}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"titles": []}, {"title-missing": ("", "")}),
        ({"titles": [Text("  ")]}, {"title-missing": ("", "")}),
        ({"descriptions": []}, {"description-missing": ("", "")}),
        ({"licences": [" "]}, {"licence-missing": ("", "")}),
        (
            {"licences": ["Ask the library."]},
            {"licence-unknown": ("Ask the library.", "https://…")},
        ),
        ({"languages": []}, {"language-missing": ("", "")}),
        ({"languages": ["English"]}, {"language-invalid": ("English", "en")}),
        ({"languages": ["en_US"]}, {"language-invalid": ("en_US", "en")}),
        ({"languages": ["Klingonese"]}, {"language-invalid": ("Klingonese", "en")}),
        ({"titles": [Text("Ondas", "español")]}, {"language-invalid": ("español", "es")}),
        ({"published": ["3 May 2019"]}, {"date-invalid": ("3 May 2019", "2019-05-03")}),
        ({"modified": ["2019-02-30"]}, {"date-invalid": ("2019-02-30", "YYYY-MM-DD")}),
        ({"modified": ["1999/soon"]}, {"date-invalid": ("1999/soon", "YYYY-MM-DD")}),
        ({"identifiers": ["shelf 7"]}, {"address-missing": ("shelf 7", "https://…")}),
        ({"identifiers": []}, {"address-missing": ("", "https://…")}),
        (
            {"identifiers": ["http://books.example/1"]},
            {"address-without-tls": ("http://books.example/1", "https://books.example/1")},
        ),
    ],
)
def test_planted_fault_is_the_only_one(change: dict[str, Any], expected: Any):
    assert faults_of(statement(**change)) == expected


@pytest.mark.parametrize(
    "change",
    [
        {"identifiers": ["doi:10.1000/182"]},
        {"identifiers": ["hdl:1813/123"]},
        {"identifiers": [], "files": [StatedFile("https://books.example/1.pdf")]},
        {"identifiers": ["http://books.example/1", "https://books.example/1"]},
        {"licences": ["CC BY-SA", "Ask the library."]},
    ],
)
def test_what_is_good_enough_is_no_fault(change: dict[str, Any]):
    assert faults_of(statement(**change)) == {}


def test_several_faults_of_one_record_are_told_apart():
    faults = faults_of(Statement(published=["soon"], languages=["English"]))
    assert set(faults) == {
        "title-missing",
        "description-missing",
        "licence-missing",
        "language-invalid",
        "date-invalid",
        "address-missing",
    }


def test_every_rule_of_records_says_where_it_is_written_and_how_it_is_mended():
    for rule in RECORD_RULES:
        assert rule.address.startswith("https://")
        assert str(rule.says).endswith(".")
        assert str(rule.mend).endswith(".")
