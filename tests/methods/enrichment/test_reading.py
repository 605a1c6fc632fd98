import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.methods.enrichment.reading import WORDS_A_MINUTE, reading_minutes


@pytest.mark.parametrize(
    ("language", "count", "minutes"),
    [("en", 238, 1), ("en", 239, 2), ("en", 2380, 10), ("es", 2180, 10), ("fr", 1950, 10),
     ("ru", 1840, 10), ("ar", 1380, 10), ("es-MX", 2180, 10)],
)  # fmt: skip
def test_minutes_are_words_over_the_speed_of_the_language_rounded_up(language, count, minutes):
    guess = reading_minutes("слово " * count if language == "ru" else "word " * count, language)

    assert guess is not None
    assert (guess.value, guess.rule, guess.confidence) == (minutes, "words", 0.75)


def test_chinese_is_read_by_characters() -> None:
    guess = reading_minutes("学习科学" * 255, "zh-hans")

    assert guess is not None
    assert (guess.value, guess.rule, guess.evidence) == (4, "characters", "1020 / 255")


def test_latin_words_among_han_count_as_the_characters_of_a_word() -> None:
    guess = reading_minutes("学" * 239 + " Python" * 10, "zh")

    assert guess is not None
    assert guess.evidence == "255 / 255"


def test_punctuation_and_the_parts_of_a_word_are_not_counted_twice() -> None:
    guess = reading_minutes("It’s a well-known 3.5 — yes? " * 20, "en")

    assert guess is not None
    assert guess.evidence == "100 / 238"


def test_a_language_whose_speed_nobody_gave_is_less_sure() -> None:
    guess = reading_minutes("neno " * 184, "sw")

    assert guess is not None
    assert (guess.value, guess.confidence) == (1, 0.55)


@pytest.mark.parametrize("text", ["", "A short description of a lesson.", "word " * 59, "学" * 90])
def test_too_little_text_has_no_reading_time(text: str) -> None:
    assert reading_minutes(text, "en") is None


def test_words_that_nothing_stands_between_are_not_counted() -> None:
    assert reading_minutes("คำ" * 1000, "th") is None


@given(st.integers(60, 5000), st.sampled_from(sorted(WORDS_A_MINUTE)))
def test_more_words_never_take_less_time(count: int, language: str) -> None:
    less, more = (
        reading_minutes("w " * count, language),
        reading_minutes("w " * (count + 50), language),
    )

    assert less is not None
    assert more is not None
    assert 1 <= int(less.value) <= int(more.value)
