"""What speaks against making two families of resources one: for whoever wants it, or for machines
only. Contexts above know more than the catalogue: each may register a look of its own."""

from collections.abc import Callable, Collection
from typing import Final

from armillary.catalogue.models import Resource
from armillary.catalogue.queries import chunks

# Two resources as somebody named them, the first perhaps an alias → why they and all that was merged
# with them cannot be one, for a person; empty if they can.
Objection = Callable[[Resource, Resource], str]
OBJECTIONS: Final[list[Objection]] = []


def register_objection(objection: Objection) -> None:
    OBJECTIONS.append(objection)


# Ids of two families → whether a person has to look before a machine may merge them.
Hold = Callable[[Collection[int]], bool]
HOLDS: Final[list[Hold]] = []


def register_hold(hold: Hold) -> None:
    HOLDS.append(hold)


def is_held(ids: Collection[int]) -> bool:
    return any(hold(ids) for hold in HOLDS)


def objection_to(first: Resource, second: Resource) -> str:
    """The first thing that speaks against merging two resources; empty if nothing does."""
    return next((said for look in OBJECTIONS if (said := look(first, second))), "")


def family_below(ids: Collection[int]) -> set[int]:
    """These resources and every alias that leads to them; a question for each link of a chain."""
    found = set(ids)
    fresh = found
    while fresh:
        below: set[int] = set()
        for part in chunks(sorted(fresh)):
            below |= set(Resource.objects.filter(alias_of__in=part).values_list("pk", flat=True))
        fresh = below - found
        found = found | fresh
    return found
