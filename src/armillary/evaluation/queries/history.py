"""What was decided on a resource, read from the log, the latest first."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from armillary.catalogue.models import Resource
from armillary.evaluation.queries.names import names_of
from armillary.people.models import LogEntry

LATEST = 50
STREAMS = ("listing", "catalogue", "guesses")

ACTIONS: dict[str, Promise | str] = {
    "list": gettext_lazy("Listed"),
    "decline": gettext_lazy("Declined"),
    "withdraw": gettext_lazy("Withdrawn"),
    "reopen": gettext_lazy("Reopened"),
    "undo-list": gettext_lazy("Listing undone"),
    "undo-decline": gettext_lazy("Decline undone"),
    "undo-withdraw": gettext_lazy("Withdrawal undone"),
    "undo-reopen": gettext_lazy("Reopening undone"),
    "edit-resource": gettext_lazy("Corrected"),
    "put-back": gettext_lazy("Put back as it was"),
    "call-unavailable": gettext_lazy("Could not be reached"),
    "call-available": gettext_lazy("Can be reached again"),
    "unlock-field": gettext_lazy("Field given back to its sources"),
    "merge": gettext_lazy("Merged with another entry"),
    "undo-merge": gettext_lazy("Merge undone"),
    "state-listed": gettext_lazy("Became listed"),
    "state-withdrawn": gettext_lazy("Became withdrawn"),
    "state-candidate": gettext_lazy("Became a candidate"),
    "state-paused": gettext_lazy("Listing paused"),
    "ask-takedown": gettext_lazy("Rights request sent"),
    "confirm-takedown": gettext_lazy("Rights request confirmed"),
    "uphold-takedown": gettext_lazy("Rights request upheld"),
    "refuse-takedown": gettext_lazy("Rights request refused"),
    "align": gettext_lazy("Aligned with a learning standard"),
    "confirmed-alignments": gettext_lazy("Learning standards confirmed"),
    "declined-alignments": gettext_lazy("Suggested learning standards declined"),
    "undo-alignments": gettext_lazy("Decision on learning standards undone"),
    "turn-down": gettext_lazy("Guess of a machine turned down"),
    "reconsider": gettext_lazy("Guess of a machine taken up again"),
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
    names = names_of({entry.actor for entry in latest})
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
