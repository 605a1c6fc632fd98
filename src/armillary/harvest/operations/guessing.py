"""Guess what nobody says of resources, use a guess, or turn it down.

Guesses are made outside the transaction, so that a thousand texts never hold the database; what
changes meanwhile sends its resource here again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from armillary.catalogue.alignments.operations import suggest_alignments
from armillary.catalogue.enums import ResourceState
from armillary.catalogue.models import Resource
from armillary.catalogue.operations import edit_resource, fill_gaps
from armillary.catalogue.queries import chunks
from armillary.core.bulk import upsert_rows
from armillary.core.clock import now
from armillary.core.errors import require
from armillary.harvest import rules
from armillary.harvest.errors import NoSuchGuess
from armillary.harvest.guessing.guessers import RELEVANCE, Guesser
from armillary.harvest.guessing.material import materials
from armillary.harvest.guessing.storing import Document, as_document, fillings_of, without
from armillary.harvest.models import Guesses
from armillary.harvest.signals import guesses_restated
from armillary.people.actors import Actor
from armillary.people.log import write_log

STREAM: Final = "guesses"
AT_ONCE: Final = 250
COLUMNS: Final = ("resource_id", "found", "turned_down", "relevance", "digest", "guessed_at")
KEPT: Final = ("turned_down",)
LISTS: Final = frozenset({"languages", "subjects", "levels"})


@dataclass(frozen=True, slots=True)
class Guessed:
    """How many resources were looked at, about how many something new is guessed, and how many
    have a gap filled by it."""

    looked_at: int = 0
    changed: int = 0
    filled: int = 0

    def __add__(self, other: "Guessed") -> "Guessed":
        return Guessed(
            self.looked_at + other.looked_at,
            self.changed + other.changed,
            self.filled + other.filled,
        )


def guess_resources(ids: Sequence[int], *, by: Actor, guesser: Guesser | None = None) -> Guessed:
    """Guess of each what its material allows; what has been guessed from the same is left alone."""
    require(rules.may_guess(by))
    guesser = guesser or Guesser()
    total = Guessed()
    for part in chunks(list(dict.fromkeys(ids)), AT_ONCE):
        total += _guess_chunk(part, guesser, by=by)
    return total


def _guess_chunk(ids: Sequence[int], guesser: Guesser, *, by: Actor) -> Guessed:
    standing = Resource.objects.filter(pk__in=ids, alias_of=None)
    rows = list(standing.exclude(state=ResourceState.WITHDRAWN).order_by("pk"))
    known = dict(Guesses.objects.filter(pk__in=ids).values_list("pk", "digest"))
    fresh = {
        number: (material, digest)
        for number, material in materials(rows).items()
        if (digest := material.digest(guesser.edition)) != known.get(number)
    }
    guessed = {number: guesser.guess(material) for number, (material, _digest) in fresh.items()}
    aligned = {number: guesser.align(material) for number, (material, _digest) in fresh.items()}
    digests = {number: digest for number, (_material, digest) in fresh.items()}
    documents = {number: as_document(found) for number, found in guessed.items()}
    with transaction.atomic():
        filled = _store(documents, digests, by=by)
        suggest_alignments(aligned, by=by)
    return Guessed(len(rows), len(fresh), len(filled))


def _store(
    documents: Mapping[int, Document], digests: Mapping[int, str], *, by: Actor
) -> list[int]:
    """Keep the guesses and fill gaps with them; which resources have changed by it."""
    if not documents:
        return []
    moment = now()
    upsert_rows(
        Guesses,
        COLUMNS,
        [
            (number, document, {}, _relevance(document), digests[number], moment)
            for number, document in documents.items()
        ],
        key=("resource_id",),
        kept=KEPT,
    )
    filled = _fill(documents, by=by)
    write_log(STREAM, "guess", by=by, resources=len(documents), filled=len(filled))
    guesses_restated.send(sender=Guesses, ids=sorted(documents))
    return filled


def _fill(documents: Mapping[int, Document], *, by: Actor) -> list[int]:
    turned_down = dict(
        Guesses.objects.filter(pk__in=list(documents)).values_list("pk", "turned_down")
    )
    return fill_gaps(
        {
            number: fillings_of(without(document, turned_down.get(number, {})))
            for number, document in documents.items()
        },
        by=by,
    )


def _relevance(document: Document) -> float | None:
    return next((guess["value"] for guess in document.get(RELEVANCE, [])), None)


@transaction.atomic
def use_guess(resource: Resource, field: str, value: str, *, by: Actor) -> Resource:
    """Make a guess a curator's own value: it is locked, and added to what a list holds already.
    Raises `NoSuchGuess`."""
    require(rules.may_judge_guesses(by))
    guess = _guess(_locked(resource), field, value)
    stated: dict[str, Any] = {field: guess["value"]}
    if field in LISTS:
        stated = {field: list(dict.fromkeys([*_said(resource, field), guess["value"]]))}
    return edit_resource(resource, changes=stated, by=by)  # type: ignore[arg-type]


def _said(resource: Resource, field: str) -> list[str]:
    """What somebody has said: using one guess says nothing of the others."""
    said: dict[str, Any] = dict(resource.stated)
    return list(said.get(field, ()))


@transaction.atomic
def turn_down_guess(resource: Resource, field: str, value: str, *, by: Actor) -> None:
    """Nobody sees this guess any more, and it fills no gap. Raises `NoSuchGuess`."""
    require(rules.may_judge_guesses(by))
    row = _locked(resource)
    guess = _guess(row, field, value)
    row.turned_down = {**row.turned_down, field: [*row.turned_down.get(field, []), guess["value"]]}
    row.save(update_fields=["turned_down"])
    fill_gaps({resource.pk: fillings_of(without(row.found, row.turned_down))}, by=by)
    write_log(STREAM, "turn-down", by=by, on=resource.public_id, field=field, value=guess["value"])
    guesses_restated.send(sender=Guesses, ids=[resource.pk])


@transaction.atomic
def reconsider_guess(resource: Resource, field: str, value: str, *, by: Actor) -> None:
    """Take back that a guess was turned down. Raises `NoSuchGuess`."""
    require(rules.may_judge_guesses(by))
    row = _locked(resource)
    down = row.turned_down.get(field, [])
    left = [each for each in down if str(each) != value]
    if len(left) == len(down):
        raise _no_such_guess()
    row.turned_down = {**row.turned_down, field: left}
    row.save(update_fields=["turned_down"])
    fill_gaps({resource.pk: fillings_of(without(row.found, row.turned_down))}, by=by)
    write_log(STREAM, "reconsider", by=by, on=resource.public_id, field=field, value=value)
    guesses_restated.send(sender=Guesses, ids=[resource.pk])


def _locked(resource: Resource) -> Guesses:
    row = Guesses.objects.select_for_update().filter(pk=resource.pk).first()
    if row is None:
        raise _no_such_guess()
    return row


def _guess(row: Guesses, field: str, value: str) -> dict[str, Any]:
    left = without(row.found, row.turned_down).get(field, [])
    found = next((guess for guess in left if str(guess["value"]) == value), None)
    if found is None:
        raise _no_such_guess()
    return found


def _no_such_guess() -> NoSuchGuess:
    return NoSuchGuess(_("There is no such guess any more. Look at the resource again."))
