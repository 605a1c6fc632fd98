"""Find what a title says of its edition, as it is written there."""

import re
from typing import Final

_MARKS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:\d{1,3}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)"
        r"\s+(?:revised\s+)?(?:edition|ed\.)",
        r"\b(?:edition|release|version)\s+\d{1,4}(?:\.\d{1,4}){0,3}",
        r"\bv(?:ersion|\.)?\s?\d{1,3}(?:\.\d{1,4}){1,3}",
        r"\b\d{1,3}\s?(?:e|ème|eme|re|ère|ª|a|º|o)\.?\s+(?:édition|edición)",
        r"\bédition\s+\d{1,4}|\bedición\s+\d{1,4}",
        r"\b\d{1,3}-е\s+изд(?:ание|\.)|\bиздание\s+\d{1,3}",
        r"第\s?[\d一二三四五六七八九十]{1,3}\s?版",
        r"الطبعة\s+(?:\d{1,4}|[٠-٩]{1,4}|ال\w+)",
    )
)


def edition_in(title: str) -> str:
    """Answer the words of a title that name an edition or version; empty if there are none.

    >>> edition_in("Calculus (2nd edition)"), edition_in("微积分 第2版"), edition_in("Grade 2")
    ('2nd edition', '第2版', '')
    """
    return next((found[0] for mark in _MARKS if (found := mark.search(title))), "")
