"""Guesses as pages show them, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from armillary.catalogue.documents import Enrichment
from armillary.catalogue.models import Resource
from armillary.formats.values.licences import licence
from armillary.harvest.guessing.storing import Document, without
from armillary.harvest.models import Guesses
from armillary.vocabularies.queries import label, labels

TOPICS: Final = "topics"
SCHEMES: Final = {"languages": "languages", "subjects": "subjects", "levels": "levels"}
FOUND_BY: Final = 0.6  # how sure a topic must be before it helps to find something


@dataclass(frozen=True, slots=True)
class GuessView:
    """A guess in words, with how it came about."""

    field: str
    value: str
    label: str
    confidence: float
    rule: str
    evidence: str


@dataclass(frozen=True, slots=True)
class GuessViews:
    """All guesses of a resource by field, what was turned down, and how surely it is about STEM."""

    fields: Mapping[str, Sequence[GuessView]]
    turned_down: Sequence[GuessView]
    relevance: float | None


NOTHING: Final = GuessViews({}, (), None)


def guesses_of(resource: Resource, language: str) -> GuessViews:
    """As `language` has them."""
    row = Guesses.objects.filter(pk=resource.pk).first()
    if row is None:
        return NOTHING
    left = _left(row, resource)
    fields = {
        name: [_view(name, guess, language) for guess in guesses]
        for name, guesses in left.items()
        if name != "relevance"
    }
    down = [
        _view(name, guess, language)
        for name, guesses in row.found.items()
        for guess in guesses
        if guess["value"] in row.turned_down.get(name, ())
    ]
    return GuessViews(fields, down, row.relevance)


def guess_facts(resource: Resource) -> dict[str, Any]:
    """All guesses of a resource as JSON values."""
    row = Guesses.objects.filter(pk=resource.pk).first()
    if row is None:
        return {"resource": resource.public_id, "fields": {}, "relevance": None, "at": None}
    return {
        "resource": resource.public_id,
        "fields": _left(row, resource),
        "turned_down": row.turned_down,
        "relevance": row.relevance,
        "at": row.guessed_at.isoformat(),
    }


def enrichments_for(ids: Sequence[int]) -> dict[int, Enrichment]:
    """What topics are called in every language: so a word of any vocabulary that was imported finds
    what is about it, whatever language its texts are in."""
    rows = Guesses.objects.filter(pk__in=ids).values_list("pk", "found", "turned_down")
    found = {number: _names(without(document, down)) for number, document, down in rows}
    return {number: Enrichment(keywords=names) for number, names in found.items() if names}


def _left(row: Guesses, resource: Resource) -> Document:
    """What nobody has turned down, nor said meanwhile."""
    said: dict[str, Any] = dict(resource.stated)
    return {
        name: fresh
        for name, guesses in without(row.found, row.turned_down).items()
        if (fresh := [guess for guess in guesses if not _is_said(guess["value"], said.get(name))])
    }


def _is_said(value: object, said: object) -> bool:
    return value in said if isinstance(said, list) else value == said


def _names(document: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[str]:
    sure = [each for each in document.get(TOPICS, ()) if each["confidence"] >= FOUND_BY]
    names = (labels(*_topic(str(each["value"]))).values() for each in sure)
    return list(dict.fromkeys(name for several in names for name in several))


def _view(field: str, guess: Mapping[str, Any], language: str) -> GuessView:
    value = str(guess["value"])
    return GuessView(
        field,
        value,
        _label(field, value, language),
        guess["confidence"],
        guess["rule"],
        guess["evidence"],
    )


def _label(field: str, value: str, language: str) -> str:
    if field in SCHEMES:
        return label(SCHEMES[field], value, language)
    if field == TOPICS:
        return label(*_topic(value), language)
    known = licence(value) if field == "licence" else None
    return known.name if known else value


def _topic(value: str) -> tuple[str, str]:
    """Key of the scheme and key in it."""
    scheme, _colon, key = value.partition(":")
    return scheme, key
