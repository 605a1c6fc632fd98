"""Mail about what is new: each thing once, none left out, whatever fails in between; and what is sent."""

import email
import email.policy
import re
import socket
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
import time_machine
from aiosmtpd.controller import Controller
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml.html import document_fromstring
from tests.dissemination.conftest import describe, edit, publish
from typer.testing import CliRunner

from armillary.catalogue.models import Resource
from armillary.catalogue.operations import (
    list_resources,
    merge_resources,
    unlist_resources,
    withdraw_resources,
)
from armillary.catalogue.works.operations import tie_editions
from armillary.cli.application import app
from armillary.core.errors import Conflict, Refused
from armillary.core.tasks import drain
from armillary.dissemination.enums import HowOften
from armillary.dissemination.interfaces.tasks import alert_those_due
from armillary.dissemination.models import OaiRecord, SavedSearch
from armillary.dissemination.operations import rebuild_records, refresh_records
from armillary.dissemination.searches import alerts
from armillary.dissemination.searches.alerts import alert_person
from armillary.dissemination.searches.arrivals import latest_arrival, newcomers, note_arrivals
from armillary.dissemination.searches.asked import AskedSearch
from armillary.dissemination.searches.news import SHOWN
from armillary.dissemination.searches.operations import (
    change_search,
    delete_search,
    save_search,
    stop_mail,
)
from armillary.dissemination.searches.queries import people_due
from armillary.dissemination.searches.stopping import stop_address, stop_all_address
from armillary.notices.models import Notice
from armillary.notices.operations import KEPT, forget_sent_notices
from armillary.people.actors import OPERATOR, SYSTEM, VISITOR
from armillary.people.models import Person
from armillary.search.engines.tantivy.engine import TantivyEngine
from armillary.search.errors import IndexUnavailable
from armillary.search.models import Change
from armillary.search.operations import MAX_FAILURES, drain_outbox, rebuild

if TYPE_CHECKING:
    from email.message import EmailMessage

pytestmark = pytest.mark.django_db

BASE = "http://127.0.0.1:8000"
MONDAY = datetime(2026, 3, 2, 7, tzinfo=UTC)
DAY = timedelta(days=1)
FRACTIONS = AskedSearch.of("title:fractions")


@pytest.fixture(autouse=True)
def clock(db):
    """It stands, and is put on by hand; there is an index from the start."""
    with time_machine.travel(MONDAY, tick=False) as held:
        drain_outbox(wait=True)
        yield held


def arrive(*titles, **facts):
    """Listed, in the records and in the index."""
    ids = [publish(1, titles={"en": title}, **facts)[0] for title in titles]
    drain_outbox(wait=True)
    return ids


def settle():
    """What the worker does between a decision and the next visitor."""
    drain()
    drain_outbox(wait=True)


def follow(owner, asked=FRACTIONS, *, name="Fractions", how_often=HowOften.DAILY, language="en"):
    return save_search(name, asked, language=language, how_often=how_often, owner=owner, by=owner)


def told(person) -> list[str]:
    """The titles of the message that is written now, in their order."""
    notice = alert_person(person.pk, by=SYSTEM)
    return re.findall(r"^\* (.*)$", notice.body, re.MULTILINE) if notice else []


# What is new


def test_what_was_there_before_is_no_news_and_what_comes_is_told_once(member, clock):
    arrive("Fractions before")
    follow(member)
    arrive("Fractions one", "Forces", "Fractions two")
    clock.shift(DAY)
    assert told(member) == ["Fractions two", "Fractions one"]
    clock.shift(DAY)
    assert told(member) == []
    arrive("Fractions three")
    clock.shift(DAY)
    assert told(member) == ["Fractions three"]


def test_nothing_is_written_where_nothing_is_new(member, clock):
    follow(member)
    arrive("Forces")
    clock.shift(DAY)
    assert alert_person(member.pk, by=SYSTEM) is None
    assert not Notice.objects.exists()


