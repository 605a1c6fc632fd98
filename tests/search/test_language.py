"""How a text is read as a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.core.errors import InvalidInput
from armillary.search.language import MAX_CLAUSES, MAX_LENGTH, Clause, Query, parse


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("", []),
        ("  \t\n ", []),
        ("!!! ??? 🙂", []),
        ("fraction games", [Clause("word", "fraction"), Clause("word", "games")]),
        ("fraction fraction", [Clause("word", "fraction")]),
        ('"number line"', [Clause("phrase", "number line")]),
        ("“number line”", [Clause("phrase", "number line")]),
        ("«прямая линия»", [Clause("phrase", "прямая линия")]),
        ("-worksheet", [Clause("word", "worksheet", excluded=True)]),
        ('-"answer key"', [Clause("phrase", "answer key", excluded=True)]),
        ("frac*", [Clause("prefix", "frac")]),
        ("frac***", [Clause("prefix", "frac")]),
        ("e-learn*", [Clause("word", "e-learn")]),
        ("title:fractions", [Clause("word", "fractions", "title")]),
        ("title:frac*", [Clause("prefix", "frac", "title")]),
        ('title:"number line"', [Clause("phrase", "number line", "title")]),
        ("subject:fractions", [Clause("facet", "fractions", "subject")]),
        ("Subject:Fractions", [Clause("facet", "fractions", "subject")]),
        ("-language:fr", [Clause("facet", "fr", "language", excluded=True)]),
        ('source:"open books"', [Clause("facet", "open books", "source")]),
        ("https://example.org/a", [Clause("word", "https://example.org/a")]),
        ("colour:red", [Clause("word", "colour:red")]),
        (
            "title:[a TO b]",
            [Clause("word", "[a", "title"), Clause("word", "TO"), Clause("word", "b]")],
        ),
        ('a 5" screen', [Clause("word", "a"), Clause("word", "5"), Clause("word", "screen")]),
        ('say "number line" "', [Clause("word", "say"), Clause("phrase", "number line")]),
        ("frac\x00tion", [Clause("word", "frac"), Clause("word", "tion")]),
        ("分数的加法", [Clause("word", "分数的加法")]),
        ("well-known", [Clause("word", "well-known")]),
        ("- * -* :", []),
    ],
)
def test_reading(text: str, clauses: list[Clause]):
    assert parse(text) == Query(tuple(clauses))


@given(
    st.one_of(st.text(max_size=120), st.text(alphabet='ab "-*:title分é\u0301\u200b', max_size=60))
)
def test_the_canonical_text_means_the_same(text: str):
    try:
        query = parse(text)
    except InvalidInput:
        return
    assert parse(str(query)) == query


def test_the_canonical_text_is_tidy():
    assert str(parse("  Level:Primary   “number  line” -x  ")) == 'level:primary "number line" -x'


def test_another_spelling_leaves_the_rest_as_it_was():
    query = parse('fractoins "fractoins" -fractoins title:fractoins subject:fractoins')
    assert str(query.replace_word("fractoins", "fractions")) == (
        'fractions "fractoins" -fractoins title:fractions subject:fractoins'
    )


@pytest.mark.parametrize(
    "text",
    ["x" * (MAX_LENGTH + 1), " ".join(f"w{n}" for n in range(MAX_CLAUSES + 1)), "数" * 97],
)
def test_what_no_honest_search_needs_is_refused(text: str):
    with pytest.raises(InvalidInput, match="words that matter most"):
        parse(text)
