from armillary.core.tasks import task
from armillary.notices import operations
from armillary.people.actors import SYSTEM


@task
def deliver_notice(notice_id: int) -> None:
    """Idempotent: a notice that was sent is not sent again."""
    operations.deliver_notice(notice_id, by=SYSTEM)
