"""What administrators do with learning platforms. Each of it stands in the log."""

from collections.abc import Iterable
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from armillary.core.cleaning import cleaned
from armillary.core.errors import require
from armillary.dissemination.lti import rules
from armillary.dissemination.lti.enums import RegistrationState
from armillary.dissemination.lti.errors import InvalidRegistration, RegisteredAlready
from armillary.dissemination.lti.keys import STREAM
from armillary.dissemination.lti.models import LtiDeployment, LtiRegistration
from armillary.dissemination.lti.talking import checked, origin
from armillary.people.actors import Actor
from armillary.people.log import write_log

LONGEST_NAME: Final = 200
LONGEST_ID: Final = 255


@transaction.atomic
def add_registration(
    *,
    name: str,
    issuer: str,
    client_id: str,
    login_address: str,
    keys_address: str,
    deployments: Iterable[str] = (),
    origins: Iterable[str] = (),
    by: Actor,
) -> LtiRegistration:
    """Connect a platform. Its pages are taken to stand where its issuer and its login do, and at
    `origins`. Raises `InvalidRegistration`, `RegisteredAlready`."""
    require(rules.may_keep_platforms(by))
    stated = [checked(issuer), checked(login_address), *map(checked, origins)]
    made = LtiRegistration(
        name=_line(name, LONGEST_NAME) or origin(stated[0]),
        issuer=stated[0],
        client_id=_id(client_id, _("Give the client id that the platform has for this tool.")),
        login_address=stated[1],
        keys_address=checked(keys_address),
        origins=list(dict.fromkeys(map(origin, stated))),
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        raise RegisteredAlready(
            _("This platform is connected already with this client id.")
        ) from None
    _write(made, "add", by)
    for deployment in deployments:
        add_deployment(made, deployment, by=by)
    return made


@transaction.atomic
def add_deployment(registration: LtiRegistration, deployment_id: str, *, by: Actor) -> None:
    """Answer launches of a place of the platform, too; adding it twice changes nothing. Raises
    `InvalidRegistration`."""
    require(rules.may_keep_platforms(by))
    stated = _id(deployment_id, _("Give the id of the deployment, as the platform shows it."))
    _row, is_new = LtiDeployment.objects.get_or_create(
        registration=registration, deployment_id=stated
    )
    if is_new:
        _write(registration, "add-deployment", by, deployment=stated)


@transaction.atomic
def close_registration(registration: LtiRegistration, *, by: Actor) -> None:
    """Answer the platform no more. What stands in its courses stays there, and says so when opened."""
    _change_state(registration, RegistrationState.CLOSED, by)


@transaction.atomic
def reopen_registration(registration: LtiRegistration, *, by: Actor) -> None:
    _change_state(registration, RegistrationState.OPEN, by)


def _change_state(registration: LtiRegistration, state: RegistrationState, by: Actor) -> None:
    require(rules.may_keep_platforms(by))
    rows = LtiRegistration.objects.filter(pk=registration.pk).exclude(state=state)
    if rows.update(state=state):
        _write(registration, "open" if state == RegistrationState.OPEN else "close", by)
    registration.state = state


def _write(registration: LtiRegistration, action: str, by: Actor, **facts: str) -> None:
    write_log(STREAM, action, by=by, on=registration.public_id, issuer=registration.issuer, **facts)


def _line(stated: str, longest: int) -> str:
    return " ".join(cleaned(stated).split())[:longest]


def _id(stated: str, missing: str) -> str:
    found = stated.strip()
    if not found:
        raise InvalidRegistration(missing)
    if len(found) > LONGEST_ID or not found.isprintable():
        raise InvalidRegistration(
            _("An id has at most %(most)d characters.") % {"most": LONGEST_ID}
        )
    return found
