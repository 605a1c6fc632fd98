"""Picking: searching inside of the platform, ticking, and what the platform is answered."""

import base64
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
import time_machine
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from joserfc import jwt
from tests.dissemination.conftest import describe
from tests.portal.conftest import markup_faults

from armillary.catalogue.models import Resource
from armillary.catalogue.operations import list_resources, withdraw_resources
from armillary.dissemination.lti.keys import rotate_keys
from armillary.dissemination.lti.operations import close_registration
from armillary.dissemination.lti.picking import MOST
from armillary.people.actors import OPERATOR, SYSTEM

from .conftest import CLIENT, DL, LTI, SETTINGS, SITE, line, our_keys, page_of

pytestmark = pytest.mark.django_db

RETURN = SETTINGS["deep_link_return_url"]


def fields(answer: Any) -> dict[str, list[str]]:
    """What the form would send, but for its buttons."""
    sent: dict[str, list[str]] = {}
    for field in page_of(answer).xpath("//form//input"):
        is_off = field.get("type") in ("checkbox", "radio") and field.get("checked") is None
        if not is_off:
            sent.setdefault(field.get("name"), []).append(field.get("value"))
    return sent


def press(browser: Any, answer: Any, **more: Any) -> Any:
    """Send the form of a page, with this changed; the way a browser without scripts does."""
    return browser.client.post("/lti/pick", {**fields(answer), **more})


def offered(answer: Any) -> list[str]:
    """Titles of the results."""
    return [
        " ".join(label.text_content().split())
        for label in page_of(answer).xpath("//ol[@class='hits']/li/h3")
    ]


def ticked(answer: Any) -> list[str]:
    return fields(answer).get("chosen", [])


def buttons(answer: Any) -> dict[str, str]:
    found = page_of(answer).xpath("//button[@name='go']")
    return {" ".join(each.text_content().split()): each.get("value") for each in found}


def read(browser: Any, answer: Any) -> tuple[str, dict[str, Any]]:
    """Where the answer goes, and what it says, by our published keys."""
    [form] = page_of(answer).xpath("//form[@id='lti-send']")
    [token] = form.xpath(".//input[@name='JWT']/@value")
    assert form.xpath(".//button[@type='submit']")
    decoded = jwt.decode(token, our_keys(browser.client), algorithms=["RS256"])
    return form.get("action"), decoded.claims


def test_several_are_picked_and_the_platform_is_answered(browser, platform, found):
    first, second, _third = found(3)
    page = browser.pick()
    assert page.status_code == 200
    answer = press(browser, page, chosen=[second.public_id, first.public_id], add="yes")
    address, claims = read(browser, answer)
    assert address == RETURN
    moment = time.time()
    assert 0 <= moment - claims.pop("iat") < 60
    assert 0 < claims.pop("exp") - moment <= 300
    assert len(claims.pop("nonce")) >= 32
    assert claims == {
        "iss": CLIENT,
        "aud": platform.issuer,
        f"{LTI}message_type": "LtiDeepLinkingResponse",
        f"{LTI}version": "1.3.0",
        f"{LTI}deployment_id": "d1",
        f"{DL}data": "csrf:7f3a·é",
        f"{DL}content_items": [
            {
                "type": "ltiResourceLink",
                "url": f"{SITE}/lti/resources/{each.public_id}/",
                "title": each.titles.read("en"),
                "text": "Halves, thirds <and> quarters.",
            }
            for each in (second, first)
        ],
    }


def test_what_was_picked_is_what_opens(browser, found):
    [lesson] = found(1)
    answer = press(browser, browser.pick(), chosen=[lesson.public_id], add="yes")
    _address, claims = read(browser, answer)
    [item] = claims[f"{DL}content_items"]
    opened = browser.arrive(**{f"{LTI}target_link_uri": item["url"]})
    page = browser.client.get(opened["Location"])
    assert line(page) == item["title"]


