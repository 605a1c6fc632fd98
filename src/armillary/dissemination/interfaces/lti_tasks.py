"""What has to be done about LTI from time to time."""

from datetime import timedelta

from armillary.core.tasks import periodic, task
from armillary.dissemination.lti.keys import tend_keys
from armillary.dissemination.lti.uses import forget_uses


@task()
def forget_used_nonces() -> None:
    forget_uses()


@task()
def tend_lti_keys() -> None:
    tend_keys()


periodic(forget_used_nonces, every=timedelta(hours=1))
periodic(tend_lti_keys, every=timedelta(days=1))
