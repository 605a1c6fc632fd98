"""Count the records that have a term, by source, and how many of them wait for a decision.

Terms are locked in the order of their numbers before anything is counted, here as when somebody
decides, so that no change is lost and nobody waits in a circle.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from django.db.models import Sum

from armillary.catalogue.queries import chunks
from armillary.core.bulk import insert_missing_rows, insert_rows, update_rows
from armillary.harvest.models import TermDecision, TermOfSource, UnknownTerm

Changes = Mapping[tuple[int, int], int]  # (term, source) → how many records more
NEW: Final = ("term_id", "source_id", "kind", "records", "is_decided")
AT_ONCE: Final = 500


class _Term(NamedTuple):
    pk: int
    kind: str
    waiting: int


class _Count(NamedTuple):
    """How many records of a source have a term."""

    pk: int
    records: int
    is_decided: bool


def count(changes: Changes) -> None:
    """Add to the counts; the caller holds the transaction."""
    by_term: dict[int, dict[int, int]] = {}
    for (term, source), number in changes.items():
        if number:
            by_term.setdefault(term, {})[source] = number
    for part in chunks(sorted(by_term), AT_ONCE):
        _count({term: by_term[term] for term in part})


def recount(terms: Iterable[int]) -> None:
    """After a decision, or when one is undone: who still waits?"""
    for part in chunks(sorted(set(terms)), AT_ONCE):
        _recount(part)


def _count(changes: Mapping[int, Mapping[int, int]]) -> None:
    locked = _locked(list(changes))
    known = _counts_of(list(changes), {source for each in changes.values() for source in each})
    decided = _decided([term for term in changes if not changes[term].keys() <= known[term].keys()])
    waiting = {term: row.waiting for term, row in locked.items()}
    fresh, old = [], []
    for term, by_source in changes.items():
        for source, number in sorted(by_source.items()):
            row = known[term].get(source)
            if row is None:
                is_decided = bool({None, source} & decided.get(term, set()))
                fresh.append((term, source, locked[term].kind, number, is_decided))
            else:
                is_decided = row.is_decided
                old.append((row.records + number, row.pk))
            waiting[term] += 0 if is_decided else number
    insert_rows(TermOfSource, NEW, fresh)
    update_rows(TermOfSource, ("records",), old)
    _set_waiting(locked, waiting)


def _recount(terms: Sequence[int]) -> None:
    locked = _locked(terms)
    decided = _decided(terms)
    # A source that is decided on before it has the term gets its row now, so that it is known.
    rows = [
        (term, source, locked[term].kind, 0, True)
        for term in terms
        for source in sorted(number for number in decided.get(term, ()) if number is not None)
    ]
    insert_missing_rows(TermOfSource, NEW, rows)
    flags = [
        (bool({None, source} & decided.get(term, set())), pk)
        for pk, term, source in TermOfSource.objects.filter(term__in=terms).values_list(
            "pk", "term", "source"
        )
    ]
    update_rows(TermOfSource, ("is_decided",), flags)
    open_counts = TermOfSource.objects.filter(term__in=terms, is_decided=False)
    sums = open_counts.values_list("term").annotate(whole=Sum("records")).order_by()
    _set_waiting(locked, {**dict.fromkeys(terms, 0), **dict(sums)})


def _locked(terms: Sequence[int]) -> dict[int, _Term]:
    rows = UnknownTerm.objects.select_for_update().filter(pk__in=terms).order_by("pk")
    return {row[0]: _Term._make(row) for row in rows.values_list(*_Term._fields)}


def _counts_of(terms: Sequence[int], sources: Iterable[int]) -> dict[int, dict[int, _Count]]:
    found: dict[int, dict[int, _Count]] = {term: {} for term in terms}
    rows = TermOfSource.objects.filter(source__in=sources, term__in=terms)
    for term, source, *row in rows.values_list("term", "source", *_Count._fields):
        found[term][source] = _Count._make(row)
    return found


def _decided(terms: Sequence[int]) -> dict[int, set[int | None]]:
    """Term → the sources it is decided for; None stands for all of them."""
    found: dict[int, set[int | None]] = {}
    if terms:
        rows = TermDecision.objects.filter(term__in=terms, undone_at=None)
        for term, source in rows.values_list("term", "source"):
            found.setdefault(term, set()).add(source)
    return found


def _set_waiting(locked: Mapping[int, _Term], waiting: Mapping[int, int]) -> None:
    rows = [(number, pk) for pk, number in waiting.items() if number != locked[pk].waiting]
    update_rows(UnknownTerm, ("waiting",), rows)