def test_answer_may_go_to_the_platform_only(browser, platform, found):
    [lesson] = found(1)
    answer = press(browser, browser.pick(), chosen=[lesson.public_id], add="yes")
    wanted = f"form-action https://lms.example.org {platform.issuer} https://school.example.org"
    assert wanted in answer["Content-Security-Policy"].split("; ")


def test_links_are_sent_where_they_are_wanted(browser, found):
    [lesson] = found(1)
    answer = press(browser, browser.pick(), chosen=[lesson.public_id], kind="link", add="yes")
    _address, claims = read(browser, answer)
    [item] = claims[f"{DL}content_items"]
    assert (item["type"], item["url"]) == ("link", f"{SITE}/resources/{lesson.public_id}/")


@pytest.mark.parametrize("kind", ["ltiResourceLink", "link"])
def test_only_what_the_platform_takes_is_sent(browser, found, kind):
    [lesson] = found(1)
    page = browser.pick(accept_types=[kind, "image"])
    assert page_of(page).xpath("//input[@name='kind']") == []
    _address, claims = read(browser, press(browser, page, chosen=[lesson.public_id], add="yes"))
    assert [item["type"] for item in claims[f"{DL}content_items"]] == [kind]
    [other] = {"ltiResourceLink", "link"} - {kind}
    answer = press(browser, page, chosen=[lesson.public_id], kind=other, add="yes")
    assert answer.status_code == 400
    assert "does not take this kind of link" in answer.content.decode()


def test_data_is_echoed_only_where_there_was_some(browser, found):
    [lesson] = found(1)
    page = browser.pick(data=None)
    _address, claims = read(browser, press(browser, page, chosen=[lesson.public_id], add="yes"))
    assert f"{DL}data" not in claims


@pytest.mark.parametrize("data", ["", 0, {"a": [1, None]}, "half \ud800", "x" * 20_000])
def test_data_of_any_kind_comes_back_as_it_was(browser, found, data):
    [lesson] = found(1)
    page = browser.pick(data=data)
    _address, claims = read(browser, press(browser, page, chosen=[lesson.public_id], add="yes"))
    assert claims[f"{DL}data"] == data


def test_titles_are_in_the_language_of_the_platform(browser, found):
    [lesson] = found(1, titles={"en": "Fractions", "ar": "الكسور"})
    settings = {f"{DL}deep_linking_settings": SETTINGS}
    page = browser.arrive(
        **{
            f"{LTI}message_type": "LtiDeepLinkingRequest",
            f"{LTI}launch_presentation": {"locale": "ar"},
            **settings,
        }
    )
    assert page_of(page).get("dir") == "rtl"
    assert offered(page) == ["الكسور"]
    [look] = page_of(page).xpath("//ol[@class='hits']//a/@href")
    assert look == f"/ar/resources/{lesson.public_id}/"
    _address, claims = read(browser, press(browser, page, chosen=[lesson.public_id], add="yes"))
    assert claims[f"{DL}content_items"][0]["title"] == "الكسور"


# Searching with a form only


def test_words_search_and_ticks_stay(browser, found):
    [lesson] = found(1, titles={"en": "Volcanoes"})
    found(2, titles={"en": "Glaciers"})
    page = browser.pick()
    page = press(browser, page, q="glaciers", chosen=[lesson.public_id], search="yes")
    assert offered(page) == ["Glaciers", "Glaciers"]
    assert ticked(page) == [lesson.public_id]
    assert "Ticked before" in page.content.decode()
    page = press(browser, page, q="volcanoes", search="yes")
    assert (offered(page), ticked(page)) == (["Volcanoes"], [lesson.public_id])
    assert "Ticked before" not in page.content.decode()


