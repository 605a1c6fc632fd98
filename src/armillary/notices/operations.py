"""Write a notice, deliver a notice."""

from django.core.mail import EmailMessage
from django.db import transaction

from armillary.core.clock import now
from armillary.core.errors import require
from armillary.notices.enums import NoticeState
from armillary.notices.models import Notice
from armillary.notices.signals import notice_written
from armillary.people.actors import Actor


@transaction.atomic
def send_notice(address: str, *, subject: str, body: str, by: Actor) -> Notice:
    """Put a message into the outbox. Only the machine writes to people; whoever has it written
    has been checked by the operation that calls this."""
    require(by.is_machine)
    one_line = " ".join(subject.split())
    notice = Notice.objects.create(address=address, subject=one_line[:300], body=body)
    notice_written.send(sender=Notice, notice_id=notice.pk)
    return notice


def deliver_notice(notice_id: int, *, by: Actor) -> bool:
    """Send one waiting notice. A mail server's error is raised, so that the task tries again.

    The state changes only after the server took the message: a crash in between sends it twice,
    which is better than never.
    """
    require(by.is_machine)
    notice = Notice.objects.filter(pk=notice_id, state=NoticeState.WAITING).first()
    if notice is None:
        return False
    EmailMessage(notice.subject, notice.body, to=[notice.address]).send()
    waiting = Notice.objects.filter(pk=notice_id, state=NoticeState.WAITING)
    sent = waiting.update(state=NoticeState.SENT, sent_at=now(), subject="", body="")
    return bool(sent)
