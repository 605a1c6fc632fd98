"""Keep a resource from readers for a while, and end that.

A pause is no decision on the resource, so its date of listing and its reason stay as they are.
While it lasts no harvest, no check and no curator changes the state: they all start from another.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from armillary.catalogue import rules
from armillary.catalogue.enums import KIND, ResourceState
from armillary.catalogue.models import Resource
from armillary.catalogue.signals import resources_restated
from armillary.core.clock import now
from armillary.core.errors import Conflict, require
from armillary.people.actors import Actor
from armillary.people.log import write_log
from armillary.search.operations import note_changes

STREAM = "catalogue"


@transaction.atomic
def pause_resource(resource: Resource, *, by: Actor) -> ResourceState:
    """Take it from every door. Answers the state it was in, for whoever ends the pause."""
    require(rules.may_decide(by))
    row = Resource.objects.select_for_update().get(pk=resource.pk)
    if row.state == ResourceState.PAUSED:
        raise Conflict(_("The listing of this resource is paused already."))
    before = ResourceState(row.state)
    _restate(row, by=by, state=ResourceState.PAUSED)
    return before


@transaction.atomic
def end_pause(
    resource: Resource, *, state: ResourceState, by: Actor, reason: str | None = None
) -> None:
    """Give it the state it had, or another with a reason; listed again, it keeps its old date."""
    require(rules.may_decide(by))
    row = Resource.objects.select_for_update().get(pk=resource.pk)
    if row.state != ResourceState.PAUSED:
        raise Conflict(_("The listing of this resource is not paused."))
    _restate(row, by=by, state=state, **({} if reason is None else {"reason": reason}))


def _restate(row: Resource, *, by: Actor, state: ResourceState, **more: Any) -> None:
    moment = now()
    values = {"state": state, "datestamp": moment, "changed_at": moment, **more}
    Resource.objects.filter(pk=row.pk, state=row.state).update(**values)
    note_changes(KIND, [row.pk])
    resources_restated.send(sender=Resource, ids=[row.pk])
    facts = {"resources": [row.public_id], "reason": more.get("reason", "")}
    write_log(STREAM, f"state-{state.value}", by=by, on=row.public_id, **facts)
