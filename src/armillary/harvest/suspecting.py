"""Look for resources that may be one, after a run. What was asked once is never asked again."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from armillary.catalogue.enums import ResourceState
from armillary.catalogue.models import IdentityKey, Resource
from armillary.core.clock import now
from armillary.core.errors import require
from armillary.harvest import rules
from armillary.harvest.models import Record, Run, Suspicion
from armillary.harvest.signals import run_compared, suspicions_restated
from armillary.methods.duplicates import Entry, Pair, likely_duplicates
from armillary.people.actors import Actor

MOST: Final = 5_000  # suspicions of one run; nobody can judge more
SCHEMES: Final = ("doi:", "isbn:")


def suspect_duplicates_of(run: Run, *, by: Actor) -> int:
    """Compare what a run changed with everything else; how many suspicions are new. Only then may
    the machine list what the run brought."""
    require(rules.may_judge(by))
    begun = now()
    changed = Record.objects.filter(source=run.source_id, changed_in=run.pk, is_deleted=False)
    ids = changed.exclude(resource=None).values_list("resource_id", flat=True)
    fresh = {number for number in ids if number}
    pairs = likely_duplicates(_entries(), fresh=fresh) if fresh else []
    return _settle(run, sorted(pairs, key=lambda pair: -pair.score)[:MOST], begun)


@transaction.atomic
def _settle(run: Run, pairs: Sequence[Pair], begun: datetime) -> int:
    """Store the suspicions with the moment before the search: what a run that went on took after
    it has not been compared."""
    new = _store(_never_asked(pairs), run)
    Run.objects.filter(pk=run.pk).update(compared_at=begun)
    found = run.suspicions.values_list("first_id", "second_id")  # those of shared keys included
    if ids := sorted({number for pair in found for number in pair}):
        suspicions_restated.send(sender=Suspicion, ids=ids)
    run_compared.send(sender=Run, source=run.source_id, run=run.pk)
    return new


def _never_asked(pairs: Sequence[Pair]) -> list[Pair]:
    known = Suspicion.objects.filter(first_id__in=[pair.first for pair in pairs])
    asked = set(known.values_list("first_id", "second_id"))
    return [pair for pair in pairs if (pair.first, pair.second) not in asked]


def _store(pairs: Sequence[Pair], run: Run) -> int:
    rows = [
        Suspicion(
            first_id=pair.first,
            second_id=pair.second,
            score=pair.score,
            reasons=[{"reason": reason} for reason in pair.reasons],
            found_in=run,
        )
        for pair in pairs
    ]
    Suspicion.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


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
