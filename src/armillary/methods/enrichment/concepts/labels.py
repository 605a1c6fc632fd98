"""What a label is recognised by: its stems, whether they must be written just so, and how much."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from armillary.methods.enrichment.words import Cut, Word, words_of

_QUALIFIER: Final = re.compile(r"\s*[(（\[][^()（）\[\]]*[)）\]]\s*\Z")
_ACRONYM: Final = re.compile(r"[^\W\d_][^\W_]{1,5}\Z")
_HAN_AND: Final = re.compile("[与和及]")
MOST_WORDS: Final = 8  # a label with more is a sentence, and no text repeats it


class Label(NamedTuple):
    """A name of a concept. `language` is a BCP 47 tag, of which the base is looked at."""

    concept: str
    text: str
    language: str
    is_preferred: bool = True


class Reading(NamedTuple):
    """A label as texts are searched for it."""

    stems: tuple[str, ...]
    forms: tuple[str, ...]
    is_acronym: bool  # "STS" is written so, or it is not meant
    is_capital: bool  # one word with a capital: a name, where labels are written in small letters
    is_qualified: bool  # "Mercury (planet)" says itself that "Mercury" is not enough


def names_are_capital(labels: Iterable[Label]) -> bool:
    """Are further labels written in small letters, so that one with a capital is a name ("Go")?"""
    firsts = [label.text[0] for label in labels if not label.is_preferred and label.text]
    return sum(first.islower() for first in firsts) * 2 > len(firsts)


def base_of(language: str) -> str:
    return language.lower().partition("-")[0]


def reading_of(text: str, language: str, *, cut: Cut | None = None) -> Reading | None:
    """How to look for a label in texts of `language`; None for what no text can be searched for."""
    bare = _QUALIFIER.sub("", text) if text[-1:] in ")）]" else text
    words = _telling(words_of(bare, language, cut=cut))
    if not words or len(words) > MOST_WORDS or not _is_enough(words):
        return None
    surface = words[0].surface if len(words) == 1 else ""
    return Reading(
        tuple(word.stem for word in words),
        tuple(word.form for word in words),
        surface.isupper() and bool(_ACRONYM.match(surface)),
        surface[:1].isupper(),
        bare != text,
    )


def _telling(words: list[Word]) -> list[Word]:
    """The words without the small ones, unless that is all there is; each once."""
    if len(words) == 1:
        return words
    telling = [word for word in words if not word.is_function] or words
    return list({word.stem: word for word in telling}.values())


def _is_enough(words: list[Word]) -> bool:
    """One sign or one small word is in every text; a number alone names nothing."""
    if len(words) > 1:
        return not all(word.is_function or word.form.isdigit() for word in words)
    form = words[0].form
    return len(form) > 1 and not form.isdigit() and not words[0].is_function


def han_words(text: str) -> list[str]:
    """The words of a label in Han, where "and" joins two: 地震与火山 are earthquakes, and volcanoes."""
    bare = _QUALIFIER.sub("", text)
    parts = _HAN_AND.split(bare)
    return parts if len(parts) > 1 and all(len(part) > 1 for part in parts) else [bare]
