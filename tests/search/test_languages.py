"""Each language end to end: what is indexed in one form is found in the others."""

from collections.abc import Callable

import pytest

from armillary.search.documents import Document
from armillary.search.queries import SearchResult

from .conftest import Shelf

Found = Callable[..., set[int]]
Search = Callable[..., SearchResult]


@pytest.mark.parametrize(
    ("language", "title", "query"),
    [
        ("en", "Adding fractions with unlike denominators", "fraction denominator"),
        ("en", "Teaching naïve set theory", "naive sets"),
        ("en", "Newton’s laws of motion", "newton law"),
        ("fr", "Résoudre des équations du second degré", "équation"),
        ("fr", "Résoudre des équations du second degré", "equation degre"),
        ("fr", "Une équation par jour", "l’équation"),
        ("fr", "L'égalité des élèves", "égalité élève"),
        ("es", "Fracciones y números decimales", "fracción número"),
        ("es", "La ecuación cuadrática", "ecuaciones cuadraticas"),
        ("ru", "Сложение дробей с разными знаменателями", "дробь знаменатель"),
        ("ru", "Ёлка и геометрия", "елки"),
        ("ar", "الكسور العشرية في المدرسة", "كسور مدرسة"),
        ("ar", "مُقَدِّمَة فِي الرِّيَاضِيَّات", "مقدمة رياضيات"),
        ("ar", "الإحصاء والاحتمالات", "احصاء"),
        ("ar", "احصاء", "إحصاء"),
        ("ar", "كتـــاب العلوم", "كتاب"),
        ("de", "Brüche und Gleichungen", "Bruch Gleichung"),
        ("pt", "As equações lineares", "equação linear"),
        ("it", "Le frazioni e i numeri", "frazione numero"),
        ("nl", "Breuken en vergelijkingen", "breuk vergelijking"),
        ("sv", "Lärarens ekvationer", "lärare ekvation"),
        ("da", "Brøkerne og ligningerne", "brøker ligning"),
        ("nb", "Naturfagene i skolen", "naturfag skoler"),
        ("fi", "Murtoluvuilla laskeminen", "murtoluvut"),
        ("hu", "A törtekkel való számolás", "törtek"),
        ("ro", "Fracțiile și numerele", "fracție număr"),
        ("tr", "Kesirlerin toplanması", "kesirler"),
        ("el", "Τα κλάσματα στην τάξη", "κλάσμα"),
        ("ta", "கணிதங்கள்", "கணிதம்"),
        ("zh-hans", "分数的加法教学", "加法"),
        ("zh-hans", "分数的加法教学", "分数"),
        ("zh-hant", "數學教育研究", "教育"),
        ("ja", "カタカナと数学", "数学"),
        ("en", "Python编程入门", "编程"),
        ("und", "Programming in C++ for schools", "c++"),
        ("und", "Łódź mathematics camp", "lodz"),
        ("hi", "हिन्दी गणित", "गणित"),
    ],
)
def test_a_title_is_found_by_other_forms(
    shelf: Shelf, found: Found, language: str, title: str, query: str
):
    shelf.put(
        Document(1, {language: title}),
        Document(2, {language: "Something else, autre chose, другое, آخر, 别的"}),
    )
    assert found(query) == {1}


@pytest.mark.parametrize(
    ("language", "title", "query"),
    [
        ("zh-hans", "数分的加法", "分数"),  # the same characters in another order
        ("und", "Programming in C++", "c"),
        ("en", "Potential energy", "potato"),
        ("ar", "كتاب العلوم", "كسور"),
    ],
)
def test_what_only_looks_alike_is_not_found(
    shelf: Shelf, found: Found, language: str, title: str, query: str
):
    shelf.put(Document(1, {language: title}))
    assert found(query) == set()


def test_a_text_is_stemmed_by_its_own_language_only(shelf: Shelf, found: Found):
    shelf.put(Document(1, {"en": "Fractions"}), Document(2, {"und": "Fractions"}))
    assert found("fraction") == {1}
    assert found("fractions") == {1, 2}


def test_every_language_of_a_document_is_searched(shelf: Shelf, found: Found):
    shelf.put(Document(1, {"fr": "Les fractions", "ru": "Дроби"}, {"es": "Las fracciones"}))
    assert [found(query) for query in ("дробь", "fracción", "fraction")] == [{1}, {1}, {1}]


def test_stop_words_alone_are_searched_for(shelf: Shelf, found: Found):
    shelf.titled("The theory of the atom", "Atoms")
    assert found("of the") == {1}


@pytest.mark.parametrize(
    ("reader", "query", "meant"),
    [
        ("en", "games for the fractions", 1),
        ("fr", "games for the fractions", 1),  # an English question to a French page
        ("en", "juegos para las fracciones", 2),
        ("es", "juegos para las fracciones", 2),
        ("ru", "игры для изучения дробей", 3),
        ("ar", "ألعاب عن الكسور", 4),
        ("en", "spelletjes voor de breuken", 5),
    ],
)
def test_small_words_need_not_be_there(
    shelf: Shelf, found: Found, reader: str, query: str, meant: int
):
    shelf.put(
        Document(1, {"en": "Fraction games"}),
        Document(2, {"es": "Juegos con fracciones"}),
        Document(3, {"ru": "Изучение: дроби, игры"}),
        Document(4, {"ar": "الكسور ألعاب"}),
        Document(5, {"nl": "Breuken: spelletjes"}),
        Document(6, {"en": "For the teacher, para las, для, عن, voor de"}),
    )
    assert found(query, ui_language=reader) == {meant}


def test_a_query_of_small_words_alone_means_them(shelf: Shelf, found: Found):
    shelf.titled("To be or not to be", "Fractions")
    assert found("to be or not") == {1}


def test_what_is_a_small_word_elsewhere_is_a_word_here(shelf: Shelf, found: Found):
    shelf.put(
        Document(1, {"en": "The function sin x"}),
        Document(2, {"en": "The function cos x"}),
        Document(3, {"sv": "Hans funktion"}),
    )
    assert found("function sin") == {1}


def test_a_small_word_still_ranks(shelf: Shelf, search: Search):
    shelf.titled("Fractions games", "Fractions for games", "Games with fractions")
    assert search("fractions for games").ids[0] == 2


def test_a_small_word_in_a_phrase_is_needed(shelf: Shelf, found: Found):
    shelf.titled("Theory of numbers", "Theory and numbers")
    assert found('"theory of numbers"') == {1}
