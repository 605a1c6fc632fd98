"""What a person does with the desk itself."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from armillary.core.clock import now
from armillary.core.errors import InvalidInput, Refused, require
from armillary.evaluation import rules
from armillary.evaluation.models import DeskVisit
from armillary.people.actors import Actor
from armillary.people.models import Person


@transaction.atomic
def mark_seen(*, until: datetime | None = None, by: Actor) -> datetime:
    """This person knows everything up to a moment, which never goes back; nobody else's news
    change. Raises `InvalidInput` for a moment to come. Like a profile, nothing of it is logged."""
    require(rules.may_see_overview(by))
    if not isinstance(by, Person):
        raise Refused(_("Only a person has seen something. Say who: --as ADDRESS."))
    moment = now() if until is None else _whole(until)
    if moment > now():
        raise InvalidInput(_("What is to come cannot have been seen. Leave the moment out."))
    visit, is_new = DeskVisit.objects.select_for_update().get_or_create(
        person=by, defaults={"seen_at": moment}
    )
    if not is_new and visit.seen_at < moment:
        visit.seen_at = moment
        visit.save(update_fields=["seen_at"])
    return visit.seen_at


def _whole(stated: datetime) -> datetime:
    return stated if timezone.is_aware(stated) else timezone.make_aware(stated)
