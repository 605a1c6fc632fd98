"""Guesses as they are kept: documents of a resource, and what of them fills its gaps."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from armillary.catalogue.filling import FILLABLE
from armillary.catalogue.operations import Filling
from armillary.methods.enrichment.guess import Guess

# How sure a machine must be to speak where nobody does. Readers filter by these, so a wrong one
# hides what it should show; the others wait for a person whatever their confidence.
SURE_ENOUGH: Final = {"languages": 0.9, "subjects": 0.7, "levels": 0.8}
MOST_FILLED: Final = 3  # of a field; the more there are, the less each of them says

Document = dict[str, list[dict[str, Any]]]


def as_document(found: Mapping[str, Sequence[Guess]]) -> Document:
    return {
        name: [
            {
                "value": guess.value,
                "confidence": round(guess.confidence, 3),
                "rule": guess.rule,
                "evidence": guess.evidence,
            }
            for guess in guesses
        ]
        for name, guesses in found.items()
    }


def without(document: Document, turned_down: Mapping[str, Iterable[object]]) -> Document:
    """What nobody has turned down yet."""
    left = {
        name: [guess for guess in guesses if guess["value"] not in set(turned_down.get(name, ()))]
        for name, guesses in document.items()
    }
    return {name: guesses for name, guesses in left.items() if guesses}


def fillings_of(document: Document) -> dict[str, Filling]:
    """For each field that a machine may fill: what it is sure enough of, or nothing."""
    return {name: _filling(document.get(name, []), SURE_ENOUGH[name]) for name in FILLABLE}


def _filling(guesses: Sequence[Mapping[str, Any]], least: float) -> Filling:
    sure = [guess for guess in guesses if guess["confidence"] >= least][:MOST_FILLED]
    rule = sure[0]["rule"] if sure else ""
    return Filling(rule, {str(guess["value"]): guess["confidence"] for guess in sure})
