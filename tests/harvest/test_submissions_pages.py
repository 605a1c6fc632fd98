"""The pages on which people suggest resources and follow them, as a browser meets them."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from lxml.html import HtmlElement, document_fromstring
from tests.harvest.conftest import Site
from typer.testing import CliRunner

from armillary.catalogue.models import Resource
from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.evaluation.interfaces.desk_cli import app
from armillary.evaluation.operations import decline_resource, list_resource
from armillary.formats.values.classroom import CONSTRAINTS
from armillary.harvest.enums import Fate, Way
from armillary.harvest.models import Record, Submission
from armillary.harvest.submissions import operations, proposing, queries
from armillary.harvest.submissions.words import Words
from armillary.people.models import Person

pytestmark = pytest.mark.django_db

PAGE = b"""<!doctype html><html lang="fr"><head><title>Le pendule</title>
<meta name="description" content="Mesurer la p\xc3\xa9riode avec une ficelle.">
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "LearningResource",
"name": "Le pendule en classe", "inLanguage": "fr", "learningResourceType": "lesson plan",
"license": "https://creativecommons.org/licenses/by/4.0/",
"author": {"@type": "Person", "name": "Amina Said"},
"about": "Physics"}</script></head><body><h1>Le pendule</h1></body></html>"""
FORM = {
    "address": "https://lab.example.org/pendulum",
    "title": "A pendulum in the classroom",
    "language": "en",
    "description": "With a string and a stone.",
    "words_language": "",
    "types": ["experiment", "lesson-plan"],
    "subjects": ["physics"],
    "levels": ["primary"],
    "audiences": [],
    "licence": "https://creativecommons.org/licenses/by/4.0/",
    "creators": "Amina Said\n\nLi Wei | https://orcid.org/0000-0002-1825-0097",
    "note": "I use it.",
    "way": "form",
}


@pytest.fixture(autouse=True)
def _nothing_looked_at_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def mine(member: Person, client_of: Callable[[Person], Client]) -> Client:
    return client_of(member)


@pytest.fixture
def desk(curator: Person, client_of: Callable[[Person], Client]) -> Client:
    return client_of(curator)


def page_of(response: Any, status: int = 200) -> HtmlElement:
    assert response.status_code == status, response.content.decode()[:2000]
    return document_fromstring(response.content)


def text_of(page: HtmlElement) -> str:
    return " ".join(page.text_content().split())


def test_visitors_sign_in_first_and_come_back(client: Client):
    for path in ("/submit/", "/submit/form/", "/submit/table/", "/submissions/"):
        response = client.get(f"/ar{path}")
        assert response.status_code == 302
        assert response["Location"] == f"/ar/accounts/login/?next=/ar{path}"


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_pages_open_in_every_language(mine: Client, language: str):
    prefix = "" if language == "en" else f"/{language}"
    for path in ("/submit/", "/submit/form/", "/submit/table/", "/submissions/"):
        page = page_of(mine.get(prefix + path))
        assert page.get("lang") == language


def test_menu_of_every_page_leads_here(client: Client):
    page = page_of(client.get("/about/"))
    assert page.xpath("//nav//a[@href='/submit/']")


def test_form_becomes_a_submission_that_its_person_can_follow(mine: Client, member: Person):
    response = mine.post("/submit/form/", FORM)
    submission = Submission.objects.get()
    assert (submission.person, submission.way, submission.note) == (member, Way.FORM, "I use it.")
    assert response["Location"] == f"/submissions/{submission.public_id}/"
    page = page_of(mine.get(response["Location"]))
    assert "Waits for a decision" in text_of(page)
    resource = Resource.objects.get()
    assert resource.facts["types"] == ["experiment", "lesson-plan"]
    assert [agent["name"] for agent in resource.facts["creators"]] == ["Amina Said", "Li Wei"]
    assert "A pendulum in the classroom" in text_of(page_of(mine.get("/submissions/")))


NEEDS = {
    "minutes": "40",
    "internet": "offline",
    "device": "no-device",
    "laboratory": "simple-equipment",
    "consumables": "low-cost",
    "safety": "care",
    "groups": ["pairs", "whole-class"],
}


def test_what_it_needs_in_the_classroom_is_kept_and_shown_again(mine: Client):
    mine.post("/submit/form/", {**FORM, **NEEDS})
    resource = Resource.objects.get()
    assert {name: resource.facts[name] for name in NEEDS} == {**NEEDS, "minutes": 40}
    assert {resource.provenance[name]["by"] for name in NEEDS} == {"record"}
    page = page_of(mine.get(f"/submissions/{Submission.objects.get().public_id}/change/"))
    chosen = {
        field.get("name"): field.xpath("option[@selected]/@value")
        for field in page.xpath("//details[@open]//select")
    }
    assert chosen == {name: [NEEDS[name]] for name in CONSTRAINTS if name != "groups"}
    assert page.xpath("//input[@name='groups'][@checked]/@value") == NEEDS["groups"]
    assert page.xpath("//input[@name='minutes']/@value") == ["40"]


@pytest.mark.parametrize("minutes", ["0", "half an hour", "999999", "-3"])
def test_a_duration_that_is_none_is_said_in_one_line(mine: Client, minutes: str):
    page = page_of(mine.post("/submit/form/", {**FORM, "minutes": minutes}), 400)
    [_wrong] = page.xpath("//*[@class='wrong']")
    assert page.xpath("//details[@open][.//input[@name='minutes']]")
    assert not Submission.objects.exists()


def test_lines_of_a_description_stay(mine: Client):
    mine.post("/submit/form/", {**FORM, "description": "First.\r\n\r\nSecond."})
    assert Resource.objects.get().descriptions.texts == {"en": "First.\n\nSecond."}


def test_form_says_what_is_missing_and_keeps_what_was_typed(mine: Client):
    page = page_of(mine.post("/submit/form/", {**FORM, "title": "", "language": "xx"}), 400)
    wrong = [" ".join(each.text_content().split()) for each in page.xpath("//*[@class='wrong']")]
    assert len(wrong) == 2
    assert page.xpath("//input[@name='subjects' and @value='physics' and @checked]")
    assert page.xpath("//details[@open]/summary")[0].text_content() == "Physics"
    assert "With a string" in page.xpath("//textarea[@name='description']")[0].text
    assert not Submission.objects.exists()


def test_limit_is_said_in_one_line_on_the_form(mine: Client, monkeypatch):
    monkeypatch.setattr(operations, "MOST_A_DAY", 0)
    page = page_of(mine.post("/submit/form/", FORM), 429)
    [alert] = page.xpath("//*[@role='alert']")
    assert "suggestions in 24 hours, which is the limit" in alert.text_content()


@pytest.fixture
def site() -> Iterator[Site]:
    def reply(path: str, question: Any) -> Any:
        if path == "/robots.txt":
            return b"User-agent: *\nDisallow: /closed\n"
        if path in ("/pendulum", "/closed"):
            return 200, {"Content-Type": "text/html; charset=utf-8"}, PAGE
        if path == "/moved":
            return 302, {"Location": "/pendulum"}, b""
        if path == "/picture":
            return 200, {"Content-Type": "image/png"}, b"\x89PNG\r\n\x1a\n" + bytes(500)
        return 404, {}, b""

    made = Site(reply)
    yield made
    made.close()


@pytest.fixture
def _reachable(settings: Any) -> None:
    settings.ALLOW_PRIVATE_ADDRESSES = True


@pytest.mark.usefixtures("_reachable")
def test_address_fills_the_form_with_what_the_page_says(mine: Client, site: Site):
    page = page_of(mine.post("/submit/address/", {"address": f"{site.address}/moved"}))
    assert page.xpath("//input[@name='title']/@value") == ["Le pendule en classe"]
    assert page.xpath("//input[@name='address']/@value") == [f"{site.address}/pendulum"]
    assert page.xpath("//select[@name='language']/option[@selected]/@value") == ["fr"]
    assert page.xpath("//input[@name='types' and @checked]/@value") == ["lesson-plan"]
    assert page.xpath("//input[@name='subjects' and @checked]/@value") == ["physics"]
    assert page.xpath("//select[@name='licence']/option[@selected]/text()") == ["CC BY 4.0"]
    assert page.xpath("//textarea[@name='creators']")[0].text.strip() == "Amina Said"
    title_hint = page.xpath("//div[@id='id_title_helptext']")[0].text_content()
    assert "Proposed from the page. Please check it." in title_hint
    assert "Proposed" not in page.xpath("//div[@id='id_note_helptext']")[0].text_content()
    assert page.xpath("//input[@name='way']/@value") == ["address"]
    assert not Submission.objects.exists()


@pytest.mark.usefixtures("_reachable")
def test_submission_of_a_proposal_says_so(mine: Client):
    mine.post("/submit/form/", {**FORM, "way": "address"})
    assert Submission.objects.get().way == Way.ADDRESS


@pytest.mark.usefixtures("_reachable")
@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/nothing", "has nothing at this address (404)."),
        ("/closed", "asks robots to stay away from this address (robots.txt)."),
        ("/picture", "The page does not say what it is about."),
    ],
)
def test_page_that_cannot_be_had_opens_an_empty_form(
    mine: Client, site: Site, path: str, sentence: str
):
    page = page_of(mine.post("/submit/address/", {"address": f"{site.address}{path}"}))
    assert sentence in text_of(page)
    assert "Please fill in the form yourself." in text_of(page)
    assert page.xpath("//input[@name='address']/@value") == [f"{site.address}{path}"]
    assert page.xpath("//input[@name='title']/@value") == []
    assert "Proposed" not in text_of(page)


def test_private_addresses_are_not_looked_at(mine: Client, site: Site):
    page = page_of(mine.post("/submit/address/", {"address": f"{site.address}/pendulum"}))
    assert "is a private address" in text_of(page)
    assert site.asked == []


@pytest.mark.parametrize("typed", ["", "javascript:alert(1)", "file:///etc/passwd", "https://"])
def test_what_is_no_web_address_is_refused(mine: Client, typed: str):
    page = page_of(mine.post("/submit/address/", {"address": typed}), 400)
    assert page.xpath("//*[contains(@class, 'wrong')]")


@pytest.mark.usefixtures("_reachable")
def test_nobody_has_very_many_pages_looked_at(mine: Client, site: Site, monkeypatch):
    monkeypatch.setattr(proposing, "MOST_AN_HOUR", 1)
    mine.post("/submit/address/", {"address": f"{site.address}/pendulum"})
    page = page_of(mine.post("/submit/address/", {"address": f"{site.address}/moved"}), 429)
    assert "You have done this 1 time in an hour, which is the limit." in text_of(page)


@pytest.mark.usefixtures("_reachable")
def test_slow_site_costs_seconds_only(mine: Client, monkeypatch):
    import time
    from dataclasses import replace

    monkeypatch.setattr(proposing, "HURRIED", replace(proposing.HURRIED, altogether=0.5))

    def reply(path: str, question: Any) -> Any:
        time.sleep(0.4)
        return 302, {"Location": f"{path}x"}, b""

    slow = Site(reply)
    page = page_of(mine.post("/submit/address/", {"address": f"{slow.address}/"}))
    slow.close()
    assert len(slow.asked) <= 2  # robots.txt, and the first of many redirects
    assert "takes too long" in text_of(page) or "did not answer within" in text_of(page)


def test_known_address_is_said_and_linked_without_a_fetch(
    mine: Client, site: Site, new_person, curator: Person
):
    made = operations.submit(
        Words(title="Pendulum", address=f"{site.address}/pendulum", language="en"),
        way=Way.FORM,
        by=new_person(),
    )
    asked = {"address": f"{site.address}/pendulum"}
    assert "waits for a curator's decision" in text_of(
        page_of(mine.post("/submit/address/", asked))
    )
    resource = Resource.objects.get()
    list_resource(resource, by=curator)
    page = page_of(mine.post("/submit/address/", asked))
    assert page.xpath(f"//a[@href='/resources/{resource.public_id}/']/text()") == ["Pendulum"]
    assert site.asked == []
    assert made.public_id not in page.text_content()


def test_own_suggestion_is_changed_and_taken_back(mine: Client):
    mine.post("/submit/form/", FORM)
    submission = Submission.objects.get()
    path = f"/submissions/{submission.public_id}/"
    page = page_of(mine.get(f"{path}change/"))
    assert page.xpath("//input[@name='title']/@value") == [FORM["title"]]
    assert page.xpath("//input[@name='levels' and @checked]/@value") == ["primary"]
    assert page.xpath("//select[@name='words_language']/option[@selected]/@value") in ([], [""])
    mine.post(f"{path}change/", {**FORM, "title": "A better title"})
    assert Resource.objects.get().titles.texts == {"en": "A better title"}
    mine.post(f"{path}take-back/")
    assert "You have taken it back." in text_of(page_of(mine.get(path)))


def test_other_members_find_nothing(mine: Client, new_person, client_of):
    mine.post("/submit/form/", FORM)
    path = f"/submissions/{Submission.objects.get().public_id}/"
    other = client_of(new_person())
    for address in (path, f"{path}change/"):
        assert other.get(address).status_code == 404
    for address in (f"{path}change/", f"{path}take-back/"):
        assert other.post(address, FORM).status_code == 404
    assert other.get("/desk/submissions/").status_code == 403
    public_id = path.split("/")[2]
    assert other.post(f"/desk/submissions/{public_id}/ask/", {"text": "x"}).status_code == 404
    assert mine.post(f"/desk/submissions/{public_id}/ask/", {"text": "x"}).status_code == 403
    assert mine.post(f"/desk/submissions/{public_id}/use/").status_code == 403


def test_curator_sees_who_and_answers(mine: Client, desk: Client, member: Person, run_tasks):
    mine.post("/submit/form/", FORM)
    submission = Submission.objects.get()
    page = page_of(desk.get("/desk/submissions/"))
    for shown in ("A pendulum in the classroom", "Mem Ber", "I use it."):
        assert shown in text_of(page)
    resource = Resource.objects.get()
    assert page.xpath(f"//a[@href='/desk/resources/{resource.public_id}/']")
    desk.post(f"/desk/submissions/{submission.public_id}/ask/", {"text": "Which licence?"})
    run_tasks()
    [message] = mail.outbox
    assert message.to == [member.email]
    assert message.subject == "Your suggestion needs changes: A pendulum in the classroom"
    assert "Which licence?" in message.body
    assert "A curator asks for changes: Which licence?" in text_of(
        page_of(mine.get("/submissions/"))
    )


def test_decision_is_told_once_by_mail_in_the_persons_language(
    mine: Client, member: Person, curator: Person, run_tasks
):
    member.language = "fr"
    member.save()
    mine.post("/submit/form/", FORM)
    run_tasks()
    assert mail.outbox == []
    resource = Resource.objects.get()
    list_resource(resource, by=curator)
    run_tasks()
    [message] = mail.outbox
    assert message.to == [member.email]
    assert f"/fr/resources/{resource.public_id}/" in message.body
    assert f"/fr/submissions/{Submission.objects.get().public_id}/" in message.body
    from armillary.evaluation.operations import withdraw_resource

    withdraw_resource(resource, by=curator, reason="Gone.")
    run_tasks()
    assert len(mail.outbox) == 1


def test_reason_of_a_decline_is_told(mine: Client, curator: Person, run_tasks):
    mine.post("/submit/form/", FORM)
    decline_resource(Resource.objects.get(), by=curator, reason="It costs money.")
    run_tasks()
    [message] = mail.outbox
    assert message.subject == "Your suggestion was declined: A pendulum in the classroom"
    assert "The reason: It costs money." in message.body
    page = page_of(mine.get("/submissions/"))
    assert "It costs money." in text_of(page)


def test_nobody_is_told_of_what_they_took_back(mine: Client, run_tasks):
    mine.post("/submit/form/", FORM)
    mine.post(f"/submissions/{Submission.objects.get().public_id}/take-back/")
    run_tasks()
    assert mail.outbox == []


def test_what_is_written_by_members_is_shown_as_text(mine: Client, desk: Client):
    evil = '<script>alert("x")</script>'
    mine.post("/submit/form/", {**FORM, "title": f"{evil} title", "note": evil, "creators": evil})
    path = f"/submissions/{Submission.objects.get().public_id}/"
    for response in (mine.get(path), desk.get(path), desk.get("/desk/submissions/")):
        assert evil not in response.content.decode()


def test_pages_of_one_person_are_kept_nowhere(mine: Client):
    for path in ("/submit/", "/submissions/", "/ar/submissions/"):
        assert mine.get(path)["Cache-Control"] == "no-store, private"


def test_every_field_has_a_name(mine: Client):
    for path in ("/submit/", "/submit/form/", "/submit/table/"):
        page = page_of(mine.get(path))
        for each in page.xpath("//main//*[self::input or self::select or self::textarea]"):
            if each.get("type") in ("hidden", "submit"):
                continue
            is_inside = bool(each.xpath("ancestor::label"))
            assert is_inside or page.xpath(f"//label[@for='{each.get('id')}']"), each.get("name")


def test_api_takes_and_lists(mine: Client, member: Person):
    sent = {"title": "A pendulum", "address": "https://lab.example.org/p", "language": "en"}
    response = mine.post("/api/v1/submissions", sent, content_type="application/json")
    assert response.status_code == 201
    made = response.json()
    assert (made["name"], made["fates"]) == ("A pendulum", {Fate.WAITING.value: 1})
    listed = mine.get("/api/v1/submissions").json()
    assert [each["id"] for each in listed["items"]] == [made["id"]]
    assert listed["next"] is None


def test_api_answers_in_problem_documents(client: Client, mine: Client):
    sent = {"title": "A pendulum", "address": "nowhere", "language": "en"}
    for asked, who, status in (
        (sent, mine, 400),
        ({**sent, "title": 7}, mine, 400),
        ({**sent, "subjects": ["x"] * 101}, mine, 400),
        (sent, client, 401),
    ):
        response = who.post("/api/v1/submissions", asked, content_type="application/json")
        assert response.status_code == status
        assert response["Content-Type"] == "application/problem+json"
    assert client.get("/api/v1/submissions").status_code == 401
    assert not Record.objects.exists()


def test_api_wants_the_token_against_forged_requests(member: Person):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member)
    sent = {"title": "A pendulum", "address": "https://lab.example.org/p", "language": "en"}
    response = strict.post("/api/v1/submissions", sent, content_type="application/json")
    assert response.status_code == 403
    page = strict.get("/submit/").content.decode()
    [token] = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page))
    response = strict.post(
        "/api/v1/submissions",
        sent,
        content_type="application/json",
        headers={"x-csrftoken": token},
    )
    assert response.status_code == 201


@pytest.mark.parametrize(("sign", "status"), [("\\u0000", 201), ("\\ud800", 400)])
def test_api_meets_signs_that_no_database_takes(mine: Client, sign: str, status: int):
    body = (
        f'{{"title": "A pendulum{sign}", "address": "https://lab.example.org/p", '
        f'"language": "en", "note": "{sign}"}}'
    )
    response = mine.post("/api/v1/submissions", body, content_type="application/json")
    assert response.status_code == status
    titles = [row.item.title for row in queries.rows_of(Submission.objects.all())]
    assert titles == (["A pendulum"] if status == 201 else [])


def test_source_at_the_desk_is_paused_but_never_run(mine: Client, desk: Client):
    mine.post("/submit/form/", FORM)
    page = page_of(desk.get("/desk/sources/submissions/"))
    assert "Submissions" in text_of(page)
    assert not page.xpath("//form[contains(@action, '/run/')]")
    assert not page.xpath("//main//a[@href='']")
    desk.post(
        "/desk/sources/submissions/change/", {"title": "", "schedule": "by-hand", "paused": "on"}
    )
    page = page_of(mine.post("/submit/form/", {**FORM, "address": "https://a.example/2"}), 409)
    assert "No suggestions are taken at present." in text_of(page)


def submit_three(member: Person) -> list[Submission]:
    return [
        operations.submit(
            Words(title=f"Pendulum {number}", address=f"https://l.example/{number}", language="en"),
            way=Way.FORM,
            by=member,
        )
        for number in range(3)
    ]


def test_submissions_are_decided_in_bulk_and_undone_from_the_line_that_says_so(
    desk: Client, member: Person
):
    submit_three(member)
    page = page_of(desk.get("/desk/submissions/?tick=all"))
    ticked = page.xpath("//input[@name='submission'][@checked]/@value")
    sent = {"submission": ticked, "decision": "decline", "reason": "No."}
    answer = desk.post("/desk/submissions/decide/", sent, follow=True)
    assert Resource.objects.filter(state="withdrawn", reason="No.").count() == 3
    [line] = page_of(answer).xpath("//ul[@class='messages']/li")
    assert text_of(line) == "3 resources decided. Undo"
    [form] = line.xpath(".//form")
    desk.post(form.get("action"), {each.name: each.value for each in form.xpath(".//input")})
    assert Resource.objects.filter(state="candidate").count() == 3
    waiting = page_of(desk.get("/desk/submissions/"))
    assert len(waiting.xpath("//input[@name='submission']")) == 3


def test_submission_without_a_reason_is_not_declined(desk: Client, member: Person):
    [first, *_others] = submit_three(member)
    sent = {"submission": [first.public_id], "decision": "decline"}
    answer = desk.post("/desk/submissions/decide/", sent, follow=True)
    assert answer.redirect_chain[0][0] == "/desk/submissions/"
    assert "Please give a reason" in answer.content.decode()
    assert desk.post("/desk/submissions/decide/", {"decision": "x"}).status_code == 400


def test_submissions_are_decided_over_the_api_and_at_the_command_line(desk: Client, member: Person):
    [first, second, _third] = submit_three(member)
    [*_rows, row] = desk.get("/api/v1/desk/submissions").json()["items"]
    assert row["id"] == first.public_id
    made = desk.post(
        "/api/v1/desk/decisions",
        {"decision": "list", "submissions": [first.public_id]},
        content_type="application/json",
    )
    assert made.json()["decided"] == 1
    listing = ["decide", "list", "--submission", second.public_id]
    assert CliRunner().invoke(app, listing).exit_code == 0
    fates = [each.counts for each in queries.all_submissions().rows]
    assert fates == [{Fate.WAITING: 1}, {Fate.LISTED: 1}, {Fate.LISTED: 1}]
