"""Two entries are suspected for good reasons only, and the search for them is not quadratic."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.methods.duplicates import (
    Entry,
    Pair,
    compare,
    likely_duplicates,
    numbers_of,
    tokens_of,
)


def found(*entries: Entry) -> list[tuple[int, int]]:
    return [(pair.first, pair.second) for pair in likely_duplicates(entries)]


def titled(*titles: str) -> list[Entry]:
    return [Entry(number, title) for number, title in enumerate(titles)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Introduction to Linear Algebra", "INTRODUCTION TO LINEAR ALGEBRA"),
        ("Géométrie dans l'espace, cours", "Geometrie dans l’espace: cours"),
        ("Lecture Notes of Linear Algebra", "Lecture Notes on Linear Algebra"),
        ("Database Management System Concepts", "Database Management Systems Concepts"),
        ("Введение в линейную алгебру и геометрию", "Введение в линейную алгебру и геометрию."),
        ("正则表达式入门教程", "正则表达式入门教程！"),
        ("مقدمة في الجبر الخطي للمبتدئين", "مقدّمة في الجبر الخطّي للمبتدئين"),
    ],
)
def test_titles_that_are_suspected(one: str, other: str):
    assert found(*titled(one, other)) == [(0, 1)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mathematics workbook for pupils, Grade 7", "Mathematics workbook for pupils, Grade 8"),
        ("Calculus of several variables, Volume II", "Calculus of several variables, Volume III"),
        ("Основи на програмирането със C#", "Основи на програмирането със C++"),
        (
            "Keyboard shortcuts for macOS in the editor",
            "Keyboard shortcuts for Windows in the editor",
        ),
        ("Learn the basics of Java programming", "Learn the basics of JavaScript programming"),
        ("高一物理力学课程讲义", "高二化学有机课程讲义"),
        ("Algebra", "Algebra"),
        ("", ""),
    ],
)
def test_titles_that_are_not(one: str, other: str):
    assert found(*titled(one, other)) == []


TITLE = "An introduction to the study of ecosystems"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            Entry(1, TITLE, addresses=("https://a.example/view?id=1",)),
            Entry(2, TITLE, addresses=("https://www.a.example/view?id=2",)),
        ),
        (
            Entry(1, TITLE, addresses=("https://a.example/items/1/file",)),
            Entry(2, TITLE, addresses=("https://a.example/items/2/file",)),
        ),
        (
            Entry(1, TITLE, identifiers=("doi:10.1/a",)),
            Entry(2, TITLE, identifiers=("doi:10.1/b",)),
        ),
        (Entry(1, TITLE, language="en"), Entry(2, TITLE, language="fr")),
        (Entry(1, TITLE, names=("Ada Lovelace",)), Entry(2, TITLE, names=("Emmy Noether",))),
    ],
    ids=["query", "number-in-path", "doi", "language", "creators"],
)
def test_facts_that_keep_apart(one: Entry, other: Entry):
    assert found(one, other) == []


def test_short_titles_need_a_name_in_common():
    one = Entry(1, "Algebra", names=("Noether, Emmy",))
    other = Entry(2, "Algebra", names=("Emmy Noether",))
    assert list(likely_duplicates([one, other])) == [Pair(1, 2, 1.0, ("same-title", "same-name"))]


def test_word_more_is_forgiven_to_one_author():
    one, other = "كتاب اردوينو ببساطة", "اردوينو ببساطة"
    assert found(Entry(1, one, names=("A B",)), Entry(2, other, names=("A B",))) == [(1, 2)]
    assert found(Entry(1, one, names=("A B",)), Entry(2, other, names=("C D",))) == []


def test_scripts_are_told_apart_within_a_word():
    assert tokens_of("南瓜书PumpkinBook") == tokens_of("南瓜书 PumpkinBook")


def test_word_more_at_one_site_is_another_book():
    one = Entry(1, "Chemistry 2e", names=("A",), addresses=("https://a.example/chemistry",))
    other = Entry(2, "Chemistry: Atoms First 2e", names=("A",), addresses=("https://a.example/f",))
    assert found(one, other) == []


def test_only_pairs_with_a_fresh_entry_are_told():
    entries = [Entry(number, TITLE) for number in (1, 2, 3)]
    pairs = {(pair.first, pair.second) for pair in likely_duplicates(entries, fresh={3})}
    assert pairs == {(1, 3), (2, 3)}


def test_titles_in_two_languages_are_one_entry_each():
    entries = [Entry(1, TITLE, "en"), Entry(1, TITLE, "en"), Entry(2, TITLE, "en")]
    assert found(*entries) == [(1, 2)]


@pytest.mark.parametrize(
    ("title", "numbers"),
    [("Grade 07", ("7",)), ("Part IV of 12", ("4", "12")), ("I, Robot", ()), ("C3PO", ("3",))],
)
def test_numbers_of(title: str, numbers: tuple[str, ...]):
    assert numbers_of(tokens_of(title)) == numbers


@given(st.text(max_size=60), st.text(max_size=60))
def test_comparison_is_symmetric_and_bounded(one: str, other: str):
    ours = compare(Entry(1, one), Entry(2, other))
    theirs = compare(Entry(2, other), Entry(1, one))
    assert (ours is None) == (theirs is None)
    if ours is not None and theirs is not None:
        assert ours.score == theirs.score
        assert 0 <= ours.score <= 1


@given(st.text(alphabet="abcdefgh 12", min_size=1, max_size=60))
def test_title_is_never_kept_apart_from_itself_by_its_words(title: str):
    pair = compare(Entry(1, title, names=("A",)), Entry(2, title, names=("A",)))
    assert pair is not None
    assert pair.score == 1.0


def test_twenty_thousand_titles_take_seconds():
    """All pairs would be two hundred million comparisons, most of an hour."""
    entries = [
        Entry(n, f"the great book of word{n % 3000} and word{n * 7 % 3000} in school")
        for n in range(20_000)
    ]
    began = time.process_time()
    assert list(likely_duplicates(entries))
    assert time.process_time() - began < 15
