"""Words of a text as the search knows them: without case, accents, vowel marks and forms of letters.

`search.js` does the same with the same tables, which the pack carries (`tables`). Characters that came into
Unicode after version 13, the one of the oldest Python that this runs on, are left as they are on both sides;
so are those beyond the basic plane that nobody writes in two ways. Texts without spaces between words are
taken in pairs of characters. An Arabic word with an article is there without it as well.
"""

import re
import unicodedata
from typing import Final

from armillary.formats.packs.site.markup import clean

Ranges = tuple[tuple[int, int], ...]

LONGEST: Final = 32  # characters of a word that count

# Characters of Unicode 14 to 17, and whole planes and parts of planes.
ALONE: Final[Ranges] = (
    (0x61D, 0x61D),
    (0x870, 0x891),
    (0x897, 0x89F),
    (0x8B5, 0x8B5),
    (0x8C8, 0x8C9),
    (0xC3C, 0xC3C),
    (0xC5C, 0xC5D),
    (0xCDC, 0xCDD),
    (0xCF3, 0xCF3),
    (0xECE, 0xECE),
    (0x170D, 0x170D),
    (0x1715, 0x1715),
    (0x171F, 0x171F),
    (0x180F, 0x180F),
    (0x1B4C, 0x1B4C),
    (0x1C89, 0x1C8A),
    (0x2C2F, 0x2C2F),
    (0x2C5F, 0x2C5F),
    (0x9FFD, 0x9FFF),
    (0xA7C0, 0xA7C1),
    (0xA7CB, 0xA7DC),
    (0xA7F1, 0xA7F4),
    (0x10000, 0x1D3FF),
    (0x1D800, 0x1EFFF),
    (0x20000, 0x2F7FF),
    (0x2FA20, 0x3FFFF),
)
# Accents, points and vowel marks, and what is not seen at all. Signs that are letters of their own
# (those of Devanagari or Thai) stay.
MARKS: Final[Ranges] = (
    (0xAD, 0xAD),
    (0x300, 0x36F),
    (0x483, 0x489),
    (0x591, 0x5BD),
    (0x5BF, 0x5BF),
    (0x5C1, 0x5C2),
    (0x5C4, 0x5C5),
    (0x5C7, 0x5C7),
    (0x610, 0x61A),
    (0x61C, 0x61C),
    (0x640, 0x640),
    (0x64B, 0x65F),
    (0x670, 0x670),
    (0x6D6, 0x6DC),
    (0x6DF, 0x6E4),
    (0x6E7, 0x6E8),
    (0x6EA, 0x6ED),
    (0x7EB, 0x7F3),
    (0x7FD, 0x7FD),
    (0x8CA, 0x8E1),
    (0x8E3, 0x8FF),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x2069),
    (0x20D0, 0x20FF),
    (0xFE00, 0xFE0F),
    (0xFE20, 0xFE2F),
    (0xFEFF, 0xFEFF),
    (0xE0100, 0xE01EF),
)
# Scripts without spaces between words: Thai, Lao, Burmese, Khmer, kana and Chinese characters.
UNSPACED: Final[Ranges] = (
    (0xE01, 0xEFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3005, 0x3007),
    (0x3041, 0x30FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
LETTERS: Final[dict[str, str]] = {
    **dict(
        zip(
            "ßæœøđðþħłŧıς",
            ("ss", "ae", "oe", "o", "d", "d", "th", "h", "l", "t", "i", "σ"),
            strict=True,
        )
    ),
    **dict(zip("ىیٱةکہھە", "يياهكههه", strict=True)),
    **dict(zip("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789", strict=True)),
}

ARTICLE: Final = "(?:[وب]?ال|لل)(?=.{3})"


def script_class(ranges: Ranges) -> str:
    """The inside of a class of characters in a pattern of JavaScript."""
    return "".join(f"\\u{{{first:x}}}-\\u{{{last:x}}}" for first, last in ranges)


def tables() -> dict[str, object]:
    """What the script needs to do the same."""
    ranges = {"alone": ALONE, "marks": MARKS, "unspaced": UNSPACED}
    classes = {name: script_class(each) for name, each in ranges.items()}
    return {**classes, "letters": LETTERS, "longest": LONGEST, "article": ARTICLE}


def _class(ranges: Ranges) -> str:
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


class _Separators(dict[int, int]):
    """For `str.translate`: spaces for all that is in no word, found out once for each character."""

    def __missing__(self, code: int) -> int:
        is_word = _IS_ALONE.match(chr(code)) or unicodedata.category(chr(code))[0] in "LMN"
        self[code] = code if is_word else 0x20
        return self[code]


_PLAIN: Final = re.compile("[0-9a-z]+")
_IS_ALONE: Final = re.compile(f"[{_class(ALONE)}]")
_FOLDED: Final = re.compile(f"[^{_class(ALONE)}]+")
_MARKS: Final = re.compile(f"[{_class(MARKS)}]+")
_RUNS: Final = re.compile(f"([{_class(UNSPACED)}]+)|[^{_class(UNSPACED)}]+")
_ARTICLE: Final = re.compile(ARTICLE)
_LETTERS: Final = str.maketrans(LETTERS)
_SEPARATORS: Final = _Separators()


def folded(text: str) -> str:
    """A text in the form in which it is compared."""
    if text.isascii():
        return text.lower()
    return _FOLDED.sub(lambda match: _folded(match[0]), clean(text))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).lower().translate(_LETTERS)
    return unicodedata.normalize("NFC", _MARKS.sub("", plain))


def words_in(text: str) -> list[str]:
    """Words, and pairs of characters where there are none; the last character of a run is there alone
    as well, so that each can be found by itself."""
    if text.isascii():
        return [word[:LONGEST] for word in _PLAIN.findall(text.lower())]
    found: list[str] = []
    for word in folded(text).translate(_SEPARATORS).split():
        if word.isascii():
            found.append(word[:LONGEST])
            continue
        for run in _RUNS.finditer(word):
            found.extend(_pairs(run[0]) if run[1] else _forms(run[0][:LONGEST]))
    return found


def _forms(word: str) -> list[str]:
    article = _ARTICLE.match(word)
    return [word, word[article.end() :]] if article else [word]


def _pairs(run: str) -> list[str]:
    return [run[start : start + 2] for start in range(len(run))]
