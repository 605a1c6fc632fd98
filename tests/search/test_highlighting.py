"""Marks in a text follow the search: the same words, in the same forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.search.highlighting import Highlighter, Segment
from armillary.search.language import parse


def marked(text: str, query: str) -> str:
    return "".join(f"[{s.text}]" if s.matched else s.text for s in Highlighter(parse(query))(text))


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Adding fractions, fast", "fraction", "Adding [fractions], fast"),
        ("Number line, line of numbers", '"number line"', "[Number line], line of numbers"),
        ("Fractals and fractions", "frac*", "[Fractals] and [fractions]"),
        ("Les équations", "l'equation", "Les [équations]"),
        ("Fracciones y números", "número", "Fracciones y [números]"),
        ("Сложение дробей", "дробь", "Сложение [дробей]"),
        ("الكُسُور العشرية", "كسور", "[الكُسُور] العشرية"),
        ("分数的加法教学", "加法", "分数的[加法]教学"),
        ("Python编程", "编程", "Python[编程]"),
        ("C++ and C", "c++", "[C++] and C"),
        ("Adding", "-adding", "Adding"),
        ("<b>fractions</b>", "fractions", "<b>[fractions]</b>"),
        ("fractions", "", "fractions"),
        ("", "fractions", ""),
        ("title words", "title:words", "title [words]"),
    ],
)
def test_marks(text: str, query: str, expected: str):
    assert marked(text, query) == expected


def test_segments_are_values_for_a_template():
    assert Highlighter(parse("fraction"))("a fraction") == [
        Segment("a "),
        Segment("fraction", matched=True),
    ]


@given(st.text(max_size=80), st.text(max_size=20))
def test_nothing_of_the_text_is_lost(text: str, query: str):
    assert "".join(segment.text for segment in Highlighter(parse(query))(text)) == text
