"""Learning platforms as administrators and launches see them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from armillary.catalogue.lists.entries import is_public_id
from armillary.core.errors import require
from armillary.dissemination.lti import addresses, rules
from armillary.dissemination.lti.enums import RegistrationState
from armillary.dissemination.lti.errors import LaunchRefused, NoSuchRegistration
from armillary.dissemination.lti.models import LtiRegistration
from armillary.people.actors import Actor


@dataclass(frozen=True, slots=True)
class ToolAddresses:
    """What a platform wants to know of us."""

    launch: str
    login: str
    keys: str


def tool_addresses() -> ToolAddresses:
    return ToolAddresses(
        addresses.launch_address(), addresses.login_address(), addresses.keys_address()
    )


def registrations(*, by: Actor) -> list[LtiRegistration]:
    """By name."""
    require(rules.may_keep_platforms(by))
    rows = LtiRegistration.objects.prefetch_related("deployments")
    return list(rows.order_by("name", "pk"))


def registration_by_public_id(public_id: str, *, by: Actor) -> LtiRegistration:
    """Raises `NoSuchRegistration`."""
    require(rules.may_keep_platforms(by))
    rows = LtiRegistration.objects.filter(public_id=public_id)
    found = rows.first() if is_public_id(public_id) else None
    if found is None:
        raise NoSuchRegistration(_("There is no such learning platform."))
    return found


def open_registration(public_id: str) -> LtiRegistration:
    """Raises `NoSuchRegistration`, also for one that is closed."""
    rows = LtiRegistration.objects.filter(state=RegistrationState.OPEN)
    found = rows.filter(public_id=public_id).first() if is_public_id(public_id) else None
    if found is None:
        raise _unknown()
    return found


def registration_at_login(issuer: str, client_id: str) -> LtiRegistration:
    """That of an issuer, by its client id, which may be left out where there is only one. Raises
    `NoSuchRegistration`, `LaunchRefused`."""
    if not (issuer + client_id).isprintable():  # no database takes it
        raise _unknown()
    rows = LtiRegistration.objects.filter(issuer=issuer, state=RegistrationState.OPEN)
    found = list((rows.filter(client_id=client_id) if client_id else rows)[:2])
    if not found:
        raise _unknown()
    if len(found) > 1:
        raise LaunchRefused(_("The platform does not say which of its tools this is (client_id)."))
    return found[0]


def registration_facts(found: LtiRegistration) -> dict[str, Any]:
    """A registration for machines."""
    return {
        "id": found.public_id,
        "name": found.name,
        "state": found.state,
        "issuer": found.issuer,
        "client_id": found.client_id,
        "login": found.login_address,
        "keys": found.keys_address,
        "origins": found.origins,
        "deployments": sorted(each.deployment_id for each in found.deployments.all()),
    }


def _unknown() -> NoSuchRegistration:
    return NoSuchRegistration(
        _("This learning platform is not connected here. Ask an administrator of this site.")
    )
