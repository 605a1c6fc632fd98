"""Gather what speaks for each concept: where it is named, how often, how well, in what company.

The signs are those of Maui (Medelyan & Witten 2008, "Domain-independent automatic keyphrase indexing
with small training sets", JASIST 59(7)) and of the lexical matcher of Annif (MLLM; Suominen 2019,
"Annif: DIY automated subject indexing using multiple algorithms", LIBER Quarterly 29, after Toepfer &
Seifert 2017, "Descriptor-invariant fusion architectures for automatic subject indexing", JCDL):
title, keyword, frequency, first place, length and rarity of the label, preferred or not, exact form,
ambiguity, and neighbours in the vocabulary that are named too.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from armillary.methods.enrichment.concepts.naming import Named, Naming, names_in
from armillary.methods.enrichment.concepts.vocabulary import Vocabulary

WITHIN_KEYWORD: Final = 0.5  # for a label that is not the whole keyword
MUCH: Final = 2.0  # mentions, from which on more say no more
LONG: Final = 3  # words of a label, likewise
GENERATION: Final = 0.6  # what a further generation leaves of the support for those above


@dataclass(slots=True)
class Signs:
    """From 0 to 1, larger is better; of `breadth`, how much stands below, smaller is."""

    title: float = 0.0
    cover: float = 0.0
    keyword: float = 0.0
    body: float = 0.0
    early: float = 0.0
    rarity: float = 0.0
    length: float = 0.0
    below: float = 0.0
    beside: float = 0.0
    breadth: float = 0.0
    best: float = 0.0  # quality of the best mention; 0 if only neighbours are named
    words: str = ""

    @property
    def strength(self) -> float:
        """How surely the concept is named at all; what its neighbours are told."""
        return max(self.title, self.keyword, self.body)


Found = dict[int, Signs]


def signs_in(
    title: str, body: str, language: str, vocabulary: Vocabulary, keywords: Sequence[str] = ()
) -> Found:
    """The signs of every concept that is named, or that stands above one that is."""
    found: Found = {}
    _read_title(found, names_in(title, language, vocabulary))
    _read_body(found, names_in(body, language, vocabulary))
    for keyword in keywords:
        _read_keyword(found, names_in(keyword, language, vocabulary))
    _look_around(found, vocabulary)
    return found


def _signs(found: Found, naming: Naming) -> Signs:
    signs = found.setdefault(naming.concept, Signs())
    if naming.quality > signs.best:
        signs.best, signs.words = naming.quality, naming.words
        signs.rarity = naming.phrase.rarity * naming.quality
        signs.length = min(LONG - 1, naming.size - 1) / (LONG - 1) * naming.quality
    return signs


def _read_title(found: Found, named: Named) -> None:
    for naming in named.namings:
        signs = _signs(found, naming)
        signs.title = max(signs.title, naming.quality)
        if not naming.is_part:
            signs.cover = max(signs.cover, naming.quality * naming.size / named.length)


def _read_body(found: Found, named: Named) -> None:
    totals: dict[int, float] = {}
    for naming in named.namings:
        signs = _signs(found, naming)
        totals[naming.concept] = totals.get(naming.concept, 0.0) + naming.quality
        early = naming.quality * (1 - naming.first / named.length)
        signs.early = max(signs.early, early)
    for concept, total in totals.items():
        found[concept].body = min(1.0, math.log1p(total) / math.log1p(MUCH))


def _read_keyword(found: Found, named: Named) -> None:
    for naming in named.namings:
        signs = _signs(found, naming)
        share = 1.0 if naming.size == named.length else WITHIN_KEYWORD
        signs.keyword = max(signs.keyword, naming.quality * share)


def _look_around(found: Found, vocabulary: Vocabulary) -> None:
    """Support from neighbours: several weak ones add up (noisy or), and none counts twice."""
    named = [(concept, signs.strength, signs.words) for concept, signs in found.items()]
    strengths = {concept: strength for concept, strength, _words in named}
    for concept, strength, words in named:
        for above, generation in vocabulary.above[concept]:
            signs = found.setdefault(above, Signs())
            signs.words = signs.words or words
            signs.below = _either(signs.below, strength * GENERATION**generation)
    for concept, signs in found.items():
        signs.breadth = vocabulary.breadth[concept]
        for other in vocabulary.beside[concept]:
            if other in strengths:
                signs.beside = _either(signs.beside, strengths[other])


def _either(one: float, other: float) -> float:
    return 1 - (1 - one) * (1 - other)
