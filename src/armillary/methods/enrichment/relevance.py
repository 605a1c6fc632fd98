"""Score how surely a resource is about science, technology, engineering or mathematics, or their
teaching, so that a source on everything can be filtered.

Three kinds of labels are looked for in one pass, so that the longest wins ("history of science" is no
history): those of our scheme and perhaps of the sciences in the UNESCO Thesaurus; those of education
as such, which say little; and those of clearly other fields. Each concept that is named adds its
evidence, -ln(1 - confidence), up to a limit, and a logistic model weighs the three sums.

The weights are rounded from a fit to one half of 213 short titles in six languages that we judged
(tests/payloads/enrichment/relevance.csv). We wrote titles and labels both, so what they say flatters;
an independent look is at the labels of the UNESCO Thesaurus by their microthesauri.
`benchmarks/bench_relevance.py` prints precision and recall for both.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from armillary.methods.enrichment.concepts.labels import Label
from armillary.methods.enrichment.concepts.signs import Signs, signs_in
from armillary.methods.enrichment.concepts.suggesting import confidence_of
from armillary.methods.enrichment.concepts.vocabulary import Vocabulary
from armillary.methods.enrichment.guess import Guess, evidence_of
from armillary.methods.enrichment.other_fields import other_names

Field = Literal["stem", "education", "other"]

BIAS: Final = -0.3
WEIGHTS: Final[Mapping[Field, float]] = {"stem": 2.6, "education": 0.2, "other": -1.75}
MOST: Final = 3.0  # evidence of one kind that counts
MOST_WORDS: Final = 5  # named as evidence

# Parts of our scheme that are about education as such; the rest of it is STEM.
EDUCATION: Final = frozenset(
    ("pedagogy", "inquiry-based-learning", "curriculum", "educational-assessment", "inclusion",
     "gender-equality", "educational-technology", "teacher-education", "informal-learning",
     "education-policy")
)  # fmt: skip
# Microthesauri of the UNESCO Thesaurus, by the beginning of their notation; what is not named here
# (information sciences, leisure …) speaks neither for nor against.
_UNESCO: Final[Mapping[Field, tuple[str, ...]]] = {
    "stem": ("2.", "5.40", "5.45", "6.35", "6.40", "6.45", "6.50", "6.55"),
    "education": ("1.",),
    "other": ("3.05", "3.10", "3.15", "3.20", "3.25", "3.30", "3.35", "3.40", "3.45", "3.50", "3.55",
              "4.05", "4.15", "4.20", "4.25", "4.30", "4.40", "6.05", "6.10", "6.15", "6.20", "6.25",
              "6.30", "6.65", "6.70", "6.75", "6.80", "6.85", "7."),
}  # fmt: skip


class Fields(NamedTuple):
    """Labels of all fields, compiled together, and the field of each concept by its number."""

    vocabulary: Vocabulary
    field_of: tuple[Field, ...]


def fields_of(labels: Mapping[Field, Iterable[Label]]) -> Fields:
    """Compile labels by field; the names of other fields that we ship come with them. A concept in
    two fields belongs to the one that is named first."""
    field_of: dict[str, Field] = {}
    found: list[Label] = []
    for field, mine in labels.items():
        for label in mine:
            field_of.setdefault(label.concept, field)
            found.append(label)
    for language, name in other_names():
        label = Label(f"other:{name}", name, language)
        field_of.setdefault(label.concept, "other")
        found.append(label)
    vocabulary = Vocabulary.of(found, {}, {})
    return Fields(vocabulary, tuple(field_of[concept] for concept in vocabulary.concepts))


def field_of_subject(key: str) -> Field:
    """The field of a subject of our scheme."""
    return "education" if key in EDUCATION else "stem"


def field_of_microthesaurus(notation: str) -> Field | None:
    """The field of a microthesaurus of the UNESCO Thesaurus ("2.15"); None where it says nothing."""
    fields = (field for field, starts in _UNESCO.items() if notation.startswith(starts))
    return next(fields, None)


def stem_relevance(
    title: str, body: str, language: str, fields: Fields, *, subjects: Sequence[str] = ()
) -> Guess:
    """A score from 0 (surely something else) to 1 (surely STEM); `subjects` are words of the source.

    `confidence` is the chance that the verdict of the score, above or below a half, is right. Where
    nothing is named the score is what a title of a mixed source has, and the rule "nothing-named".
    """
    found = signs_in(title, body, language, fields.vocabulary, subjects)
    sums: dict[Field, float] = dict.fromkeys(WEIGHTS, 0.0)
    for concept, signs in found.items():
        sums[fields.field_of[concept]] += -math.log(max(1e-9, 1 - confidence_of(signs)))
    logit = BIAS + sum(WEIGHTS[field] * min(MOST, evidence) for field, evidence in sums.items())
    score = round(1 / (1 + math.exp(-logit)), 3)
    rule = "named-fields" if found else "nothing-named"
    return Guess(score, round(max(score, 1 - score), 3), rule, _words(found.values()))


def _words(found: Iterable[Signs]) -> str:
    strongest = sorted(found, key=lambda signs: -signs.strength)
    words = dict.fromkeys(signs.words for signs in strongest)
    return evidence_of(", ".join(list(words)[:MOST_WORDS]))
