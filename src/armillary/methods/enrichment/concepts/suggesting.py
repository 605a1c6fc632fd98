"""Suggest concepts for a text, by one logistic model over the signs, and say how sure that is.

The weights are rounded from a logistic regression (L2, Newton's method) on the demonstration
content of this project (six languages, subjects chosen by people) with our own scheme as the
vocabulary. Three are by reasoning, because that content says nothing about them:
`keyword`, because a source's own word is the best witness; `beside` and `breadth`, small, so that
company helps and what is very broad yields to what is narrow.

People name two subjects where five would fit, so the scale is another one: of 140 suggestions that
nobody had chosen, evenly drawn over all confidences, one person judged whether a librarian would
accept them (tests/payloads/enrichment/accepted.csv). A confidence is the chance that a suggestion
would be accepted. `benchmarks/calibrate_subjects.py` does all of it again.
"""

import math
from collections.abc import Sequence
from operator import attrgetter, mul
from typing import Final

from armillary.methods.enrichment.concepts.signs import Signs, signs_in
from armillary.methods.enrichment.concepts.vocabulary import Vocabulary
from armillary.methods.enrichment.guess import MORE_LIKELY_THAN_NOT, Guess, evidence_of

BIAS: Final = -2.8
WEIGHTS: Final = {
    "title": 2.6,
    "cover": 1.0,
    "keyword": 4.0,
    "body": 1.0,
    "early": 1.3,
    "rarity": 0.3,
    "length": 0.5,
    "best": 1.0,
    "below": 2.5,
    "beside": 0.3,
    "breadth": -0.4,
}
_weighed = attrgetter(*WEIGHTS)


def suggest(
    title: str,
    body: str,
    language: str,
    vocabulary: Vocabulary,
    *,
    keywords: Sequence[str] = (),
    limit: int = 5,
    minimum: float = MORE_LIKELY_THAN_NOT,
) -> list[Guess]:
    """The concepts a text is about, the likeliest first; `value` is the concept of the labels.

    `language` is that of the text; labels in it are looked for, and English ones that it borrowed.
    `keywords` are words that a source gave for subjects. Equals come in the order of the vocabulary.
    """
    found = signs_in(title, body, language, vocabulary, keywords)
    ranked = sorted((-confidence_of(signs), concept) for concept, signs in found.items())
    return [
        _guess(vocabulary.concepts[concept], -confidence, found[concept])
        for confidence, concept in ranked[:limit]
        if -confidence >= minimum
    ]


def confidence_of(signs: Signs) -> float:
    """The chance that a librarian would accept the concept."""
    logit = BIAS + sum(map(mul, WEIGHTS.values(), _weighed(signs)))
    return 1 / (1 + math.exp(-logit))


def _guess(concept: str, confidence: float, signs: Signs) -> Guess:
    return Guess(concept, round(confidence, 3), _rule(signs), evidence_of(signs.words))


def _rule(signs: Signs) -> str:
    """What spoke for it first: a keyword, the title, the text, or only what stands below it."""
    if signs.keyword:
        return "keyword-label"
    if signs.title:
        return "title-label"
    return "text-label" if signs.body else "narrower-label"