def test_what_the_index_does_not_hold_yet_comes_with_a_later_message(member, clock):
    follow(member)
    publish(1, titles={"en": "Fractions late"})  # listed, but not indexed
    arrive_later = "Fractions soon"
    clock.shift(DAY)
    assert told(member) == []
    arrive(arrive_later)
    clock.shift(DAY)
    assert told(member) == ["Fractions soon", "Fractions late"]


def test_what_cannot_be_indexed_is_told_once_it_can(member, clock):
    follow(member)
    [late] = publish(1, titles={"en": "Fractions late"})
    Change.objects.update(failures=MAX_FAILURES)
    arrive("Fractions soon")
    clock.shift(DAY)
    assert told(member) == ["Fractions soon"]
    assert Change.objects.filter(object_id=late).exists()
    rebuild()
    clock.shift(DAY)
    assert told(member) == ["Fractions late"]


def test_what_is_indexed_before_its_record_is_stored_is_not_missed(member, clock):
    follow(member)
    [number] = describe(1, titles={"en": "Fractions"})
    list_resources([number], by=SYSTEM)
    drain_outbox(wait=True)
    clock.shift(DAY)
    assert told(member) == []
    refresh_records([number], by=SYSTEM)
    clock.shift(DAY)
    assert told(member) == ["Fractions"]


def test_what_was_listed_before_a_change_of_the_clock_is_not_missed(member, clock):
    follow(member)
    clock.shift(DAY)
    assert told(member) == []
    clock.shift(-2 * DAY)  # a transaction that was stamped long before it was committed
    arrive("Fractions of yesterday")
    clock.shift(3 * DAY)
    assert told(member) == ["Fractions of yesterday"]


def test_listed_again_is_not_new(member, clock):
    follow(member)
    [number] = arrive("Fractions")
    clock.shift(DAY)
    assert told(member) == ["Fractions"]
    unlist_resources([number], by=SYSTEM)
    refresh_records([number], by=SYSTEM)
    list_resources([number], by=SYSTEM)
    refresh_records([number], by=SYSTEM)
    edit([number], titles={"en": "Fractions again"})
    rebuild_records(by=SYSTEM)
    drain_outbox(wait=True)
    clock.shift(DAY)
    assert told(member) == []


@pytest.mark.parametrize("leave", ["withdraw", "merge"])
def test_what_is_taken_back_is_not_told_of(member, clock, leave):
    follow(member)
    gone, kept = arrive("Fractions gone", "Fractions kept")
    if leave == "withdraw":
        withdraw_resources([gone], by=SYSTEM, reason="Gone.")
    else:
        first, second = (Resource.objects.get(pk=number) for number in (kept, gone))
        merge_resources(first, second, by=SYSTEM)
    settle()
    clock.shift(DAY)
    assert told(member) == ["Fractions kept"]


def test_what_only_comes_near_is_no_news(member, clock):
    follow(member, AskedSearch.of("cutting round apple cakes"))
    arrive("Cutting apple trees")
    clock.shift(DAY)
    assert told(member) == []


def test_filters_and_languages_count(member, clock):
    follow(member, AskedSearch.of("", {"level": ["primary"]}))
    arrive("Fractions for older ones", levels=["master"])
    arrive("Fractions for the young", levels=["primary"])
    clock.shift(DAY)
    assert told(member) == ["Fractions for the young"]


def edition(original, title, tag):
    """A translation that is found as one with its original."""
    [number] = publish(1, titles={tag: title}, languages=[tag])
    rows = [Resource.objects.get(pk=each) for each in (original, number)]
    tie_editions(*rows, kind="translation", original=rows[0], by=OPERATOR)
    drain_outbox(wait=True)
    return number


def test_new_edition_of_a_work_is_news_by_its_own_title(member, clock):
    [original] = arrive("Fractions", languages=["en"])
    follow(member)
    edition(original, "Les fractions", "fr")
    clock.shift(DAY)
    assert told(member) == ["Les fractions"]


