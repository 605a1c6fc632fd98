"""Leave out pairs of titles that cannot reach the threshold, all at once.

For each pair the highest log-odds that judging could find, from the columns alone. What is left is
judged one by one; so nothing is lost here, and judging has the only word. All but the likeness of
titles is worked out by DuckDB while it joins `one` and `other`, so that few pairs ever leave it.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from armillary.methods.linkage import weights
from armillary.methods.linkage.tables import Pairs

_MARGIN: Final = 1e-6


def _sql(value: float) -> str:
    """A number that DuckDB takes for a double, not for a decimal."""
    return f"({value!r}::DOUBLE)"


def _all(values: Mapping[str, float]) -> dict[str, str]:
    return {name: _sql(value) for name, value in values.items()}


_TITLE: Final = _all(weights.TITLE)
SIMILAR: Final = _sql(max(weights.TITLE["similar-title"], weights.TITLE["other-form"]))
_WITHIN: Final = _sql(max(weights.TITLE["same-main-title"], weights.TITLE["more-words"]))
_NAME: Final = _all(weights.NAMES)
_YEAR: Final = _all(weights.YEAR)
_KIND: Final = _all(weights.KIND)
_DESCRIPTION: Final = _all(weights.DESCRIPTION)

IS_TRANSLATION: Final = (
    "(one.language <> other.language AND one.language > 0 AND other.language > 0)"
)
_IS_VERSION: Final = "(one.edition <> other.edition OR one.titles > 1 OR other.titles > 1)"
_SHARE_ADDRESS: Final = "((one.addresses & other.addresses) > 0)"
_SHARE_IDENTIFIER: Final = "((one.identifiers & other.identifiers) > 0)"
_HAVE_SAME_WORDS: Final = "(one.bag = other.bag)"
# Is one title the other's main title?
_HAVE_ONE_HEAD: Final = (
    "((one.head > 0 AND one.head = other.text) OR (other.head > 0 AND other.head = one.text))"
)
# May one of the two have all words of the other, and hardly more?
_IS_WITHIN: Final = f"""(abs(one.length - other.length) <= {weights.MORE_WORDS} AND (
    (one.signature & ~other.signature) = 0 OR (other.signature & ~one.signature) = 0))"""

_PRIORS: Final = f"""CASE WHEN {_IS_VERSION} THEN {_sql(weights.PRIOR["version"])}
    ELSE {_sql(weights.PRIOR["same"])} END"""
_NAMES: Final = f"""CASE WHEN one.names = 0 OR other.names = 0 THEN 0e0
    WHEN (one.names & other.names) > 0 THEN {_NAME["same-name"]} ELSE {_NAME["other-names"]} END"""
_ADDRESSES: Final = f"""CASE WHEN {_SHARE_ADDRESS} THEN {_sql(weights.ADDRESS["same-address"])}
    ELSE {_sql(max(0.0, weights.ADDRESS["same-host"]))} END"""
_IDENTIFIERS: Final = f"""CASE WHEN {_SHARE_IDENTIFIER}
    THEN {_sql(weights.IDENTIFIER["same-identifier"])} ELSE 0e0 END"""
# Entries of many titles may be judged by a pair of titles that is no version.
_YEARS: Final = f"""CASE WHEN {_IS_VERSION} THEN {_YEAR["same-year"]}
    WHEN one.year < 0 OR other.year < 0 THEN 0e0 WHEN one.year = other.year THEN {_YEAR["same-year"]}
    WHEN abs(one.year - other.year) > {weights.OTHER_YEAR} THEN {_YEAR["other-year"]} ELSE 0e0 END"""
_KINDS: Final = f"""CASE WHEN one.kind = 0 OR other.kind = 0 THEN 0e0
    WHEN one.kind = other.kind THEN {_KIND["same-kind"]} ELSE {_KIND["other-kind"]} END"""
_FEWEST: Final = "least(one.described, other.described)"
_ALONE: Final = """bit_count(CASE WHEN one.described <= other.described
    THEN one.description & ~other.description ELSE other.description & ~one.description END)"""


def _at_most(share: float) -> str:
    """May the shorter description have this share of its words in common with the other?"""
    return f"{_ALONE} <= {_sql(1.0 - share + _MARGIN)} * {_FEWEST}"


_DESCRIPTIONS: Final = f"""CASE WHEN {_FEWEST} < {weights.ENOUGH_WORDS} THEN 0e0
    WHEN {_at_most(weights.SAME_DESCRIPTION)} THEN {_DESCRIPTION["same-description"]}
    WHEN {_at_most(weights.SIMILAR_DESCRIPTION)} THEN {_DESCRIPTION["similar-description"]}
    WHEN {_at_most(weights.OTHER_DESCRIPTION)} THEN 0e0
    ELSE {_DESCRIPTION["other-description"]} END"""

# What the level of the title must weigh for a pair to be likely; all else weighs at most so much.
NEEDED: Final = f"""{_sql(weights.log_odds_at(weights.ASK_AT) - _MARGIN)}
    - {_sql(weights.PER_LETTER)} * least(one.substance, other.substance, {weights.MOST_LETTERS})
    - {_PRIORS} - {_NAMES} - {_ADDRESSES} - {_IDENTIFIERS} - {_YEARS} - {_KINDS} - {_DESCRIPTIONS}"""
# What it weighs, at most, unless the titles are alike in letters; then it weighs SIMILAR.
WEIGHT: Final = f"""CASE WHEN {IS_TRANSLATION} THEN 'inf'::DOUBLE
    WHEN one.text = other.text THEN {_TITLE["same-title"]}
    WHEN {_HAVE_SAME_WORDS} THEN {_TITLE["same-words"]}
    WHEN {_IS_WITHIN} OR {_HAVE_ONE_HEAD} THEN {_WITHIN} ELSE '-inf'::DOUBLE END"""
# May the two be likely even where a word of one title is quite another in the other?
IS_SURE: Final = f"""({IS_TRANSLATION} OR {_HAVE_ONE_HEAD} OR {_SHARE_ADDRESS}
    OR {_SHARE_IDENTIFIER} OR {_HAVE_SAME_WORDS})"""


def are_similar(texts: Sequence[str], pairs: Pairs, *, threads: int) -> NDArray[np.bool_]:
    """Of titles at these places: are they alike in their letters, as they are or with their words
    sorted?"""
    found = _are_like([[texts[place] for place in part] for part in pairs], threads)
    rest = np.flatnonzero(~found)
    places, at = np.unique(
        np.concatenate((pairs.one[rest], pairs.other[rest])), return_inverse=True
    )
    in_order = [" ".join(sorted(texts[place].split())) for place in places]
    found[rest] = _are_like(
        [[in_order[place] for place in part] for part in np.split(at, 2)], threads
    )
    return found


def _are_like(texts: Sequence[Sequence[str]], threads: int) -> NDArray[np.bool_]:
    cutoff = weights.SIMILAR * 100 - _MARGIN
    found = cpdist(*texts, scorer=fuzz.ratio, score_cutoff=cutoff, workers=threads)
    return np.asarray(found > 0)
