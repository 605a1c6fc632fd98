"""Picking resources for a course: what the platform asked for stands signed in the form (the ticket), and
the answer is signed by us and handed over by the browser (Deep Linking 2.0)."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Final

from django.core import signing
from django.utils.translation import gettext as _

from armillary.catalogue.errors import NoSuchResource, Paused, Withdrawn
from armillary.catalogue.models import Resource
from armillary.catalogue.public import public_resource
from armillary.core.clock import now
from armillary.dissemination.addresses import landing
from armillary.dissemination.lti import claims as said
from armillary.dissemination.lti.addresses import resource_address
from armillary.dissemination.lti.claims import DEEP_LINKING, LTI
from armillary.dissemination.lti.enums import ItemKind
from armillary.dissemination.lti.errors import InvalidPick, LaunchRefused
from armillary.dissemination.lti.keys import signed
from armillary.dissemination.lti.models import LtiRegistration
from armillary.dissemination.lti.queries import open_registration
from armillary.dissemination.lti.talking import is_fit

SALT: Final = "lti ticket"
GOOD_FOR: Final = timedelta(hours=4)  # a teacher looks around, and is called away
ANSWER_GOOD_FOR: Final = timedelta(minutes=5)
MOST: Final = 50
LONGEST_TEXT: Final = 500


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a platform asked for: where the answer goes, what may be in it, and what it wants to hear
    again."""

    registration: str
    deployment: str
    language: str
    return_address: str
    kinds: list[str]
    is_multiple: bool
    data: Any = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A signed choice, and the address that the browser takes it to."""

    registration: LtiRegistration
    token: str
    address: str


def new_ticket(
    *, registration: str, deployment: str, language: str, settings: Mapping[str, Any]
) -> Ticket:
    """Raises `LaunchRefused` for settings that we cannot answer."""
    address = settings.get("deep_link_return_url")
    if not isinstance(address, str) or not is_fit(address):
        raise LaunchRefused(
            _("The platform does not say safely where to send what is picked (its return address).")
        )
    accepted = settings.get("accept_types")
    kinds = [kind.value for kind in ItemKind if isinstance(accepted, list) and kind in accepted]
    if not kinds:
        raise LaunchRefused(_("This place of the course takes no resources from this site."))
    return Ticket(
        registration=registration,
        deployment=deployment,
        language=language,
        return_address=address,
        kinds=kinds,
        is_multiple=settings.get("accept_multiple") is not False,
        data=settings.get("data"),
    )


def write_ticket(ticket: Ticket) -> str:
    return signing.dumps(asdict(ticket), salt=SALT, compress=True)


def read_ticket(token: str) -> tuple[Ticket, LtiRegistration]:
    """Raises `LaunchRefused` for one that is not ours or too old, `NoSuchRegistration` where the
    platform was closed meanwhile."""
    try:
        ticket = Ticket(**signing.loads(token, salt=SALT, max_age=GOOD_FOR))
    except signing.SignatureExpired:
        raise LaunchRefused(_("This took too long. Open it from the course again.")) from None
    except (signing.BadSignature, TypeError, ValueError):
        raise LaunchRefused(
            _("This launch did not begin here. Open it from the course again.")
        ) from None
    return ticket, open_registration(ticket.registration)


def answer_pick(
    ticket: Ticket, registration: LtiRegistration, public_ids: Sequence[str], *, kind: str = ""
) -> Answer:
    """Sign what was picked, in its order, without what was picked twice. Raises `InvalidPick`."""
    wanted = list(dict.fromkeys(public_ids))
    if not wanted:
        raise InvalidPick(_("Tick at least one resource."))
    most = MOST if ticket.is_multiple else 1
    if len(wanted) > most:
        raise InvalidPick(_("This place of the course takes at most %(most)d.") % {"most": most})
    chosen = kind or ticket.kinds[0]
    if chosen not in ticket.kinds:
        raise InvalidPick(_("This place of the course does not take this kind of link."))
    items = [_item(_offered(public_id), chosen, ticket.language) for public_id in wanted]
    return Answer(registration, _signed(ticket, registration, items), ticket.return_address)


def _offered(public_id: str) -> Resource:
    try:
        return public_resource(public_id)
    except (NoSuchResource, Paused, Withdrawn) as error:
        raise InvalidPick(
            _("One of the resources is no longer offered (%(id)s). Untick it.")
            % {"id": public_id[:12]}
        ) from error


def _item(resource: Resource, kind: str, language: str) -> dict[str, str]:
    is_link = kind == ItemKind.LINK
    address = landing(resource.public_id) if is_link else resource_address(resource.public_id)
    text = " ".join(resource.descriptions.read(language).split())[:LONGEST_TEXT]
    item = {"type": kind, "url": address, "title": resource.titles.read(language)}
    return {**item, "text": text} if text else item


def _signed(ticket: Ticket, registration: LtiRegistration, items: list[dict[str, str]]) -> str:
    moment = int(now().timestamp())
    claims: dict[str, Any] = {
        "iss": registration.client_id,
        "aud": registration.issuer,
        "iat": moment,
        "exp": moment + int(ANSWER_GOOD_FOR.total_seconds()),
        "nonce": secrets.token_urlsafe(24),
        f"{LTI}message_type": said.PICKED,
        f"{LTI}version": said.VERSION,
        f"{LTI}deployment_id": ticket.deployment,
        f"{DEEP_LINKING}content_items": items,
    }
    if ticket.data is not None:
        claims[f"{DEEP_LINKING}data"] = ticket.data
    return signed(claims)
