import re
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage


@pytest.fixture(autouse=True)
def _no_attempts_so_far() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def mail(
    mailoutbox: list[EmailMessage], run_tasks: Callable[[], None]
) -> Callable[[], EmailMessage]:
    """The one message that the outbox delivers now."""

    def receive() -> EmailMessage:
        mailoutbox.clear()
        run_tasks()
        [message] = mailoutbox
        return message

    return receive


def link_in(message: EmailMessage) -> str:
    """The path of the one link in a message."""
    [path] = re.findall(rf"{settings.BASE_URL}(/\S+)", str(message.body))
    return path
