"""From a platform's request to a launch that can be trusted, in the three steps of OpenID Connect: it
says that somebody comes, we ask it who says so, and it answers with a signed token."""

import base64
import json
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.utils.translation import gettext as _
from joserfc import jwt
from joserfc.errors import JoseError

from armillary.dissemination.lti import claims as said
from armillary.dissemination.lti.addresses import is_ours, launch_address, resource_named
from armillary.dissemination.lti.claims import DEEP_LINKING, LTI, Claims
from armillary.dissemination.lti.errors import LaunchRefused
from armillary.dissemination.lti.keys import ALGORITHM
from armillary.dissemination.lti.languages import interface_language
from armillary.dissemination.lti.models import LtiRegistration
from armillary.dissemination.lti.picking import Ticket, new_ticket
from armillary.dissemination.lti.platform_keys import platform_key
from armillary.dissemination.lti.queries import open_registration, registration_at_login
from armillary.dissemination.lti.states import (
    GOOD_FOR,
    LaunchState,
    begin_state,
    is_proof,
    write_state,
)
from armillary.dissemination.lti.uses import is_first_use, is_used

NONCE: Final = "nonce"
LONGEST_HINT: Final = 20_000


@dataclass(frozen=True, slots=True)
class Login:
    """Where to send a browser, and what it has to keep meanwhile."""

    registration: LtiRegistration
    state: LaunchState
    secret: str
    address: str


@dataclass(frozen=True, slots=True)
class Launch:
    """What somebody wants to see, in which language: to pick (`ticket`), or the resource of a public
    id, empty where nothing has been picked."""

    registration: LtiRegistration
    nonce: str
    language: str
    public_id: str = ""
    ticket: Ticket | None = None


def begin_login(asked: dict[str, str]) -> Login:
    """Answer a third-party initiated login. Raises `LaunchRefused`, `NoSuchRegistration`."""
    registration = registration_at_login(asked.get("iss", ""), asked.get("client_id", ""))
    if not is_ours(asked.get("target_link_uri")):
        raise LaunchRefused(_("This launch leads to an address that is not one of this site."))
    if not 0 < len(asked.get("login_hint", "")) <= LONGEST_HINT:
        raise LaunchRefused(_("The platform does not say for whom this launch is (login_hint)."))
    storage = asked.get("lti_storage_target", "")[:100]
    state, secret = begin_state(registration.public_id, storage=storage)
    return Login(registration, state, secret, _login_address(registration, state, asked))


def _login_address(registration: LtiRegistration, state: LaunchState, asked: dict[str, str]) -> str:
    parts = urlsplit(registration.login_address)
    stated = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": registration.client_id,
        "redirect_uri": launch_address(),
        "state": write_state(state),
        "nonce": state.nonce,
        "login_hint": asked["login_hint"],
    }
    if hint := asked.get("lti_message_hint", "")[:LONGEST_HINT]:
        stated["lti_message_hint"] = hint
    query = "&".join(filter(None, [parts.query, urlencode(stated)]))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def read_launch(state: LaunchState, token: str) -> Launch:
    """A launch that its platform has signed, still good, and not used yet. Nothing is used up by
    reading it. Raises `LaunchRefused`, `NoSuchRegistration`, `PlatformSilent`."""
    registration = open_registration(state.registration)
    claims = _verified(registration, token)
    said.check_claims(claims, registration, nonce=state.nonce)
    if is_used(NONCE, state.nonce):
        raise _used_already()
    presentation = said.part(claims, f"{LTI}launch_presentation")
    language = interface_language(presentation.get("locale"))
    if claims[f"{LTI}message_type"] == said.PICKING:
        ticket = new_ticket(
            registration=registration.public_id,
            deployment=claims[f"{LTI}deployment_id"],
            language=language,
            settings=said.part(claims, f"{DEEP_LINKING}deep_linking_settings"),
        )
        return Launch(registration, state.nonce, language, ticket=ticket)
    public_id = resource_named(claims[f"{LTI}target_link_uri"])
    return Launch(registration, state.nonce, language, public_id=public_id)


def open_launch(launch: Launch, state: LaunchState, *, secret: str) -> None:
    """Use a launch up. `secret` is what the browser kept since it began, empty where it keeps nothing
    and somebody has pressed a button instead. Raises `LaunchRefused`."""
    if secret and not is_proof(state, secret):
        raise LaunchRefused(
            _("This launch began in another browser. Open it from the course again.")
        )
    if not is_first_use(NONCE, launch.nonce, within=GOOD_FOR * 2):
        raise _used_already()


def _used_already() -> LaunchRefused:
    return LaunchRefused(_("This launch was used before. Open it from the course again."))


def _verified(registration: LtiRegistration, token: str) -> Claims:
    """What a token says that the platform has signed. Which algorithm is used is ours to say."""
    header = _header(token)
    if header.get("alg") != ALGORITHM:
        raise LaunchRefused(_("This launch is not signed as LTI asks for (RS256)."))
    kid = header.get("kid")
    key = platform_key(registration, kid) if isinstance(kid, str) else None
    if key is None:
        raise LaunchRefused(
            _("%(platform)s does not know the key by which this launch is signed.")
            % {"platform": registration.name}
        )
    try:
        return jwt.decode(token, key, algorithms=[ALGORITHM]).claims
    except (JoseError, ValueError):
        raise LaunchRefused(
            _("%(platform)s has not signed this launch.") % {"platform": registration.name}
        ) from None


def _header(token: str) -> dict[str, Any]:
    first = token.partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict):
        raise LaunchRefused(_("The platform has sent nothing that can be read as a launch."))
    return header
