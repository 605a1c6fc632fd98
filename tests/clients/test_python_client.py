"""The Python client against a site that answers as ours does, because it is ours, and against one that
fails as others do."""

import json
import time
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
from armillary_client import ApiError, Armillary, ArmillaryError, Unreachable, is_genuine
from armillary_client.errors import FieldError
from armillary_client.transport import Transport
from pytest_django.live_server_helper import LiveServer
from tests.dissemination.conftest import DESCRIPTION, publish
from tests.faulty_site import FaultySite, Page, drop, redirect

from armillary.catalogue.models import Resource
from armillary.catalogue.operations import gather_collection, withdraw_resources
from armillary.core.clock import now
from armillary.dissemination.webhooks.models import Webhook
from armillary.dissemination.webhooks.signing import new_seed, secret_of, signed_headers
from armillary.people.actors import SYSTEM
from armillary.search.operations import drain_outbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(live_server: LiveServer, settings: Any, tmp_path: Path) -> Armillary:
    settings.INDEX_ROOT = tmp_path / "index"
    return Armillary(live_server.url + "/")


@pytest.fixture
def faulty() -> Iterator[FaultySite]:
    made = FaultySite()
    yield made
    made.close()


def id_of(number: int) -> str:
    return Resource.objects.get(pk=number).public_id


# Against ours


def test_search_gives_typed_results_with_facets(site: Armillary):
    publish(2)
    publish(1, levels=["primary"], languages=["ar"])
    drain_outbox()

    page = site.search("lesson", level="lower-secondary", language=["en", "fr"], size=1)

    [found] = page.items
    assert (page.total, bool(page.next)) == (2, True)
    assert found.description.title() in {"Lesson 0", "Lesson 1"}
    assert found.description.creators[0].name == "A. Noor"
    assert found.listed is not None
    assert found.listed.tzinfo is not None
    counts = {each.value: each.count for each in page.facets["level"]}
    assert counts["lower-secondary"] == 2


def test_all_pages_are_read_one_after_the_other(site: Armillary):
    numbers = publish(7)
    drain_outbox()
    found = [each.id for each in site.every("lesson", size=3, level=["lower-secondary"])]
    assert sorted(found) == sorted(id_of(number) for number in numbers)


def test_resource_has_its_story_and_its_files(site: Armillary):
    [number] = publish(1, titles=DESCRIPTION["titles"])
    story = site.resource(id_of(number))
    assert (story.state, story.description.title("ar")) == ("listed", "الكسور والنسب")
    assert story.description.title("fr") == "Fractions & ratios"
    assert story.provenance["titles"].ref == "open-lessons:oai:0"
    assert site.rendition(story.id, "bib").startswith(b"@")
    assert json.loads(site.rendition(story.id, "jsonld"))["@type"]


def test_collections_are_read_in_their_order(site: Armillary):
    one, two = publish(2)
    document = {
        "slug": "water",
        "title": {"en": "Water", "ar": "الماء"},
        "introduction": {"en": "All of it."},
        "resources": [id_of(two), id_of(one)],
    }
    gather_collection(document, by=SYSTEM)
    [summary] = site.collections()
    assert (summary.slug, summary.title["ar"]) == ("water", "الماء")
    collection = site.collection("water")
    assert [each.resource.id for each in collection.items] == [id_of(two), id_of(one)]


def test_changes_are_complete_and_say_where_to_go_on(site: Armillary):
    numbers = publish(5)
    withdraw_resources([numbers[0]], by=SYSTEM, reason="Gone.")
    harvest = site.changes(size=2)
    states = {change.id: (change.state, change.reason) for change in harvest}
    assert states == {
        id_of(number): ("withdrawn", "Gone.") if number == numbers[0] else ("listed", "")
        for number in numbers
    }
    assert harvest.since
    assert {change.id for change in site.changes(since=harvest.since)} == set(
        states
    )  # they overlap
    assert list(site.changes(since="2999-01-01T00:00:00Z")) == []


def test_what_is_withdrawn_is_nowhere(site: Armillary):
    [number] = publish(1)
    drain_outbox()
    gone = id_of(number)
    withdraw_resources([number], by=SYSTEM, reason="Gone.")
    drain_outbox()
    assert list(site.every()) == []
    for ask in (site.resource, lambda each: site.rendition(each, "jsonld")):
        with pytest.raises(ApiError) as raised:
            ask(gone)
        assert raised.value.status in {404, 410}


def test_problem_is_an_exception_with_its_code(site: Armillary):
    with pytest.raises(ApiError) as raised:
        site.resource("zzzzzzzzzzzz")
    assert (raised.value.status, raised.value.code) == (404, "no-such-resource")
    with pytest.raises(ApiError) as raised:
        site.search(size=100_000)
    assert (raised.value.status, raised.value.code) == (400, "invalid")
    [error] = raised.value.errors
    assert isinstance(error, FieldError)
    assert "size" in error.field
    assert "size" in str(raised.value)


