"""Saved searches as their owners see them."""

from datetime import timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from armillary.catalogue.lists.entries import is_public_id
from armillary.core.clock import now
from armillary.dissemination import rules
from armillary.dissemination.enums import HowOften
from armillary.dissemination.errors import NoSuchSearch
from armillary.dissemination.models import SavedSearch
from armillary.people.actors import Actor
from armillary.people.models import Person

PERIODS: Final = {HowOften.DAILY: timedelta(days=1), HowOften.WEEKLY: timedelta(days=7)}
# Once one search of a member is due, so is what would be within this time: one message, not several.
TOGETHER: Final = timedelta(hours=12)


def search_by_public_id(public_id: str, *, by: Actor) -> SavedSearch:
    """A search that `by` keeps. Raises `NoSuchSearch`, also for somebody else's."""
    rows = SavedSearch.objects.select_related("owner")
    found = rows.filter(public_id=public_id).first() if is_public_id(public_id) else None
    if found is None or not rules.may_edit_search(by, found):
        raise NoSuchSearch(_("There is no saved search at this address, or it is not yours."))
    return found


def searches_of(person: Person) -> list[SavedSearch]:
    """By name."""
    return list(SavedSearch.objects.filter(owner=person).order_by(Lower("name"), "pk"))


def people_due() -> list[int]:
    """Ids of those for whom it is time to look again."""
    due = SavedSearch.objects.filter(_due(timedelta(0)), owner__is_active=True)
    return list(due.order_by("owner_id").values_list("owner_id", flat=True).distinct())


def searches_due(person: Person) -> list[SavedSearch]:
    """By name; none before the first of them is due."""
    own: QuerySet[SavedSearch] = SavedSearch.objects.filter(owner=person)
    if not own.filter(_due(timedelta(0))).exists():
        return []
    return list(own.filter(_due(TOGETHER)).order_by(Lower("name"), "pk"))


def _due(ahead: timedelta) -> Q:
    moment = now() + ahead
    return Q(
        *(Q(how_often=each, told_at__lte=moment - period) for each, period in PERIODS.items()),
        _connector=Q.OR,
    )