def test_filters_are_buttons_and_can_be_taken_back(browser, found):
    found(1, titles={"en": "Lesson A"}, levels=["primary"])
    found(1, titles={"en": "Lesson B"}, levels=["lower-secondary"])
    page = browser.pick()
    [primary] = [value for label, value in buttons(page).items() if label.startswith("Primary")]
    assert parse_qs(primary.removeprefix("?")) == {"level": ["primary"]}
    narrowed = press(browser, page, go=primary)
    assert offered(narrowed) == ["Lesson A"]
    worded = press(browser, narrowed, q="lesson", search="yes")
    assert offered(worded) == ["Lesson A"]
    [undo] = [value for label, value in buttons(worded).items() if "Remove this filter" in label]
    assert sorted(offered(press(browser, worded, go=undo))) == ["Lesson A", "Lesson B"]


def test_results_come_by_the_page(browser, found):
    found(12)
    page = browser.pick()
    assert len(offered(page)) == 10
    following = press(browser, page, go=buttons(page)["More results"])
    assert len(offered(following)) == 2
    assert set(offered(page)).isdisjoint(offered(following))
    back = press(browser, following, go=buttons(following)["Previous results"])
    assert offered(back) == offered(page)


@pytest.mark.parametrize("go", ["?after=nonsense", "?q=%22", "?level=%00", "?q=" + "x" * 9_000])
def test_search_that_cannot_be_read_is_a_line_and_ticks_stay(browser, found, go):
    [lesson] = found(1)
    page = press(browser, browser.pick(), chosen=[lesson.public_id], go=go)
    assert page.status_code in (200, 400)
    assert ticked(page) == [lesson.public_id]


def test_query_count_does_not_grow_with_what_is_found(browser, found):
    counts = []
    for more in (1, 3):
        found(more)
        page = browser.pick()
        with CaptureQueriesContext(connection) as asked:
            press(browser, page, q="lesson", search="yes")
        counts.append(len(asked))
    assert counts[0] == counts[1] > 0


def test_one_choice_is_made_of_round_buttons(browser, found):
    found(2)
    page = browser.pick(accept_multiple=False)
    assert {field.get("type") for field in page_of(page).xpath("//input[@name='chosen']")} == {
        "radio"
    }


# What cannot be picked


def refusal(answer: Any) -> str:
    assert answer.status_code == 400
    [said] = page_of(answer).xpath("//*[@role='alert']")
    return " ".join(said.text_content().split())


def test_nothing_ticked_is_no_pick(browser, found):
    found(1)
    assert refusal(press(browser, browser.pick(), add="yes")) == "Tick at least one resource."


def test_withdrawn_resource_cannot_be_picked(browser, found):
    lesson, other = found(2)
    page = browser.pick()
    withdraw_resources([lesson.pk], by=SYSTEM, reason="The publisher asked for it.")
    answer = press(browser, page, chosen=[other.public_id, lesson.public_id], add="yes")
    assert refusal(answer).startswith("One of the resources is no longer offered")
    assert not page_of(answer).xpath("//form[@id='lti-send']")
    left = press(browser, answer, chosen=[other.public_id], add="yes")
    _address, claims = read(browser, left)
    assert len(claims[f"{DL}content_items"]) == 1


def test_candidate_and_what_is_not_there_cannot_be_picked(browser, new_resource, found):
    found(1)
    waiting = new_resource()
    page = browser.pick()
    for wrong in (waiting.public_id, "nonsense", "0" * 12, "'; --", "x" * 5_000):
        answer = press(browser, page, chosen=[wrong], add="yes")
        assert refusal(answer).startswith("One of the resources is no longer offered")
        assert waiting.titles.read("en") not in answer.content.decode()


def test_one_place_takes_one(browser, found):
    first, second = found(2)
    page = browser.pick(accept_multiple=False)
    answer = press(browser, page, chosen=[first.public_id, second.public_id], add="yes")
    assert refusal(answer) == "This place of the course takes at most 1."


