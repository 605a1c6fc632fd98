"""The numbers of the method, all in one place.

Log-odds (natural logarithm) that each finding adds, after Fellegi and Sunter, "A Theory for Record
Linkage", JASA 64(328), 1969, https://doi.org/10.1080/01621459.1969.10501049. They were set by hand,
from how often we reckon each finding among true and false pairs, and checked on the planted truth of
benchmarks/amplifier.py with its tuning seed only; no labelled data set was fitted. `CALIBRATION` was
fitted on the same seed. docs/explanation/duplicates.md says what other seeds gave.
"""

import math
from typing import Final

MERGE_AT: Final = 0.96
ASK_AT: Final = 0.2  # a look costs a curator seconds, a copy that nobody sees costs readers more

PRIOR: Final = {"same": -7.0, "version": -5.5, "translation": -6.0}

TITLE: Final = {
    "same-title": 3.5,
    "same-words": 3.0,
    "similar-title": 2.5,
    "other-form": -3.0,
    "same-main-title": -1.0,
    "more-words": -3.5,
    "other-title": -3.5,
}
PER_LETTER: Final = 0.13  # of a title's substance; for all levels but "other-title"
MOST_LETTERS: Final = 48

NAMES: Final = {"same-name": 9.0, "similar-name": 8.0, "other-names": -5.0}
ADDRESS: Final = {"same-address": 7.0, "same-host": -0.5}
IDENTIFIER: Final = {"same-identifier": 9.0}
YEAR: Final = {"same-year": 1.0, "other-year": -2.0}
KIND: Final = {"same-kind": 0.3, "other-kind": -1.0}
DESCRIPTION: Final = {
    "same-description": 6.0,
    "similar-description": 2.0,
    "other-description": -1.5,
}
TRANSLATION: Final = {
    "same-identifier": 9.0,
    "same-address": 6.0,
    "other-language-address": 6.0,
    "same-title": 3.0,
    "same-name": 4.0,
    "similar-name": 2.0,
    "other-names": -3.0,
}

SIMILAR: Final = 0.8  # likeness of two titles from which they are compared word by word
MORE_WORDS: Final = 2
SAME_DESCRIPTION: Final = 0.85  # share of the words of the shorter description
SIMILAR_DESCRIPTION: Final = 0.5
OTHER_DESCRIPTION: Final = 0.2
ENOUGH_WORDS: Final = 6  # fewer words of a description tell nothing
OTHER_YEAR: Final = 1  # years that differ by more are other years

CALIBRATION: Final = (-0.2, 0.64)  # Platt: probability = 1 / (1 + exp(-(a + b * log_odds)))


def probability_of(log_odds: float) -> float:
    start, slope = CALIBRATION
    return 1.0 / (1.0 + math.exp(-(start + slope * log_odds)))


def log_odds_at(probability: float) -> float:
    """The other way round."""
    start, slope = CALIBRATION
    return (math.log(probability / (1.0 - probability)) - start) / slope
