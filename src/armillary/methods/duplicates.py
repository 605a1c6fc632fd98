"""Find pairs of entries that may describe one work. They are suspected, never merged: titles lie.

Candidates come from blocking on rare title tokens, after the token blocking of Papadakis et al.,
"Blocking and Filtering Techniques for Entity Resolution: A Survey", ACM Computing Surveys 53(2),
2020, https://doi.org/10.1145/3377455, with block purging (§3.2 there): tokens that more than a
fixed number of entries share make no block, so that the work grows with the number of entries and
not with its square. Titles are compared by the normalised indel similarity of their tokens, sorted
and in order, as rapidfuzz computes it (Bachmann, https://github.com/rapidfuzz/RapidFuzz).

What keeps two entries apart whatever their titles: different numbers ("Grade 7", "Grade 8"), roman
numerals included; a word in the place of quite another ("for Windows", "for macOS"); identifiers of
one scheme that differ; addresses that differ in a number or a query string only; no language in
common.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import SplitResult, urlsplit

from rapidfuzz import fuzz

BLOCK: Final = 40  # a token that more entries share tells nothing
RARE_TOKENS: Final = 3  # per title, the rarest ones make the blocks
THRESHOLD: Final = 0.9
SHORT: Final = 4  # titles with fewer tokens need something else in common
SHORTEST: Final = 3  # with fewer than these, a name
SAME_TITLE: Final = 0.97
MORE_WORDS: Final = 2
SAME_WORD: Final = 75.0  # likeness of two spellings of a word, in per cent
FUNCTION_WORD: Final = 3  # letters; "of" for "on" changes nothing

_WORD: Final = re.compile(r"[^\W_]+[+#]*")  # C, C++ and C# are three things
_SCRIPTS: Final = (
    "\u2e80-\u2fdf\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
)
_UNSPACED: Final = re.compile(f"[{_SCRIPTS}]")
_RUN: Final = re.compile(f"[{_SCRIPTS}]+|[^{_SCRIPTS}]+")  # "南瓜书PumpkinBook" has two
_DIGITS: Final = re.compile(r"\d+")
_ROMAN: Final = {
    "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12"
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """What is compared. `identifiers` are `scheme:value`; empty fields say nothing."""

    id: int
    title: str
    language: str = ""
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        return tokens_of(self.title)

    @cached_property
    def text(self) -> str:
        return " ".join(self.tokens)

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        return numbers_of(self.tokens)

    @cached_property
    def folded_names(self) -> frozenset[str]:
        return frozenset(" ".join(sorted(tokens_of(name))) for name in self.names)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries, the smaller id first, with a score from 0 to 1 and what speaks for them."""

    first: int
    second: int
    score: float
    reasons: tuple[str, ...]


