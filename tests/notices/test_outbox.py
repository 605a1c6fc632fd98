import smtplib
import socket
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from armillary.core.errors import Refused, Unavailable
from armillary.core.tasks import FIRST_DELAY, MAX_ATTEMPTS, drain
from armillary.notices import operations
from armillary.notices.interfaces.tasks import try_left_notices
from armillary.notices.models import Notice
from armillary.notices.operations import (
    KEPT,
    LEFT_ALONE,
    WORTH_SENDING,
    deliver_notice,
    forget_sent_notices,
    give_up_notices,
    give_up_old_notices,
    send_notice,
    take_up_left_notices,
)
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


def test_notice_in_html_and_with_headers_is_sent_as_both_and_forgotten(
    mailoutbox: list[EmailMessage],
):
    headers = {"List-Unsubscribe": "<https://a.example/x>\r\nBcc: all@example.org"}
    notice = send_notice(
        "a@example.org", subject="New", body="Text", html="<p>Text</p>", headers=headers, by=SYSTEM
    )
    drain()
    [message] = mailoutbox
    [part] = message.alternatives  # type: ignore[attr-defined]
    assert (message.body, tuple(part)) == ("Text", ("<p>Text</p>", "text/html"))
    assert message.extra_headers == {
        "List-Unsubscribe": "<https://a.example/x> Bcc: all@example.org"
    }
    assert message.recipients() == ["a@example.org"]
    notice.refresh_from_db()
    assert (notice.body, notice.html, notice.headers) == ("", "", {})


def test_notice_that_is_given_up_is_forgotten_whole(no_mail_server: Any):
    with time_machine.travel(MORNING, tick=False) as clock:
        notice = send_notice(
            "a@example.org", subject="S", body="B", html="H", headers={"X": "Y"}, by=SYSTEM
        )
        clock.shift(WORTH_SENDING + timedelta(seconds=1))
        give_up_old_notices(by=SYSTEM)
    notice.refresh_from_db()
    assert (notice.state, notice.html, notice.headers) == ("failed", "", {})


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


def use_up_attempts(clock: Any) -> None:
    """What the worker does while the server stays away, until the task is given up."""
    for attempt in range(MAX_ATTEMPTS):
        drain()
        clock.shift(FIRST_DELAY * 4**attempt)


def try_again() -> None:
    """A turn of the periodic task, and what it enqueues."""
    try_left_notices.enqueue()
    drain()


def test_after_all_attempts_the_notice_goes_out_once_the_mail_server_is_back(no_mail_server: Any):
    with time_machine.travel(MORNING, tick=False) as clock:
        notice = write()
        use_up_attempts(clock)
        assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED
        try_again()
        clock.shift(LEFT_ALONE + timedelta(seconds=1))
        no_mail_server.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        mail.outbox = []
        for _turn in range(2):
            try_again()
            clock.shift(LEFT_ALONE)
    assert [message.body for message in mail.outbox] == ["It is due."]
    notice.refresh_from_db()
    assert (notice.state, notice.body) == ("sent", "")


def test_notice_that_a_task_may_still_try_is_left_alone(no_mail_server: Any):
    with time_machine.travel(MORNING, tick=False) as clock:
        write()
        clock.shift(LEFT_ALONE)
        assert take_up_left_notices(by=SYSTEM) == []  # it may stand behind many others
        drain()  # only now it is tried
        clock.shift(LEFT_ALONE)
        assert take_up_left_notices(by=SYSTEM) == []


