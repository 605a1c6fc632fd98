"""Webhooks and deliveries in words, for the desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armillary.dissemination.webhooks.delivering import TEST
from armillary.dissemination.webhooks.enums import EventType
from armillary.dissemination.webhooks.models import Delivery, Webhook

PROBLEMS: Final[Mapping[str, Promise]] = {
    "unreachable": gettext_lazy("Nobody answered in time."),
    "no-such-host": gettext_lazy("No machine has this name."),
    "certificate-refused": gettext_lazy("The certificate is not valid."),
    "address-refused": gettext_lazy("The address may not be asked from here."),
    "invalid-webhook": gettext_lazy("The address is our own."),
}


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One line of the list."""

    delivery: Delivery
    event: str
    outcome: str


def event_name(kind: str) -> str:
    if kind == TEST:
        return _("Test")
    return str(EventType(kind).label) if kind in EventType.values else kind


def event_names(webhook: Webhook) -> list[str]:
    return [event_name(kind) for kind in webhook.events]


def delivery_row(delivery: Delivery) -> DeliveryRow:
    return DeliveryRow(delivery, event_name(delivery.type), outcome_of(delivery))


def outcome_of(delivery: Delivery) -> str:
    """What came of it last."""
    if delivery.is_taken:
        return _("Taken")
    if delivery.status is None:
        return str(PROBLEMS.get(delivery.problem, _("The answer could not be read.")))
    if 300 <= delivery.status < 400:
        return _("It redirects (%(status)d), which is not followed.") % {"status": delivery.status}
    return _("It answered %(status)d.") % {"status": delivery.status}
