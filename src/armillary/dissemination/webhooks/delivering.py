"""Hand events to webhooks: in order, at least once, and patiently.

A webhook is told one event after the other. The next one waits until the one before it was taken,
and where a delivery fails the webhook stays where it is: what comes later waits behind it in the
stored records, not in a queue, and its id is the same when it is tried again. A worker that dies
between a delivery and the note of it tells the same once more, under the same id.

Nothing that a receiver answers or does can multiply: whatever changes here while one is told has a
position behind those that a run is made for, and so comes a run later, once for each resource.
"""

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _

from armillary.core.cleaning import cleaned
from armillary.core.clock import now
from armillary.core.errors import ArmillaryError, Conflict, require
from armillary.core.http import HttpFetcher, Manners, TryAgainLater, outgoing
from armillary.dissemination import rules
from armillary.dissemination.webhooks.enums import WebhookState
from armillary.dissemination.webhooks.events import (
    Event,
    as_of_now,
    event_of,
    events_behind,
    message_body,
)
from armillary.dissemination.webhooks.listings import note_listings
from armillary.dissemination.webhooks.models import Delivery, Webhook
from armillary.dissemination.webhooks.signing import new_seed, signed_headers
from armillary.dissemination.webhooks.stopping import note_failure, note_success
from armillary.dissemination.webhooks.targets import refuse_own
from armillary.people.actors import Actor

MOST_A_MINUTE: Final = 300  # deliveries to one host
RUN: Final = 45.0  # seconds after which a run leaves the rest to the next
LEASE: Final = timedelta(minutes=5)  # longer than a run and its last delivery
BATCH: Final = 100  # records read at a time
ANSWER: Final = 4_000  # bytes of an answer that are read
MOST_ASKED: Final = 10  # tests and repetitions of a webhook a minute
TEST: Final = "webhook.test"

