"""Texts come out as one plain line; what only looks like markup stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.formats.values.texts import clean, script_of


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("  two \n\t words ", "two words"),
        ("a &amp; b", "a & b"),
        ("<p>One</p><p>Two<br/>Three</p>", "One Two Three"),
        ("H<sub>2</sub>O", "H2O"),
        ("<a href='x>y'>link</a>", "link"),
        ("before<script>alert('x')</script>after", "before after"),
        ("before<!-- a > b -->after", "before after"),
        ("&lt;p&gt;Escaped twice&lt;/p&gt;", "Escaped twice"),
        ("cut off <img src=", "cut off"),
        ("a < b and c > d", "a < b and c > d"),
        ("std::vector<int> in C++", "std::vector<int> in C++"),
        ("The <canvas> element", "The <canvas> element"),
        ("AVR&rlm; ببساطة&rlm;", "AVR\u200f ببساطة"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("nul\x00 and bell\x07", "nul and bell"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("e\u0301", "é"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("&rlm;", ""),
    ],
)
def test_clean(raw: str, plain: str) -> None:
    assert clean(raw) == plain


def test_clean_cuts_at_a_word() -> None:
    assert clean("one two three four", limit=12) == "one two…"
    assert clean("one two", limit=7) == "one two"
    assert clean("一二三四五六七八", limit=5) == "一二三四…"


@given(st.text(), st.integers(min_value=2, max_value=50))
def test_cut_text_is_never_longer_than_its_limit(text: str, limit: int) -> None:
    assert len(clean(text, limit=limit)) <= limit


@given(st.text())
def test_clean_text_has_no_controls_and_single_spaces(text: str) -> None:
    plain = clean(text)
    assert plain == plain.strip()
    assert "  " not in plain
    assert not any(ord(character) < 32 for character in plain)


def test_clean_takes_linear_time_on_hostile_markup() -> None:
    assert len(clean("<a " * 50_000)) <= 150_000
    assert clean("<!--" * 20_000 + "x").endswith("x")


def test_script_of() -> None:
    assert [script_of(text) for text in ("Привет", "中文", "مرحبا", "Hi", "123")] == [
        "cyrl",
        "hani",
        "arab",
        "latn",
        "",
    ]
