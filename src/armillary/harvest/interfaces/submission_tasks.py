"""Tell people what became of what they submitted. Each task may run twice without harm."""

from datetime import timedelta

from django.db import transaction

from armillary.core.tasks import periodic, task
from armillary.harvest.interfaces import submission_mails
from armillary.harvest.models import Submission
from armillary.harvest.submissions import operations, queries, tables
from armillary.notices.operations import send_notice
from armillary.people.actors import SYSTEM


@task()
def tell_submitters(ids: list[int]) -> None:
    """Those of resources that were listed, declined or merged."""
    with transaction.atomic():
        for row in queries.rows_of(operations.take_told(ids, by=SYSTEM)):
            if (person := row.submission.person) is not None:
                subject, body = submission_mails.decided(row, to=person)
                send_notice(person.email, subject=subject, body=body, by=SYSTEM)


@task()
def tell_of_asked_changes(submission: int) -> None:
    rows = Submission.objects.select_related("person").exclude(asked="")
    row = rows.filter(pk=submission).first()
    if row is not None and row.person is not None:
        subject, body = submission_mails.asked(row, to=row.person)
        send_notice(row.person.email, subject=subject, body=body, by=SYSTEM)


@task()
def forget_old_drafts() -> None:
    tables.forget_old_drafts(by=SYSTEM)


periodic(forget_old_drafts, every=timedelta(hours=6))