def test_new_edition_in_another_language_than_is_asked_for_is_no_news(member, clock):
    [original] = arrive("Fractions", languages=["en"])
    follow(member, AskedSearch.of("title:fractions", {"language": ["en"]}))
    edition(original, "Les fractions", "fr")
    clock.shift(DAY)
    assert told(member) == []


def test_several_new_editions_are_one_line_in_the_readers_language(member, clock):
    follow(member, AskedSearch.of("title:fractions"), language="fr")
    [original] = arrive("Fractions", languages=["en"])
    edition(original, "Les fractions", "fr")
    edition(original, "Fracciones", "es")
    clock.shift(DAY)
    assert told(member) == ["Les fractions"]


def test_edition_in_another_way_of_writing_the_readers_language_goes_before_others(member, clock):
    follow(member, AskedSearch.of("title:fractions"), language="zh-hans")
    [original] = arrive("Fractions", languages=["en"])
    edition(original, "分数", "zh")
    edition(original, "Les fractions", "fr")
    clock.shift(DAY)
    assert told(member) == ["分数"]


def test_edition_in_the_readers_very_language_goes_first(member, clock):
    follow(member, AskedSearch.of("title:fractions"), language="zh-hans")
    [original] = arrive("Fractions", languages=["en"])
    for title, tag in (("分數 一", "zh-hant"), ("分数 二", "zh-hans"), ("分數 三", "zh")):
        edition(original, title, tag)
    clock.shift(DAY)
    assert told(member) == ["分数 二"]


def test_edition_is_found_while_the_index_knows_it_only_by_itself(member, clock):
    [original] = arrive("Halves", languages=["en"])
    follow(member)
    [number] = arrive("Fractions", languages=["fr"])
    note_arrivals(by=SYSTEM)
    rows = [Resource.objects.get(pk=each) for each in (original, number)]
    tie_editions(*rows, kind="translation", original=rows[0], by=OPERATOR)
    clock.shift(DAY)
    assert told(member) == ["Fractions"]


# When, and what fails


def test_daily_and_weekly_come_in_their_time_and_together(member, clock):
    follow(member)
    follow(member, AskedSearch.of("title:forces"), name="Forces", how_often=HowOften.WEEKLY)
    for day in range(1, 8):
        arrive(f"Fractions {day}", f"Forces {day}")
        clock.shift(DAY)
        lines = told(member)
        if day < 7:
            assert lines == [f"Fractions {day}"]
    assert lines == [*(f"Forces {day}" for day in range(7, 0, -1)), "Fractions 7"]
    assert Notice.objects.count() == 7


def test_before_its_time_nothing_is_looked_for(member, clock):
    follow(member)
    arrive("Fractions")
    clock.shift(DAY - timedelta(seconds=1))
    assert (people_due(), told(member)) == ([], [])
    clock.shift(1)
    assert people_due() == [member.pk]
    assert told(member) == ["Fractions"]
    assert people_due() == []


def test_searches_saved_hours_apart_come_in_one_message(member, clock):
    follow(member)
    clock.shift(timedelta(hours=5))
    follow(member, AskedSearch.of("title:forces"), name="Forces")
    arrive("Fractions", "Forces")
    clock.shift(timedelta(hours=19))
    assert told(member) == ["Forces", "Fractions"]
    clock.shift(timedelta(hours=5))
    assert told(member) == []


def test_without_mail_nothing_is_written(member, clock):
    made = follow(member)
    change_search(made, name="Fractions", how_often=HowOften.NEVER, by=member)
    arrive("Fractions")
    clock.shift(8 * DAY)
    assert (people_due(), told(member)) == ([], [])


def test_mail_asked_for_again_begins_anew(member, clock):
    made = follow(member)
    made = change_search(made, name="Fractions", how_often=HowOften.NEVER, by=member)
    arrive("Fractions meanwhile")
    change_search(made, name="Fractions", how_often=HowOften.DAILY, by=member)
    arrive("Fractions since")
    clock.shift(DAY)
    assert told(member) == ["Fractions since"]


