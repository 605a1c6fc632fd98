"""A reader reports a problem without an account, a curator settles it, and nobody learns who it was."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from lxml.html import document_fromstring
from typer.testing import CliRunner

from armillary.catalogue.errors import NoSuchResource, Withdrawn
from armillary.catalogue.operations import merge_resources, withdraw_resources
from armillary.core.clock import now
from armillary.core.desk import inboxes_for
from armillary.core.errors import Refused
from armillary.evaluation.enums import ProblemState
from armillary.evaluation.errors import (
    DecidedAlready,
    InvalidProblem,
    ReasonMissing,
    TooManyProblems,
)
from armillary.evaluation.interfaces.cli import app
from armillary.evaluation.models import ProblemReport
from armillary.evaluation.problems.operations import (
    MOST_OPEN,
    MOST_PER_CLIENT,
    Problem,
    forget_reporters,
    report_problem,
    settle_problem,
)
from armillary.people.actors import OPERATOR, SYSTEM, VISITOR
from armillary.people.models import LogEntry

pytestmark = pytest.mark.django_db

LANGUAGES = pytest.mark.parametrize("prefix", ["", "/ar", "/es", "/fr", "/ru", "/zh-hans"])


@pytest.fixture
def lesson(new_resource):
    return new_resource(listed=True, titles={"en": "Fractions"})


def reported(resource, kind="wrong", text="Page 3 says 1/2 > 1.", client="", by=VISITOR):
    return report_problem(Problem(resource.public_id, kind, text), client=client, by=by)


# Operations


def test_report_waits_in_the_inbox_and_changes_nothing_else(lesson, curator):
    before = lesson.datestamp
    report = reported(lesson, text=" Page 3\x00is\r\nmissing. ")
    lesson.refresh_from_db()
    assert (report.kind, report.text, report.state) == ("wrong", "Page 3 is\nmissing.", "open")
    assert (lesson.state, lesson.datestamp) == ("listed", before)
    [inbox] = [row for row in inboxes_for(curator) if row.key == "problems"]
    assert (inbox.waiting.number, inbox.address) == (1, "/desk/problems/")


def test_resource_may_be_named_by_its_page(lesson):
    page = f"http://127.0.0.1:8000/ar/resources/{lesson.public_id}/"
    assert report_problem(Problem(page, "broken"), client="", by=VISITOR).resource == lesson


@pytest.mark.parametrize(
    ("kind", "text"), [("", "x"), ("<b>", "x"), ("other", " \n"), ("wrong", "x" * 2_001)]
)
def test_report_that_says_nothing_or_too_much_is_refused(lesson, kind, text):
    with pytest.raises(InvalidProblem):
        reported(lesson, kind, text)


def test_what_is_not_offered_has_no_problems(new_resource, lesson):
    withdraw_resources([lesson.pk], by=SYSTEM, reason="Gone.")
    with pytest.raises(Withdrawn):
        reported(lesson)
    with pytest.raises(NoSuchResource):
        reported(new_resource())
    with pytest.raises(NoSuchResource):
        report_problem(Problem("zzzz", "broken"), client="", by=VISITOR)


def test_the_same_said_twice_by_one_visitor_is_one_report(lesson):
    assert reported(lesson, client="a") == reported(lesson, client="a")
    assert reported(lesson, client="b") != reported(lesson, client="a")
    assert ProblemReport.objects.count() == 2


def test_one_visitor_sends_a_few_a_day(lesson):
    with time_machine.travel(now(), tick=False) as clock:
        for number in range(MOST_PER_CLIENT):
            reported(lesson, text=f"{number}", client="a")
        with pytest.raises(TooManyProblems):
            reported(lesson, text="one more", client="a")
        clock.shift(timedelta(days=1, seconds=1))
        reported(lesson, text="one more", client="a")


def test_one_resource_gathers_a_few_until_somebody_looks(lesson, new_resource):
    reports = [
        reported(lesson, text=f"{number}", client=f"{number}") for number in range(MOST_OPEN)
    ]
    with pytest.raises(TooManyProblems):
        reported(lesson, client="other")
    reported(new_resource(listed=True), client="other")
    settle_problem(reports[0], answer="Seen.", by=OPERATOR)
    reported(lesson, client="other")


def test_curator_settles_it_once_and_on_record(lesson, curator):
    report = reported(lesson)
    with pytest.raises(ReasonMissing):
        settle_problem(report, answer=" \n", by=curator)
    settle_problem(report, answer="The page was mended.", by=curator)
    assert (report.state, report.answer, report.settled_by) == (
        "settled",
        "The page was mended.",
        curator.actor_id,
    )
    with pytest.raises(DecidedAlready):
        settle_problem(report, answer="Again.", by=curator)
    entries = LogEntry.objects.filter(stream="problems").order_by("number")
    assert [(entry.action, entry.actor) for entry in entries] == [
        ("report-problem", "visitor"),
        ("settle-problem", curator.actor_id),
    ]


def test_nobody_else_settles_it(lesson, member, reviewer):
    report = reported(lesson)
    for by in (VISITOR, member, reviewer):
        with pytest.raises(Refused):
            settle_problem(report, answer="Mine.", by=by)
    assert ProblemReport.objects.get().state == ProblemState.OPEN


def test_where_a_report_came_from_is_forgotten_after_a_day(lesson):
    with time_machine.travel(now(), tick=False) as clock:
        reported(lesson, client="a")
        assert forget_reporters(by=SYSTEM) == 0
        clock.shift(timedelta(days=1, seconds=1))
        assert forget_reporters(by=SYSTEM) == 1
    assert ProblemReport.objects.get().client == ""


# The form


@pytest.fixture
def later():
    """A clock that a test moves on while a visitor reads."""
    with time_machine.travel(now(), tick=False) as traveller:
        yield traveller


def filled(client, about, **changes):
    page = client.get(f"/report/?resource={about.public_id}").content.decode()
    stamp = re.search(r'name="stamp" value="([^"]+)"', page)[1]
    sent = {"resource": about.public_id, "kind": "broken", "text": "", "website": ""}
    return {**sent, "stamp": stamp, **changes}


def test_page_of_a_resource_leads_to_the_form(client, lesson):
    page = client.get(f"/resources/{lesson.public_id}/").content.decode()
    assert f'href="/report/?resource={lesson.public_id}"' in page


@LANGUAGES
def test_form_stands_in_every_language_without_a_script_of_its_own(client, lesson, prefix):
    response = client.get(f"{prefix}/report/?resource={lesson.public_id}")
    root = document_fromstring(response.content)
    assert root.xpath("//input[@name='resource']/@value") == [lesson.public_id]
    assert len(root.xpath("//input[@name='kind'][@type='radio']")) == 6
    assert [p for p in root.xpath("//script/@src") if "offline" not in p] == []
    assert root.xpath("//script[not(@src)]") == []
    assert client.get(f"{prefix}/report/sent/").status_code == 200


def test_report_is_sent_and_nothing_is_kept_of_the_visitor(client, lesson, later):
    sent = filled(client, lesson, text="It asks for money.")
    later.shift(timedelta(seconds=20))
    response = client.post("/report/", sent, REMOTE_ADDR="192.0.2.7")
    assert (response.status_code, response["Location"]) == (302, "/report/sent/")
    row = ProblemReport.objects.values().get()
    assert (row["kind"], row["text"]) == ("broken", "It asks for money.")
    assert "192.0.2.7" not in str(row)


@pytest.mark.parametrize(
    ("changes", "seconds", "says"),
    [
        ({"website": "https://spam.example"}, 20, "hidden from people"),
        ({"stamp": "forged"}, 20, "open for too long"),
        ({"stamp": ""}, 20, "open for too long"),
        ({}, 1, "very quick"),
        ({}, 3 * 86_400, "open for too long"),
        ({"kind": "none"}, 20, "none"),
        ({"kind": "other"}, 20, "in a sentence"),
        ({"text": "x" * 2_001}, 20, "2000"),
        ({"resource": ""}, 20, "required"),
    ],
)
def test_what_is_not_taken_is_said_and_kept_on_the_form(
    client, lesson, later, changes, seconds, says
):
    sent = filled(client, lesson, **{"text": "", **changes})
    later.shift(timedelta(seconds=seconds))
    response = client.post("/report/", sent)
    assert response.status_code == 400
    assert says in response.content.decode()
    assert not ProblemReport.objects.exists()


@pytest.mark.parametrize("forged", ["zzzzzzzzzzzz", "<script>alert(1)</script>", "a\x00b", "'--"])
def test_forged_resource_is_no_resource(client, lesson, later, forged):
    sent = filled(client, lesson, resource=forged)
    later.shift(timedelta(seconds=20))
    response = client.post("/report/", sent)
    assert response.status_code in (400, 404)
    assert "<script>alert" not in response.content.decode()


def test_withdrawn_resource_is_answered_without_its_title(client, lesson, later):
    sent = filled(client, lesson)
    withdraw_resources([lesson.pk], by=SYSTEM, reason="Gone.")
    later.shift(timedelta(seconds=20))
    response = client.post("/report/", sent)
    assert response.status_code == 410
    assert "Fractions" not in response.content.decode()


# The desk


@LANGUAGES
def test_curator_reads_and_settles_at_the_desk(client_of, curator, lesson, prefix):
    report = reported(lesson, text="</p><script>alert(1)</script>")
    client = client_of(curator)
    for path in ("/desk/problems/", f"/desk/problems/{report.public_id}/"):
        response = client.get(prefix + path)
        assert response.status_code == 200
        assert "<script>alert" not in response.content.decode()
    address = f"{prefix}/desk/problems/{report.public_id}/"
    assert client.post(address, {"answer": ""}).status_code == 200
    assert client.post(address, {"answer": "Mended."})["Location"] == f"{prefix}/desk/problems/"
    assert "Mended." in client.get(address).content.decode()
    settled = client.get(f"{prefix}/desk/problems/?state=settled").content.decode()
    assert report.public_id in settled
    assert report.public_id not in client.get(f"{prefix}/desk/problems/").content.decode()


def test_others_see_nothing_of_it(client, client_of, member, lesson):
    report = reported(lesson)
    for path in ("/desk/problems/", f"/desk/problems/{report.public_id}/"):
        assert client.get(path).status_code == 302
        assert client_of(member).get(path).status_code == 403
        assert client_of(member).post(path, {"answer": "x"}).status_code in (403, 405)
    assert ProblemReport.objects.get().state == ProblemState.OPEN


# Machines


def test_api_reads_and_settles_a_page_at_a_time(client_of, curator, lesson):
    first, second = reported(lesson, text="one"), reported(lesson, text="two")
    client = client_of(curator)
    page = client.get("/api/v1/problems?size=1").json()
    assert [item["id"] for item in page["items"]] == [first.public_id]
    rest = client.get(f"/api/v1/problems?size=1&after={page['next']}").json()
    assert ([item["id"] for item in rest["items"]], rest["next"]) == ([second.public_id], None)
    address = f"/api/v1/problems/{first.public_id}"
    assert client.get(address).json()["titles"] == {"en": "Fractions"}
    body, kind = json.dumps({"answer": "Mended."}), "application/json"
    assert client.post(f"{address}/answer", body, content_type=kind).json()["state"] == "settled"
    assert client.post(f"{address}/answer", body, content_type=kind).status_code == 409
    settled = client.get("/api/v1/problems?state=settled").json()["items"]
    assert [(item["id"], item["answer"]) for item in settled] == [(first.public_id, "Mended.")]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/problems/zzzz", 404),
        ("/api/v1/problems/%00", 404),
        ("/api/v1/problems?after=forged", 400),
        ("/api/v1/problems?state=none", 400),
        ("/api/v1/problems?size=0", 400),
    ],
)
def test_api_answers_what_it_cannot_read(client_of, curator, path, status):
    answer = client_of(curator).get(path)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_api_is_for_curators(client_of, member, lesson):
    report = reported(lesson)
    for client, status in ((Client(), 401), (client_of(member), 403)):
        for path in ("", f"/{report.public_id}"):
            assert client.get(f"/api/v1/problems{path}").status_code == status


def test_command_line_reads_and_settles(lesson, new_resource):
    report = reported(lesson, "other", "It is a copy.")
    merge_resources(new_resource(listed=True), lesson, by=OPERATOR)

    def run(*words):
        result = CliRunner().invoke(app, list(words))
        assert result.exit_code == 0, result.output
        return result.stdout

    [row] = json.loads(run("problems", "--json"))["problems"]
    assert (row["id"], row["kind"], row["text"]) == (report.public_id, "other", "It is a copy.")
    assert row["resource"] != lesson.public_id
    assert report.public_id in run("problems")
    assert json.loads(run("problem", report.public_id, "--json")) == row
    run("settle-problem", report.public_id, "--answer", "They are one now.")
    assert run("problems") == ""
    assert report.public_id in run("problems", "--settled")
