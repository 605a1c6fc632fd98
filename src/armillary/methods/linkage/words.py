"""Titles, names and descriptions as words that can be compared, in any script.

Words lose their case and accents. Scripts that don't space words (Han, kana, Thai, Khmer, Burmese)
give pairs of characters instead, as usual in searching them.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from armillary.methods.linkage.folding import fold
from armillary.methods.linkage.numerals import (
    DIGIT_OF,
    HAN_DIGIT_OF,
    HAN_NUMBER,
    NUMBERS,
    ROMAN_DIGIT_OF,
)

_VOWEL_SIGNS: Final = (  # of South and South-East Asia: parts of words, though no letters
    "\u0900-\u0963\u0966-\u0dff\u0e30-\u0e4e\u0f71-\u0fbc\u1000-\u109f\u1780-\u17ff"
)
_WORD: Final = re.compile(rf"(?:[^\W_]|[{_VOWEL_SIGNS}])+[+#]*")  # C, C++ and C# are three things
_ASCII_WORD: Final = re.compile(r"[a-z0-9]+[+#]*")
_SCRIPTS: Final = (
    "\u2e80-\u2fdf\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
)
UNSPACED: Final = re.compile(f"[{_SCRIPTS}]")
_RUN: Final = re.compile(f"[{_SCRIPTS}]+|[^{_SCRIPTS}]+")  # "南瓜书PumpkinBook" has two
_DIGITS: Final = re.compile(r"\d+")
_ASCII_DIGIT: Final = re.compile("[0-9]").search
_HAS_NUMBER: Final = re.compile(r"[\d一二三四五六七八九十上中下]").search

# Words that only hold others together.
FUNCTION_WORDS: Final = frozenset(
    fold(
        """
    a an the of on in for to and or with from by at as de la le les du des un une et en pour avec
    el los las del y para con por der die das und fur von mit ein eine o os da do e em uma lo il di
    per и в на для с по из в من في الى على عن مع
    """
    ).split()
)
# Words that so many titles share that they hardly speak for a pair.
GENERIC: Final = FUNCTION_WORDS | frozenset(
    fold(
        """
    your you how what is all introduction intro introductory course courses tutorial tutorials book
    guide handbook manual notes lecture lectures lesson lessons learn learning basics basic beginner
    beginners programming complete full free online class series edition part unit chapter exercises
    cours livre guide exercices initiation desde curso libro tutoriales introduccion einfuhrung kurs
    buch lernen introducao aprenda livro corso курс книга введение основы учебник уроки كتاب مقدمه
    دوره تعلم شرح دليل دروس 入门 教程 课程 讲义 学习 指南 基础
    """
    ).split()
)


def tokens_of(text: str) -> tuple[str, ...]:
    return tokens_of_folded(fold(text))


def tokens_of_folded(folded: str) -> tuple[str, ...]:
    """The words of a folded text in their order."""
    if folded.isascii():
        return tuple(_ASCII_WORD.findall(folded))
    if not UNSPACED.search(folded):
        return tuple(_WORD.findall(folded))
    tokens: list[str] = []
    for word in _WORD.findall(folded):
        for run in _RUN.findall(word):
            tokens.extend(_grams(run) if UNSPACED.match(run) else [run])
    return tuple(tokens)


def _grams(word: str) -> list[str]:
    return [word[place : place + 2] for place in range(max(1, len(word) - 1))]


def numbers_of(folded: str, tokens: Sequence[str]) -> tuple[str, ...]:
    """The numbers of a title in their order: digits of any script, numerals from II on, number
    words, and the numbers of Han, which stand behind the others."""
    has_digit = _ASCII_DIGIT if folded.isascii() else _HAS_NUMBER
    if not has_digit(folded) and NUMBERS.isdisjoint(tokens):
        return ()
    found: list[str] = []
    for token in tokens:
        if token in NUMBERS:
            found.append(DIGIT_OF.get(token) or ROMAN_DIGIT_OF[token])
        elif not token.isalpha():
            found.extend([str(int(number)) for number in _DIGITS.findall(token)])
    if not folded.isascii():
        found.extend(_han_numbers(folded))
    return tuple(found)


def _han_numbers(folded: str) -> list[str]:
    found = (next(filter(None, match.groups())) for match in HAN_NUMBER.finditer(folded))
    return [HAN_DIGIT_OF.get(number, number) for number in found]


def substance(tokens: Iterable[str]) -> int:
    """How much a title says: its letters, those of generic words left out; a pair of characters of
    an unspaced script counts as three letters, a syllable of Hangul as two, a long word as eight."""
    return sum(map(_substance_of, tokens))


@lru_cache(maxsize=65_536)
def _substance_of(token: str) -> int:
    if token in GENERIC:
        return 0
    if UNSPACED.match(token):
        return 3
    return min(2 * len(token) if "\uac00" <= token[0] <= "\ud7a3" else len(token), 8)
