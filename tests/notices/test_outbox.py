import smtplib
import socket
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from armillary.core.errors import Refused
from armillary.core.tasks import FIRST_DELAY, MAX_ATTEMPTS, drain
from armillary.notices.models import Notice
from armillary.notices.operations import deliver_notice, send_notice
from armillary.people.actors import SYSTEM, VISITOR
from armillary.people.models import Person
from armillary.people.operations import erase_person
from armillary.people.queries import personal_data_of

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 11, 22, 8, tzinfo=UTC)


def write(address: str = "ada@example.org") -> Notice:
    return send_notice(address, subject="Your review", body="It is due.", by=SYSTEM)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def no_mail_server(settings: Any):
    """A real connection that nobody answers."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    return settings


def test_a_notice_is_delivered_once_and_its_words_are_forgotten(mailoutbox: list[EmailMessage]):
    with time_machine.travel(MORNING, tick=False):
        notice = write()
        assert mailoutbox == []
        drain()
        drain()
    [message] = mailoutbox
    assert (message.to, message.subject, message.body) == (
        ["ada@example.org"],
        "Your review",
        "It is due.",
    )
    notice.refresh_from_db()
    assert (notice.state, notice.sent_at) == ("sent", MORNING)
    assert (notice.subject, notice.body) == ("", "")


def test_delivering_a_sent_notice_again_sends_nothing(mailoutbox: list[EmailMessage]):
    notice = write()
    assert [deliver_notice(notice.pk, by=SYSTEM) for _ in range(2)] == [True, False]
    assert len(mailoutbox) == 1


def test_a_notice_that_is_gone_is_not_an_error(mailoutbox: list[EmailMessage]):
    assert deliver_notice(0, by=SYSTEM) is False


def test_a_subject_is_one_line_so_nobody_can_add_headers(mailoutbox: list[EmailMessage]):
    send_notice("a@example.org", subject="Hello\r\nBcc: all@example.org", body="", by=SYSTEM)
    drain()
    assert mailoutbox[0].subject == "Hello Bcc: all@example.org"
    assert mailoutbox[0].recipients() == ["a@example.org"]


def test_sender_is_the_one_of_the_settings(mailoutbox: list[EmailMessage], settings: Any):
    settings.DEFAULT_FROM_EMAIL = "Armillary <stem@example.org>"
    write()
    drain()
    assert mailoutbox[0].from_email == "Armillary <stem@example.org>"


def test_while_the_mail_server_is_away_the_notice_waits_and_then_goes_out(no_mail_server: Any):
    with time_machine.travel(MORNING, tick=False) as clock:
        notice = write()
        drain()
        notice.refresh_from_db()
        assert (notice.state, notice.body) == ("waiting", "It is due.")
        waiting = DBTaskResult.objects.get()
        assert waiting.status == TaskResultStatus.READY
        assert waiting.run_after == MORNING + FIRST_DELAY

        no_mail_server.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        mail.outbox = []
        drain()
        assert mail.outbox == []  # not its time yet
        clock.shift(FIRST_DELAY)
        drain()
    assert len(mail.outbox) == 1
    notice.refresh_from_db()
    assert notice.state == "sent"


def test_after_all_attempts_the_notice_still_waits_for_a_person(no_mail_server: Any):
    with time_machine.travel(MORNING, tick=False) as clock:
        notice = write()
        for _attempt in range(MAX_ATTEMPTS):
            drain()
            clock.shift(timedelta(hours=2))
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED
    notice.refresh_from_db()
    assert (notice.state, notice.body) == ("waiting", "It is due.")


def test_the_error_of_a_mail_server_is_not_swallowed(no_mail_server: Any):
    with pytest.raises((OSError, smtplib.SMTPException)):
        deliver_notice(write().pk, by=SYSTEM)


def test_nobody_but_the_machine_writes_to_people(member: Person, administrator: Person):
    for actor in (VISITOR, member, administrator):
        with pytest.raises(Refused):
            send_notice("ada@example.org", subject="Buy", body="now", by=actor)
        with pytest.raises(Refused):
            deliver_notice(0, by=actor)
    assert not Notice.objects.exists()


def test_notices_to_any_address_of_a_person_are_given_out_and_erased(member: Person):
    member.emailaddress_set.create(email="second@example.org")
    written = [write(member.email.upper()), write("second@example.org")]
    other = write("other@example.org")
    exported = personal_data_of(member)["notices.notice"]
    assert exported == [
        {"address": each.address, "written": each.created_at.isoformat(), "state": "waiting"}
        for each in written
    ]
    erase_person(member, by=member)
    assert list(Notice.objects.all()) == [other]
    assert Person.objects.get(pk=member.pk).erased_at is not None
