"""Which statements of a framework a resource serves."""

import csv
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.methods.enrichment.alignment import Statement, Statements, align
from armillary.methods.enrichment.alignment.codes import parts_of

PAYLOADS = Path(__file__).parents[2] / "payloads" / "enrichment"


def rows(name: str) -> list[dict[str, str]]:
    with (PAYLOADS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def statement(code: str, text: str, **more) -> Statement:
    return Statement(code, text, "en", code=code, **more)


CIRCLE = statement(
    "CCSS.Math.Content.7.G.B.4", "Use the formulas for area and circumference of a circle."
)
MATTER = statement("MS-PS1-2", "Analyse data on substances before and after a chemical reaction.")
FRACTIONS = statement(
    "4.NF.2", "Compare two fractions with different denominators.", levels=("primary",)
)
FRAMEWORK = Statements.of([CIRCLE, MATTER, FRACTIONS])


def found(title: str, body: str = "", language: str = "en", **more) -> list[str]:
    return [
        str(guess.value) for guess in align(title, body, language, FRAMEWORK, minimum=0, **more)
    ]


def confidence(statements: Statements, title: str, body: str = "", **more) -> float:
    guesses = align(title, body, "en", statements, minimum=0, **more)
    return guesses[0].confidence if guesses else 0.0


@pytest.mark.parametrize(
    "text",
    [
        "CCSS.MATH.CONTENT.7.G.B.4",
        "Meets 7.G.B.4.",
        "7.G.4",
        "ccss.math.content.7.g.b.4",
        "(7-G-4)",
    ],
)
def test_a_code_is_nearly_certain_in_any_of_its_forms(text: str) -> None:
    [guess] = align("Lesson 5", text, "en", FRAMEWORK)

    assert (guess.value, guess.confidence, guess.rule) == (CIRCLE.id, 0.97, "code")
    assert guess.evidence in text


def test_codes_of_the_sciences_are_found_too() -> None:
    [guess] = align("MS-PS1-2: before and after", "", "en", FRAMEWORK)

    assert (guess.value, guess.rule) == (MATTER.id, "code")


@pytest.mark.parametrize(
    "text", ["Version 7.4", "7.G", "MS-PS1", "x7.G.4x", "2026-11-29", "A.7.G.4.9", "G.4", "1.2.3"]
)
def test_what_only_looks_like_a_code_is_none(text: str) -> None:
    assert [guess.rule for guess in align("", text, "en", FRAMEWORK) if guess.rule == "code"] == []


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("7.G.B.4", "7 G 4"), ("HSA-CED.A.1", "HS A CED 1"), ("HS.A-CED.1", "HS A CED 1"),
        ("K.G.A.1", "K G 1"), ("K.G.1", "K G 1"), ("8.G.1.a", "8 G 1 A"), ("MS-PS1-2", "MS PS1 2"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_code_is_known_by_its_parts(code: str, parts: str) -> None:
    assert parts_of(code) == tuple(parts.split())


def test_a_code_of_two_statements_means_each_of_them_half() -> None:
    twice = Statements.of(
        [
            statement("a", "One.")._replace(code="X.1.2"),
            statement("b", "Two.")._replace(code="X.1.2"),
        ]
    )
    guesses = align("X.1.2", "", "en", twice, minimum=0)

    assert [(guess.value, guess.confidence) for guess in guesses] == [("a", 0.485), ("b", 0.485)]


def test_shared_words_align_and_are_the_evidence() -> None:
    [first, *_] = align("Comparing fractions", "Different denominators", "en", FRAMEWORK, minimum=0)

    assert (first.value, first.rule) == (FRACTIONS.id, "words")
    assert set(first.evidence.split()) >= {"compar", "fraction", "denomin"}


def test_nothing_is_aligned_with_a_text_that_shares_no_word() -> None:
    assert found("A poem") == []
    assert found("") == []
    assert align("Anything", "", "en", Statements.of([])) == []


def test_what_is_less_likely_than_not_is_returned_only_if_asked_for() -> None:
    assert align("A circle of friends", "", "en", FRAMEWORK) == []
    assert found("A circle of friends") == [CIRCLE.id]


def test_a_statement_for_other_years_is_doubted_and_one_for_the_same_is_not_proven() -> None:
    title, body = "Comparing fractions", "Two fractions with different denominators"
    without, same, other = (
        confidence(FRAMEWORK, title, body, levels=levels)
        for levels in ((), ("primary",), ("bachelor",))
    )

    assert without == same > other


def test_levels_that_the_text_speaks_of_are_heard() -> None:
    title, body = "Comparing fractions", "Two fractions with different denominators"

    assert confidence(FRAMEWORK, title, body) > confidence(
        FRAMEWORK, title, f"{body}, a university level course"
    )


def test_a_statement_without_levels_is_for_everybody() -> None:
    title = "Area and circumference of a circle"

    assert confidence(FRAMEWORK, title, levels=("bachelor",)) == confidence(FRAMEWORK, title)


def test_a_lead_over_the_next_statement_makes_surer() -> None:
    text = "Use the formulas for area and circumference of a circle."
    rival = statement("rival", "Use the formulas for area and circumference of a ring.")
    title = "Formulas for area and circumference"

    alone = Statements.of([CIRCLE, MATTER, FRACTIONS])
    beside = Statements.of([CIRCLE, MATTER, FRACTIONS, rival])
    assert confidence(alone, title, text) > confidence(beside, title)


def test_label_and_context_are_searched_too() -> None:
    labelled = statement(
        "a", "See the diagram.", label="Photosynthesis", context="Plants and light"
    )
    framework = Statements.of([labelled, CIRCLE, MATTER])

    assert confidence(framework, "Photosynthesis") > confidence(framework, "Plants and light") > 0


def test_statements_in_another_language_are_found_by_their_codes_alone() -> None:
    assert found("Сравнение дробей", "4.NF.2", "ru") == [FRACTIONS.id]
    assert found("Comparing fractions", "", "ru") == []


def test_statements_in_chinese_are_compared_by_pairs_of_signs() -> None:
    chinese = Statements.of(
        [Statement("a", "比较分母不同的分数", "zh-hans"), Statement("b", "计算圆的面积", "zh-hans")]
    )
    guesses = align("比较分数", "分母不同", "zh", chinese, minimum=0)

    assert [guess.value for guess in guesses] == ["a"]


def test_of_two_statements_with_one_id_the_first_is_taken() -> None:
    twice = Statements.of([statement("a", "Compare fractions."), statement("a", "Draw circles.")])

    assert twice.ids == ("a",)
    assert align("Draw circles", "", "en", twice, minimum=0) == []


def test_compiled_statements_survive_being_pickled() -> None:
    again = pickle.loads(pickle.dumps(FRAMEWORK))

    assert align("Comparing fractions", "", "en", again, minimum=0) == align(
        "Comparing fractions", "", "en", FRAMEWORK, minimum=0
    )


def test_resources_that_we_judged_find_their_statement() -> None:
    """Written together with the statements; benchmarks/bench_alignment.py looks at others' too."""
    framework = Statements.of(
        statement(row["code"], row["statement"], levels=tuple(row["levels"].split()))
        for row in rows("statements.csv")
    )
    judged = rows("aligned.csv")
    first = sum(
        guesses[0].value in row["codes"].split()
        for row in judged
        if (guesses := align(row["title"], row["description"], "en", framework, minimum=0))
    )

    assert len(judged) == 60
    assert first / len(judged) >= 0.8


@given(st.text(), st.text(), st.sampled_from(["en", "fr", "zh", ""]))
def test_any_text_gets_bounded_answers(title: str, body: str, language: str) -> None:
    for guess in align(title, body, language, FRAMEWORK, minimum=0):
        assert 0 <= guess.confidence <= 1
        assert guess.value in FRAMEWORK.ids
