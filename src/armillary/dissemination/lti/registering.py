"""A platform that registers by itself (Dynamic Registration 1.0).

Only by an invitation: a link that an administrator made, good for a day and for one platform. So nobody
else can make us ask an address or leave anything here, and the invitation is the administrator's word, so
that the platform is connected at once. It is listed at the desk, where it can be closed.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from armillary.core.errors import require
from armillary.core.http import Asked, FetchError, HttpFetcher
from armillary.dissemination.addresses import SITE_NAME, host, site
from armillary.dissemination.lti import addresses, rules
from armillary.dissemination.lti.claims import PICKING, RESOURCE_LINK
from armillary.dissemination.lti.errors import InvalidRegistration, PlatformSilent
from armillary.dissemination.lti.keys import STREAM
from armillary.dissemination.lti.models import LtiRegistration
from armillary.dissemination.lti.operations import add_registration
from armillary.dissemination.lti.talking import checked, talking
from armillary.dissemination.lti.uses import is_first_use, is_used
from armillary.people.actors import SYSTEM, Actor
from armillary.people.log import write_log

SALT: Final = "lti invitation"
GOOD_FOR: Final = timedelta(days=1)
INVITATION: Final = "invitation"
TOOL: Final = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PLATFORM: Final = "https://purl.imsglobal.org/spec/lti-platform-configuration"
LIMIT: Final = 100_000  # bytes
# Where teachers pick, by the names of the specification and of Canvas.
PLACEMENTS: Final = ("ContentArea", "RichTextEditor", "link_selection", "assignment_selection")


@dataclass(frozen=True, slots=True)
class Offer:
    """What a platform says of itself before it registers."""

    issuer: str
    name: str
    login_address: str
    keys_address: str
    registration_address: str
    placements: dict[str, list[str]]  # that it has for each kind of message


def invite_platform(*, by: Actor) -> str:
    """The address to give to the administrator of a platform."""
    require(rules.may_keep_platforms(by))
    token = signing.dumps(secrets.token_urlsafe(12), salt=SALT)
    write_log(STREAM, "invite", by=by)
    return f"{addresses.register_address()}?invitation={token}"


def check_invitation(token: str) -> str:
    """What is invited once by it. Raises `InvalidRegistration`."""
    try:
        number = str(signing.loads(token, salt=SALT, max_age=GOOD_FOR))
    except (signing.BadSignature, ValueError):
        number = ""
    if not number or is_used(INVITATION, number):
        raise InvalidRegistration(
            _(
                "This link was used before, is older than a day, or is damaged. "
                "Ask an administrator of this site for another."
            )
        )
    return number


def register_platform(
    token: str, *, configuration: str, registration_token: str, pages: str = ""
) -> LtiRegistration:
    """Ask a platform what it is, tell it what we are, and keep what it answers. `pages` is where its
    pages stand, if elsewhere. Raises `InvalidRegistration`, `RegisteredAlready`, `PlatformSilent`."""
    number = check_invitation(token)
    with talking(follows=False) as fetcher:
        offer = _offer(fetcher, checked(configuration), registration_token)
        answer = _registered(fetcher, offer, registration_token)
    client_id = answer.get("client_id")
    if not isinstance(client_id, str):
        raise PlatformSilent(_("The platform has not given this tool a client id."))
    deployment = _part(answer, TOOL).get("deployment_id")
    with transaction.atomic():
        if not is_first_use(INVITATION, number, within=GOOD_FOR):
            check_invitation(token)
        return add_registration(
            name=offer.name,
            issuer=offer.issuer,
            client_id=client_id,
            login_address=offer.login_address,
            keys_address=offer.keys_address,
            deployments=[str(deployment)] if deployment else [],
            origins=[configuration, *([pages] if pages else [])],
            by=SYSTEM,
        )


def _offer(fetcher: HttpFetcher, configuration: str, token: str) -> Offer:
    said = _said(lambda: fetcher.ask(configuration, limit=LIMIT, headers=_headers(token)))
    stated = [
        said.get(name)
        for name in ("issuer", "authorization_endpoint", "jwks_uri", "registration_endpoint")
    ]
    if not all(isinstance(each, str) for each in stated):
        raise PlatformSilent(_("The platform does not say what a tool has to know of it."))
    issuer, login, keys, registration = (checked(str(each)) for each in stated)
    if _family(issuer) != _family(configuration):
        raise InvalidRegistration(
            _("The platform says that it is %(issuer)s, which is another host.")
            % {"issuer": issuer[:100]}
        )
    family = _part(said, PLATFORM).get("product_family_code")
    name = f"{urlsplit(issuer).hostname} ({family})" if isinstance(family, str) else ""
    return Offer(issuer, name, login, keys, registration, _placements(said))


def _family(address: str) -> str:
    """The host, or what is above it where there is enough: a platform in the cloud has its schools at
    sisters of the issuer's host."""
    host = urlsplit(address).hostname or ""
    above = host.partition(".")[2]
    return above if "." in above and not above.replace(".", "").isdigit() else host


def _placements(said: dict[str, Any]) -> dict[str, list[str]]:
    messages = _part(said, PLATFORM).get("messages_supported")
    found: dict[str, list[str]] = {}
    for message in messages if isinstance(messages, list) else []:
        if isinstance(message, dict) and isinstance(message.get("placements"), list):
            found[str(message.get("type"))] = [str(each) for each in message["placements"]]
    return found


def _registered(fetcher: HttpFetcher, offer: Offer, token: str) -> dict[str, Any]:
    body = json.dumps(tool_description(offer.placements)).encode()
    headers = {"Content-Type": "application/json", **_headers(token)}
    return _said(
        lambda: fetcher.post(offer.registration_address, body, headers=headers, limit=LIMIT)
    )


def _headers(token: str) -> dict[str, str]:
    """With the platform's own token, where it gave one that fits into a header."""
    is_fit = bool(token) and token.isascii() and token.isprintable()
    more = {"Authorization": f"Bearer {token}"} if is_fit else {}
    return {"Accept": "application/json", **more}


def _said(ask: Callable[[], Asked]) -> dict[str, Any]:
    try:
        answer = ask()
        said = json.loads(answer.body if answer.status in (200, 201) else b"")
    except (FetchError, ValueError, RecursionError) as error:
        raise PlatformSilent(
            _(
                "The platform does not answer as one that registers tools. Try again, or add it by hand."
            )
        ) from error
    return said if isinstance(said, dict) else {}


def tool_description(placements: Mapping[str, list[str]]) -> dict[str, Any]:
    """What we are, as a platform keeps it. Of whoever comes we ask nothing but what the protocol cannot
    do without."""
    launch = addresses.launch_address()
    wanted = [each for each in placements.get(PICKING, []) if each in PLACEMENTS]
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": addresses.login_address(),
        "redirect_uris": [launch],
        "client_name": SITE_NAME,
        "jwks_uri": addresses.keys_address(),
        "logo_uri": site("/static/core/icon-192.png"),
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": "",
        TOOL: {
            "domain": host(),
            "target_link_uri": launch,
            "description": _("Find resources to teach with, and put them into a course."),
            "claims": ["iss"],
            "messages": [
                {
                    "type": PICKING,
                    "target_link_uri": launch,
                    "label": SITE_NAME,
                    **({"placements": wanted} if wanted else {}),
                },
                {"type": RESOURCE_LINK, "target_link_uri": launch},
            ],
        },
    }


def _part(said: dict[str, Any], name: str) -> dict[str, Any]:
    found = said.get(name)
    return found if isinstance(found, dict) else {}
