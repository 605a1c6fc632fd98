"""Take the edition, the version or the year off a title.

"2nd edition", "v1.2", "édition 2", "第2版", "الطبعة الثانية", a year in brackets or at the end: what
is left of two titles can then be compared, and what was taken off says whether they are one version.
"""

import re
from typing import Final

from armillary.methods.linkage.numerals import DIGIT_OF, HAN_DIGIT_OF

_WORDS: Final = "|".join(sorted(DIGIT_OF, key=len, reverse=True))
_EDITION: Final = (
    r"editions?|edn|ed(?=\s*(?:[.,;:)\]]|$))|edicion|edicao|edizione|auflage|ausgabe|edycja|baski|version|release"
    "|издание|изд|версия|الطبعه|الاصدار|اصدار"
)
_ENDING: Final = r"(?:st|nd|rd|th|eme|ere|er|re|e|a|o|\.|-?[а-я]{1,2})?"
_YEAR: Final = r"(?:19|20)\d\d"

_NAMES: Final = (
    "edi", " ed.", " ed ", " ed)", "edn", "изд", "верси", "طبع", "اصدار", "version", "release",
    "edycja", "auflage", "ausgabe", "baski",
)  # fmt: skip
_DIGITS: Final = "0123456789"
# Each with texts of which one at least stands in every title that it fits.
_MARKERS: Final = (
    # 2nd edition, второе издание, 2-е изд.
    (_NAMES, rf"\b(?P<number>\d+(?:\.\d+)*|{_WORDS}){_ENDING}[\s-]*(?:{_EDITION})\b\.?"),
    # edition 2, version 1.2, الطبعة الثانية
    (_NAMES, rf"\b(?:{_EDITION})\b\.?\s*(?P<number>\d+(?:\.\d+)*|(?:{_WORDS})\b)"),
    # v1.2, ver. 3
    (("v",), r"\bv(?:er)?\.?\s?(?P<number>\d+(?:\.\d+)*)\b"),
    (("版",), "第?(?P<number>[一二三四五六七八九十]|\\d+)版"),
    # Chemistry 2e
    (tuple(f"{digit}e" for digit in _DIGITS), r"\b(?P<number>\d)e(?=\s*(?:$|:))"),
    # (2014), (Spring 2023)
    (("19", "20"), rf"[(\[]\s*(?P<number>(?:\w+\s+)?{_YEAR})\s*[)\]]"),
    (("19", "20"), rf"(?<=.)[\s,;:\-–—]\s*(?P<number>{_YEAR})[\s.!?»”\"]*$"),
)
_PATTERNS: Final = tuple((needed, re.compile(pattern)) for needed, pattern in _MARKERS)
_WITHOUT_DIGIT: Final = (*_NAMES, "版")  # one of these has a title whose edition is no digit
_HAS_DIGIT: Final = re.compile(r"\d").search


def without_edition(folded: str) -> tuple[str, str]:
    """A folded title without its marks of edition, and these, as one text without case. A title
    that is nothing else keeps them."""
    padded = f"{folded} "
    if not _HAS_DIGIT(folded) and not any(map(padded.__contains__, _WITHOUT_DIGIT)):
        return folded, ""
    marks: list[str] = []
    rest = padded
    for needed, pattern in _PATTERNS:
        match = pattern.search(rest) if any(map(rest.__contains__, needed)) else None
        if match is not None:
            marks.append(_plain(match["number"]))
            rest = f"{rest[: match.start()]} {rest[match.end() :]}"
    if not marks:
        return folded, ""
    if not any(map(str.isalpha, rest)):
        return folded, ""
    return rest, " ".join(marks)


def _plain(number: str) -> str:
    number = DIGIT_OF.get(number) or HAN_DIGIT_OF.get(number) or number
    return ".".join(str(int(part)) if part.isdigit() else part for part in number.split("."))