def test_run_that_fails_leaves_everything_for_the_next(member, clock, monkeypatch):
    follow(member)
    arrive("Fractions")
    clock.shift(DAY)

    def broken(*_arguments, **_more):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(alerts, "send_notice", broken)
        with pytest.raises(RuntimeError):
            alert_person(member.pk, by=SYSTEM)
    assert not Notice.objects.exists()
    assert told(member) == ["Fractions"]


def test_without_an_index_nothing_is_told_and_nothing_lost(member, clock, monkeypatch):
    follow(member)
    arrive("Fractions")
    clock.shift(DAY)

    def gone(_engine):
        raise IndexUnavailable("There is no index.")

    with monkeypatch.context() as patch:
        patch.setattr(TantivyEngine, "reader", gone)
        with pytest.raises(IndexUnavailable):
            alert_person(member.pk, by=SYSTEM)
    assert told(member) == ["Fractions"]


def test_two_runs_at_once_tell_it_once(member, clock, monkeypatch):
    follow(member)
    arrive("Fractions")
    clock.shift(DAY)
    written = []
    news_of = alerts.news_of

    def overtaken(*arguments, **named):
        """Another worker does the same while this one looks."""
        if not written:
            written.append(None)
            written.append(alert_person(member.pk, by=SYSTEM))
        return news_of(*arguments, **named)

    monkeypatch.setattr(alerts, "news_of", overtaken)
    with pytest.raises(Conflict):
        alert_person(member.pk, by=SYSTEM)
    assert Notice.objects.count() == 1
    assert told(member) == []


@pytest.mark.parametrize("change", ["delete", "stop"])
def test_search_that_goes_while_it_is_looked_at_is_not_told_of(member, clock, monkeypatch, change):
    made = follow(member)
    arrive("Fractions")
    clock.shift(DAY)
    news_of = alerts.news_of

    def overtaken(*arguments, **named):
        if change == "delete":
            delete_search(made, by=member)
        else:
            change_search(made, name="F", how_often=HowOften.NEVER, by=member)
        return news_of(*arguments, **named)

    monkeypatch.setattr(alerts, "news_of", overtaken)
    with pytest.raises(Conflict):
        alert_person(member.pk, by=SYSTEM)
    assert not Notice.objects.exists()


def test_search_that_cannot_be_read_any_more_does_not_keep_others_quiet(member, clock, caplog):
    broken, _sound = follow(member, AskedSearch.of("forces")), follow(member)
    SavedSearch.objects.filter(pk=broken.pk).update(query="level=" + "x" * 201)
    arrive("Fractions")
    clock.shift(DAY)
    assert told(member) == ["Fractions"]
    assert f"Saved search {broken.public_id} cannot be searched any more." in caplog.text


def test_only_a_confirmed_address_gets_mail(member, clock):
    follow(member)
    arrive("Fractions")
    clock.shift(DAY)
    EmailAddress.objects.filter(user=member).update(verified=False)
    assert told(member) == []
    EmailAddress.objects.create(user=member, email="other@example.org", verified=True)
    assert told(member) == []
    EmailAddress.objects.filter(user=member, email=member.email).update(verified=True)
    assert told(member) == ["Fractions"]
    assert Notice.objects.get().address == member.email


def test_closed_account_gets_no_mail(member, clock):
    follow(member)
    arrive("Fractions")
    clock.shift(DAY)
    Person.objects.filter(pk=member.pk).update(is_active=False)
    assert (people_due(), told(member)) == ([], [])


def test_nobody_but_the_machine_writes(member, clock):
    follow(member)
    for actor in (VISITOR, member):
        with pytest.raises(Refused):
            alert_person(member.pk, by=actor)
        with pytest.raises(Refused):
            note_arrivals(by=actor)


