"""Background work: look every minute who has something to hear, and forget what was sent long ago.

Deliveries stand in a queue of their own, because a receiver that takes its time must keep nothing else
from being done.
"""

from datetime import timedelta

from armillary.core.tasks import DELIVERIES, enqueue_for_each, periodic, task
from armillary.dissemination.webhooks import delivering, keeping
from armillary.dissemination.webhooks.queries import webhooks_due
from armillary.people.actors import SYSTEM


@task(queue_name=DELIVERIES)
def tell_webhooks() -> None:
    """A task for each host, so that one that is slow or fails costs only itself."""
    enqueue_for_each(deliver_news, webhooks_due())


@task(queue_name=DELIVERIES)
def deliver_news(ids: list[int]) -> None:
    delivering.deliver_news(ids, by=SYSTEM)


@task()
def forget_deliveries() -> None:
    keeping.forget_deliveries(by=SYSTEM)


periodic(tell_webhooks, every=timedelta(minutes=1))
periodic(forget_deliveries, every=timedelta(hours=6))
