"""The vocabularies that guesses are made with, compiled once in a process and again after an import."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from armillary.core.languages import UNDETERMINED
from armillary.methods.enrichment.alignment import Statement, Statements
from armillary.methods.enrichment.concepts.labels import Label
from armillary.methods.enrichment.concepts.vocabulary import Vocabulary
from armillary.methods.enrichment.relevance import (
    Field,
    Fields,
    field_of_microthesaurus,
    field_of_subject,
    fields_of,
)
from armillary.methods.enrichment.words import telling_words
from armillary.vocabularies.enums import Purpose
from armillary.vocabularies.models import Concept, Scheme

OWN: Final = "subjects"
FEWEST_WORDS: Final = 4  # that tell something, of a statement with others below it
SEPARATOR: Final = ":"  # between the key of a scheme and that of a concept in it


@dataclass(frozen=True, slots=True)
class Vocabularies:
    """All that is needed to guess: own subjects, further topics by the key of their scheme, fields
    of knowledge, and frameworks of learning standards, whose statements are known by their numbers
    in the database."""

    own: Vocabulary
    topics: Mapping[str, Vocabulary]
    fields: Fields
    frameworks: tuple[Statements, ...]


def edition() -> str:
    """Changes with every import of a vocabulary."""
    rows = Scheme.objects.order_by("pk").values_list("key", "digest", "purpose")
    return " ".join(f"{key}:{digest}:{purpose}" for key, digest, purpose in rows)


@lru_cache(maxsize=1)
def vocabularies(_edition: str) -> Vocabularies:
    """As they are at this edition; compiling the UNESCO Thesaurus takes a second or two."""
    topics = {scheme.key: _concepts(scheme) for scheme in _schemes(Purpose.TOPICS)}
    own = _concepts(Scheme.objects.filter(key=OWN).first())
    return Vocabularies(
        own=_vocabulary(own),
        topics={key: _vocabulary(concepts) for key, concepts in topics.items()},
        fields=_fields(own, [concept for mine in topics.values() for concept in mine]),
        frameworks=tuple(_statements(_concepts(each)) for each in _schemes(Purpose.FRAMEWORK)),
    )


def _schemes(purpose: Purpose) -> list[Scheme]:
    return list(Scheme.objects.filter(purpose=purpose, is_shipped=False).order_by("key"))


def _concepts(scheme: Scheme | None) -> list[Concept]:
    return list(Concept.objects.filter(scheme=scheme, is_deprecated=False)) if scheme else []


def _vocabulary(concepts: list[Concept]) -> Vocabulary:
    key_of = {concept.uri: concept.key for concept in concepts}
    related = {
        concept.key: [key_of[uri] for uri in concept.related if uri in key_of]
        for concept in concepts
    }
    labels = (label for concept in concepts for label in _labels(concept))
    return Vocabulary.of(labels, _broader(concepts), related)


def _labels(concept: Concept) -> Iterator[Label]:
    for language, text in concept.label.texts.items():
        yield Label(concept.key, text, language, is_preferred=True)
    for language, texts in concept.other_labels.items():
        for text in texts:
            yield Label(concept.key, text, language, is_preferred=False)


def _broader(concepts: list[Concept]) -> dict[str, list[str]]:
    key_of = {concept.pk: concept.key for concept in concepts}
    above: dict[str, list[str]] = {}
    if concepts:
        scheme = concepts[0].scheme_id
        rows = Concept.broader.through.objects.filter(from_concept__scheme=scheme).order_by("pk")
        for below, over in rows.values_list("from_concept_id", "to_concept_id"):
            if below in key_of and over in key_of:
                above.setdefault(key_of[below], []).append(key_of[over])
    return above


def _fields(own: list[Concept], topics: list[Concept]) -> Fields:
    """Our subjects are in the fields that we say, others in those of their microthesauri."""
    labels: dict[Field, list[Label]] = {"stem": [], "education": [], "other": []}
    for concept in own:
        labels[field_of_subject(concept.key)] += _labels(concept)
    for concept in topics:
        found = (field_of_microthesaurus(notation) for notation in concept.groups)
        if field := next((each for each in found if each), None):
            labels[field] += (label._replace(concept=concept.uri) for label in _labels(concept))
    return fields_of(labels)


def _statements(concepts: list[Concept]) -> Statements:
    by_key = {concept.key: concept for concept in concepts}
    above = _broader(concepts)
    inner = {key for several in above.values() for key in several}
    return Statements.of(
        statement
        for concept in concepts
        for statement in _in_each_language(concept, by_key, above)
        if concept.key not in inner or _says_enough(statement)
    )


def _says_enough(statement: Statement) -> bool:
    """What stands above others may be a mere heading, which nothing serves as such."""
    return len(telling_words(statement.text, statement.language)) >= FEWEST_WORDS


def _in_each_language(
    concept: Concept, by_key: Mapping[str, Concept], above: Mapping[str, list[str]]
) -> Iterator[Statement]:
    """One for each language; the language stands behind the number where there are several."""
    over = [by_key[key] for key in above.get(concept.key, ())]
    for place, (language, label) in enumerate(concept.label.texts.items()):
        yield Statement(
            id=f"{concept.pk}" if not place else f"{concept.pk}{SEPARATOR}{language}",
            text=concept.definition.texts.get(language, "") or label,
            language="" if language == UNDETERMINED else language,
            code=concept.key if not place else "",
            label=label,
            context=" ".join(each.label.texts.get(language, "") for each in over),
            levels=tuple(concept.levels),
        )
