"""Decisions on unknown values and on pairs that may be one, among all others of the desk."""

from datetime import datetime

from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _

from armillary.evaluation.desk.kept import Kept, counted_pairs, counted_values
from armillary.evaluation.errors import CannotBeUndone
from armillary.evaluation.links.undoing import Undone
from armillary.harvest import queries
from armillary.harvest.enums import SuspicionState
from armillary.harvest.models import Suspicion, TermDecision
from armillary.harvest.operations import terms, undo_decision
from armillary.harvest.terms.queries import decision_by_id
from armillary.people.actors import Actor


def decided_terms(before: datetime | None, size: int) -> list[Kept]:
    """What was decided in one go is one decision, known by the first of its values."""
    rows = TermDecision.objects.filter(decided_at__lt=before) if before else TermDecision.objects
    grouped = rows.values("decided_at", "decided_by").annotate(
        first=Min("pk"), number=Count("pk"), standing=Count("pk", filter=Q(undone_at=None))
    )
    return [
        Kept(
            id=str(row["first"]),
            at=row["decided_at"],
            actor=row["decided_by"],
            what=_("Unknown values decided on"),
            number=row["number"],
            how_many=counted_values(row["number"]),
            is_undone=not row["standing"],
        )
        for row in grouped.order_by("-decided_at", "-first")[:size]
    ]


def undo_terms(first: int, *, by: Actor) -> Undone:
    """Those of the same decision that are in force. Raises `CannotBeUndone`."""
    known = decision_by_id(first)
    same = TermDecision.objects.filter(decided_at=known.decided_at, decided_by=known.decided_by)
    standing = list(same.filter(undone_at=None).select_related("term", "source").order_by("pk"))
    if not standing:
        raise CannotBeUndone(_("This has been undone already."))
    terms.undo_terms(standing, by=by)
    return Undone(len(standing), same.count() - len(standing))


def decided_pairs(before: datetime | None, size: int) -> list[Kept]:
    """By persons; what waits again is no decision any more."""
    rows = Suspicion.objects.exclude(state=SuspicionState.OPEN).exclude(decided_at=None)
    rows = rows.filter(decided_at__lt=before) if before else rows
    return [
        Kept(
            id=str(row.pk),
            at=row.decided_at,
            actor=row.decided_by,
            what=row.get_state_display(),
            number=1,
            how_many=counted_pairs(1),
            reason=f"{row.first} · {row.second}",
        )
        for row in rows.select_related("first", "second").order_by("-decided_at", "-pk")[:size]
        if row.decided_at
    ]


def undo_pair(number: int, *, by: Actor) -> Undone:
    """The pair waits again; one that the machine merged is parted, and different from then on."""
    undo_decision(queries.suspicion_by_id(number), by=by)
    return Undone(1, 0)
