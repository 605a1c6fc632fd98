"""What was decided on a resource, read from the log, the latest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armillary.catalogue.models import Resource
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.people.models import LogEntry, Person

LATEST = 50
STREAMS = ("listing", "catalogue")

ACTIONS: dict[str, Promise | str] = {
    "list": gettext_lazy("Listed"),
    "decline": gettext_lazy("Declined"),
    "withdraw": gettext_lazy("Withdrawn"),
    "reopen": gettext_lazy("Reopened"),
    "edit-resource": gettext_lazy("Corrected"),
    "unlock-field": gettext_lazy("Field given back to its sources"),
    "merge": gettext_lazy("Merged with another entry"),
    "undo-merge": gettext_lazy("Merge undone"),
    "state-listed": gettext_lazy("Became listed"),
    "state-withdrawn": gettext_lazy("Became withdrawn"),
    "state-candidate": gettext_lazy("Became a candidate"),
}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One decision. `who` is empty where the person was erased."""

    at: datetime
    action: str
    who: str
    reason: str
    fields: list[str]


def history_of(resource: Resource) -> list[HistoryLine]:
    entries = LogEntry.objects.filter(stream__in=STREAMS, subject=resource.public_id)
    latest = list(entries.order_by("-at", "-pk")[:LATEST])
    names = _names({entry.actor for entry in latest})
    return [_line(entry, names) for entry in latest]


def _line(entry: LogEntry, names: dict[str, str]) -> HistoryLine:
    field = entry.facts.get("field")
    return HistoryLine(
        at=entry.at,
        action=str(ACTIONS.get(entry.action, entry.action)),
        who=names.get(entry.actor, ""),
        reason=entry.facts.get("reason", ""),
        fields=[field] if field else entry.facts.get("fields", []),
    )


def _names(actors: Iterable[str]) -> dict[str, str]:
    persons = Person.objects.filter(public_id__in=actors, erased_at=None)
    names = {person.public_id: person.name or person.email for person in persons}
    return {
        SYSTEM.actor_id: _("Automatically"),
        OPERATOR.actor_id: _("At the command line"),
        **names,
    }
