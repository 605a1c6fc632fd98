"""Levels from grades and ages: which ISCED level a year of school or of life belongs to.

Grades count from the first year of primary school. Where they change level differs: in Russia after
the fourth and the ninth (ISCED 2011 mappings of UNESCO UIS), elsewhere here after the sixth and the
ninth. What lies on a border is doubted, because not every country of a language draws it there.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

EARLY, PRIMARY, LOWER, UPPER = "early-childhood", "primary", "lower-secondary", "upper-secondary"
ADULT: Final = "adult"

CLEAR: Final = 0.92
ON_BORDER: Final = 0.75
BROAD: Final = 0.6  # a span of more than two levels says little of any
FROM_AGE: Final = 0.85

_LAST_OF: Final = {"ru": (4, 9)}
_USUAL: Final = (6, 9)
_HIGHEST_GRADE: Final = 13
_BORDERS: Final = {"ru": frozenset({4, 5, 9, 10})}
_USUAL_BORDERS: Final = frozenset({5, 6, 7, 9, 10})

_ORDINALS: Final = {
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
    "es": "primer segundo tercer cuarto quinto sexto séptimo octavo noveno décimo undécimo duodécimo",
    "ru": "первый второй третий четвертый пятый шестой седьмой восьмой девятый десятый одиннадцатый",
    "ar": "الاول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر",
    "zh": "一 二 三 四 五 六 七 八 九 十 十一 十二",
}
_MORE: Final = {
    "primero": 1, "tercero": 3, "septimo": 7, "decimo": 10, "الحادي عشر": 11, "الثاني عشر": 12,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10,
    "xi": 11, "xii": 12, "k": 0, "kindergarten": 0, "pre-k": 0, "prek": 0, "pk": 0,
}  # fmt: skip
_RUSSIAN_ENDING: Final = re.compile("(?:ый|ой|ий|ого|его|ом|ем|ая|ые|ых)$")


class Sign(NamedTuple):
    """One thing that a text says about levels."""

    keys: tuple[str, ...]
    confidence: float
    rule: str
    words: str
    start: int  # of the words in the text


@cache
def _numbers() -> dict[str, int]:
    found = {
        word: number
        for words in _ORDINALS.values()
        for number, word in enumerate(words.split(), start=1)
    }
    russian = _ORDINALS["ru"].split()
    stems = {_RUSSIAN_ENDING.sub("", word): number for number, word in enumerate(russian, 1)}
    return found | _MORE | stems


def number_of(text: str) -> int | None:
    """The number of a grade: digits with any ending, an ordinal, a Roman numeral, K for none."""
    digits = re.match(r"\d{1,2}(?!\d)", text)
    if digits:
        return int(digits.group())
    word = text.lower().strip()
    return _numbers().get(word, _numbers().get(_RUSSIAN_ENDING.sub("", word)))


def of_grades(low: str, high: str | None, language: str, words: str, start: int) -> Iterator[Sign]:
    """The levels of a grade or a span of grades; nothing for what no school has."""
    first, last = number_of(low), number_of(high or low)
    if first is None or last is None or not 0 <= first <= last <= _HIGHEST_GRADE:
        return
    keys = {level_of_grade(grade, language) for grade in range(first, last + 1)}
    borders = _BORDERS.get(language, _USUAL_BORDERS)
    is_sure = len(keys) == 1 and (first != last or first not in borders)
    confidence = CLEAR if is_sure else ON_BORDER
    yield Sign(_ordered(keys), BROAD if len(keys) > 2 else confidence, "grade", words, start)


def level_of_grade(grade: int, language: str) -> str:
    primary, lower = _LAST_OF.get(language, _USUAL)
    if grade < 1:
        return EARLY
    if grade <= primary:
        return PRIMARY
    return LOWER if grade <= lower else UPPER


def of_ages(low: str, high: str | None, words: str, start: int) -> Iterator[Sign]:
    """The levels of an age or a span of ages, three to adult."""
    first, last = int(low), int(high or low)
    if not 3 <= first <= last <= 19:
        return
    keys = {_level_of_age(age) for age in range(first, last + 1)}
    # Nine to twelve is primary school and a bit: who only touches a level is not its pupil.
    inner = {_level_of_age(age) for age in range(first, last)} if last - first > 1 else keys
    yield Sign(_ordered(inner), BROAD if len(inner) > 2 else FROM_AGE, "age", words, start)


def _level_of_age(age: int) -> str:
    starts = ((18, ADULT), (15, UPPER), (12, LOWER), (6, PRIMARY))
    return next((key for start, key in starts if age >= start), EARLY)


def _ordered(keys: set[str]) -> tuple[str, ...]:
    return tuple(key for key in (EARLY, PRIMARY, LOWER, UPPER, ADULT) if key in keys)
