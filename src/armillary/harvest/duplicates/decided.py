"""What was decided on pairs, seen through aliases: whoever kept A and C apart has kept everything
apart that was merged into either."""

from collections.abc import Collection, Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from armillary.catalogue.merging.objections import family_below
from armillary.catalogue.merging.queries import parted_pairs
from armillary.catalogue.models import Resource
from armillary.catalogue.queries import chunks, standing
from armillary.catalogue.works.queries import are_editions_of_one_work
from armillary.harvest.enums import SuspicionState
from armillary.harvest.models import Suspicion

APART = (SuspicionState.DIFFERENT, SuspicionState.EDITIONS)


def is_settled(first: Collection[int], second: Collection[int]) -> bool:
    """Is it left to people whether two families are one? Then no machine asks or merges."""
    waiting = Suspicion.objects.filter(state=SuspicionState.OPEN, is_for_people=True)
    return any(_between(first, second, waiting)) or is_decided(first, second)


def is_decided(first: Collection[int], second: Collection[int]) -> bool:
    """Has anybody decided on a member of one family and one of the other, or parted them, or said
    that they are editions of one work?"""
    decided = Suspicion.objects.exclude(state=SuspicionState.OPEN)
    return (
        any(_between(first, second, decided))
        or any(_is_across(pair, first, second) for pair in parted_pairs({*first, *second}))
        or are_editions_of_one_work(first, second)
    )


def objection(first: Resource, second: Resource) -> str:
    """Why a person cannot merge two resources, as they were named: somebody has decided that
    members of their families differ. Two that were parted by hand may be merged by hand again, but
    not by way of a third."""
    one, other = (family_below([standing(each).pk]) for each in (first, second))
    apart = Suspicion.objects.filter(state__in=APART).select_related("first", "second")
    for row in _between(one, other, apart):
        return _sentence(row.first, row.second)
    known = Suspicion.objects.filter(state=SuspicionState.OPEN)
    asked = {(row.first_id, row.second_id) for row in _between(one, other, known)}
    direct = (min(first.pk, second.pk), max(first.pk, second.pk))
    for pair in parted_pairs(one | other) - asked - {direct}:
        if _is_across(pair, one, other):
            rows = Resource.objects.in_bulk(pair)
            return _sentence(*(rows[number] for number in pair))
    return ""


def _sentence(first: Resource, second: Resource) -> str:
    return _(
        "It was decided that “%(first)s” (%(first_id)s) and “%(second)s” (%(second_id)s) are not "
        "the same, so these two cannot become one. Undo that decision first."
    ) % {
        "first": first,
        "first_id": first.public_id,
        "second": second,
        "second_id": second.public_id,
    }


def _between(
    first: Collection[int], second: Collection[int], rows: QuerySet[Suspicion]
) -> Iterator[Suspicion]:
    """Those of `rows` that are about a member of each family."""
    both = {*first, *second}
    for part in chunks(sorted(both)):
        for row in rows.filter(first_id__in=part):
            if _is_across((row.first_id, row.second_id), first, second):
                yield row


def _is_across(pair: tuple[int, int], first: Collection[int], second: Collection[int]) -> bool:
    one, other = pair
    return (one in first and other in second) or (one in second and other in first)
