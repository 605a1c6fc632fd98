"""Align a resource with statements of a framework: by their codes, and by the words they share.

A code in the text is nearly certain. Otherwise the likeness is the cosine of weighed words (see
`statements`), and a logistic model makes a confidence of it, of how much of a statement's weight the
text has, of what of it stands in the title, and of the lead over the next statement. Levels are a
factor: a statement for other years is doubted, one for the same years is not proven.

The weights are rounded from a fit to 60 resources and statements that we wrote and judged
(tests/payloads/enrichment/aligned.csv), without levels. They were held against 33 records of NSDL that
name Common Core statements by code, with our own wording of those statements: confidences from 0.3 on
were right more often than they say. `benchmarks/bench_alignment.py` prints both.
"""

import math
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from armillary.methods.enrichment.alignment.codes import codes_in
from armillary.methods.enrichment.alignment.statements import Statements, counts_of
from armillary.methods.enrichment.guess import MORE_LIKELY_THAN_NOT, Guess, evidence_of
from armillary.methods.enrichment.levels import levels_of

BY_CODE: Final = 0.97
TITLE: Final = 2.0  # how often a word of the title counts
OTHER_LEVEL: Final = 0.6  # what is left of a likeness to a statement for other years
CANDIDATES: Final = 50
MOST_WORDS: Final = 8  # named as evidence

BIAS: Final = -7.0
WEIGHTS: Final = {"likeness": 6.5, "share": 4.0, "lead": 4.3, "title": 0.7}

Scores = NDArray[np.float64]


class Likeness(NamedTuple):
    """Signs of one statement, from 0 to 1; `words` are the stems shared, the weightiest first."""

    likeness: float
    share: float
    lead: float
    title: float
    words: tuple[str, ...]


def align(
    title: str,
    body: str,
    language: str,
    statements: Statements,
    *,
    levels: Sequence[str] = (),
    limit: int = 5,
    minimum: float = MORE_LIKELY_THAN_NOT,
) -> list[Guess]:
    """The statements that a resource seems to serve, the likeliest first; `value` is their id.

    `levels` are keys that a source states; without them those are taken that the text speaks of.
    Statements in another language than the text's are found by their codes alone.
    """
    text = f"{title}.\n{body}"
    found = dict(_by_code(text, statements))
    known = levels or [str(guess.value) for guess in levels_of(title, body, language)]
    for guess in _by_words(title, body, language, statements, frozenset(known)):
        found.setdefault(str(guess.value), guess)
    ranked = sorted(found.values(), key=lambda guess: -guess.confidence)
    return [guess for guess in ranked[:limit] if guess.confidence >= minimum]


def _by_code(text: str, statements: Statements) -> Iterator[tuple[str, Guess]]:
    for written, meant in codes_in(text, statements.codes):
        for statement in meant:
            yield statement, Guess(statement, round(BY_CODE / len(meant), 3), "code", written)


def _by_words(
    title: str, body: str, language: str, statements: Statements, levels: frozenset[str]
) -> Iterator[Guess]:
    for number, signs in likenesses(title, body, language, statements, levels).items():
        confidence = round(confidence_of(signs), 3)
        yield Guess(statements.ids[number], confidence, "words", evidence_of(" ".join(signs.words)))


def confidence_of(signs: Likeness) -> float:
    """The chance that a person would align the resource with the statement."""
    logit = BIAS + sum(weight * getattr(signs, name) for name, weight in WEIGHTS.items())
    return 1 / (1 + math.exp(-logit))


def likenesses(
    title: str, body: str, language: str, statements: Statements, levels: frozenset[str]
) -> dict[int, Likeness]:
    """The statements most like a text, by number, the best first."""
    base = language.lower().partition("-")[0]
    postings = statements.postings.get(base, {})
    weights = _weights(title, body, base, statements)
    scores = np.zeros(len(statements.ids))
    for stem, weight in weights.items():
        entry = postings[stem]
        scores[entry.statements] += weight * entry.weights
    best = _best(scores, statements, levels)
    heard = weights.keys() & counts_of([(title, 1.0)], base).keys()
    return {
        number: _signs(number, scores, best, weights, statements, base, heard) for number in best
    }


def _weights(title: str, body: str, base: str, statements: Statements) -> dict[str, float]:
    """The known stems of a text with their weights, which as a vector have length one."""
    postings = statements.postings.get(base, {})
    counts = counts_of([(body, 1.0), (title, TITLE)], base)
    weights = {
        stem: (1 + math.log1p(count)) * postings[stem].rarity
        for stem, count in counts.items()
        if stem in postings
    }
    norm = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {stem: weight / norm for stem, weight in weights.items()}


def _best(scores: Scores, statements: Statements, levels: frozenset[str]) -> list[int]:
    """The best candidates after levels have had their say, best first."""
    if not scores.any():
        return []
    nearest = _largest(scores)
    for number in nearest:
        stated = statements.levels[number]
        if levels and stated and levels.isdisjoint(stated):
            scores[number] *= OTHER_LEVEL
    ranked = sorted((-scores[number], int(number)) for number in nearest if scores[number] > 0)
    return [number for _score, number in ranked]


def _largest(scores: Scores) -> NDArray[np.intp]:
    """The numbers of the highest scores, in no particular order."""
    count = min(CANDIDATES, len(scores))
    return np.argpartition(-scores, count - 1)[:count]


def _signs(
    number: int,
    scores: Scores,
    best: Sequence[int],
    weights: Mapping[str, float],
    statements: Statements,
    base: str,
    heard: Set[str],
) -> Likeness:
    shares = _shares(number, weights, statements, base)
    share = math.sqrt(min(1.0, sum(weight * weight for weight in shares.values())))
    rest = max((scores[other] for other in best[:6] if other != number), default=0.0)
    likeness = float(scores[number])
    title = sum(shares[stem] ** 2 for stem in shares if stem in heard)
    words = sorted(shares, key=lambda stem: -shares[stem] * weights[stem])[:MOST_WORDS]
    return Likeness(
        likeness, share, max(0.0, likeness - float(rest)), math.sqrt(title), tuple(words)
    )


def _shares(
    number: int, weights: Mapping[str, float], statements: Statements, base: str
) -> dict[str, float]:
    """The shared stems with their share of the statement's own weight."""
    shares: dict[str, float] = {}
    for stem in weights:
        entry = statements.postings[base][stem]
        place = int(np.searchsorted(entry.statements, number))
        if place < len(entry.statements) and entry.statements[place] == number:
            shares[stem] = float(entry.weights[place])
    return shares
