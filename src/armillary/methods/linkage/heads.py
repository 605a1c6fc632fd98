"""The part of a title before its subtitle, and the name of a site behind it."""

import re
from collections.abc import Callable
from typing import Final

from armillary.methods.linkage.words import tokens_of_folded

_BREAK: Final = re.compile(r"[:;|：；—–]|\s-\s|\s[(\[（]|\.\s+(?=\w{3})")
_MARK: Final = re.compile(r"[:;|：；—–(\[（.·•-]").search
_BAR: Final = re.compile(r"[|·•–—]| - ").search
_SITE: Final = re.compile(r"\s[|·•–—-]\s+(?P<site>[^|·•–—]{2,40})$")


def without_site(folded: str, sites: Callable[[], frozenset[str]]) -> str:
    """The title without the name of its own site or creator behind a bar or a dash; `sites` have
    no spaces, and the words of names are sorted. Few titles need to know them."""
    match = _SITE.search(folded) if _BAR(folded) else None
    if match is None:
        return folded
    words = tokens_of_folded(match["site"])
    is_site = not sites().isdisjoint(("".join(words), "".join(sorted(words))))
    return folded[: match.start()] if is_site else folded


def head_of(folded: str) -> str:
    """The words before the first colon, dash or bracket, or "" where no such thing is or nothing
    would be left on one side."""
    match = _BREAK.search(folded) if _MARK(folded) else None
    if match is None:
        return ""
    rest = folded[match.end() :]
    if not any(map(str.isalpha, rest)):
        return ""
    return " ".join(tokens_of_folded(folded[: match.start()]))
