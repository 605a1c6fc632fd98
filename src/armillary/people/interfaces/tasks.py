from datetime import timedelta

from armillary.core.tasks import periodic, task
from armillary.people import operations
from armillary.people.actors import SYSTEM


@task
def forget_expired_sessions() -> None:
    operations.forget_expired_sessions(by=SYSTEM)


periodic(forget_expired_sessions, every=timedelta(days=1))
