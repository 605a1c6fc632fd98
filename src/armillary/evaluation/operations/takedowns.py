"""A rights holder asks, confirms, and is answered; meanwhile the resource is kept from readers.

So that nobody can empty a catalogue, a request counts when its address was confirmed, an address
and a client may ask a few times a day, a claim that was refused does not pause the same resource
again, and past a number of pauses in a day requests wait for a curator without one.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from armillary.catalogue import operations as catalogue
from armillary.catalogue.enums import ResourceState
from armillary.catalogue.models import Resource
from armillary.catalogue.pausing import end_pause, pause_resource
from armillary.catalogue.public import public_resource
from armillary.catalogue.queries import resource_named, standing
from armillary.core.clock import now
from armillary.core.errors import require
from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.evaluation import rules
from armillary.evaluation.enums import TakedownState
from armillary.evaluation.errors import (
    ConfirmationExpired,
    DecidedAlready,
    InvalidTakedown,
    ReasonMissing,
    TooManyTakedowns,
)
from armillary.evaluation.models import TakedownRequest
from armillary.evaluation.operations import takedown_letters as letters
from armillary.evaluation.queries.families import family_of
from armillary.evaluation.queries.takedowns import open_takedown_of
from armillary.harvest import fading
from armillary.harvest.models import Record
from armillary.people.actors import SYSTEM, Actor
from armillary.people.log import write_log

STREAM: Final = "listing"
SALT: Final = "evaluation.takedown"
DAY: Final = timedelta(days=1)
CONFIRMED_WITHIN: Final = timedelta(days=3)
KEPT: Final = timedelta(days=365)  # what claimants told us about themselves, after the answer
MOST_PER_ADDRESS: Final = 5  # requests a day
MOST_PER_CLIENT: Final = 10
MOST_PAUSED: Final = 100  # resources a day, by requests of all claimants together
LONGEST_NAME: Final = 200
LONGEST_CLAIM: Final = 5_000
LONGEST_ADDRESS: Final = 2_000
LONGEST_ANSWER: Final = 5_000


@dataclass(frozen=True, slots=True)
class Claim:
    """What the form says. `resource` is an id or the address of a page."""

    resource: str
    name: str
    email: str
    claim: str
    on_behalf_of: str = ""
    evidence: str = ""
    is_name_public: bool = False
    language: str = "en"


@transaction.atomic
def ask_takedown(claim: Claim, *, client: str = "", by: Actor) -> TakedownRequest:
    """Write a request down and send its link to the address given; `client` is a digest of where
    it came from. Raises `InvalidTakedown`, `TooManyTakedowns`, and what the resource's page does."""
    require(rules.may_ask_takedown(by))
    resource = _claimable(claim.resource)
    values = _checked(claim)
    _require_few(values["email"], client)
    request = TakedownRequest.objects.create(
        resource=resource,
        client=client,
        is_name_public=claim.is_name_public,
        language=claim.language if claim.language in INTERFACE_LANGUAGES else "en",
        **values,
    )
    write_log(STREAM, "ask-takedown", by=by, on=resource.public_id, request=request.public_id)
    token = signing.dumps(request.public_id, salt=SALT)
    letters.ask_to_confirm(request, token=token, days=CONFIRMED_WITHIN.days)
    return request


def _claimable(stated: str) -> Resource:
    """What readers see, and what they would see but for somebody else's request."""
    found = resource_named(stated)
    return found if found.state == ResourceState.PAUSED else public_resource(found.public_id)


def _checked(claim: Claim) -> dict[str, str]:
    name, text = " ".join(claim.name.split()), claim.claim.strip()
    if not name or not text:
        raise InvalidTakedown(_("Say who you are and what right of yours this is about."))
    behalf, evidence = " ".join(claim.on_behalf_of.split()), claim.evidence.strip()
    if max(len(name), len(behalf)) > LONGEST_NAME or len(text) > LONGEST_CLAIM:
        raise InvalidTakedown(_("This text is too long."))
    if evidence and not _is_web_address(evidence):
        raise InvalidTakedown(_("The address of the evidence has to start with https://."))
    return {
        "name": name,
        "email": _mail_address(claim.email),
        "claim": text,
        "on_behalf_of": behalf,
        "evidence": evidence,
    }


def _is_web_address(stated: str) -> bool:
    try:
        parts = urlsplit(stated)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
    return is_web and len(stated) <= LONGEST_ADDRESS and not any(map(str.isspace, stated))


def _mail_address(stated: str) -> str:
    address = stated.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise InvalidTakedown(
            _("This is not an e-mail address: %(email)s") % {"email": stated}
        ) from error
    return address


def _require_few(email: str, client: str) -> None:
    recent = TakedownRequest.objects.filter(created_at__gt=now() - DAY)
    of_client = recent.filter(client=client).count() if client else 0
    if recent.filter(email=email).count() >= MOST_PER_ADDRESS or of_client >= MOST_PER_CLIENT:
        raise TooManyTakedowns(
            _(
                "These are too many requests for one day. Send more tomorrow, or write to %(contact)s."
            )
            % {"contact": settings.CONTACT}
        )


@transaction.atomic
def confirm_takedown(token: str, *, by: Actor) -> TakedownRequest:
    """Whoever reads the claimant's mail says that the request is theirs: it counts from now on.
    Doing it twice does nothing more. Raises `ConfirmationExpired`."""
    require(rules.may_ask_takedown(by))
    request = asked_takedown(token)
    # Held meanwhile, so that of two requests about one resource one leads and the other joins it.
    resource = Resource.objects.select_for_update().get(pk=standing(request.resource).pk)
    leading = open_takedown_of(resource.pk)
    if not _open(request, resource, leading):
        return request
    leading = leading or request
    if not leading.paused_from and _may_pause(request):
        _pause(leading)
    facts = {"request": request.public_id, "joins": leading is not request}
    write_log(STREAM, "confirm-takedown", by=by, on=resource.public_id, **facts)
    letters.tell_confirmed(request, is_paused=bool(leading.paused_from))
    letters.tell_curators(request)
    return request