def tokens_of(text: str) -> tuple[str, ...]:
    """Words without case and accents; scripts that don't space words (Han, kana, Thai, …) give
    pairs of characters instead."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    tokens: list[str] = []
    for word in _WORD.findall(plain):
        for run in _RUN.findall(word):
            tokens.extend(_grams(run) if _UNSPACED.match(run) else [run])
    return tuple(tokens)


def numbers_of(tokens: Iterable[str]) -> tuple[str, ...]:
    """The numbers in a title in their order, roman numerals from II on as digits."""
    found: list[str] = []
    for token in tokens:
        digits = _DIGITS.findall(token)
        found.extend(str(int(number)) for number in digits)
        if token in _ROMAN:
            found.append(_ROMAN[token])
    return tuple(found)


def likely_duplicates(
    entries: Sequence[Entry], *, fresh: Collection[int] | None = None, threshold: float = THRESHOLD
) -> Iterator[Pair]:
    """Pairs at or above `threshold`, each once. With `fresh`, only pairs with one of these ids.

    Takes time in proportion to the number of entries: each belongs to at most `RARE_TOKENS` blocks
    of at most `BLOCK` entries.
    """
    seen: set[tuple[int, str, int, str]] = set()
    told: set[tuple[int, int]] = set()
    for block in _blocks(entries):
        for first, second in _pairs(block, fresh):
            key = (first.id, first.language, second.id, second.language)
            if key in seen or (first.id, second.id) in told:
                continue
            seen.add(key)
            found = compare(first, second)
            if found is not None and found.score >= threshold:
                told.add((first.id, second.id))
                yield found


def _pairs(block: Sequence[Entry], fresh: Collection[int] | None) -> Iterator[tuple[Entry, Entry]]:
    for place, one in enumerate(block):
        for other in block[place + 1 :]:
            if one.id == other.id:
                continue
            if fresh is None or one.id in fresh or other.id in fresh:
                yield (one, other) if one.id < other.id else (other, one)


def compare(first: Entry, second: Entry) -> Pair | None:
    """The pair with its score, or None where something keeps the two apart."""
    if first.numbers != second.numbers or are_apart(first, second):
        return None
    likeness = _likeness(first, second)
    reasons = _reasons(first, second, likeness)
    corroborated = len(reasons) > 1
    length = min(len(first.tokens), len(second.tokens))
    if (length < SHORT and not corroborated) or (length < SHORTEST and "same-name" not in reasons):
        return None
    # One site has two addresses for two books; two sites may have one book each.
    is_elsewhere = "same-name" in reasons and "same-host" not in reasons
    if is_elsewhere and _contains(first.tokens, second.tokens):
        likeness = max(likeness, THRESHOLD)
    elif first.folded_names and second.folded_names and "same-name" not in reasons:
        likeness -= 0.12  # other authors, most likely another book of the same title
    score = min(1.0, likeness + (0.02 if corroborated else -0.02))
    return Pair(first.id, second.id, round(max(0.0, score), 4), reasons)


def are_apart(first: Entry, second: Entry) -> bool:
    """Is there a reason that outweighs any likeness of titles?"""
    if _swaps_a_word(first.tokens, second.tokens):
        return True
    if first.language and second.language and _base(first.language) != _base(second.language):
        return True
    return _identifiers_differ(first, second) or _addresses_differ(first, second)


def _swaps_a_word(first: Sequence[str], second: Sequence[str]) -> bool:
    """Has one title a word where the other has quite another? Words that are only more don't count,
    nor do spellings of one word."""
    mine = [word for word in first if word not in second]
    theirs = [word for word in second if word not in first]
    if _UNSPACED.search("".join([*mine, *theirs])):
        return False  # pairs of characters are no words
    fewer, more = sorted((mine, theirs), key=len)
    return any(not any(_is_like(word, other) for other in more) for word in fewer)


def _contains(first: Sequence[str], second: Sequence[str]) -> bool:
    """Has one title all words of the other and hardly more, "The book of …" perhaps?"""
    fewer, more = sorted((first, second), key=len)
    return len(fewer) > 1 and len(more) - len(fewer) <= MORE_WORDS and set(fewer) <= set(more)


def _is_like(word: str, other: str) -> bool:
    if fuzz.ratio(word, other) >= SAME_WORD:
        return True
    return (word + other).isalpha() and max(len(word), len(other)) <= FUNCTION_WORD


def _likeness(first: Entry, second: Entry) -> float:
    if first.text == second.text:
        return 1.0
    in_order = fuzz.ratio(first.text, second.text)
    by_token = fuzz.ratio(" ".join(sorted(first.tokens)), " ".join(sorted(second.tokens)))
    return float(max(in_order, by_token)) / 100


def _reasons(first: Entry, second: Entry, likeness: float) -> tuple[str, ...]:
    reasons = ["same-title" if likeness >= SAME_TITLE else "similar-title"]
    if first.folded_names & second.folded_names:
        reasons.append("same-name")
    if _hosts(first) & _hosts(second):
        reasons.append("same-host")
    return tuple(reasons)


def _identifiers_differ(first: Entry, second: Entry) -> bool:
    mine, theirs = _by_scheme(first.identifiers), _by_scheme(second.identifiers)
    return any(not mine[scheme] & theirs[scheme] for scheme in mine.keys() & theirs.keys())


def _by_scheme(identifiers: Iterable[str]) -> dict[str, set[str]]:
    schemes: dict[str, set[str]] = {}
    for identifier in identifiers:
        scheme, _, value = identifier.partition(":")
        schemes.setdefault(scheme, set()).add(value)
    return schemes


def _addresses_differ(first: Entry, second: Entry) -> bool:
    """`…/view?id=1` and `…/view?id=2` are two things, whatever they are called, and so are
    `…/items/1` and `…/items/2`."""
    mine = {_place(address): _variant(address) for address in first.addresses}
    return any(
        mine.get(_place(address), variant) != variant
        for address, variant in ((address, _variant(address)) for address in second.addresses)
    )


def _place(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return _host(parts), _DIGITS.sub("#", parts.path)


def _variant(address: str) -> tuple[str, list[str]]:
    parts = urlsplit(address)
    return parts.query, _DIGITS.findall(parts.path)


def _hosts(entry: Entry) -> set[str]:
    return {_host(urlsplit(address)) for address in entry.addresses}


def _host(parts: SplitResult) -> str:
    return parts.netloc.lower().removeprefix("www.")


def _base(language: str) -> str:
    return language.partition("-")[0]


def _grams(word: str) -> list[str]:
    return [word[place : place + 2] for place in range(max(1, len(word) - 1))]


def _blocks(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Entries that share a rare token, or the whole title where no token is rare."""
    spread = Counter(token for entry in entries for token in set(entry.tokens))
    blocks: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for key in _keys(entry, spread):
            blocks[key].append(entry)
    yield from (block for block in blocks.values() if 1 < len(block) <= BLOCK)


def _keys(entry: Entry, spread: Counter[str]) -> list[str]:
    shared = [token for token in set(entry.tokens) if 1 < spread[token] <= BLOCK]
    rare = sorted(shared, key=lambda token: (spread[token], token))[:RARE_TOKENS]
    return [*rare, f"={entry.text}"] if entry.text else []