def test_worker_writes_to_each_that_is_due(member, new_person, clock, mailoutbox):
    other = new_person()
    follow(member)
    follow(other, AskedSearch.of("title:forces"))
    follow(new_person(), AskedSearch.of("title:cells"))
    arrive("Fractions", "Forces")
    settle()
    clock.shift(DAY)
    for _twice in range(2):
        alert_those_due.enqueue()
        drain()
    assert sorted(message.to[0] for message in mailoutbox) == sorted((member.email, other.email))


def test_command_writes_what_is_due(member, clock):
    follow(member)
    arrive("Fractions")
    clock.shift(DAY)
    said = [CliRunner().invoke(app, ["searches", "alert"]).stdout for _twice in range(2)]
    assert said == ["1 messages written.\n", "0 messages written.\n"]


# Arrivals


def test_arrivals_are_numbered_once_and_without_gaps(clock, monkeypatch):
    monkeypatch.setattr("armillary.dissemination.searches.arrivals.BATCH", 2)
    first = arrive("A", "B", "C")
    assert note_arrivals(by=SYSTEM) == 3
    assert note_arrivals(by=SYSTEM) == 0
    second = arrive("D", "E")
    note_arrivals(by=SYSTEM)
    numbers = dict(OaiRecord.objects.order_by("arrival").values_list("arrival", "pk"))
    assert numbers == dict(enumerate([*first, *second], start=1))
    assert latest_arrival() == 5
    assert newcomers(after=3, up_to=5) == second[::-1]


def test_what_was_stored_before_there_were_numbers_has_arrived(member, clock):
    before = arrive("Fractions A", "Fractions B")
    number_them = import_module("armillary.dissemination.migrations.0002_order_of_arrival")
    number_them.all_have_arrived(apps, None)
    follow(member)
    assert OaiRecord.objects.filter(arrival=None).count() == 0
    after = arrive("Fractions C")
    note_arrivals(by=SYSTEM)
    assert newcomers(after=0, up_to=latest_arrival()) == [*after, *before[::-1]]
    clock.shift(DAY)
    assert told(member) == ["Fractions C"]


def test_without_records_there_is_nothing_to_number(db):
    assert (note_arrivals(by=SYSTEM), latest_arrival()) == (0, 0)


def test_looking_for_news_costs_the_same_for_one_and_for_three(member, clock):
    follow(member)
    counts = []
    for number in (1, 3):
        arrive(*(f"Fractions {n}" for n in range(number)))
        note_arrivals(by=SYSTEM)
        clock.shift(DAY)
        with CaptureQueriesContext(connection) as asked:
            assert len(told(member)) == number
        counts.append(len(asked))
    assert counts[0] == counts[1] < 30


def test_further_searches_look_for_the_same_arrivals_once(member, clock):
    follow(member)
    counts = []
    for number in (1, 3):
        for more in range(1, number):
            asked = AskedSearch.of(f"title:fractions -title:{more}")
            follow(member, asked, name=f"Without {more}")
        arrive("Fractions")
        note_arrivals(by=SYSTEM)
        clock.shift(DAY)
        with CaptureQueriesContext(connection) as asked:
            assert told(member) == ["Fractions"] * number
        counts.append(sum("arrival" in each["sql"] for each in asked))
    assert counts[0] == counts[1]


# The message


