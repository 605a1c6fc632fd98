"""A person decides on resources, one or many at once. The catalogue keeps the state, the log who decided
and why, and a `ListingDecision` what it takes to undo it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from armillary.catalogue import operations as catalogue
from armillary.catalogue.enums import ResourceState
from armillary.catalogue.models import Resource
from armillary.catalogue.queries import resource_by_public_id
from armillary.core.clock import now
from armillary.core.errors import ArmillaryError, InvalidInput, require
from armillary.evaluation import rules
from armillary.evaluation.checks import Finding, shut_gates
from armillary.evaluation.enums import ListingKind
from armillary.evaluation.errors import DecidedAlready, GateClosed, ReasonMissing
from armillary.evaluation.models import CheckReport, ListingDecision
from armillary.evaluation.operations.checking import check_resources
from armillary.evaluation.queries.takedowns import was_taken_down
from armillary.people.actors import Actor
from armillary.people.log import write_log

STREAM = "listing"
MOST_AT_ONCE: Final = 500  # resources of a decision


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision, none where it could be made about nothing; and why it could not be made about
    some of the resources, by their ids."""

    decision: ListingDecision | None
    problems: dict[str, str]


def list_resource(resource: Resource, *, by: Actor, reason: str = "") -> Resource:
    """Show a candidate to readers. Warnings may be overruled; a missing title or address not."""
    return _decide_one(ListingKind.LIST, resource, by=by, reason=reason)


def decline_resource(resource: Resource, *, by: Actor, reason: str) -> Resource:
    """Turn a candidate down. It stays as a tombstone with the reason, so that the next harvest
    does not bring it back; it can be reopened."""
    return _decide_one(ListingKind.DECLINE, resource, by=by, reason=reason)


def withdraw_resource(resource: Resource, *, by: Actor, reason: str) -> Resource:
    """Take a listed resource away from readers, at every door."""
    return _decide_one(ListingKind.WITHDRAW, resource, by=by, reason=reason)


def reopen_resource(resource: Resource, *, by: Actor, reason: str = "") -> Resource:
    """A declined or withdrawn resource becomes a candidate again; one that was taken down for a
    rights holder only with a reason."""
    return _decide_one(ListingKind.REOPEN, resource, by=by, reason=reason)


@transaction.atomic
def decide_resources(
    kind: ListingKind, public_ids: Sequence[str], *, reason: str = "", by: Actor
) -> Decided:
    """One decision about many resources, which is undone as one. What cannot be decided does not
    hold up the others."""
    require(rules.may_decide(by))
    chosen = list(dict.fromkeys(public_ids))
    if len(chosen) > MOST_AT_ONCE:
        raise InvalidInput(
            _("Choose at most %(limit)d resources at a time.") % {"limit": MOST_AT_ONCE}
        )
    before, problems = [], {}
    for public_id in chosen:
        try:
            with transaction.atomic():
                resource = resource_by_public_id(public_id)
                before.append(_step(kind, resource, by=by, reason=reason))
        except ArmillaryError as error:
            problems[public_id] = str(error)
    decision = _kept(kind, before, by=by, reason=reason) if before else None
    return Decided(decision, problems)


@transaction.atomic
def _decide_one(kind: ListingKind, resource: Resource, *, by: Actor, reason: str) -> Resource:
    require(rules.may_decide(by))
    _kept(kind, [_step(kind, resource, by=by, reason=reason)], by=by, reason=reason)
    return resource


def _kept(
    kind: ListingKind, before: list[dict[str, Any]], *, by: Actor, reason: str
) -> ListingDecision:
    return ListingDecision.objects.create(
        kind=kind,
        decided_by=by.actor_id,
        decided_at=now(),
        reason=reason.strip(),
        resources=len(before),
        before=before,
    )


def _step(kind: ListingKind, resource: Resource, *, by: Actor, reason: str) -> dict[str, Any]:
    """Decide on one; what it was, and by what it is known that nobody has decided since."""
    resource.refresh_from_db()
    former = resource.reason
    STEPS[kind](resource, by=by, reason=reason)
    resource.refresh_from_db()
    write_log(STREAM, kind.value, by=by, on=resource.public_id, reason=reason.strip())
    return {
        "resource": resource.pk,
        "former": former,
        "since": resource.listed_at.isoformat() if resource.listed_at else "",
    }


def _list(resource: Resource, *, by: Actor, reason: str) -> None:
    _require_state(resource, ResourceState.CANDIDATE)
    check_resources([resource.pk], by=by)
    if shut := shut_gates(_findings(resource)):
        names = ", ".join(str(check.name) for check in shut)
        raise GateClosed(
            _("This cannot be listed until a curator has entered: %(names)s.") % {"names": names}
        )
    resource.refresh_from_db()  # the check may have listed it, if its source is trusted
    if resource.state == ResourceState.CANDIDATE:
        _expect(catalogue.list_resources([resource.pk], by=by, reason=reason.strip()))


def _decline(resource: Resource, *, by: Actor, reason: str) -> None:
    _require_reason(reason)
    _require_state(resource, ResourceState.CANDIDATE)
    _expect(catalogue.withdraw_resources([resource.pk], by=by, reason=reason.strip()))


def _withdraw(resource: Resource, *, by: Actor, reason: str) -> None:
    _require_reason(reason)
    _require_state(resource, ResourceState.LISTED)
    _expect(catalogue.withdraw_resources([resource.pk], by=by, reason=reason.strip()))


def _reopen(resource: Resource, *, by: Actor, reason: str) -> None:
    if was_taken_down(resource.pk):
        _require_reason(reason)
    _require_state(resource, ResourceState.WITHDRAWN)
    _expect(catalogue.reopen_resources([resource.pk], by=by))


STEPS: Final[dict[ListingKind, Callable[..., None]]] = {
    ListingKind.LIST: _list,
    ListingKind.DECLINE: _decline,
    ListingKind.WITHDRAW: _withdraw,
    ListingKind.REOPEN: _reopen,
}


def _findings(resource: Resource) -> list[Finding]:
    report = CheckReport.objects.filter(resource=resource).first()
    return [Finding.from_json(document) for document in report.findings] if report else []


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing(_("Please give a reason; whoever made the resource may ask for it."))


def _require_state(resource: Resource, state: ResourceState) -> None:
    if resource.state != state:
        raise DecidedAlready(
            _("This cannot be done to a resource in the state “%(state)s”.")
            % {"state": resource.get_state_display()}
        )


def _expect(changed: Sequence[int]) -> None:
    if not changed:
        raise DecidedAlready(_("Somebody else has just decided on this resource. Look again."))
