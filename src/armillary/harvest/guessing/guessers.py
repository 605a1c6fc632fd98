"""Everything a machine guesses of one resource: field → guesses, the surest first.

Nothing is guessed of what is stated, but for subjects: those of a source are often one broad word,
and curators are glad of narrower ones to choose from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from armillary.catalogue.alignments.operations import Suggested
from armillary.core.languages import UNDETERMINED
from armillary.harvest.glancing import resolved, seen_in
from armillary.harvest.guessing import labels
from armillary.harvest.guessing.material import Material
from armillary.methods.enrichment.alignment import align
from armillary.methods.enrichment.concepts.suggesting import suggest
from armillary.methods.enrichment.concepts.vocabulary import Vocabulary
from armillary.methods.enrichment.guess import Guess
from armillary.methods.enrichment.languages import language_of
from armillary.methods.enrichment.levels import levels_of
from armillary.methods.enrichment.licences import licence_of
from armillary.methods.enrichment.relevance import stem_relevance
from armillary.vocabularies.queries import with_ancestors

MOST: Final = 5  # guesses of a field that anybody would look through
RELEVANCE: Final = "relevance"

Found = dict[str, list[Guess]]


class Guesser:
    """Guesses for many resources with the vocabularies of today."""

    def __init__(self) -> None:
        self.edition = labels.edition()
        self._with = labels.vocabularies(self.edition)

    def guess(self, material: Material) -> Found:
        """Fields of which nothing is guessed are left out."""
        facts = material.facts
        language = _language(material)
        subjects = _suggested(material, language, self._with.own)
        found: Found = {
            "languages": [] if material.languages else _languages(material),
            "subjects": _narrower(subjects, facts.get("subjects", [])),
            "levels": [] if material.has_level else levels_of(*material.text(language)),
            "licence": [] if facts.get("licence") else _licence(material),
            "minutes": [] if facts.get("minutes") else _minutes(material),
            "topics": self._topics(material, language),
            RELEVANCE: [self._relevance(material, language)],
        }
        return {name: guesses[:MOST] for name, guesses in found.items() if guesses}

    def align(self, material: Material) -> list[Suggested]:
        """The statements of learning standards that it seems to serve, of each framework some."""
        text = material.text(_language(material))
        levels = material.facts.get("levels", [])
        found = [
            guess
            for statements in self._with.frameworks
            for guess in align(*text, statements, levels=levels, limit=MOST)
        ]
        surest: dict[int, Guess] = {}
        for guess in sorted(found, key=lambda guess: -guess.confidence):
            surest.setdefault(int(str(guess.value).partition(labels.SEPARATOR)[0]), guess)
        return [
            Suggested(number, guess.confidence, guess.rule, guess.evidence)
            for number, guess in surest.items()
        ]

    def _topics(self, material: Material, language: str) -> list[Guess]:
        found = [
            replace(guess, value=f"{key}{labels.SEPARATOR}{guess.value}")
            for key, vocabulary in self._with.topics.items()
            for guess in _suggested(material, language, vocabulary)
        ]
        return sorted(found, key=lambda guess: -guess.confidence)

    def _relevance(self, material: Material, language: str) -> Guess:
        words = _words(material)
        return stem_relevance(*material.text(language), self._with.fields, subjects=words)


def _language(material: Material) -> str:
    """The language whose texts are read: that of the title, as stated, or as it seems to be."""
    told = [tag for tag in (*material.titles, *material.languages) if tag != UNDETERMINED]
    if told:
        return told[0]
    guess = language_of(material.untold)
    return str(guess.value) if guess else ""


def _languages(material: Material) -> list[Guess]:
    guess = language_of(material.untold)
    return [guess] if guess else []


def _suggested(material: Material, language: str, vocabulary: Vocabulary) -> list[Guess]:
    return suggest(
        *material.text(language),
        vocabulary,
        keywords=material.facts.get("keywords", []),
        limit=MOST,
    )


def _words(material: Material) -> list[str]:
    """What sources call its subjects."""
    return [*material.facts.get("keywords", []), *material.unknown.get("subjects", [])]


def _narrower(guesses: Iterable[Guess], stated: Sequence[str]) -> list[Guess]:
    """Without what is stated, or stands above something that is."""
    known = set(with_ancestors("subjects", stated))
    return [guess for guess in guesses if guess.value not in known]


def _licence(material: Material) -> list[Guess]:
    """At the foot of its page; else in what a source said, by which no licence was known, and in its
    description."""
    of_pages = (seen_in(glance, "licence") for glance in material.glances)
    stated = (material.unknown.get(name, ()) for name in ("licence", "licences"))
    words = [*chain(*stated), *material.descriptions.values()]
    of_words = (licence_of(stated, resolve=resolved) for stated in words)
    return [guess for guess in chain(of_pages, of_words) if guess][:1]


def _minutes(material: Material) -> list[Guess]:
    guesses = (seen_in(glance, "minutes") for glance in material.glances)
    return [guess for guess in guesses if guess][:1]