class Inbox:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        self.messages.append(email.message_from_bytes(envelope.content, policy=email.policy.SMTP))
        self.recipients += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def inbox(settings):
    """A real mail server on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = Inbox()
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield kept
    server.stop()


def delivered(inbox, clock):
    """What a mail server gets once the day is over."""
    settle()
    clock.shift(DAY)
    alert_those_due.enqueue()
    drain()
    [message] = inbox.messages
    return message


def parts(message):
    plain, html = message.get_body(["plain"]), message.get_body(["html"])
    assert message.get_content_type() == "multipart/alternative"
    return plain.get_content(), html.get_content()


def links(html):
    return {a.text_content(): a.get("href") for a in document_fromstring(html).xpath("//a")}


def test_message_has_everything_in_text_and_in_html(member, clock, inbox):
    made = follow(member, AskedSearch.of("title:fractions", {"level": ["lower-secondary"]}))
    [number] = arrive("Fractions & <b>more</b>\r\nBcc: x@example.org")
    public_id = Resource.objects.get(pk=number).public_id
    message = delivered(inbox, clock)
    text, html = parts(message)
    assert message["Subject"] == "New for “Fractions”"
    assert (message["To"], message["Bcc"]) == (member.email, None)
    assert inbox.recipients == [member.email]
    title = "Fractions & <b>more</b> Bcc: x@example.org"
    page = f"{BASE}/resources/{public_id}/"
    results = f"{BASE}/resources/?q=title%3Afractions&sort=newest&level=lower-secondary"
    assert f"* {title}\n  {page}\n" in text.replace("\r\n", "\n")
    assert "1 new resource\n" in text.replace("\r\n", "\n")
    found = links(html)
    assert found[title] == page
    assert found["All results, the newest first"] == results
    assert found["Your saved searches"] == f"{BASE}/searches/"
    for address in found.values():
        assert address in text
    assert found["No more mail about this search"].startswith(f"{BASE}/searches/stop/search-")
    assert made.public_id in found["No more mail about this search"]


def test_message_holds_all_searches_with_so_many_titles_each(member, clock, inbox):
    follow(member)
    follow(member, AskedSearch.of("title:forces"), name="Forces")
    arrive(*(f"Fractions {n}" for n in range(SHOWN + 3)), "Forces")
    message = delivered(inbox, clock)
    text, html = (part.replace("\r\n", "\n") for part in parts(message))
    assert message["Subject"] == "New for your saved searches"
    shown = [f"Fractions {n}" for n in range(SHOWN + 2, 2, -1)]
    assert re.findall(r"^\* (.*)$", text, re.MULTILINE) == ["Forces", *shown]
    for part in (text, html):
        assert "and 3 more" in part
        assert "13 new resources" in part
    assert document_fromstring(html).xpath("//h2/bdi/text()") == ["Forces", "Fractions"]


def test_message_is_in_its_readers_language_and_direction(member, clock, inbox):
    Person.objects.filter(pk=member.pk).update(language="ar")
    follow(member, AskedSearch.of("subject:algebra"), name="الكسور", language="ar")
    ids = publish(1, titles={"en": "Fractions", "ar": "لعبة"})
    ids += publish(1, titles={"en": "Only English"})
    drain_outbox(wait=True)
    _text, html = parts(delivered(inbox, clock))
    root = document_fromstring(html)
    assert (root.get("lang"), root.get("dir")) == ("ar", "rtl")
    marks = {a.text: (a.get("lang"), a.get("dir")) for a in root.xpath("//li/a")}
    assert marks == {"لعبة": (None, None), "Only English": ("en", "ltr")}
    public_ids = Resource.objects.filter(pk__in=ids).values_list("public_id", flat=True)
    assert {f"{BASE}/ar/resources/{each}/" for each in public_ids} <= set(links(html).values())


def test_one_click_stops_all_mail_without_signing_in(member, clock, inbox):
    follow(member)
    follow(member, AskedSearch.of("title:forces"), how_often=HowOften.WEEKLY)
    arrive("Fractions")
    message = delivered(inbox, clock)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    # A line of a header ends early, so it may begin on the next one (RFC 5322, §2.2.3).
    stated = re.fullmatch(rf"<{BASE}(/searches/stop/\S+)>", message["List-Unsubscribe"].strip())
    assert stated is not None
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.get(stated[1]).status_code == 200
    assert SavedSearch.objects.exclude(how_often="never").count() == 2
    response = stranger.post(stated[1], {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert stranger.cookies == {}
    assert not SavedSearch.objects.exclude(how_often="never").exists()
    arrive("Fractions again")
    clock.shift(8 * DAY)
    assert told(member) == []


def test_words_and_addresses_of_a_sent_message_are_forgotten(member, clock, inbox):
    follow(member)
    arrive("Fractions")
    delivered(inbox, clock)
    notice = Notice.objects.get()
    assert notice.state == "sent"
    assert (notice.subject, notice.body, notice.html, notice.headers) == ("", "", "", {})


def test_message_waits_while_the_mail_server_is_away(member, clock, inbox, settings):
    follow(member)
    arrive("Fractions")
    settle()
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    clock.shift(DAY)
    alert_those_due.enqueue()
    drain()
    assert (Notice.objects.get().state, inbox.messages) == ("waiting", [])
    settings.EMAIL_PORT = port
    clock.shift(60)
    drain()
    [message] = inbox.messages
    assert "Fractions" in parts(message)[0]


def stop_by(way, made):
    match way:
        case "link":
            stop_mail(token(stop_address(made, "en")))
        case "link for all":
            stop_mail(token(stop_all_address(made.owner, "en")))
        case "page":
            change_search(made, name=made.name, how_often=HowOften.NEVER, by=made.owner)
        case "delete":
            delete_search(made, by=made.owner)


def token(address):
    return address.rstrip("/").rpartition("/")[2]


@pytest.mark.parametrize("way", ["link", "link for all", "page", "delete"])
def test_message_that_still_waits_when_mail_is_stopped_is_not_sent(member, clock, mailoutbox, way):
    made = follow(member)
    for title in ("Fractions one", "Fractions two"):  # the server is away for days
        arrive(title)
        clock.shift(DAY)
        assert told(member) == [title]
    stop_by(way, made)
    drain()
    assert mailoutbox == []
    assert set(Notice.objects.values_list("state", "subject", "body", "html")) == {
        ("failed", "", "", "")
    }


@pytest.mark.parametrize("way", ["link", "page", "delete"])
def test_message_that_tells_of_two_searches_waits_until_both_are_stopped(
    member, clock, mailoutbox, way
):
    first = follow(member)
    second = follow(member, AskedSearch.of("title:forces"), name="Forces")
    arrive("Fractions", "Forces")
    clock.shift(DAY)
    assert told(member) == ["Forces", "Fractions"]
    stop_by(way, first)
    assert Notice.objects.get().state == "waiting"
    stop_by(way, second)
    drain()
    assert mailoutbox == []


def test_message_that_is_forgotten_leaves_the_search_as_it_is(member, clock, mailoutbox):
    made = follow(member)
    arrive("Fractions")
    clock.shift(DAY)
    told(member)
    drain()
    clock.shift(KEPT + DAY)
    assert forget_sent_notices(by=SYSTEM) == 1
    assert not made.alerts.exists()
    assert SavedSearch.objects.get().how_often == "daily"


def test_stopping_takes_back_only_what_waits_and_only_ones_own(
    member, new_person, clock, mailoutbox
):
    made, other = follow(member), new_person()
    follow(other)
    arrive("Fractions")
    clock.shift(DAY)
    told(member)
    drain()
    told(other)
    stop_by("link", made)
    assert list(Notice.objects.order_by("pk").values_list("state", flat=True)) == [
        "sent",
        "waiting",
    ]
    drain()
    assert [message.to for message in mailoutbox] == [[member.email], [other.email]]


def test_name_of_a_search_adds_no_header(member, clock, mailoutbox):
    follow(member, name="A\r\nBcc: all@example.org")
    arrive("Fractions")
    clock.shift(DAY)
    alert_person(member.pk, by=SYSTEM)
    drain()
    [message] = mailoutbox
    assert isinstance(message, EmailMultiAlternatives)
    assert message.recipients() == [member.email]
    assert message.subject == "New for “A Bcc: all@example.org”"
