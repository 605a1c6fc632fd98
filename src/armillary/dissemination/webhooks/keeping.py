"""How long what was sent is kept: a month, and no more than so many of a webhook."""

from datetime import timedelta
from typing import Final

from armillary.core.clock import now
from armillary.core.errors import require
from armillary.dissemination import rules
from armillary.dissemination.webhooks.models import Delivery, Webhook
from armillary.people.actors import Actor

KEPT: Final = timedelta(days=30)
MOST_KEPT: Final = 1_000  # of one webhook


def forget_deliveries(*, by: Actor) -> int:
    """Answer how many were forgotten. A webhook goes on where it stands, whatever is kept."""
    require(rules.may_refresh(by))
    gone, _each = Delivery.objects.filter(last_at__lt=now() - KEPT).delete()
    return gone + sum(_forget_beyond(each) for each in Webhook.objects.all())


def _forget_beyond(webhook: Webhook) -> int:
    kept = webhook.deliveries.order_by("-pk").values_list("pk", flat=True)
    limit = kept[MOST_KEPT : MOST_KEPT + 1].first()
    if limit is None:
        return 0
    gone, _each = webhook.deliveries.filter(pk__lte=limit).delete()
    return gone