def test_notices_are_taken_up_once_in_a_turn_the_oldest_first(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("armillary.notices.operations.BATCH", 2)
    with time_machine.travel(MORNING, tick=False) as clock:
        first, second, third = (write().pk for _notice in range(3))
        clock.shift(LEFT_ALONE + timedelta(seconds=1))
        turns = [take_up_left_notices(by=SYSTEM) for _turn in range(3)]
    assert turns == [[first, second], [third], []]


def test_what_was_sent_or_given_up_is_not_taken_up(mailoutbox: list[EmailMessage]):
    with time_machine.travel(MORNING, tick=False) as clock:
        sent, given_up = write(), write()
        assert deliver_notice(sent.pk, by=SYSTEM)
        assert give_up_notices([sent.pk, given_up.pk], by=SYSTEM) == 1
        clock.shift(LEFT_ALONE * 2)
        assert take_up_left_notices(by=SYSTEM) == []
        drain()
    assert len(mailoutbox) == 1
    given_up.refresh_from_db()
    assert (given_up.state, given_up.subject, given_up.body) == ("failed", "", "")


def test_of_two_tasks_that_come_at_once_one_sends(
    mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
):
    notice = write()
    tried_at = operations._tried_at

    def overtaken(read: Notice) -> Any:
        """Another task takes the notice between the two steps of this one."""
        monkeypatch.setattr(operations, "_tried_at", tried_at)
        Notice.objects.filter(pk=read.pk).update(tried_at=MORNING)
        return tried_at(read)

    monkeypatch.setattr(operations, "_tried_at", overtaken)
    assert deliver_notice(notice.pk, by=SYSTEM) is False
    assert mailoutbox == []
    assert deliver_notice(notice.pk, by=SYSTEM) is True
    assert len(mailoutbox) == 1


def test_the_error_of_a_mail_server_is_not_swallowed(no_mail_server: Any):
    with pytest.raises(Unavailable, match=r"The mail server did not take the message."):
        deliver_notice(write().pk, by=SYSTEM)


class RefusingBackend(BaseEmailBackend):
    """A mail server that refuses an address in its own words, which name it."""

    def send_messages(self, messages: Any) -> int:
        [address] = messages[0].to
        raise smtplib.SMTPRecipientsRefused({address: (550, f"no {address} here".encode())})


def test_an_address_that_is_refused_stands_in_no_task_and_no_log(
    settings: Any, caplog: pytest.LogCaptureFixture
):
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    write("ada@example.org")
    drain()
    task = DBTaskResult.objects.get()
    assert "The mail server did not take the message." in task.traceback
    assert "ada@" not in f"{task.traceback} {task.args_kwargs} {caplog.text}"


def test_notices_that_waited_for_days_are_given_up_and_their_words_forgotten(no_mail_server: Any):
    with time_machine.travel(MORNING, tick=False) as clock:
        notice = write()
        clock.shift(WORTH_SENDING)
        assert give_up_old_notices(by=SYSTEM) == 0
        clock.shift(timedelta(seconds=1))
        fresh = write()
        assert give_up_old_notices(by=SYSTEM) == 1
        notice.refresh_from_db()
        fresh.refresh_from_db()
        assert (notice.state, notice.subject, notice.body) == ("failed", "", "")
        assert (fresh.state, fresh.body) == ("waiting", "It is due.")
        assert deliver_notice(notice.pk, by=SYSTEM) is False
        clock.shift(KEPT - WORTH_SENDING)
        assert forget_sent_notices(by=SYSTEM) == 1
    assert list(Notice.objects.all()) == [fresh]


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


def test_sent_notices_are_forgotten_after_a_month_and_waiting_ones_are_not(
    mailoutbox: list[EmailMessage],
):
    with time_machine.travel(MORNING, tick=False) as clock:
        write()
        drain()
        waiting = write()
        clock.shift(KEPT)
        assert forget_sent_notices(by=SYSTEM) == 0
        clock.shift(timedelta(seconds=1))
        assert forget_sent_notices(by=SYSTEM) == 1
    assert list(Notice.objects.all()) == [waiting]


def test_nobody_but_the_machine_forgets_notices(administrator: Person):
    with pytest.raises(Refused):
        forget_sent_notices(by=administrator)
    with pytest.raises(Refused):
        give_up_old_notices(by=administrator)
    with pytest.raises(Refused):
        give_up_notices([], by=administrator)
    with pytest.raises(Refused):
        take_up_left_notices(by=administrator)
