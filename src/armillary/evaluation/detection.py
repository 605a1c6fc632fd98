"""Tell the language of a text without asking anybody, and how sure that is.

Scripts that one language has nearly to itself are answered from the letters; the rest by a naive
Bayes classifier over byte n-grams (Lui and Baldwin 2012, langid.py). Short texts get no answer: a
title of three words reads as almost anything.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

LONGEST = 400  # characters looked at; more changes no verdict
FEWEST_LETTERS = 40
SURELY_ENOUGH = 160  # in Latin script nobody needs to count the letters of so long a text
FEWEST_SIGNS = 12  # for scripts that write a syllable or a word in a sign
SURE = 0.95  # to contradict what a source says
FROM_SCRIPT = 0.97


@dataclass(frozen=True, slots=True)
class Guess:
    """A language (its base tag) and how sure, from 0 to 1."""

    language: str
    confidence: float


_SCRIPTS = {
    "kana": re.compile("[\u3040-\u30ff]"),
    "hani": re.compile("[\u3400-\u4dbf\u4e00-\u9fff]"),
    "hang": re.compile("[\uac00-\ud7af]"),
    "arab": re.compile("[\u0620-\u06d3]"),
    "cyrl": re.compile("[\u0400-\u04ff]"),
    "hebr": re.compile("[\u05d0-\u05ea]"),
    "grek": re.compile("[\u0370-\u03ff]"),
    "thai": re.compile("[\u0e00-\u0e7f]"),
}
_BEYOND_LATIN = re.compile("[\u0370-\u1dff\u2e80-\ufaff]")
_LETTER = re.compile(r"[^\W\d_]")
_NOT_ARABIC = re.compile("[\u0679\u067e\u0681-\u06a3\u06a5-\u06d3]")
_RUSSIAN = re.compile("[ыэё]", re.IGNORECASE)
_NOT_RUSSIAN = re.compile("[^\u0410-\u044fЁё]")


def detect(text: str) -> Guess | None:
    """The language of a text, or None where it is too short to be sure."""
    text = text[:LONGEST]
    if text.isascii() or not _BEYOND_LATIN.search(text):
        is_enough = len(text) >= SURELY_ENOUGH or _letters(text) >= FEWEST_LETTERS
        return _classified(text) if is_enough else None
    return _by_script(text)


def _letters(text: str) -> int:
    return len(_LETTER.findall(text))


def _by_script(text: str) -> Guess | None:
    letters = _letters(text)
    found = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS.items()}
    signs = found["hani"] + found["kana"] + found["hang"]
    if signs * 2 > letters:
        return _east_asian(found) if signs >= FEWEST_SIGNS else None
    if letters < FEWEST_LETTERS:
        return None
    script = max(found, key=lambda name: found[name])
    certain = _only_language(script, text) if found[script] * 2 > letters else ""
    return Guess(certain, FROM_SCRIPT) if certain else _classified(text)


def _east_asian(found: dict[str, int]) -> Guess:
    if found["hang"] > found["hani"]:
        return Guess("ko", FROM_SCRIPT)
    return Guess("ja" if found["kana"] else "zh", FROM_SCRIPT)


def _only_language(script: str, text: str) -> str:
    """The language that these letters can only belong to; empty if several share them."""
    if script == "arab":
        return "" if _NOT_ARABIC.search(text) else "ar"
    if script == "cyrl":
        foreign = any(_NOT_RUSSIAN.match(letter) for letter in _SCRIPTS["cyrl"].findall(text))
        return "ru" if _RUSSIAN.search(text) and not foreign else ""
    return {"hebr": "he", "grek": "el", "thai": "th"}.get(script, "")


def _classified(text: str) -> Guess:
    language, confidence = _classifier().classify(text)
    return Guess(str(language), round(float(confidence), 3))


@cache
def _classifier() -> Any:
    """Loaded on first use: the model takes most of a second, and many commands never need it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
