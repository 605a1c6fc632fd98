"""Web addresses as evidence: what place they name, and what tells two pages of it apart.

A query string is part of what a page is: `view.php?id=1` and `view.php?id=2` are two courses. Only
parameters that follow readers around are left out.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import unquote

_TRACKING: Final = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_cid|mc_eid|_ga|_gl)(?:=|$)"
)
_LANGUAGE_PARAMETER: Final = re.compile(r"(?:lang|language|locale|hl|lng|l)=(?P<tag>[\w-]{2,7})$")
_INDEX: Final = re.compile(r"/(?:index|default)\.\w{3,5}$")
_DIGITS: Final = re.compile(r"\d+")


class Address(NamedTuple):
    """`place` is the host and the path, its numbers replaced; `variant` the numbers and the query.
    Two addresses are one page when `whole` is equal."""

    host: str
    path: str
    query: str
    fragment: str
    whole: str
    place: str
    variant: str


@lru_cache(maxsize=8_192)
def address_of(text: str) -> Address | None:
    """The parts that count, or None for what is no web address."""
    scheme, slashes, rest = text.strip().partition("//")
    if not slashes or (scheme and not scheme.endswith(":")):
        return None
    rest, _, fragment = rest.partition("#")
    rest, _, query = rest.partition("?")
    host, _, path = rest.partition("/")
    host = host.rpartition("@")[2].partition(":")[0].lower().removeprefix("www.")
    if not host:
        return None
    path = _path(path) if path else ""
    query = _query(query) if query else ""
    whole = f"{host}/{path.lstrip('/')}?{query}#{fragment}"
    numbers = _DIGITS.findall(path)
    place = host + (_DIGITS.sub("#", path) if numbers else path)
    return Address(host, path, query, fragment, whole, place, f"{' '.join(numbers)}?{query}")


def _path(text: str) -> str:
    path = f"/{unquote(text) if '%' in text else text}"
    return _INDEX.sub("", path).rstrip("/")


def _query(text: str) -> str:
    return "&".join(sorted(part for part in text.split("&") if part and not _TRACKING.match(part)))


def without_language(address: Address, languages: frozenset[str]) -> str:
    """The whole address without the marks of these languages: a label of the host, a segment of
    the path, the end of a segment ("guide-fr", "guide_fr.pdf"), a parameter of the query."""
    whole = address.whole
    if not languages or not _mark_of(languages).search(f"/{whole.lower()}/"):
        return whole
    host = ".".join(label for label in address.host.split(".") if label not in languages)
    segments = [_bare(segment, languages) for segment in address.path.split("/")]
    parts = [part for part in address.query.split("&") if not _names(part, languages)]
    path = "/".join(segment for segment in segments if segment)
    return f"{host}/{path}?{'&'.join(parts)}#{address.fragment}"


@lru_cache(maxsize=1024)
def _mark_of(languages: frozenset[str]) -> re.Pattern[str]:
    tags = "|".join(map(re.escape, sorted(languages)))
    return re.compile(rf"[./_=-](?:{tags})[./_&?#-]")


def _bare(segment: str, languages: frozenset[str]) -> str:
    stem, dot, ending = segment.rpartition(".")
    if not dot or len(ending) > 4:
        stem, dot, ending = segment, "", ""
    low = stem.lower()
    for tag in languages:
        if low == tag or (low.startswith(f"{tag}-") and len(low) == len(tag) + 3):
            return dot + ending
        if low.endswith((f"-{tag}", f"_{tag}", f".{tag}")):
            return stem[: -len(tag) - 1] + dot + ending
    return segment


def _names(part: str, languages: frozenset[str]) -> bool:
    match = _LANGUAGE_PARAMETER.match(part.lower())
    return match is not None and match["tag"].partition("-")[0] in languages
