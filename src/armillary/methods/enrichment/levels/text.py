"""Fold texts for phrases: one case, one dash, one kind of digit, Arabic without marks."""

import re
import unicodedata
from typing import Final

_DASHES: Final = re.compile("[\u2010-\u2015\u2212\uff5e\uff0d~]")
_MARKS: Final = re.compile("[\u064b-\u0655\u0670\u0640\u200e\u200f\xad]")
_ALEF: Final = re.compile("[\u0622\u0623\u0625\u0671]")
_DIGIT: Final = re.compile(r"[^\W\x00-\x7f]")
LONGEST: Final = 4_000  # characters looked at; whom a thing is for is said early


def folded(text: str) -> str:
    """The text as the phrases are written, a character for a character where that can be."""
    text = _ALEF.sub("\u0627", _MARKS.sub("", _DASHES.sub("-", text[:LONGEST])))
    text = _DIGIT.sub(_ascii_digit, text).replace("’", "'").replace("ё", "е")
    return " ".join(unicodedata.normalize("NFC", text).split())


def _ascii_digit(sign: re.Match[str]) -> str:
    char = sign.group()
    return str(unicodedata.digit(char)) if char.isdigit() else char
