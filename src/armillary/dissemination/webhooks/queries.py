"""Webhooks as their owners see them, what each was told lately, and whose turn it is."""

from dataclasses import dataclass
from typing import Final

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from armillary.catalogue.lists.entries import is_public_id
from armillary.core.clock import now
from armillary.core.paging import read_cursor, write_cursor
from armillary.dissemination import rules
from armillary.dissemination.errors import NoSuchDelivery, NoSuchWebhook
from armillary.dissemination.queries import last_change
from armillary.dissemination.webhooks.enums import WebhookState
from armillary.dissemination.webhooks.models import Delivery, Webhook
from armillary.people.actors import Actor

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """The newest first; `after` is the cursor of the next page, empty on the last one."""

    rows: list[Delivery]
    after: str


def webhook_by_public_id(public_id: str, *, by: Actor) -> Webhook:
    """One that `by` may see. Raises `NoSuchWebhook`, also for somebody else's."""
    rows = Webhook.objects.select_related("owner")
    found = rows.filter(public_id=public_id).first() if is_public_id(public_id) else None
    if found is None or not rules.may_see_webhook(by, found):
        raise NoSuchWebhook(_("There is no webhook at this address, or it is not yours."))
    return found


def webhooks_for(actor: Actor) -> list[Webhook]:
    """Those that somebody may see, by name: their own, or all."""
    rows = Webhook.objects.select_related("owner").order_by(Lower("name"), "pk")
    if not rules.may_see_all_webhooks(actor):
        rows = rows.filter(owner__public_id=actor.actor_id)
    return list(rows)


def deliveries_of(webhook: Webhook, *, after: str = "", size: int = PAGE) -> DeliveryPage:
    """Raises `InvalidInput` for a cursor that is none of this list."""
    purpose = f"deliveries {webhook.public_id}"
    rows = Delivery.objects.filter(webhook=webhook).order_by("-pk")
    if after:
        [last] = read_cursor(after, purpose=purpose)
        rows = rows.filter(pk__lt=last)
    found = list(rows.select_related("resource")[: size + 1])
    more = len(found) > size
    return DeliveryPage(
        found[:size], write_cursor(found[size - 1].pk, purpose=purpose) if more else ""
    )


def delivery_by_message(webhook: Webhook, message_id: str) -> Delivery:
    """Raises `NoSuchDelivery`."""
    found = None
    if len(message_id) <= 60 and "\0" not in message_id:
        found = Delivery.objects.filter(webhook=webhook, message_id=message_id).first()
    if found is None:
        raise NoSuchDelivery(_("There is no such delivery, or it is no longer kept."))
    return found


def webhooks_due() -> list[list[int]]:
    """Ids of those that have something to hear and whose turn it is, those of one host together."""
    moment = now()
    rows = Webhook.objects.filter(
        state=WebhookState.ACTIVE,
        next_try_at__lte=moment,
        taken_until__lte=moment,
        position__lt=last_change()[0],
        owner__is_active=True,
    )
    hosts: dict[str, list[int]] = {}
    for number, host in rows.order_by("pk").values_list("pk", "host"):
        hosts.setdefault(host, []).append(number)
    return list(hosts.values())
