"""The API, the desk and the command line do the same, and say in one line what is wrong."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.dissemination.conftest import publish
from tests.faulty_site import Page
from typer.testing import CliRunner

from armillary.cli.application import app
from armillary.dissemination.webhooks.models import Delivery, Webhook
from armillary.dissemination.webhooks.operations import register_webhook
from armillary.people.enums import Role

pytestmark = pytest.mark.django_db

API = "/api/v1/webhooks"
DESK = "/desk/webhooks/"


@pytest.fixture
def browser(client_of, curator):
    return client_of(curator)


def send(browser, method, path, document=None):
    answer = getattr(browser, method)(
        path, json.dumps(document or {}), content_type="application/json"
    )
    return answer.status_code, answer.json() if answer.content else None


def command(*words):
    return CliRunner().invoke(app, ["webhooks", *words])


# API


def test_life_of_a_webhook_over_the_api(browser, receiver, deliver):
    address = receiver.address + "/hook"
    status, made = send(browser, "post", API, {"address": address, "name": "Library"})
    assert status == 201
    assert made["secret"].startswith("whsec_")
    here = f"{API}/{made['id']}"
    [listed] = browser.get(API).json()["items"]
    assert listed == {name: value for name, value in made.items() if name != "secret"}
    changed = {"address": address, "name": "L", "events": ["resource.listed"]}
    assert send(browser, "put", here, changed)[1]["events"] == ["resource.listed"]
    assert browser.get(here).json()["name"] == "L"

    status, tested = send(browser, "post", f"{here}/test")
    assert (status, tested["taken"], tested["message"]["type"]) == (200, True, "webhook.test")
    publish(1)
    deliver()
    told = browser.get(f"{here}/deliveries", {"size": 1}).json()
    [delivery] = told["items"]
    assert (delivery["type"], delivery["tries"], delivery["status"]) == ("resource.listed", 1, 204)
    rest = browser.get(f"{here}/deliveries", {"after": told["next"]}).json()
    assert ([each["type"] for each in rest["items"]], rest["next"]) == (["webhook.test"], "")
    status, again = send(browser, "post", f"{here}/deliveries/{delivery['id']}/again")
    assert (status, again["type"], again["taken"]) == (200, "resource.changed", True)

    status, rotated = send(browser, "post", f"{here}/rotate")
    assert rotated["secret"] != made["secret"]
    assert rotated["former_secret_until"]
    assert send(browser, "post", f"{here}/pause")[1]["state"] == "paused"
    assert send(browser, "post", f"{here}/start", {"from_now": True})[1]["state"] == "active"
    assert send(browser, "delete", here) == (204, None)
    assert browser.get(here).status_code == 404


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({}, "invalid"),
        ({"address": 7}, "invalid"),
        ({"address": "https://example.invalid/", "events": ["nothing"]}, "invalid-webhook"),
        ({"address": "https://127.0.0.1/"}, "invalid-webhook"),
        ({"address": "x" * 501}, "invalid"),
        ({"address": "https://exa\u0000mple.invalid/"}, "invalid-webhook"),
    ],
)
def test_what_cannot_be_registered_is_a_problem_in_one_line(browser, document, code):
    status, problem = send(browser, "post", API, document)
    assert (status, problem["type"]) == (400, f"about:blank#{code}")
    assert not Webhook.objects.exists()


def test_api_is_for_curators(client_of, member):
    assert Client().get(API).status_code == 401
    status, problem = send(client_of(member), "post", API, {"address": "https://example.invalid/"})
    assert (status, problem["type"]) == (403, "about:blank#refused")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ""),
        ("put", ""),
        ("delete", ""),
        ("post", "/test"),
        ("post", "/pause"),
        ("post", "/start"),
        ("post", "/rotate"),
        ("get", "/deliveries"),
        ("post", "/deliveries/x/again"),
    ],
)
def test_somebody_elses_is_not_there(client_of, new_person, webhook, method, path):
    stranger = client_of(new_person(Role.CURATOR))
    here = f"{API}/{webhook.public_id}{path}"
    document = {"address": webhook.address}
    answer = stranger.get(here) if method == "get" else None
    status = answer.status_code if answer else send(stranger, method, here, document)[0]
    assert status == 404
    webhook.refresh_from_db()
    assert webhook.is_active


# Desk


def test_registering_at_the_desk_shows_the_secret_once(browser, receiver):
    sent = {"address": receiver.address + "/hook", "name": "L", "events": ["resource.listed"]}
    page = browser.post(DESK, sent)
    assert page.status_code == 200
    assert "whsec_" in page.content.decode()
    assert page["Cache-Control"] == "no-store, private"
    made = Webhook.objects.get()
    for address in (DESK, f"{DESK}{made.public_id}/"):
        shown = browser.get(address)
        assert shown.status_code == 200
        assert "whsec_" not in shown.content.decode()
        assert shown["Cache-Control"] == "no-store, private"


def test_form_says_what_is_wrong_and_keeps_what_was_typed(browser):
    sent = {"address": "https://127.0.0.1/x", "name": "My name", "events": ["resource.listed"]}
    page = browser.post(DESK, sent)
    assert page.status_code == 400
    assert "private address" in page.content.decode()
    assert 'value="My name"' in page.content.decode()
    assert browser.post(DESK, {"address": ""}).status_code == 400


def test_everything_is_done_from_its_page(browser, receiver, webhook, deliver):
    here = f"{DESK}{webhook.public_id}/"
    receiver.statuses = [503, 204]
    publish(1)
    deliver()
    page = browser.get(here).content.decode()
    assert "It answered 503." in page
    assert "The last delivery failed." in page
    message = Delivery.objects.get().message_id
    answer = browser.post(here + "do/", {"again": message}, follow=True)
    assert answer.redirect_chain == [(here, 302)]
    assert "Taken" in answer.content.decode()
    browser.post(here + "do/", {"test": "yes"})
    assert [each["type"] for each in receiver.told] == [
        *("resource.listed", "resource.changed", "webhook.test")
    ]
    browser.post(here + "do/", {"pause": "yes"})
    assert Webhook.objects.get().state == "paused"
    browser.post(here + "do/", {"start": "now"})
    assert Webhook.objects.get().state == "active"
    shown = browser.post(here + "do/", {"rotate": "yes"}).content.decode()
    assert "whsec_" in shown
    assert "stays good until" in shown
    sent = {"address": webhook.address, "name": "Renamed", "events": ["resource.merged"]}
    assert browser.post(here, sent).status_code == 302
    assert "Renamed" in browser.get(DESK).content.decode()
    browser.post(here + "do/", {"delete": "yes"})
    assert not Webhook.objects.exists()


def test_what_was_said_is_shown_as_text(browser, receiver, webhook, deliver):
    receiver.pages["/hook"] = Page("<script>alert(1)</script>", status=404)
    publish(1)
    deliver()
    page = browser.get(f"{DESK}{webhook.public_id}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_desk_is_for_curators(client_of, member, browser, webhook):
    assert Client().get(DESK).status_code == 302
    assert client_of(member).get(DESK).status_code == 403
    assert client_of(member).get(f"{DESK}{webhook.public_id}/").status_code == 404
    assert DESK in browser.get("/desk/account/").content.decode()
    assert DESK not in client_of(member).get("/desk/account/").content.decode()


def test_page_asks_as_much_with_one_webhook_as_with_three(
    browser, curator, receiver, webhook, django_assert_num_queries
):
    browser.get(DESK)
    with CaptureQueriesContext(connection) as one:
        browser.get(DESK)
    for _twice in range(2):
        register_webhook(receiver.address + "/hook", owner=curator, by=curator)
    with django_assert_num_queries(len(one)):
        browser.get(DESK)


# Command line


def test_life_of_a_webhook_on_the_command_line(receiver, curator):
    address = receiver.address + "/hook"
    made = json.loads(command("add", curator.email, address, "--json").stdout)
    assert made["secret"].startswith("whsec_")
    number = made["id"]
    [listed] = json.loads(command("list", "--json").stdout)["webhooks"]
    assert (listed["id"], "secret" in listed) == (number, False)
    assert command("change", number, "--event", "resource.listed").exit_code == 0
    assert command("test", number).exit_code == 0
    publish(2)
    assert command("deliver").stdout == "2 events delivered.\n"
    told = json.loads(command("deliveries", number, "--json").stdout)["deliveries"]
    assert [each["type"] for each in told] == ["resource.listed"] * 2 + ["webhook.test"]
    assert "taken" in command("deliveries", number).stdout
    assert command("again", number, told[0]["id"]).exit_code == 0
    assert command("rotate", number, "--leaked").stdout.startswith("whsec_")
    assert command("pause", number).stdout == f"{number}: paused.\n"
    assert command("start", number, "--from-now").exit_code == 0
    assert number in command("list").stdout
    assert command("remove", number).exit_code == 0
    assert not Webhook.objects.exists()


def test_test_that_is_not_taken_is_an_exit_code_too(receiver, webhook):
    receiver.statuses = [500]
    answer = command("test", webhook.public_id)
    assert (answer.exit_code, "not taken (500)" in answer.stderr) == (1, True)
