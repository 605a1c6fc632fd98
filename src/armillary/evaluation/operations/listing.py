"""A person decides on a resource. The catalogue keeps the state, the log who decided and why."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from armillary.catalogue import operations as catalogue
from armillary.catalogue.enums import ResourceState
from armillary.catalogue.models import Resource
from armillary.core.errors import require
from armillary.evaluation import rules
from armillary.evaluation.checks import Finding, shut_gates
from armillary.evaluation.errors import DecidedAlready, GateClosed, ReasonMissing
from armillary.evaluation.models import CheckReport
from armillary.evaluation.operations.checking import check_resources
from armillary.people.actors import Actor
from armillary.people.log import write_log

STREAM = "listing"


@transaction.atomic
def list_resource(resource: Resource, *, by: Actor, reason: str = "") -> Resource:
    """Show a candidate to readers. Warnings may be overruled; a missing title or address not."""
    require(rules.may_decide(by))
    _require_state(resource, ResourceState.CANDIDATE)
    check_resources([resource.pk], by=by)
    findings = _findings(resource)
    if shut := shut_gates(findings):
        names = ", ".join(str(check.name) for check in shut)
        raise GateClosed(
            _("This cannot be listed until a curator has entered: %(names)s.") % {"names": names}
        )
    resource.refresh_from_db()  # the check may have listed it, if its source is trusted
    if resource.state == ResourceState.CANDIDATE:
        _expect(catalogue.list_resources([resource.pk], by=by, reason=reason.strip()))
    return _decided(resource, "list", by=by, reason=reason)


@transaction.atomic
def decline_resource(resource: Resource, *, by: Actor, reason: str) -> Resource:
    """Turn a candidate down. It stays as a tombstone with the reason, so that the next harvest
    does not bring it back; it can be reopened."""
    require(rules.may_decide(by))
    _require_reason(reason)
    _require_state(resource, ResourceState.CANDIDATE)
    _expect(catalogue.withdraw_resources([resource.pk], by=by, reason=reason.strip()))
    return _decided(resource, "decline", by=by, reason=reason)


@transaction.atomic
def withdraw_resource(resource: Resource, *, by: Actor, reason: str) -> Resource:
    """Take a listed resource away from readers, at every door."""
    require(rules.may_decide(by))
    _require_reason(reason)
    _require_state(resource, ResourceState.LISTED)
    _expect(catalogue.withdraw_resources([resource.pk], by=by, reason=reason.strip()))
    return _decided(resource, "withdraw", by=by, reason=reason)


@transaction.atomic
def reopen_resource(resource: Resource, *, by: Actor, reason: str = "") -> Resource:
    """A declined or withdrawn resource becomes a candidate again."""
    require(rules.may_decide(by))
    _require_state(resource, ResourceState.WITHDRAWN)
    _expect(catalogue.reopen_resources([resource.pk], by=by))
    return _decided(resource, "reopen", by=by, reason=reason)


def _findings(resource: Resource) -> list[Finding]:
    report = CheckReport.objects.filter(resource=resource).first()
    return [Finding.from_json(document) for document in report.findings] if report else []


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing(_("Please give a reason; whoever made the resource may ask for it."))


def _require_state(resource: Resource, state: ResourceState) -> None:
    resource.refresh_from_db()
    if resource.state != state:
        raise DecidedAlready(
            _("This cannot be done to a resource in the state “%(state)s”.")
            % {"state": resource.get_state_display()}
        )


def _expect(changed: Sequence[int]) -> None:
    if not changed:
        raise DecidedAlready(_("Somebody else has just decided on this resource. Look again."))


def _decided(resource: Resource, action: str, *, by: Actor, reason: str) -> Resource:
    resource.refresh_from_db()
    write_log(STREAM, action, by=by, on=resource.public_id, reason=reason.strip())
    return resource
