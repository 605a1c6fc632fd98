from datetime import timedelta

from armillary.core.tasks import periodic, task
from armillary.notices import operations
from armillary.people.actors import SYSTEM


@task
def deliver_notice(notice_id: int) -> None:
    """Idempotent: a notice that was sent is not sent again."""
    operations.deliver_notice(notice_id, by=SYSTEM)


@task
def try_left_notices() -> None:
    """A task stops trying after minutes; mail servers are away for hours."""
    for notice_id in operations.take_up_left_notices(by=SYSTEM):
        deliver_notice.enqueue(notice_id)


@task
def give_up_old_notices() -> None:
    operations.give_up_old_notices(by=SYSTEM)


@task
def forget_sent_notices() -> None:
    operations.forget_sent_notices(by=SYSTEM)


periodic(try_left_notices, every=timedelta(minutes=20))
periodic(give_up_old_notices, every=timedelta(days=1))
periodic(forget_sent_notices, every=timedelta(days=1))
