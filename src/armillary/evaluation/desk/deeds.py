"""What others did since a moment, counted from the log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from armillary.evaluation.queries.names import names_of
from armillary.people.actors import SYSTEM, Actor
from armillary.people.models import LogEntry

STREAMS: Final = ("listing", "links", "harvest", "submissions", "catalogue")
SHOWN: Final = 100
DEEDS: Final[dict[str, Promise | str]] = {
    "list": _("Listed resources"),
    "decline": _("Declined resources"),
    "withdraw": _("Withdrew resources"),
    "reopen": _("Reopened resources"),
    "undo-list": _("Undid listings"),
    "undo-decline": _("Undid declines"),
    "undo-withdraw": _("Undid withdrawals"),
    "undo-reopen": _("Undid reopenings"),
    "edit-resource": _("Corrected resources"),
    "uphold-takedown": _("Upheld rights requests"),
    "refuse-takedown": _("Refused rights requests"),
    "accept-links": _("Took over new addresses of links"),
    "reject-links": _("Turned new addresses of links down"),
    "excuse-links": _("Called links fine"),
    "withdraw-links": _("Withdrew resources for their links"),
    "decide-same": _("Joined duplicates"),
    "decide-different": _("Kept possible duplicates apart"),
    "undo-decision": _("Undid decisions"),
    "decide-term": _("Decided on unknown values"),
    "import-terms": _("Took over tables of decisions on unknown values"),
    "undo-term": _("Undid decisions on unknown values"),
    "confirmed-alignments": _("Confirmed learning standards"),
    "declined-alignments": _("Declined learning standards"),
    "ask-for-changes": _("Asked for changes to submissions"),
    "use-words": _("Used words of submissions"),
    "add-source": _("Added sources"),
    "change-source": _("Changed sources"),
    "remove-source": _("Removed sources"),
    "stop-run": _("Stopped runs"),
    "publish-mapping": _("Published mappings"),
}


@dataclass(frozen=True, slots=True)
class Deed:
    """What one person did how often. `who` is empty where the person was erased."""

    actor: str
    who: str
    action: str
    what: str
    number: int


def deeds_since(moment: datetime, *, but_of: Actor) -> list[Deed]:
    """Of everybody else but the machine itself, whose work the runs tell of."""
    entries = LogEntry.objects.filter(stream__in=STREAMS, at__gt=moment, action__in=DEEDS)
    others = entries.exclude(actor__in=[but_of.actor_id, SYSTEM.actor_id])
    counted = others.values("actor", "action").annotate(number=Count("pk"))
    rows = list(counted.order_by("actor", "-number", "action")[:SHOWN])
    names = names_of({row["actor"] for row in rows})
    return [
        Deed(
            row["actor"],
            names.get(row["actor"], ""),
            row["action"],
            str(DEEDS[row["action"]]),
            row["number"],
        )
        for row in rows
    ]
