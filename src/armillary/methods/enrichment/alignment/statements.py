"""The statements of a framework, compiled once: weighed words by statement, and codes.

Words are weighed by tf-idf (Spärck Jones 1972; Salton & Buckley 1988, "Term-weighting approaches in
automatic text retrieval"): a word that every statement has tells none of them apart. The statement's
own label counts double, what stands above it a little. Compiled statements are arrays and can be
pickled.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from armillary.methods.enrichment.alignment.codes import Parts, index_of
from armillary.methods.enrichment.words import telling_words

LABEL: Final = 2.0
CONTEXT: Final = 0.3
LONGEST: Final = 2_000  # characters of a statement that are looked at

Floats = NDArray[np.float32]
Numbers = NDArray[np.int32]


class Statement(NamedTuple):
    """A statement of a framework. `label` is its short form, `context` the texts above it, `levels`
    keys of ours; all but the first three may be empty."""

    id: str
    text: str
    language: str
    code: str = ""
    label: str = ""
    context: str = ""
    levels: tuple[str, ...] = ()


class Postings(NamedTuple):
    """The statements that have a word, and what share of their weight it is."""

    statements: Numbers
    weights: Floats
    rarity: float


@dataclass(frozen=True, slots=True)
class Statements:
    """Compiled; `postings` by language and stem. `weights` are the norms of the statements."""

    ids: tuple[str, ...]
    texts: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    postings: Mapping[str, Mapping[str, Postings]]
    codes: Mapping[Parts, tuple[str, ...]]
    numbers: Mapping[str, int]

    @classmethod
    def of(cls, statements: Iterable[Statement]) -> Self:
        """Compile statements; of two with one id the first is taken."""
        known = {each.id: each for each in reversed(list(statements))}
        mine = list(reversed(known.values()))
        by_language: defaultdict[str, list[tuple[int, Statement]]] = defaultdict(list)
        for number, each in enumerate(mine):
            by_language[each.language.lower().partition("-")[0]].append((number, each))
        return cls(
            tuple(each.id for each in mine),
            tuple(each.label or each.text for each in mine),
            tuple(each.levels for each in mine),
            {language: _postings(group) for language, group in by_language.items()},
            index_of({each.id: each.code for each in mine if each.code}),
            {each.id: number for number, each in enumerate(mine)},
        )


def counts_of(parts: Iterable[tuple[str, float]], language: str) -> dict[str, float]:
    """How often each stem stands in texts of a language, each text with the weight of its words."""
    counts: defaultdict[str, float] = defaultdict(float)
    for text, weight in parts:
        for word in telling_words(text[:LONGEST], language):
            counts[word.stem] += weight
    return dict(counts)


def _counts(statement: Statement) -> dict[str, float]:
    parts = ((statement.text, 1.0), (statement.label, LABEL), (statement.context, CONTEXT))
    return counts_of(parts, statement.language)


def _postings(group: list[tuple[int, Statement]]) -> dict[str, Postings]:
    counted = [(number, _counts(each)) for number, each in group]
    spread = Counter(stem for _number, counts in counted for stem in counts)
    rarity = {stem: math.log((len(counted) + 1) / count) for stem, count in spread.items()}
    found: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, counts in counted:
        weights = {stem: (1 + math.log1p(count)) * rarity[stem] for stem, count in counts.items()}
        norm = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        for stem, weight in weights.items():
            found[stem].append((number, weight / norm))
    return {stem: _packed(pairs, rarity[stem]) for stem, pairs in found.items()}


def _packed(pairs: list[tuple[int, float]], rarity: float) -> Postings:
    numbers, weights = zip(*pairs, strict=True)
    return Postings(np.array(numbers, np.int32), np.array(weights, np.float32), rarity)
