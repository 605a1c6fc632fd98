"""What harvests say of resources: who vouches for them, and which may be there twice."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from armillary.catalogue.enums import ResourceState
from armillary.evaluation.queries.families import family_of
from armillary.harvest.enums import SuspicionState, Tie
from armillary.harvest.kinds.submission import NAME as SUBMISSION
from armillary.harvest.models import Guesses, Record, Source, Suspicion
from armillary.harvest.queries import uncompared_among


@dataclass(frozen=True, slots=True)
class Waiting:
    """Ids of candidates; `after` is where the next page begins, 0 on the last one."""

    ids: list[int]
    after: int


def trusted_resources(ids: Sequence[int]) -> set[int]:
    """Those of `ids` of which a trusted source has a record that is still there, or of what was
    merged into them. What a run has brought counts once the run was compared: before, nobody knows
    what is there twice. Where a member has a say as well, a curator looks: the source vouches for
    its own words only."""
    family = family_of(ids)
    live = Record.objects.filter(resource_id__in=list(family), is_deleted=False)
    rows = live.values_list("resource_id", "changed_in", "source__is_trusted", "source__kind")
    records = [
        (family[number], run, is_trusted, kind) for number, run, is_trusted, kind in rows if number
    ]
    pending = uncompared_among(run for _id, run, _trusted, _kind in records)
    trusted = {number for number, _run, is_trusted, _kind in records if is_trusted}
    return trusted - {
        number
        for number, run, is_trusted, kind in records
        if run in pending or (kind == SUBMISSION and not is_trusted)
    }


def general_resources(ids: Sequence[int]) -> dict[int, float | None]:
    """Those of `ids` that only sources which offer other things too speak for → how surely they are
    about STEM, None before that was looked at."""
    if not Source.objects.filter(only_stem=True).exists():
        return {}
    family = family_of(ids)
    live = Record.objects.filter(resource_id__in=list(family), is_deleted=False)
    rows = live.values_list("resource_id", "source__only_stem")
    special = {family[number] for number, only_stem in rows if number and not only_stem}
    general = {family[number] for number, _only_stem in rows if number} - special
    relevance = Guesses.objects.filter(pk__in=general).values_list("pk", "relevance")
    return {**dict.fromkeys(general), **dict(relevance)}


def waiting_of(source: int, *, run: int, after: int, count: int) -> Waiting:
    """Candidates of which a source has a record; with `run` only those that this run changed."""
    records = Record.objects.filter(source=source, is_deleted=False, pk__gt=after)
    if run:
        records = records.filter(changed_in=run)
    waiting = records.filter(resource__state=ResourceState.CANDIDATE).order_by("pk")
    rows = list(waiting.values_list("pk", "resource_id")[:count])
    ids = list(dict.fromkeys(number for _pk, number in rows if number))
    return Waiting(ids, rows[-1][0] if len(rows) == count else 0)


def suspected_resources(ids: Sequence[int]) -> set[int]:
    """Those of `ids` that may be the same as another, undecided so far. An edition of something may
    stand beside it."""
    open_pairs = Suspicion.objects.filter(
        Q(first_id__in=ids) | Q(second_id__in=ids),
        state=SuspicionState.OPEN,
        tie=Tie.SAME,
        first__alias_of=None,
        second__alias_of=None,
    )
    suspected = {
        number for pair in open_pairs.values_list("first_id", "second_id") for number in pair
    }
    return suspected & set(ids)
