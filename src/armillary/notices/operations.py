"""Write a notice, deliver a notice."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from armillary.core.clock import now
from armillary.core.errors import Unavailable, require
from armillary.notices.enums import NoticeState
from armillary.notices.models import Notice
from armillary.notices.signals import notice_written
from armillary.people.actors import Actor

KEPT: Final = timedelta(days=30)
WORTH_SENDING: Final = timedelta(days=3)
# Longer than a task goes on trying, so that no other is about to send what has waited for this time.
LEFT_ALONE: Final = timedelta(hours=1)
BATCH: Final = 1_000  # notices put up again at a time

FORGOTTEN: Final[dict[str, Any]] = {"subject": "", "body": "", "html": "", "headers": {}}
NO_HEADERS: Final[Mapping[str, str]] = {}


@transaction.atomic
def send_notice(
    address: str,
    *,
    subject: str,
    body: str,
    html: str = "",
    headers: Mapping[str, str] = NO_HEADERS,
    by: Actor,
) -> Notice:
    """Put a message into the outbox, with its body as HTML too where there is one. Only the machine
    writes to people; whoever has it written has been checked by the operation that calls this."""
    require(by.is_machine)
    notice = Notice.objects.create(
        address=address,
        subject=_one_line(subject)[:300],
        body=body,
        html=html,
        headers={name: _one_line(value) for name, value in headers.items()},
    )
    notice_written.send(sender=Notice, notice_id=notice.pk)
    return notice


def _one_line(text: str) -> str:
    """So that nobody can add headers."""
    return " ".join(text.split())


def deliver_notice(notice_id: int, *, by: Actor) -> bool:
    """Send one waiting notice. Raises `Unavailable` where the mail server does not take it, so that
    the task tries again; its own words name the address, so they are not kept.

    The state changes only after the server took the message: a crash in between sends it twice,
    which is better than never. Of two tasks that come at once only one tries.
    """
    require(by.is_machine)
    waiting = Notice.objects.filter(pk=notice_id, state=NoticeState.WAITING)
    notice = waiting.first()
    if notice is None or not waiting.filter(_tried_at(notice)).update(tried_at=now()):
        return False
    _hand_over(notice)
    sent = waiting.update(state=NoticeState.SENT, sent_at=now(), **FORGOTTEN)
    return bool(sent)


def _tried_at(notice: Notice) -> Q:
    """Still as it was read."""
    return Q(tried_at=notice.tried_at)


def _hand_over(notice: Notice) -> None:
    message = EmailMultiAlternatives(
        notice.subject, notice.body, to=[notice.address], headers=notice.headers
    )
    if notice.html:
        message.attach_alternative(notice.html, "text/html")
    try:
        message.send()
    except (OSError, ValueError):  # of the connection and of SMTP; of headers and encodings
        raise Unavailable(_("The mail server did not take the message.")) from None


@transaction.atomic
def take_up_left_notices(*, by: Actor) -> list[int]:
    """Ids of waiting notices that no task tries any more, the oldest first, for another one each. They
    count as tried now, so that the next turn leaves them alone."""
    require(by.is_machine)
    waiting = Notice.objects.filter(state=NoticeState.WAITING)
    limit = now() - LEFT_ALONE
    left = waiting.alias(last=Coalesce("tried_at", "created_at")).filter(last__lt=limit)
    ids = list(left.order_by("pk").values_list("pk", flat=True)[:BATCH])
    waiting.filter(pk__in=ids).update(tried_at=now())
    return ids


def give_up_notices(ids: Iterable[int], *, by: Actor) -> int:
    """Not to be sent any more, because their readers do not want them; their words are forgotten."""
    require(by.is_machine)
    waiting = Notice.objects.filter(pk__in=list(ids), state=NoticeState.WAITING)
    return waiting.update(state=NoticeState.FAILED, **FORGOTTEN)


def give_up_old_notices(*, by: Actor) -> int:
    """What could not be sent for days is not sent any more, and its words are forgotten."""
    require(by.is_machine)
    waiting = Notice.objects.filter(state=NoticeState.WAITING)
    old = waiting.filter(created_at__lt=now() - WORTH_SENDING)
    return old.update(state=NoticeState.FAILED, **FORGOTTEN)


def forget_sent_notices(*, by: Actor) -> int:
    """Whom we wrote to, or wanted to, a month ago is nobody's business any more."""
    require(by.is_machine)
    limit = now() - KEPT
    sent = Q(state=NoticeState.SENT, sent_at__lt=limit)
    failed = Q(state=NoticeState.FAILED, created_at__lt=limit)
    _all, deleted = Notice.objects.filter(sent | failed).delete()  # with what points at them
    return deleted.get(Notice._meta.label, 0)
