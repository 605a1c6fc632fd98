from django.dispatch import receiver

from armillary.notices.interfaces.tasks import deliver_notice
from armillary.notices.signals import notice_written


@receiver(notice_written)
def enqueue_delivery(notice_id: int, **_more: object) -> None:
    deliver_notice.enqueue(notice_id)
