"""A receiver on loopback that keeps what it gets and answers as it is told, and a webhook to it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.faulty_site import FaultySite

from armillary.dissemination.webhooks.delivering import deliver_news
from armillary.dissemination.webhooks.models import Webhook
from armillary.dissemination.webhooks.operations import Told, register_webhook
from armillary.dissemination.webhooks.queries import webhooks_due
from armillary.people.actors import SYSTEM

HOOK = "/hook"


class Receiver(FaultySite):
    """`statuses` are those of the next answers; after them everything is taken."""

    def __init__(self) -> None:
        super().__init__()
        self.statuses: list[int] = []
        self.pages[HOOK] = self._answer

    def _answer(self, handler: Any) -> None:
        status = self.statuses.pop(0) if self.statuses else 204
        handler.send_response(status)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    @property
    def told(self) -> list[dict[str, Any]]:
        """Every message that came, taken or not."""
        return [json.loads(each.body) for each in self.asked if each.path == HOOK]

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """(event, id of the resource) of every message that came."""
        return [(each["type"], each["data"]["id"]) for each in self.told]


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.ALLOW_PRIVATE_ADDRESSES = True
    site = Receiver()
    yield site
    site.close()


@pytest.fixture
def told(receiver: Receiver, curator: Any) -> Told:
    """A webhook with its secret."""
    return register_webhook(receiver.address + HOOK, name="Library", owner=curator, by=curator)


@pytest.fixture
def webhook(told: Told) -> Webhook:
    return told.webhook


@pytest.fixture
def deliver() -> Callable[[], int]:
    """One turn of the worker; how many events were taken."""

    def turn() -> int:
        return sum(deliver_news(ids, by=SYSTEM) for ids in webhooks_due())

    return turn
