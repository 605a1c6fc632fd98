"""Look for resources that may be one, after a run. What was asked once is never asked again."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.db import transaction

from armillary.catalogue.enums import ResourceState
from armillary.catalogue.models import IdentityKey, Resource
from armillary.core.errors import require
from armillary.harvest import rules
from armillary.harvest.models import Record, Run, Suspicion
from armillary.methods.duplicates import Entry, Pair, likely_duplicates
from armillary.people.actors import Actor

MOST: Final = 5_000  # suspicions of one run; nobody can judge more
SCHEMES: Final = ("doi:", "isbn:")


def suspect_duplicates_of(run: Run, *, by: Actor) -> int:
    """Compare what a run changed with everything else."""
    changed = Record.objects.filter(source=run.source_id, changed_in=run.pk, is_deleted=False)
    ids = changed.exclude(resource=None).values_list("resource_id", flat=True)
    return suspect_duplicates({number for number in ids if number}, by=by, run=run)


def suspect_duplicates(resource_ids: Iterable[int], *, by: Actor, run: Run | None = None) -> int:
    """Store suspicions between these resources and all others; how many are new."""
    require(rules.may_judge(by))
    fresh = set(resource_ids)
    if not fresh:
        return 0
    pairs = sorted(likely_duplicates(_entries(), fresh=fresh), key=lambda pair: -pair.score)
    return _store(pairs[:MOST], run)


@transaction.atomic
def _store(pairs: Sequence[Pair], run: Run | None) -> int:
    before = Suspicion.objects.count()
    Suspicion.objects.bulk_create(
        [
            Suspicion(
                first_id=pair.first,
                second_id=pair.second,
                score=pair.score,
                reasons=[{"reason": reason} for reason in pair.reasons],
                found_in=run,
            )
            for pair in pairs
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    return Suspicion.objects.count() - before


def _entries() -> list[Entry]:
    """Everything that stands, one entry for each title."""
    rows = Resource.objects.filter(alias_of=None).exclude(state=ResourceState.WITHDRAWN)
    identifiers = _identifiers()
    entries: list[Entry] = []
    for row in rows.only("id", "titles", "facts").order_by("pk").iterator(chunk_size=2000):
        entries.extend(_entries_of(row, identifiers.get(row.pk, ())))
    return entries


def _entries_of(row: Resource, identifiers: Sequence[str]) -> Iterator[Entry]:
    names = tuple(agent["name"] for agent in row.facts.get("creators", []))
    for language, title in row.titles.texts.items():
        yield Entry(
            id=row.pk,
            title=title,
            language="" if language == "und" else language,
            names=names,
            addresses=tuple(row.facts.get("addresses", [])),
            identifiers=tuple(identifiers),
        )


def _identifiers() -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for scheme in SCHEMES:
        rows = IdentityKey.objects.filter(key__startswith=scheme)
        for resource, key in rows.values_list("resource_id", "key"):
            found.setdefault(resource, []).append(key)
    return found