def test_suggesting_needs_an_account(site: Armillary):
    with pytest.raises(ApiError) as raised:
        site.suggest(title="X", address="https://lessons.example.org/x", language="en")
    assert raised.value.status in {401, 403}


def test_id_is_no_path(site: Armillary):
    with pytest.raises(ApiError):
        site.resource("../collections")


# Against one that fails


def asking(faulty: FaultySite, waits: list[float], *, patience: float = 60.0) -> Transport:
    return Transport(faulty.address, timeout=2, patience=patience, sleep=waits.append)


def test_site_that_asks_for_patience_gets_it(faulty: FaultySite):
    waits: list[float] = []
    answers = [
        Page(b"", status=429, headers={"Retry-After": "7"}),
        Page(b"", status=503, headers={"Retry-After": formatdate(time.time() + 20, usegmt=True)}),
        Page(b"", status=503),
        Page(b"{}"),
    ]

    def in_turn(handler: Any) -> None:
        page = answers.pop(0)
        handler.send_response(page.status)
        for name, value in page.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(page.raw)))
        handler.end_headers()
        handler.wfile.write(page.raw)

    faulty.otherwise = in_turn
    assert asking(faulty, waits).get("/api/v1/resources") == b"{}"
    assert waits[0] == 7
    assert 17 < waits[1] <= 20
    assert waits[2] == 4


def test_patience_has_an_end(faulty: FaultySite):
    waits: list[float] = []
    faulty.otherwise = Page(b"", status=503, headers={"Retry-After": "40"})
    with pytest.raises(ApiError) as raised:
        asking(faulty, waits, patience=60).get("/api/v1/resources")
    assert (raised.value.status, waits) == (503, [40])


def test_what_writes_is_sent_once_and_with_the_token(faulty: FaultySite):
    faulty.otherwise = Page(b"", status=503, headers={"Retry-After": "0"})
    site = Armillary(faulty.address, token="arm_secret")
    with pytest.raises(ApiError):
        site.suggest(title="Wall", address="https://a.example/", language="en", levels=["primary"])
    [request] = faulty.asked
    assert (request.method, request.path) == ("POST", "/api/v1/submissions")
    assert request.headers["authorization"] == "Bearer arm_secret"
    assert json.loads(request.body) == {
        "title": "Wall",
        "address": "https://a.example/",
        "language": "en",
        "levels": ["primary"],
    }


def test_suggestion_comes_back_as_a_value(faulty: FaultySite):
    said = {
        "id": "s1",
        "way": "form",
        "name": "Wall",
        "sent_at": "2026-03-02T12:00:00Z",
        "fates": {"candidate": 1},
        "reason": "",
        "resource": "",
        "asked": "",
        "newer": [1],
    }
    faulty.otherwise = Page(json.dumps(said), status=201)
    sent = Armillary(faulty.address, token="arm_x").suggest(
        title="Wall", address="https://a.example/", language="en"
    )
    assert (sent.id, sent.fates, sent.sent_at.year) == ("s1", {"candidate": 1}, 2026)


def test_token_does_not_follow_a_redirect_to_strangers(faulty: FaultySite):
    stranger = FaultySite()
    stranger.otherwise = Page(b'{"items": []}')
    faulty.otherwise = redirect(stranger.address + "/api/v1/collections", status=302)
    assert Armillary(faulty.address, token="arm_secret").collections() == []
    stranger.close()
    assert "authorization" not in stranger.asked[-1].headers


@pytest.mark.parametrize(
    "answer", [drop, Page("<h1>Hello</h1>"), Page("[]"), Page('{"items": 7}'), Page("null")]
)
def test_what_is_no_answer_is_one_clear_error(faulty: FaultySite, answer: Any):
    faulty.otherwise = answer
    with pytest.raises(Unreachable):
        Armillary(faulty.address, timeout=2).collections()


def test_error_that_is_no_problem_document_says_its_status(faulty: FaultySite):
    faulty.otherwise = Page("<h1>Bad gateway</h1>", status=502)
    with pytest.raises(ArmillaryError, match="502"):
        Armillary(faulty.address).collections()


@pytest.mark.parametrize("address", ["", "stem.example.org", "file:///etc/passwd", "https://"])
def test_address_of_no_site_is_refused(address: str):
    with pytest.raises(ValueError, match="not the address of a site"):
        Armillary(address)


# Messages to a webhook


def test_message_of_ours_is_known_and_a_changed_one_is_not():
    webhook = Webhook(seed=new_seed())
    headers = {
        name.title(): value
        for name, value in signed_headers(webhook, "msg_1", b"{}", at=now()).items()
    }
    secret = secret_of(webhook.seed)
    assert is_genuine(secret, headers, b"{}")
    assert not is_genuine(secret, headers, b"{ }")
    assert not is_genuine(secret_of(new_seed()), headers, b"{}")
    assert not is_genuine(secret, headers, b"{}", tolerance=-1)
    assert not is_genuine(secret, {}, b"{}")
    assert not is_genuine(secret, {**headers, "Webhook-Timestamp": "soon"}, b"{}")
