"""Resources with all that was merged into them: a review of either is a review of both."""

from collections.abc import Iterable

from armillary.catalogue.models import Resource


def family_of(ids: Iterable[int]) -> dict[int, int]:
    """Member → the resource of `ids` that stands for it, itself included."""
    members = {number: number for number in ids}
    frontier = dict(members)
    while frontier:
        rows = Resource.objects.filter(alias_of_id__in=list(frontier))
        found = rows.values_list("pk", "alias_of_id")
        frontier = {pk: frontier[kept] for pk, kept in found if kept is not None}
        members |= frontier
    return members


def standing_ids(ids: Iterable[int]) -> list[int]:
    """The resources that stand for `ids`, each once, in ascending order."""
    standing: set[int] = set()
    frontier = set(ids)
    while frontier:
        rows = Resource.objects.filter(pk__in=list(frontier)).values_list("pk", "alias_of_id")
        links = dict(rows)
        standing |= {pk for pk, kept in links.items() if kept is None}
        frontier = {kept for kept in links.values() if kept is not None}
    return sorted(standing)
