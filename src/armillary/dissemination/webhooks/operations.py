"""What can be done with a webhook. Each of it stands in the log, without the address: that may say
more about its owner than an id that nobody can read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from armillary.core.cleaning import cleaned
from armillary.core.clock import now
from armillary.core.errors import require
from armillary.dissemination import rules
from armillary.dissemination.errors import InvalidWebhook
from armillary.dissemination.webhooks.enums import EventType, WebhookState
from armillary.dissemination.webhooks.listings import begin_noting, note_listings
from armillary.dissemination.webhooks.models import Webhook
from armillary.dissemination.webhooks.signing import new_seed, secret_of
from armillary.dissemination.webhooks.targets import LONGEST, checked_address
from armillary.people.actors import Actor
from armillary.people.log import write_log
from armillary.people.models import Person

STREAM: Final = "webhooks"
MOST_WEBHOOKS: Final = 20  # of one person
LONGEST_NAME: Final = 200
LONGEST_ADDRESS: Final = LONGEST
OVERLAP: Final = timedelta(days=1)  # for which a former secret stays good


@dataclass(frozen=True, slots=True)
class Told:
    """A webhook with its secret, which is shown this once."""

    webhook: Webhook
    secret: str


def register_webhook(
    address: str,
    *,
    name: str = "",
    events: Sequence[str] = EventType.values,
    owner: Person,
    by: Actor,
) -> Told:
    """Tell an address of what comes from now on. Raises `InvalidWebhook`."""
    require(rules.may_keep_webhooks(by, owner))
    checked, host = checked_address(address)
    webhook = Webhook(
        owner=owner,
        name=_checked_name(name or host),
        address=checked,
        host=host,
        events=_checked_events(events),
        seed=new_seed(),
    )
    with transaction.atomic():
        _insert(webhook)
        write_log(STREAM, "register", by=by, on=webhook.public_id, events=webhook.events)
    return Told(webhook, secret_of(webhook.seed))


def _insert(webhook: Webhook) -> None:
    if Webhook.objects.filter(owner=webhook.owner).count() >= MOST_WEBHOOKS:
        raise InvalidWebhook(
            _("You have %(most)d webhooks already. Delete one that you no longer need.")
            % {"most": MOST_WEBHOOKS}
        )
    webhook.position = note_listings() if Webhook.objects.exists() else begin_noting()
    webhook.save()


def change_webhook(
    found: Webhook, *, name: str, address: str, events: Sequence[str], by: Actor
) -> Webhook:
    """Another name, address or choice of events, from what is told next. At another address the count
    of failures begins anew. Raises `InvalidWebhook`."""
    require(rules.may_edit_webhook(by, found))
    checked, host = checked_address(address)  # which may take a while, so nothing is locked yet
    called, chosen = _checked_name(name or host), _checked_events(events)
    with transaction.atomic():
        row = _locked(found)
        if checked != row.address:
            _forgive(row)
        row.address, row.host, row.name, row.events = checked, host, called, chosen
        row.save()
        write_log(STREAM, "change", by=by, on=row.public_id, events=row.events)
    return row


@transaction.atomic
def pause_webhook(found: Webhook, *, by: Actor) -> Webhook:
    """Not told any more until somebody starts it again. Doing it twice changes nothing."""
    require(rules.may_edit_webhook(by, found))
    row = _locked(found)
    if row.state == WebhookState.ACTIVE:
        row.state = WebhookState.PAUSED
        row.save()
        write_log(STREAM, "pause", by=by, on=row.public_id)
    return row


@transaction.atomic
def start_webhook(found: Webhook, *, from_now: bool = False, by: Actor) -> Webhook:
    """Told again, of everything since it was told last, or only of what comes from now on. One that
    waits for its next try is tried at once."""
    require(rules.may_edit_webhook(by, found))
    row = _locked(found)
    row.state = WebhookState.ACTIVE
    _forgive(row)
    if from_now:
        row.position = note_listings()
    row.save()
    write_log(STREAM, "start", by=by, on=row.public_id, from_now=from_now)
    return row


@transaction.atomic
def rotate_secret(found: Webhook, *, is_leaked: bool = False, by: Actor) -> Told:
    """Another secret. The former one stays good for a day beside it, unless somebody else has it."""
    require(rules.may_edit_webhook(by, found))
    row = _locked(found)
    row.former_seed, row.former_until = ("", None) if is_leaked else (row.seed, now() + OVERLAP)
    row.seed = new_seed()
    row.save()
    write_log(STREAM, "rotate", by=by, on=row.public_id, is_leaked=is_leaked)
    return Told(row, secret_of(row.seed))


@transaction.atomic
def delete_webhook(found: Webhook, *, by: Actor) -> None:
    """For good, with the list of what it was told."""
    require(rules.may_edit_webhook(by, found))
    write_log(STREAM, "delete", by=by, on=found.public_id)
    found.delete()


def _locked(found: Webhook) -> Webhook:
    return Webhook.objects.select_for_update().select_related("owner").get(pk=found.pk)


def _forgive(row: Webhook) -> None:
    row.failures, row.failing_since, row.next_try_at = 0, None, now()


def _checked_name(stated: str) -> str:
    name = " ".join(cleaned(stated).split())
    if not name or len(name) > LONGEST_NAME:
        raise InvalidWebhook(
            _("Give a name of at most %(most)d characters.") % {"most": LONGEST_NAME}
        )
    return name


def _checked_events(stated: Sequence[str]) -> list[str]:
    """In the order of the list of all."""
    unknown = sorted(set(stated) - set(EventType.values))
    if unknown or not stated:
        raise InvalidWebhook(
            _("Choose from: %(events)s.") % {"events": ", ".join(EventType.values)}
        )
    return [each for each in EventType.values if each in set(stated)]
