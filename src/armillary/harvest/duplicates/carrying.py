"""When two become one, what may be the same as the absorbed resource may now be the same as the one
kept; when they part, those questions go again."""

from django.db.models import Q, QuerySet

from armillary.catalogue.merging.objections import family_below
from armillary.catalogue.models import Merge
from armillary.catalogue.queries import chunks, standing_ids
from armillary.catalogue.works.queries import members_of_works
from armillary.harvest.duplicates.decided import is_decided
from armillary.harvest.enums import SuspicionState
from armillary.harvest.models import Suspicion


def carry_over(merge: Merge) -> None:
    """Ask of the kept resource what waits about the absorbed one."""
    for row in open_pairs_of(merge.absorbed_id):
        other = row.first_id if row.second_id == merge.absorbed_id else row.second_id
        kept, top = (standing_ids([merge.kept_id, other])[each] for each in (merge.kept_id, other))
        if kept == top or is_decided(family_below([kept]), family_below([top])):
            continue
        first, second = sorted((kept, top))
        Suspicion.objects.get_or_create(
            first_id=first,
            second_id=second,
            defaults={
                "tie": row.tie,
                "probability": row.probability,
                "reasons": row.reasons,
                "is_for_people": row.is_for_people,
                "carried_by": merge,
            },
        )


def take_back(merge: Merge) -> None:
    """The questions that `carry_over` made; one that a search found itself stays."""
    Suspicion.objects.filter(state=SuspicionState.OPEN, carried_by=merge).delete()


def forget_within_work(resource: int) -> None:
    """Where people have said what belongs to a work, nobody asks about two of its editions."""
    members = members_of_works(family_below([resource]))
    waiting = Suspicion.objects.filter(state=SuspicionState.OPEN, is_for_people=False)
    for part in chunks(sorted(members)):
        for row in waiting.filter(first_id__in=part):
            if row.second_id in members:
                row.delete()


def open_pairs_of(resource: int) -> QuerySet[Suspicion]:
    either = Q(first_id=resource) | Q(second_id=resource)
    return Suspicion.objects.filter(either, state=SuspicionState.OPEN)
