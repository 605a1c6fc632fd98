import csv
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import armillary.vocabularies
from armillary.formats.skos import read_skos
from armillary.methods.enrichment.concepts import Label
from armillary.methods.enrichment.relevance import (
    EDUCATION,
    Field,
    Fields,
    field_of_microthesaurus,
    field_of_subject,
    fields_of,
    stem_relevance,
)

SCHEME = Path(armillary.vocabularies.__file__).parent / "schemes" / "subjects.ttl"
JUDGED = Path(__file__).parents[2] / "payloads" / "enrichment" / "relevance.csv"


@cache
def fields() -> Fields:
    labels: dict[Field, list[Label]] = {"stem": [], "education": []}
    for concept in read_skos(SCHEME.read_bytes()).concepts:
        mine = labels[field_of_subject(concept.notation)]
        mine += [Label(concept.uri, text, tag) for tag, text in concept.pref_labels.items()]
        mine += [
            Label(concept.uri, text, tag, is_preferred=False)
            for tag, texts in concept.alt_labels.items()
            for text in texts
        ]
    return fields_of(labels)


def score(title: str, language: str = "en", **more) -> float:
    return float(stem_relevance(title, "", language, fields(), **more).value)


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "ru", "zh"])
def test_titles_that_we_judged_are_told_apart(language: str) -> None:
    with JUDGED.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["language"] == language]
    found = [(score(row["title"], language) >= 0.5, row["is_stem"] == "yes") for row in rows]
    right = sum(mine and theirs for mine, theirs in found)

    assert len(rows) >= 30
    assert right / sum(mine for mine, _theirs in found) >= 0.85
    assert right / sum(theirs for _mine, theirs in found) >= 0.85


def test_a_science_scores_high_another_field_low_and_nothing_in_between() -> None:
    assert score("Organic chemistry") > 0.9
    assert score("The poems of the romantics") < 0.2
    assert 0.2 < score("A walk with friends") < 0.5


def test_the_longest_name_wins() -> None:
    assert score("History of science") > 0.8
    assert score("History") < 0.3


def test_where_a_science_meets_another_field_it_is_a_little_of_both() -> None:
    assert score("Music") < score("Music and mathematics") < score("Mathematics")


def test_education_as_such_says_little() -> None:
    base = score("A walk with friends")

    assert abs(score("Teaching methods") - base) < 0.15


def test_words_of_the_source_count() -> None:
    assert score("Lesson 5", subjects=["Physics"]) > 0.8
    assert score("Lesson 5", subjects=["Religion"]) < 0.3


def test_the_verdict_is_surer_the_farther_the_score_is_from_a_half() -> None:
    for title in ("Organic chemistry", "The poems of the romantics", "Music and mathematics"):
        guess = stem_relevance(title, "", "en", fields())
        assert guess.confidence == round(max(float(guess.value), 1 - float(guess.value)), 3)
        assert guess.rule == "named-fields"


def test_evidence_names_what_was_found() -> None:
    guess = stem_relevance("Music and mathematics", "With some physics.", "en", fields())

    assert set(guess.evidence.split(", ")) == {"Music", "mathematics", "physics"}


def test_nothing_named_is_said_so() -> None:
    guess = stem_relevance("A walk", "With friends.", "en", fields())

    assert (guess.rule, guess.evidence) == ("nothing-named", "")


def test_a_label_in_two_fields_belongs_to_the_first() -> None:
    label = Label("concept", "Ecology", "en")
    first = fields_of({"stem": [label], "other": [label]})

    assert float(stem_relevance("Ecology", "", "en", first).value) > 0.8


def test_subjects_of_education_are_subjects_of_ours() -> None:
    keys = {concept.notation for concept in read_skos(SCHEME.read_bytes()).concepts}

    assert keys >= EDUCATION
    assert field_of_subject("stem-education") == field_of_subject("algebra") == "stem"


@pytest.mark.parametrize(
    ("notation", "field"),
    [("2.15", "stem"), ("5.45", "stem"), ("6.45", "stem"), ("1.40", "education"), ("3.20", "other"),
     ("6.05", "other"), ("5.10", None), ("3.65", None), ("", None)],
)  # fmt: skip
def test_microthesauri_of_unesco_have_fields(notation: str, field: str | None) -> None:
    assert field_of_microthesaurus(notation) == field


@given(st.text(), st.text(), st.sampled_from(["ar", "en", "es", "fr", "ru", "zh", ""]))
def test_any_text_gets_a_score(title: str, body: str, language: str) -> None:
    guess = stem_relevance(title, body, language, fields(), subjects=[title])

    assert 0 <= float(guess.value) <= 1
    assert 0.5 <= guess.confidence <= 1
