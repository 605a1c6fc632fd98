"""Fill what nobody says with what a machine guesses: many resources at once, a constant number of
queries. What a record or a curator says is never touched, nor is an emptiness that a curator locked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from armillary.catalogue.models import Resource
from armillary.catalogue.provenance import MACHINE, Provenance, from_machine
from armillary.catalogue.queries import chunks
from armillary.core.bulk import update_rows
from armillary.core.clock import now

FILLABLE: Final = ("languages", "subjects", "levels")  # lists, where a wrong value does little harm
WRITTEN: Final = ("facts", "provenance", "datestamp", "changed_at")


@dataclass(frozen=True, slots=True)
class Filling:
    """What a rule guesses of one field: value → how sure, from 0 to 1; empty if it has no idea."""

    rule: str
    confidence: Mapping[str, float]


Fillings = Mapping[str, Filling]  # field → what is guessed of it


class _Row(NamedTuple):
    id: int
    facts: dict[str, Any]
    provenance: Provenance


def write_fillings(guessed: Mapping[int, Fillings]) -> list[int]:
    """Store guesses by the id of their resource, and answer which changed; the caller holds the
    transaction. A field that is not named keeps what a machine guessed before."""
    changed = [row for row in _locked(guessed) if _fill(row, guessed[row.id])]
    moment = now()
    update_rows(
        Resource, WRITTEN, [(row.facts, row.provenance, moment, moment, row.id) for row in changed]
    )
    return [row.id for row in changed]


def _locked(guessed: Mapping[int, Fillings]) -> list[_Row]:
    rows: list[_Row] = []
    for part in chunks(sorted(guessed)):
        found = Resource.objects.select_for_update().filter(pk__in=part).order_by("pk")
        rows += map(_Row._make, found.values_list(*_Row._fields))
    return rows


def _fill(row: _Row, fillings: Fillings) -> bool:
    """Is anything different now?"""
    filled = [_fill_field(row, name, filling) for name, filling in fillings.items()]
    return any(filled)


def _fill_field(row: _Row, name: str, filling: Filling) -> bool:
    old = row.provenance.get(name)
    is_free = name in FILLABLE and (old["by"] == MACHINE if old else not row.facts.get(name))
    if not is_free or _is_same(row, name, filling):
        return False
    if filling.confidence:
        row.facts[name] = list(filling.confidence)
        row.provenance[name] = from_machine(filling.rule, dict(filling.confidence))
    else:
        del row.facts[name], row.provenance[name]
    return True


def _is_same(row: _Row, name: str, filling: Filling) -> bool:
    old = row.provenance.get(name)
    if old is None:
        return not filling.confidence
    return old["ref"] == filling.rule and old.get("confidence") == dict(filling.confidence)
