"""A reader says what is wrong with a resource, a curator answers. Nothing happens to the resource by a
report alone; a limit for each visitor and each resource keeps the inbox readable."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from armillary.catalogue.models import Resource
from armillary.catalogue.public import public_resource
from armillary.catalogue.queries import public_id_in
from armillary.core.cleaning import cleaned
from armillary.core.clock import now
from armillary.core.errors import require
from armillary.evaluation import rules
from armillary.evaluation.enums import ProblemKind, ProblemState
from armillary.evaluation.errors import (
    DecidedAlready,
    InvalidProblem,
    ReasonMissing,
    TooManyProblems,
)
from armillary.evaluation.models import ProblemReport
from armillary.people.actors import Actor
from armillary.people.log import write_log

STREAM: Final = "problems"
DAY: Final = timedelta(days=1)
MOST_PER_CLIENT: Final = 10  # reports a day
MOST_OPEN: Final = 20  # of one resource: curators know by then
LONGEST_TEXT: Final = 2_000
LONGEST_ANSWER: Final = 2_000


@dataclass(frozen=True, slots=True)
class Problem:
    """What the form says. `resource` is an id or the address of a page."""

    resource: str
    kind: str
    text: str = ""


@transaction.atomic
def report_problem(problem: Problem, *, client: str, by: Actor) -> ProblemReport:
    """`client` is a digest of where it came from. Said twice by the same visitor, it is one report.
    Raises `InvalidProblem`, `TooManyProblems`, and what the resource's page does."""
    require(rules.may_report_problem(by))
    resource = public_resource(public_id_in(problem.resource))
    kind, text = _checked(problem)
    same = _open_reports(resource).filter(client=client, kind=kind, text=text).first()
    if same is not None and client:
        return same
    _require_few(resource, client)
    made = ProblemReport.objects.create(resource=resource, kind=kind, text=text, client=client)
    write_log(STREAM, "report-problem", by=by, on=resource.public_id, report=made.public_id)
    return made


def _checked(problem: Problem) -> tuple[str, str]:
    text = cleaned(problem.text)
    if problem.kind not in ProblemKind:
        raise InvalidProblem(_("Choose what is wrong."))
    if problem.kind == ProblemKind.OTHER and not text:
        raise InvalidProblem(_("Say in a sentence what is wrong."))
    if len(text) > LONGEST_TEXT:
        raise InvalidProblem(_("This text is too long."))
    return problem.kind, text


def _open_reports(resource: Resource) -> QuerySet[ProblemReport]:
    return ProblemReport.objects.filter(resource=resource, state=ProblemState.OPEN)


def _require_few(resource: Resource, client: str) -> None:
    recent = ProblemReport.objects.filter(created_at__gt=now() - DAY, client=client)
    if client and recent.count() >= MOST_PER_CLIENT:
        raise TooManyProblems(_("These are too many reports for one day. Send more tomorrow."))
    if _open_reports(resource).count() >= MOST_OPEN:
        raise TooManyProblems(
            _(
                "Many have told us of problems with this resource already. A curator will look at it."
            )
        )


@transaction.atomic
def settle_problem(report: ProblemReport, *, answer: str, by: Actor) -> ProblemReport:
    """Say what came of it. Raises `ReasonMissing` and `DecidedAlready`."""
    require(rules.may_settle_problem(by))
    said = cleaned(answer)[:LONGEST_ANSWER]
    if not said:
        raise ReasonMissing(_("Please write what came of it; it is kept on record."))
    moment = now()
    settled = ProblemReport.objects.filter(pk=report.pk, state=ProblemState.OPEN).update(
        state=ProblemState.SETTLED,
        answer=said,
        settled_by=by.actor_id,
        settled_at=moment,
        changed_at=moment,
    )
    if not settled:
        raise DecidedAlready(_("This problem has been settled already."))
    report.refresh_from_db()
    facts = {"report": report.public_id, "answer": said}
    write_log(STREAM, "settle-problem", by=by, on=report.resource.public_id, **facts)
    return report


def forget_reporters(*, by: Actor) -> int:
    """Where a report came from is kept for a day."""
    require(by.is_machine)
    old = ProblemReport.objects.filter(created_at__lt=now() - DAY).exclude(client="")
    return old.update(client="")
