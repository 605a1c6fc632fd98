"""Guess the levels of education that a text speaks of, from the phrases by which people say it.

Values are keys of our levels (ISCED 2011 and adult education). What a phrase is worth is by
reasoning, and was checked on the demonstration content and the NSDL records; docs/performance.md has
the figures. Two phrases that agree are surer than one; a title is as good as a description.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from armillary.methods.enrichment.guess import MORE_LIKELY_THAN_NOT, Guess, evidence_of
from armillary.methods.enrichment.levels.numbers import Sign, of_ages, of_grades
from armillary.methods.enrichment.levels.phrases import AGES, GRADES, PHRASES, WRITTEN_SO
from armillary.methods.enrichment.levels.text import folded

LEVELS: Final = (
    "early-childhood", "primary", "lower-secondary", "upper-secondary", "post-secondary",
    "short-cycle-tertiary", "bachelor", "master", "doctoral", "adult",
)  # fmt: skip
SUREST: Final = 0.97

_Patterns = tuple[re.Pattern[str], ...]


def levels_of(
    title: str, body: str, language: str, *, minimum: float = MORE_LIKELY_THAN_NOT
) -> list[Guess]:
    """The levels that a text speaks of, in the order of ISCED; rules are "stage", "grade", "age".

    `language` is a base tag; English phrases are looked for in every text, and those of all six
    languages where it is empty.
    """
    by_level: defaultdict[str, list[Sign]] = defaultdict(list)
    for sign in signs_in(f"{title}.\n{body}", language):
        for key in sign.keys:
            by_level[key].append(sign)
    guesses = [_guess(key, by_level[key]) for key in LEVELS if key in by_level]
    return [guess for guess in guesses if guess.confidence >= minimum]


def _guess(key: str, signs: Sequence[Sign]) -> Guess:
    """One guess of all that speaks for a level: the surest sign gives its rule and its words, and
    others that stand elsewhere and read differently make it surer."""
    ranked = sorted(signs, key=lambda sign: -sign.confidence)
    best, doubt = ranked[0], 1 - ranked[0].confidence
    heard = [best]
    for sign in ranked[1:]:
        if not any(_is_same(sign, other) for other in heard):
            heard.append(sign)
            doubt *= 1 - sign.confidence
    confidence = max(best.confidence, min(SUREST, 1 - doubt))
    return Guess(key, round(confidence, 3), best.rule, evidence_of(best.words))


def _is_same(sign: Sign, other: Sign) -> bool:
    ends = sign.start + len(sign.words), other.start + len(other.words)
    overlap = sign.start < ends[1] and other.start < ends[0]
    return overlap or sign.words.lower() == other.words.lower()


def signs_in(text: str, language: str) -> Iterator[Sign]:
    """Everything that a text says about levels."""
    plain = folded(text)
    lowered = plain.lower()
    for pattern, keys, confidence in _written_so():
        for found in pattern.finditer(plain):
            yield Sign(keys, confidence, "stage", found.group(), found.start())
    for spoken in _languages(language):
        yield from _stages(lowered, spoken)
        yield from _numbers(lowered, spoken)


def _languages(language: str) -> tuple[str, ...]:
    base = language.lower().partition("-")[0]
    if not base or base == "und":
        return tuple(PHRASES)
    return (base, "en") if base in PHRASES and base != "en" else ("en",)


def _stages(text: str, language: str) -> Iterator[Sign]:
    for pattern, keys, confidence in _phrases(language):
        for found in pattern.finditer(text):
            yield Sign(keys, confidence, "stage", found.group(), found.start())


def _numbers(text: str, language: str) -> Iterator[Sign]:
    for pattern in _compiled(GRADES[language]):
        for found in pattern.finditer(text):
            low, high = found["low"], found.groupdict().get("high")
            yield from of_grades(low, high, language, found.group(), found.start())
    for pattern in _compiled(AGES[language]):
        for found in pattern.finditer(text):
            low, high = found["low"], found.groupdict().get("high")
            yield from of_ages(low, high, found.group(), found.start())


@cache
def _phrases(language: str) -> tuple[tuple[re.Pattern[str], tuple[str, ...], float], ...]:
    return tuple((re.compile(each), keys, sure) for each, keys, sure in PHRASES[language])


@cache
def _written_so() -> tuple[tuple[re.Pattern[str], tuple[str, ...], float], ...]:
    return tuple((re.compile(each), keys, sure) for each, keys, sure in WRITTEN_SO)


@cache
def _compiled(patterns: tuple[str, ...]) -> _Patterns:
    return tuple(re.compile(pattern) for pattern in patterns)
