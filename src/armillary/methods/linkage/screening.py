"""Leave out pairs of titles that cannot reach the threshold, all at once.

For each pair the highest log-odds that judging could find, from the columns alone. What is left is
judged one by one; so nothing is lost here, and judging has the only word.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from armillary.methods.linkage import weights
from armillary.methods.linkage.pairing import Pairs
from armillary.methods.linkage.tables import Tables

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

_MARGIN: Final = 1e-6
_SIMILAR: Final = max(weights.TITLE["similar-title"], weights.TITLE["other-form"])
_WITHIN: Final = max(weights.TITLE["same-main-title"], weights.TITLE["more-words"])


def screened(tables: Tables, pairs: Pairs, *, threads: int) -> tuple[Pairs, Flags]:
    """The pairs of titles that may reach ASK_AT, and for each whether its words have still to be
    compared one by one."""
    rows, facts = tables.table("rows"), tables.table("facts")
    one, other = rows[pairs.one], rows[pairs.other]
    mine, theirs = facts[one["entry"]], facts[other["entry"]]
    needed = weights.log_odds_at(weights.ASK_AT) - _MARGIN - _others(one, other, mine, theirs)
    described = tables.table("descriptions")
    needed -= _descriptions(mine, theirs, described[one["entry"]], described[other["entry"]])
    is_sure = _is_translation(one, other) | _have_one_head(one, other) | _share_facts(mine, theirs)
    bags = tables.table("bags")
    is_sure |= bags[pairs.one] == bags[pairs.other]
    title = _title(tables, pairs, one, other, needed, threads)
    kept = _is_translation(one, other) | (title >= needed)
    return Pairs(pairs.one[kept], pairs.other[kept]), ~is_sure[kept]


def _is_translation(one: np.ndarray, other: np.ndarray) -> Flags:
    found = (one["language"] != other["language"]) & (one["language"] > 0)
    return np.asarray(found & (other["language"] > 0))


def _share_facts(mine: np.ndarray, theirs: np.ndarray) -> Flags:
    """May the two have an address or an identifier in common?"""
    found = (mine["addresses"] & theirs["addresses"]) > 0
    return np.asarray(found | ((mine["identifiers"] & theirs["identifiers"]) > 0))


def _have_one_head(one: np.ndarray, other: np.ndarray) -> Flags:
    """Is one title the other's main title?"""
    found = (one["head"] > 0) & (one["head"] == other["text"])
    return np.asarray(found | ((other["head"] > 0) & (other["head"] == one["text"])))


def _title(
    tables: Tables,
    pairs: Pairs,
    one: np.ndarray,
    other: np.ndarray,
    needed: Numbers,
    threads: int,
) -> Numbers:
    """The weight of the title, at most."""
    letters = np.minimum(np.minimum(one["substance"], other["substance"]), weights.MOST_LETTERS)
    letters = weights.PER_LETTER * letters
    best = np.full(len(letters), -np.inf)
    signatures, bags = tables.table("signatures"), tables.table("bags")
    is_within = _have_all_words(signatures[pairs.one], signatures[pairs.other])
    best[_may_be_within(one, other, is_within)] = _WITHIN
    best[bags[pairs.one] == bags[pairs.other]] = weights.TITLE["same-words"]
    best[one["text"] == other["text"]] = weights.TITLE["same-title"]
    open_still = np.flatnonzero((best + letters < needed) & (_SIMILAR + letters >= needed))
    likeness = _likeness(tables.texts, pairs.one[open_still], pairs.other[open_still], threads)
    best[open_still[likeness >= weights.SIMILAR * 100]] = _SIMILAR
    return np.asarray(best + letters)


def _have_all_words(mine: NDArray[np.uint64], theirs: NDArray[np.uint64]) -> Flags:
    """May one of the two have all words of the other?"""
    return np.asarray(((mine & ~theirs) == 0) | ((theirs & ~mine) == 0))


def _may_be_within(one: np.ndarray, other: np.ndarray, is_within: Flags) -> Flags:
    """Has one title all words of the other and hardly more, or is it the other's main title?"""
    found = is_within & (np.abs(one["length"] - other["length"]) <= weights.MORE_WORDS)
    return np.asarray(found | _have_one_head(one, other))


