"""Compare two titles: how alike they are, and whether a word of one is quite another in the other."""

from collections.abc import Sequence
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from armillary.methods.linkage.profiles import Title
from armillary.methods.linkage.weights import MORE_WORDS, SIMILAR
from armillary.methods.linkage.words import FUNCTION_WORDS, UNSPACED

_FORM: Final = 75.0  # likeness of two forms of a word, in per cent
_ONE_SLIP: Final = 5  # letters from which one slip still makes the same word
_TWO_SLIPS: Final = 10
_OPPOSITES: Final = (
    ("micro", "macro"), ("intra", "inter"), ("hyper", "hypo"), ("endo", "exo"), ("ante", "anti"),
    ("in", "ex"), ("pre", "pro"), ("pre", "post"), ("sub", "super"), ("mono", "poly"),
    ("iso", "aniso"), ("over", "under"), ("intro", "retro"), ("up", "down"),
)  # fmt: skip


def level_of(one: Title, other: Title) -> str:
    """The name of what two titles have in common, "other-title" where it is too little."""
    if not one.tokens or not other.tokens:
        return "other-title"
    if one.text == other.text:
        return "same-title"
    if one.sorted_text == other.sorted_text:
        return "same-words"
    if other.text == one.head or one.text == other.head:
        return "same-main-title"
    return _by_words(one, other)


def have_same_numbers(one: Title, other: Title) -> bool:
    """In the same order, or in that of a title whose beginning was moved to its end."""
    if one.numbers == other.numbers:
        return True
    if sorted(one.numbers) != sorted(other.numbers) or len(one.text) != len(other.text):
        return False
    return f" {other.text} " in f" {one.text} {one.text} "


def likeness_of(one: Title, other: Title) -> float:
    """The normalised indel similarity of the words, in order or sorted, whichever is higher."""
    in_order = fuzz.ratio(one.text, other.text)
    by_token = fuzz.ratio(one.sorted_text, other.sorted_text)
    return float(max(in_order, by_token)) / 100


def may_be_alike(text: str, other: str) -> bool:
    """Of the words of two titles that are neither the same nor one the head of the other: is none
    of them in the place of quite another?"""
    return _rest(text.split(), other.split()) is not None


def _by_words(one: Title, other: Title) -> str:
    rest = _rest(one.tokens, other.tokens)
    return _graded(one, other, *rest) if rest is not None else "other-title"


def _rest(
    tokens: Sequence[str], others: Sequence[str]
) -> tuple[Sequence[str], Sequence[str], str] | None:
    """The words that one title has for itself, those of the one that has fewer, and how these
    differ from the rest; None where one word is quite another, or too few are the same."""
    mine, theirs = set(tokens), set(others)
    if len(mine & theirs) * 2 < min(len(mine), len(theirs)):
        return None
    left = [word for word in tokens if word not in theirs]
    right = [word for word in others if word not in mine]
    fewer, more = sorted((left, right), key=lambda found: (len(found), found))
    difference = _difference(fewer, more)
    return None if difference == "other" else (fewer, more, difference)


def _graded(
    one: Title, other: Title, fewer: Sequence[str], more: Sequence[str], difference: str
) -> str:
    is_like = likeness_of(one, other) >= SIMILAR
    if len(more) > len(fewer) and not _says_nothing(fewer, more):
        is_within = not fewer and abs(len(one.tokens) - len(other.tokens)) <= MORE_WORDS
        return "more-words" if is_like or (is_within and _is_enough(one, other)) else "other-title"
    if not is_like:
        return "other-title"
    return "other-form" if difference == "form" else "similar-title"


def _is_enough(one: Title, other: Title) -> bool:
    return min(len(one.tokens), len(other.tokens)) > 1


def _says_nothing(fewer: Sequence[str], more: Sequence[str]) -> bool:
    """Do the words that one title has more only hold others together?"""
    extra = [word for word in more if not any(_spelling(word, less) for less in fewer)]
    return all(word in FUNCTION_WORDS for word in extra)


def _difference(fewer: Sequence[str], more: Sequence[str]) -> str:
    """ "" where the words of `fewer` are spellings of some of `more`, "form" where some are other
    forms of them, "other" where one is quite another word."""
    if _characters_differ(fewer, more):
        return "other"
    found = ""
    for word in fewer:
        if UNSPACED.search(word) or any(_spelling(word, one) for one in more):
            continue
        if not any(_is_form(word, one) for one in more):
            return "other"
        found = "form"
    return found


def _characters_differ(fewer: Sequence[str], more: Sequence[str]) -> bool:
    """Of unspaced scripts: does either title have characters in the place of others? A character
    left out or two in the other order leave no new one on the side that has less. Characters in
    the place of spaced words are others too."""
    less = {char for word in fewer if UNSPACED.search(word) for char in word}
    rest = {char for word in more if UNSPACED.search(word) for char in word}
    return bool(less) and not (less <= rest or (bool(rest) and rest <= less))


def _spelling(word: str, other: str) -> bool:
    """Could the two be one word with a slip of the pen?"""
    if word in FUNCTION_WORDS and other in FUNCTION_WORDS:
        return True
    shorter = min(len(word), len(other))
    if shorter < _ONE_SLIP or not (word + other).isalpha():
        return False
    slips = 2 if shorter >= _TWO_SLIPS else 1
    return not _is_opposed(word, other) and OSA.distance(word, other, score_cutoff=slips) <= slips


def _is_form(word: str, other: str) -> bool:
    """Could the two be forms of one word: system, systems?"""
    if not (word + other).isalpha() or _is_opposed(word, other):
        return False
    return fuzz.ratio(word, other) >= _FORM


def _is_opposed(word: str, other: str) -> bool:
    """Does another beginning make it another word: linear, nonlinear; micro-, macroeconomics?"""
    if word.endswith(other) or other.endswith(word):
        return True
    return _without_end(word, other) in _BEGINNINGS


def _common_end(word: str, other: str) -> int:
    length = 0
    for mine, theirs in zip(reversed(word), reversed(other), strict=False):
        if mine != theirs:
            break
        length += 1
    return length


def _without_end(one: str, other: str) -> frozenset[str]:
    end = _common_end(one, other)
    return frozenset((one[: len(one) - end], other[: len(other) - end]))


_BEGINNINGS: Final = frozenset(_without_end(*pair) for pair in _OPPOSITES)
