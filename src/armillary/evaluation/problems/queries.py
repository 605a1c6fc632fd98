"""Problems that wait for a curator, and those that were settled."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from armillary.catalogue.queries import standing
from armillary.core.paging import read_cursor, write_cursor
from armillary.evaluation.enums import ProblemState
from armillary.evaluation.errors import NoSuchProblem
from armillary.evaluation.models import ProblemReport

PAGE = 50


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """`after` is the cursor of the next page, empty on the last one."""

    rows: list[ProblemReport]
    after: str


def waiting_problems() -> QuerySet[ProblemReport]:
    return ProblemReport.objects.filter(state=ProblemState.OPEN)


def problems(state: ProblemState, *, after: str = "", size: int = PAGE) -> ProblemPage:
    """Open ones from the oldest, settled ones from the latest report."""
    is_open = state == ProblemState.OPEN
    found = ProblemReport.objects.filter(state=state).select_related("resource__alias_of")
    if after:
        [last] = read_cursor(after, purpose=f"problems {state}")
        found = found.filter(pk__gt=last) if is_open else found.filter(pk__lt=last)
    rows = list(found.order_by("pk" if is_open else "-pk")[: size + 1])
    more = len(rows) > size
    cursor = write_cursor(rows[size - 1].pk, purpose=f"problems {state}") if more else ""
    return ProblemPage(rows[:size], cursor)


def problem_by_public_id(public_id: str) -> ProblemReport:
    """Raises `NoSuchProblem`."""
    rows = ProblemReport.objects.select_related("resource__alias_of")
    found = rows.filter(public_id=public_id).first() if public_id.isalnum() else None
    if found is None:
        raise NoSuchProblem(_("There is no report of a problem with this id."))
    return found


def problem_facts(report: ProblemReport) -> dict[str, Any]:
    """As JSON values, for curators. Nobody knows who reported it."""
    resource = standing(report.resource)
    return {
        "id": report.public_id,
        "resource": resource.public_id,
        "page": f"{settings.BASE_URL}/resources/{resource.public_id}/",
        "titles": resource.titles.texts,
        "kind": report.kind,
        "text": report.text,
        "state": report.state,
        "reported": report.created_at.isoformat(),
        "answer": report.answer,
        "settled": report.settled_at.isoformat() if report.settled_at else None,
    }
