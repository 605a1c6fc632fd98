import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.methods.enrichment.frame_words import without_serials
from armillary.methods.enrichment.words import (
    as_english,
    pairs,
    telling_stems,
    telling_words,
    words_of,
)


def stems(text: str, language: str) -> list[str]:
    return [word.stem for word in telling_words(text, language)]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "fraction", "Fractions"),
        ("es", "ecuación", "ECUACIONES"),
        ("fr", "équation", "équations"),
        ("ru", "дробь", "дроби"),
        ("ru", "учёный", "ученый"),
        ("ar", "معادلة", "المعادلات"),
        ("ar", "الكيمياء", "بالكيمياء"),
        ("ar", "إحصاء", "احصاء"),
        ("ar", "الإِحْصَاء", "إحصـاء"),
        ("de", "Brüche", "Brüchen"),
    ],
)
def test_forms_of_one_word_have_one_stem(language: str, one: str, other: str) -> None:
    assert stems(one, language) == stems(other, language)


def test_words_that_begin_like_the_arabic_article_lose_it_everywhere_alike() -> None:
    assert stems("إلكترونيات", "ar") == stems("الإلكترونيات", "ar")


def test_a_language_without_a_stemmer_keeps_its_words() -> None:
    assert stems("Hisabati na sayansi", "sw") == ["hisabati", "na", "sayansi"]


def test_a_single_letter_stays_with_what_it_is_hyphenated_to() -> None:
    assert stems("e-learning with C++ and C# in K-12", "en") == ["elearn", "c++", "c#", "k12"]


def test_marks_belong_to_their_letters() -> None:
    assert [word.form for word in words_of("हिन्दी में गणित", "hi")] == ["हिन्दी", "में", "गणित"]
    assert stems("e\u0301quation", "fr") == stems("équation", "fr")


def test_capitals_everywhere_say_nothing() -> None:
    assert stems("HISTORY OF SCIENCE", "en") == stems("History of science", "en")


def test_elided_articles_are_words_of_their_own() -> None:
    assert stems("L'énergie d’une réaction", "fr") == stems("énergie réaction", "fr")


def test_han_without_a_lexicon_is_read_in_pairs() -> None:
    assert stems("加速度", "zh") == ["加速", "速度"]
    assert pairs("水") == ["水"]


def test_han_is_cut_where_it_is_told_and_latin_words_in_it_stay_whole() -> None:
    words = words_of("用Python编程", "zh", cut=lambda run: [run])

    assert [word.form for word in words] == ["用", "python", "编程"]


def test_small_words_take_no_place_and_the_end_of_a_sentence_takes_several() -> None:
    places = {word.form: word.place for word in words_of("Ratio and proportion. Scale", "en")}

    assert places["proportion"] == places["ratio"] + 1
    assert places["scale"] > places["proportion"] + 1


def test_a_decimal_point_ends_no_sentence() -> None:
    places = [word.place for word in words_of("version 3.5 of it", "en")]

    assert places == [0, 1, 2, 3, 3]


def test_latin_words_of_a_russian_text_are_read_as_english() -> None:
    borrowed = as_english(words_of("Основы Machine Learning", "ru"))

    assert [word.stem for word in borrowed] == ["machin", "learn"]


def test_a_numbered_volume_is_no_volume() -> None:
    words = telling_words("Calculus Volume 2, the volume of a cone", "en")

    assert [word.form for word in without_serials(words)] == ["calculus", "2", "volume", "cone"]


@given(st.text(), st.sampled_from(["ar", "en", "es", "fr", "ru", "zh", "ja", ""]))
def test_any_text_is_read(text: str, language: str) -> None:
    words = words_of(text, language)

    assert all(word.form for word in words)
    assert [word.place for word in words] == sorted(word.place for word in words)
    assert pickle.loads(pickle.dumps(words)) == words


PIECES = [
    "The", "FRACTIONS", "e-Learning", "分数的加法", "的", "x" * 101, "C++", ".", "الكسور", "на",
]  # fmt: skip


@given(
    text=st.lists(
        st.sampled_from(PIECES) | st.text(max_size=12),
        max_size=8,
    ).map(" ".join),
    language=st.sampled_from(["en", "ar", "zh", "ru", "fr", "xx"]),
)
def test_stems_alone_are_those_of_the_telling_words(text: str, language: str):
    assert telling_stems(text, language) == [word.stem for word in telling_words(text, language)]


def test_a_long_run_of_han_is_cut_too():
    assert telling_stems("分" * 150, "zh") == ["分分"] * 149
