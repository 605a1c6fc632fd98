"""Text without what writers of one word may leave out or write either way."""

import unicodedata
from functools import lru_cache
from typing import Final

# Letters that those without them write as others.
_EITHER_WAY: Final = {
    "ى": "ي", "ة": "ه", "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th"
}  # fmt: skip
# Tatweel only stretches a word.
_INVISIBLE: Final = "\u0640\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_MARKS: Final = [code for code in range(0x300, 0x10000) if unicodedata.combining(chr(code))]
_TABLE: Final = str.maketrans(_EITHER_WAY) | dict.fromkeys([*_MARKS, *map(ord, _INVISIBLE)])


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """`text` without case, accents, vowel marks and invisible characters."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text).casefold()
    if folded.isascii():
        return folded
    return unicodedata.normalize("NFC", folded.translate(_TABLE))  # puts Hangul together again