def _likeness(
    texts: Sequence[str], ones: NDArray[np.int64], others: NDArray[np.int64], threads: int
) -> Numbers:
    """In per cent, 0 for what lies below the threshold."""
    cutoff = weights.SIMILAR * 100 - _MARGIN
    mine, theirs = [texts[place] for place in ones], [texts[place] for place in others]
    found = cpdist(mine, theirs, scorer=fuzz.ratio, score_cutoff=cutoff, workers=threads)
    rest = np.flatnonzero(found == 0)
    mine, theirs = [mine[place] for place in rest], [theirs[place] for place in rest]
    found[rest] = cpdist(
        mine, theirs, scorer=fuzz.token_sort_ratio, score_cutoff=cutoff, workers=threads
    )
    return found + _MARGIN


def _others(one: np.ndarray, other: np.ndarray, mine: np.ndarray, theirs: np.ndarray) -> Numbers:
    """Everything but the title, at most, with the prior."""
    is_version = (
        (one["edition"] != other["edition"]) | (mine["titles"] > 1) | (theirs["titles"] > 1)
    )
    total = np.where(is_version, weights.PRIOR["version"], weights.PRIOR["same"])
    total = total + _names(mine, theirs)
    is_one = (mine["addresses"] & theirs["addresses"]) > 0
    total += np.where(
        is_one, weights.ADDRESS["same-address"], max(0.0, weights.ADDRESS["same-host"])
    )
    is_one = (mine["identifiers"] & theirs["identifiers"]) > 0
    total += np.where(is_one, weights.IDENTIFIER["same-identifier"], 0.0)
    return total + _years_and_kinds(mine, theirs, is_version)


def _names(mine: np.ndarray, theirs: np.ndarray) -> Numbers:
    has_both = (mine["names"] > 0) & (theirs["names"] > 0)
    is_shared = (mine["names"] & theirs["names"]) > 0
    either = np.where(is_shared, weights.NAMES["same-name"], weights.NAMES["other-names"])
    return np.where(has_both, either, 0.0)


def _descriptions(
    mine: np.ndarray,
    theirs: np.ndarray,
    described: NDArray[np.uint64],
    others_described: NDArray[np.uint64],
) -> Numbers:
    count, others = mine["description_words"], theirs["description_words"]
    fewest = np.minimum(count, others)
    alone = np.where(
        count <= others,
        np.bitwise_count(described & ~others_described),
        np.bitwise_count(others_described & ~described),
    )
    share = 1.0 - alone / np.maximum(fewest, 1)
    found = np.select(
        [
            fewest < weights.ENOUGH_WORDS,
            share >= weights.SAME_DESCRIPTION - _MARGIN,
            share >= weights.SIMILAR_DESCRIPTION - _MARGIN,
            share < weights.OTHER_DESCRIPTION - _MARGIN,
        ],
        [
            0.0,
            weights.DESCRIPTION["same-description"],
            weights.DESCRIPTION["similar-description"],
            weights.DESCRIPTION["other-description"],
        ],
        0.0,
    )
    return np.asarray(found, dtype=np.float64)


def _years_and_kinds(mine: np.ndarray, theirs: np.ndarray, is_version: Flags) -> Numbers:
    has_both = (mine["year"] > 0) & (theirs["year"] > 0) & ~is_version
    apart = np.abs(mine["year"].astype(np.int32) - theirs["year"])
    years = np.where(apart > weights.OTHER_YEAR, weights.YEAR["other-year"], 0.0)
    years = np.where(apart == 0, weights.YEAR["same-year"], years)
    is_kind = mine["kind"] == theirs["kind"]
    kinds = np.where(is_kind, weights.KIND["same-kind"], weights.KIND["other-kind"])
    has_kinds = (mine["kind"] > 0) & (theirs["kind"] > 0)
    possible = np.where(is_version, weights.YEAR["same-year"], 0.0)  # of entries of many titles
    return np.where(has_both, years, possible) + np.where(has_kinds, kinds, 0.0)