def asked_takedown(token: str) -> TakedownRequest:
    """The request that a confirmation link is about. Raises `ConfirmationExpired`."""
    try:
        public_id = signing.loads(token, salt=SALT, max_age=CONFIRMED_WITHIN)
    except signing.BadSignature:
        public_id = None
    rows = TakedownRequest.objects.select_related("resource__alias_of")
    request = rows.filter(public_id=public_id).first() if public_id else None
    if request is None:
        raise ConfirmationExpired(
            _("This link is damaged or older than %(days)d days. Send the request again.")
            % {"days": CONFIRMED_WITHIN.days}
        )
    return request


def _open(request: TakedownRequest, resource: Resource, leading: TakedownRequest | None) -> bool:
    """False where it was opened before."""
    unconfirmed = TakedownRequest.objects.filter(pk=request.pk, state=TakedownState.UNCONFIRMED)
    moment = now()
    opened = unconfirmed.update(
        state=TakedownState.OPEN,
        resource=resource,
        joins=leading,
        confirmed_at=moment,
        changed_at=moment,
    )
    request.refresh_from_db()
    return bool(opened)


def _may_pause(request: TakedownRequest) -> bool:
    refused = TakedownRequest.objects.filter(
        resource=request.resource_id, email=request.email, state=TakedownState.REFUSED
    )
    recent = TakedownRequest.objects.filter(confirmed_at__gt=now() - DAY).exclude(paused_from="")
    return not refused.exists() and recent.count() < MOST_PAUSED


def _pause(leading: TakedownRequest) -> None:
    leading.paused_from = pause_resource(leading.resource, by=SYSTEM)
    leading.save(update_fields=["paused_from", "changed_at"])


@transaction.atomic
def uphold_takedown(request: TakedownRequest, *, answer: str, by: Actor) -> TakedownRequest:
    """The claim is right: the resource becomes a tombstone, which no harvest revives."""
    leading = _decide(request, TakedownState.UPHELD, answer=answer, by=by)
    # Never the words by which `fading` knows what it may bring back itself.
    reason = _("Taken down for a rights holder: %(answer)s") % {"answer": leading.answer}
    if leading.paused_from:
        end_pause(leading.resource, state=ResourceState.WITHDRAWN, reason=reason, by=by)
    else:
        catalogue.withdraw_resources([standing(leading.resource).pk], by=by, reason=reason)
    _tell_answered(leading)
    return leading


@transaction.atomic
def refuse_takedown(request: TakedownRequest, *, answer: str, by: Actor) -> TakedownRequest:
    """The claim does not hold: the resource is offered again exactly as it was."""
    leading = _decide(request, TakedownState.REFUSED, answer=answer, by=by)
    if leading.paused_from:
        end_pause(leading.resource, state=ResourceState(leading.paused_from), by=by)
        _catch_up(leading.resource_id)
    _tell_answered(leading)
    return leading


def _decide(
    request: TakedownRequest, state: TakedownState, *, answer: str, by: Actor
) -> TakedownRequest:
    """Answer a request and all that joined it."""
    require(rules.may_answer_takedown(by))
    said = answer.strip()[:LONGEST_ANSWER]
    if not said:
        raise ReasonMissing(_("Please write the answer; the claimant gets it and it is public."))
    leading = request.joins or request
    # As in `confirm_takedown`: nobody joins while the answer is given.
    Resource.objects.select_for_update().get(pk=leading.resource_id)
    moment = now()
    group = TakedownRequest.objects.filter(Q(pk=leading.pk) | Q(joins=leading))
    decided = group.filter(state=TakedownState.OPEN).update(
        state=state, answer=said, decided_by=by.actor_id, decided_at=moment, changed_at=moment
    )
    if not decided:
        raise DecidedAlready(_("This request has been answered already."))
    leading.refresh_from_db()
    action = "uphold-takedown" if state == TakedownState.UPHELD else "refuse-takedown"
    facts = {"request": leading.public_id, "reason": said, "claims": decided}
    write_log(STREAM, action, by=by, on=leading.resource.public_id, **facts)
    return leading


def _catch_up(resource_id: int) -> None:
    """What its sources have said meanwhile: that it is gone, or back."""
    records = Record.objects.filter(resource_id__in=list(family_of([resource_id])))
    if records.filter(is_deleted=False).exists():
        fading.revive([resource_id], by=SYSTEM)
    elif records.exists():
        fading.withdraw([resource_id], by=SYSTEM)


def _tell_answered(leading: TakedownRequest) -> None:
    for claim in (leading, *leading.joined.select_related("resource")):
        letters.tell_answered(claim)


@transaction.atomic
def forget_claimants(*, by: Actor) -> int:
    """Requests that nobody confirmed go; where a request came from is kept for a day, and who sent
    it for a year after the answer. The answer itself stays on record."""
    require(by.is_machine)
    moment = now()
    TakedownRequest.objects.filter(created_at__lt=moment - DAY).exclude(client="").update(client="")
    answered = TakedownRequest.objects.filter(decided_at__lt=moment - KEPT).exclude(email="")
    forgotten = answered.update(email="", claim="", evidence="")
    unconfirmed = TakedownRequest.objects.filter(state=TakedownState.UNCONFIRMED)
    gone, _by_model = unconfirmed.filter(created_at__lt=moment - CONFIRMED_WITHIN).delete()
    return forgotten + gone