MANNERS: Final = Manners(
    connect=5.0,
    read=15.0,
    total=15.0,
    altogether=45.0,
    interval=60.0 / MOST_A_MINUTE,
    attempts=1,
    heed_robots=False,  # whoever has the address asked for it
)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of handing one message over."""

    status: int | None = None
    problem: str = ""
    answer: str = ""
    seconds: float = 0.0
    after: float = 0.0  # seconds that we are asked to wait

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def deliver_news(ids: list[int], *, by: Actor) -> int:
    """Tell some webhooks of one host what lies behind their positions; answer how many deliveries
    were taken. All together get no more than a host gets in a minute."""
    require(rules.may_refresh(by))
    fetcher = outgoing(manners=MANNERS)
    until = time.monotonic() + RUN
    share = max(1, MOST_A_MINUTE // max(1, len(ids)))
    try:
        return sum(_told(number, fetcher, most=share, until=until) for number in ids)
    finally:
        fetcher.close()


def _told(number: int, fetcher: HttpFetcher, *, most: int, until: float) -> int:
    """One webhook, which is ours alone meanwhile."""
    moment = now()
    free = Webhook.objects.filter(
        pk=number, state=WebhookState.ACTIVE, next_try_at__lte=moment, taken_until__lte=moment
    )
    if not free.update(taken_until=moment + LEASE):
        return 0
    try:
        webhook = Webhook.objects.select_related("owner").get(pk=number)
        if not rules.may_keep_webhooks(webhook.owner, webhook.owner):
            return 0  # a role may come back
        return _told_in_order(webhook, fetcher, most=most, until=until)
    finally:
        Webhook.objects.filter(pk=number).update(taken_until=now())


def _told_in_order(webhook: Webhook, fetcher: HttpFetcher, *, most: int, until: float) -> int:
    taken, up_to = 0, note_listings()
    while taken < most and (event := _next_event(webhook, up_to, until)):
        if not _is_delivered(webhook, event, fetcher):
            break
        taken += 1
        if not _move_on(webhook, event.position):
            break
    return taken


def _next_event(webhook: Webhook, up_to: int, until: float) -> Event | None:
    """The first one that it wants to hear of; it moves past what lies before. Read one by one, so that
    nothing is told as it was a minute ago, and in batches where something is not wanted."""
    size = 1
    if not _is_as_it_was_left(webhook):
        return None
    while time.monotonic() < until and (
        events := events_behind(webhook.position, up_to=up_to, limit=size)
    ):
        for event in (each for each in events if each.type in webhook.events):
            current = event if size == 1 else as_of_now(event)
            if current.type in webhook.events:
                return current
        if not _move_on(webhook, events[-1].position):
            return None
        size = BATCH
    return None


def _is_as_it_was_left(webhook: Webhook) -> bool:
    """What its owner changes meanwhile, a secret that leaked above all, holds from the next event. False
    where it is not to go on from here."""
    place = webhook.position
    try:
        webhook.refresh_from_db()
    except Webhook.DoesNotExist:
        return False
    return webhook.is_active and webhook.position == place


def _move_on(webhook: Webhook, position: int) -> bool:
    """False where somebody paused, deleted or restarted it meanwhile."""
    same = Webhook.objects.filter(
        pk=webhook.pk, state=WebhookState.ACTIVE, position=webhook.position
    )
    webhook.position = position
    return bool(same.update(position=position))


def _is_delivered(webhook: Webhook, event: Event, fetcher: HttpFetcher) -> bool:
    message_id = f"msg_{webhook.public_id}_{event.position}"
    delivery, _new = Delivery.objects.update_or_create(
        webhook=webhook,
        message_id=message_id,
        defaults={
            "type": event.type,
            "resource_id": event.resource_id,
            "body": event.body.decode(),
        },
    )
    outcome = _handed_over(webhook, delivery, fetcher)
    if outcome.is_taken:
        note_success(webhook)
    else:
        note_failure(webhook, is_gone=outcome.status == 410, asked=outcome.after)
    return outcome.is_taken


def send_test(webhook: Webhook, *, by: Actor) -> Delivery:
    """An event that means nothing, at once and once, whatever the state of the webhook."""
    require(rules.may_edit_webhook(by, webhook))
    facts = {"id": webhook.public_id, "name": webhook.name}
    return _sent_once(webhook, TEST, None, message_body(TEST, now(), facts))


def send_again(delivery: Delivery, *, by: Actor) -> Delivery:
    """How the resource of a delivery stands now, under a new id, so that nobody takes it for a
    repetition; at once and once. A test is sent again as a test."""
    webhook = delivery.webhook
    require(rules.may_edit_webhook(by, webhook))
    if delivery.resource_id is None:
        return send_test(webhook, by=by)
    event = event_of(delivery.resource_id, at=now())
    return _sent_once(webhook, event.type, delivery.resource_id, event.body)


def _sent_once(webhook: Webhook, kind: str, resource_id: int | None, body: bytes) -> Delivery:
    recent = Delivery.objects.filter(
        webhook=webhook,
        message_id__startswith="msg_asked_",
        first_at__gt=now() - timedelta(minutes=1),
    )
    if recent.count() >= MOST_ASKED:
        raise Conflict(_("Too many of these within a minute. Wait a little."))
    delivery = Delivery.objects.create(
        webhook=webhook,
        message_id=f"msg_asked_{new_seed()[:24]}",
        type=kind,
        resource_id=resource_id,
        body=body.decode(),
    )
    fetcher = outgoing(manners=MANNERS)
    try:
        _handed_over(webhook, delivery, fetcher)
    finally:
        fetcher.close()
    return delivery


def _handed_over(webhook: Webhook, delivery: Delivery, fetcher: HttpFetcher) -> _Outcome:
    outcome = _posted(webhook, delivery, fetcher)
    delivery.tries += 1
    delivery.is_taken, delivery.status = outcome.is_taken, outcome.status
    delivery.problem, delivery.answer = outcome.problem, outcome.answer
    delivery.seconds, delivery.last_at = outcome.seconds, now()
    noted = ("tries", "is_taken", "status", "problem", "answer", "seconds", "last_at")
    # Its webhook may have been deleted meanwhile.
    Delivery.objects.filter(pk=delivery.pk).update(
        **{name: getattr(delivery, name) for name in noted}
    )
    return outcome


def _posted(webhook: Webhook, delivery: Delivery, fetcher: HttpFetcher) -> _Outcome:
    body = delivery.body.encode()
    headers = signed_headers(webhook, delivery.message_id, body, at=now())
    began = time.monotonic()
    try:
        refuse_own(webhook.address)
        asked = fetcher.post(webhook.address, body, headers=headers, limit=ANSWER)
    except ArmillaryError as error:
        after = error.after if isinstance(error, TryAgainLater) else 0.0
        return _Outcome(None, error.code, seconds=time.monotonic() - began, after=after)
    is_taken = 200 <= asked.status < 300
    said = "" if is_taken else cleaned(asked.body.decode("utf-8", "replace"))
    return _Outcome(
        asked.status, "", " ".join(said.split())[:300], time.monotonic() - began, asked.after
    )