def test_too_many_are_refused(browser, found):
    ids = describe(MOST + 1)
    list_resources(ids, by=SYSTEM)
    found(1)
    page = browser.pick()
    rows = Resource.objects.filter(pk__in=ids).values_list("public_id", flat=True)
    answer = press(browser, page, chosen=list(rows), add="yes")
    assert refusal(answer) == "This place of the course takes at most 50."


def test_twice_ticked_is_once_picked(browser, found):
    [lesson] = found(1)
    page = browser.pick(accept_multiple=False)
    answer = press(browser, page, chosen=[lesson.public_id] * 2, add="yes")
    _address, claims = read(browser, answer)
    assert len(claims[f"{DL}content_items"]) == 1


# The ticket


@pytest.mark.parametrize(
    "forge",
    [
        lambda ticket: "",
        lambda ticket: ticket[:-2],
        lambda ticket: signing.dumps({"registration": "x"}, salt="lti state"),
        lambda ticket: signing.dumps({"registration": "x"}, salt="lti ticket"),
        lambda ticket: signing.dumps([1], salt="lti ticket"),
    ],
)
def test_ticket_that_is_not_ours_is_refused(browser, found, forge):
    found(1)
    page = browser.pick()
    [ticket] = fields(page)["ticket"]
    answer = press(browser, page, ticket=forge(ticket), add="yes")
    assert answer.status_code == 403
    assert line(answer) == "This launch did not begin here. Open it from the course again."


def test_ticket_is_good_for_four_hours(browser, found):
    found(1)
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        page = browser.pick()
        clock.shift(timedelta(hours=3, minutes=59))
        page = press(browser, page, q="lesson", search="yes")
        assert page.status_code == 200
        clock.shift(timedelta(hours=4, minutes=1))
        answer = press(browser, page, q="lesson", search="yes")
        assert (answer.status_code, line(answer)) == (
            403,
            "This took too long. Open it from the course again.",
        )


def test_ticket_of_a_platform_that_was_closed_is_refused(browser, registration, found):
    [lesson] = found(1)
    page = browser.pick()
    close_registration(registration, by=OPERATOR)
    answer = press(browser, page, chosen=[lesson.public_id], add="yes")
    assert answer.status_code == 404
    assert not page_of(answer).xpath("//form")


def test_page_is_not_asked_for_by_address(client, db):
    assert client.get("/lti/pick").status_code == 405


# Our keys


def test_key_may_change_between_picking_and_sending(browser, found):
    [lesson] = found(1)
    page = browser.pick()
    before = our_keys(browser.client)
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        made = rotate_keys(by=OPERATOR)
        assert {key["kid"] for key in browser.client.get("/lti/jwks").json()["keys"]} == {
            made.kid,
            *(key.kid for key in before),
        }
        answer = press(browser, page, chosen=[lesson.public_id], add="yes")
        assert key_of(answer) != made.kid
        clock.shift(timedelta(hours=25))
        page = browser.pick()
        answer = press(browser, page, chosen=[lesson.public_id], add="yes")
        assert key_of(answer) == made.kid
        read(browser, answer)


def key_of(answer: Any) -> str:
    [token] = page_of(answer).xpath("//input[@name='JWT']/@value")
    head = token.partition(".")[0]
    return str(json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))["kid"])


# The pages as they are sent


def test_pages_are_sound(browser, registration, found):
    [lesson, *_] = found(12)
    begun = browser.login()
    token = browser.platform.signed(browser.platform.claims(begun))
    page = browser.pick()
    answers = [
        browser.client.get("/lti/login", browser.hints()),
        browser.launch(token, begun.state),
        page,
        press(browser, page, q="nothing of the kind", chosen=[lesson.public_id], search="yes"),
        press(browser, page, add="yes"),
        press(browser, page, chosen=[lesson.public_id], add="yes"),
        browser.client.get(f"/lti/resources/{lesson.public_id}/"),
        browser.launch(token, "forged"),
    ]
    assert [markup_faults(answer.content.decode()) for answer in answers] == [[]] * 8
