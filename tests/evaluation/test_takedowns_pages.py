"""The form, the letter's link, the desk, the public record, and every door a pause closes."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from typer.testing import CliRunner

from armillary.catalogue.enums import ResourceState
from armillary.catalogue.models import Resource
from armillary.core.clock import now
from armillary.core.tasks import drain
from armillary.dissemination import sitemaps
from armillary.evaluation.enums import TakedownState
from armillary.evaluation.interfaces.cli import app
from armillary.evaluation.models import TakedownRequest
from armillary.evaluation.operations import list_resource, refuse_takedown
from armillary.notices.models import Notice
from armillary.people.actors import OPERATOR
from armillary.people.models import Person
from armillary.search.operations import drain_outbox

from .conftest import Describe

pytestmark = pytest.mark.django_db

LANGUAGES = pytest.mark.parametrize("prefix", ["", "/ar", "/es", "/fr", "/ru", "/zh-hans"])
DOORS = (
    "/oai?verb=ListRecords&metadataPrefix=oai_dc",
    "/feeds/resources.atom",
    "/sitemaps/resources-0.xml",
    "/api/v1/resources",
    "/resources/",
)
SINGLES = ("/resources/{}.jsonld", "/resources/{}.dc.xml", "/api/v1/resources/{}", "/resources/{}/")


@pytest.fixture(autouse=True)
def index_root(settings: Any, tmp_path: Path) -> Path:
    settings.INDEX_ROOT = tmp_path / "index"
    return tmp_path / "index"


@pytest.fixture(autouse=True)
def _all_in_the_first_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids of some databases go on from test to test; a sitemap goes by ranges of them."""
    monkeypatch.setattr(sitemaps, "RANGE", 1_000_000)


@pytest.fixture
def listed(describe: Describe) -> Resource:
    resource = list_resource(describe(), by=OPERATOR)
    settle()
    return resource


@pytest.fixture
def later() -> Iterator[time_machine.Traveller]:
    """A clock that a test moves on while a visitor reads."""
    with time_machine.travel(now(), tick=False) as traveller:
        yield traveller


def filled(page: str, about: Resource, **changes: str) -> dict[str, str]:
    """What a visitor sends who fills the form of a page."""
    stamp = re.search(r'name="stamp" value="([^"]+)"', page)
    assert stamp is not None
    return {
        "resource": about.public_id,
        "name": "Amina Yusuf",
        "email": "rights@press.example",
        "on_behalf_of": "Delta Press",
        "claim": "The drawings are mine.",
        "evidence": "https://press.example/drawings",
        "website": "",
        "stamp": stamp[1],
        **changes,
    }


def sent(client: Client, resource: Resource, later: time_machine.Traveller, **changes: str) -> None:
    page = client.get(f"/takedown/?resource={resource.public_id}").content.decode()
    later.shift(timedelta(seconds=30))
    response = client.post("/takedown/", filled(page, resource, **changes))
    assert (response.status_code, response["Location"]) == (302, "/takedown/sent/")


def link() -> str:
    body = Notice.objects.order_by("pk").last().body  # type: ignore[union-attr]
    found = re.search(r"http://\S+(/takedown/confirm/\S+)", body)
    assert found is not None
    return found[1]


def settle() -> None:
    drain()
    drain_outbox(wait=True)


def test_a_resource_page_leads_to_the_form(client: Client, listed: Resource):
    page = client.get(f"/resources/{listed.public_id}/").content.decode()

    assert f'href="/takedown/?resource={listed.public_id}"' in page


@LANGUAGES
def test_the_form_in_every_language(client: Client, listed: Resource, prefix: str):
    response = client.get(f"{prefix}/takedown/?resource={listed.public_id}")

    page = response.content.decode()
    assert response.status_code == 200
    assert f'value="{listed.public_id}"' in page
    assert page.count("<script") == page.count("core/offline.") == 1


def test_asked_confirmed_and_gone_from_every_door(
    client: Client, listed: Resource, later: time_machine.Traveller
):
    for path in DOORS:
        assert listed.public_id in client.get(path).content.decode(), path
    sent(client, listed, later)
    address = link()

    looked = client.get(address)
    assert looked.status_code == 200
    assert Resource.objects.get().state == ResourceState.LISTED  # looking does nothing
    confirmed = client.post(address, follow=True)
    settle()

    assert "Your request is confirmed." in confirmed.content.decode()
    for path in DOORS[1:]:
        assert listed.public_id not in client.get(path).content.decode(), path
    oai = client.get(DOORS[0]).content.decode()
    assert 'status="deleted"' in oai
    assert "Fractions" not in oai
    for path in SINGLES:
        assert client.get(path.format(listed.public_id)).status_code == 451, path
    problem = client.get(f"/api/v1/resources/{listed.public_id}").json()
    assert problem["type"] == "about:blank#paused"


@LANGUAGES
def test_the_page_of_a_paused_resource_says_so(
    client: Client, listed: Resource, later: time_machine.Traveller, prefix: str
):
    sent(client, listed, later)
    client.post(link())

    response = client.get(f"{prefix}/resources/{listed.public_id}/")

    page = response.content.decode()
    assert response.status_code == 451
    assert 'rel="blocked-by"' in response["Link"]
    assert response["Cache-Control"] == "no-store"
    assert "noindex" in page
    assert listed.address not in page


def test_a_refused_request_opens_the_doors_again(
    client: Client, listed: Resource, later: time_machine.Traveller, curator: Person,
    client_of: Callable[[Person], Client],
):  # fmt: skip
    sent(client, listed, later)
    client.post(link())
    settle()
    request = TakedownRequest.objects.get()
    desk = client_of(curator)

    assert request.public_id in desk.get("/desk/takedowns/").content.decode()
    page = desk.get(f"/desk/takedowns/{request.public_id}/").content.decode()
    assert "The drawings are mine." in page
    assert "rights@press.example" in page
    answer = {"answer": "They are under CC BY.", "verdict": "refuse"}
    response = desk.post(f"/desk/takedowns/{request.public_id}/", answer)
    later.shift(timedelta(seconds=5))
    settle()

    assert response["Location"] == "/desk/takedowns/"
    for path in DOORS:
        assert listed.public_id in client.get(path).content.decode(), path
    for path in SINGLES:
        assert client.get(path.format(listed.public_id)).status_code == 200, path


def test_an_upheld_request_leaves_410(
    client: Client, listed: Resource, later: time_machine.Traveller, curator: Person,
    client_of: Callable[[Person], Client],
):  # fmt: skip
    sent(client, listed, later)
    client.post(link())
    request = TakedownRequest.objects.get()
    answer = {"answer": "They are yours.", "verdict": "uphold"}

    client_of(curator).post(f"/desk/takedowns/{request.public_id}/", answer)
    settle()

    for path in SINGLES:
        assert client.get(path.format(listed.public_id)).status_code == 410, path
    assert "They are yours." in client.get(f"/resources/{listed.public_id}/").content.decode()


def test_an_answer_needs_words_and_one_of_the_buttons(
    client: Client, listed: Resource, later: time_machine.Traveller, curator: Person,
    client_of: Callable[[Person], Client],
):  # fmt: skip
    sent(client, listed, later)
    client.post(link())
    desk, request = client_of(curator), TakedownRequest.objects.get()
    address = f"/desk/takedowns/{request.public_id}/"

    assert desk.post(address, {"answer": "", "verdict": "uphold"}).status_code == 200
    assert desk.post(address, {"answer": "Yes.", "verdict": "burn"}).status_code == 400
    request.refresh_from_db()
    assert request.state == TakedownState.OPEN


def test_only_curators_read_claims(
    client: Client, listed: Resource, later: time_machine.Traveller, member: Person,
    client_of: Callable[[Person], Client],
):  # fmt: skip
    sent(client, listed, later)
    client.post(link())
    address = f"/desk/takedowns/{TakedownRequest.objects.get().public_id}/"

    for path in ("/desk/takedowns/", address):
        assert client.get(path).status_code == 302
        assert client_of(member).get(path).status_code == 403


def test_an_unconfirmed_request_is_not_on_the_desk(
    client: Client, listed: Resource, later: time_machine.Traveller, curator: Person,
    client_of: Callable[[Person], Client],
):  # fmt: skip
    sent(client, listed, later)
    request = TakedownRequest.objects.get()

    desk = client_of(curator)
    assert request.public_id not in desk.get("/desk/takedowns/").content.decode()
    assert desk.get(f"/desk/takedowns/{request.public_id}/").status_code == 404


@LANGUAGES
def test_the_desk_in_every_language_leads_from_the_resource_to_the_answer(
    client: Client, listed: Resource, later: time_machine.Traveller, curator: Person,
    client_of: Callable[[Person], Client], prefix: str,
):  # fmt: skip
    sent(client, listed, later)
    client.post(link())
    desk, request = client_of(curator), TakedownRequest.objects.get()

    page = desk.get(f"{prefix}/desk/resources/{listed.public_id}/").content.decode()
    assert f'href="{prefix}/desk/takedowns/"' in page
    assert 'value="reopen"' not in page
    for path in ("/desk/takedowns/", f"/desk/takedowns/{request.public_id}/"):
        assert desk.get(prefix + path).status_code == 200
    paused = desk.get(f"{prefix}/desk/candidates/?state=paused").content.decode()
    assert listed.public_id in paused


def test_a_form_filled_at_once_is_kept_and_can_be_sent_again(
    client: Client, listed: Resource, later: time_machine.Traveller
):
    page = client.get("/takedown/").content.decode()
    form = filled(page, listed)

    quick = client.post("/takedown/", form)
    assert quick.status_code == 400
    assert "That was very quick" in quick.content.decode()
    assert "The drawings are mine." in quick.content.decode()
    later.shift(timedelta(seconds=10))
    again = client.post("/takedown/", filled(quick.content.decode(), listed))
    assert again.status_code == 302
    assert TakedownRequest.objects.count() == 1


def test_a_filled_trap_is_refused_and_emptied(
    client: Client, listed: Resource, later: time_machine.Traveller
):
    page = client.get("/takedown/").content.decode()
    later.shift(timedelta(seconds=30))

    trapped = client.post("/takedown/", filled(page, listed, website="https://spam.example"))

    assert trapped.status_code == 400
    assert "spam.example" not in trapped.content.decode()
    assert not TakedownRequest.objects.exists()


@pytest.mark.parametrize("stamp", ["", "form", "form:1:x"])
def test_a_form_without_our_stamp_gets_a_new_one(
    client: Client, listed: Resource, later: time_machine.Traveller, stamp: str
):
    page = client.get("/takedown/").content.decode()

    stale = client.post("/takedown/", filled(page, listed, stamp=stamp))

    assert stale.status_code == 400
    later.shift(timedelta(seconds=10))
    assert client.post("/takedown/", filled(stale.content.decode(), listed)).status_code == 302


def test_limits_count_a_whole_ipv6_household(
    client: Client, listed: Resource, later: time_machine.Traveller
):
    page = client.get("/takedown/").content.decode()
    later.shift(timedelta(seconds=30))
    statuses = [
        client.post(
            "/takedown/",
            filled(page, listed, email=f"n{number}@mill.example"),
            REMOTE_ADDR=f"2001:db8::{number + 1:x}",
        ).status_code
        for number in range(11)
    ]

    assert statuses == [302] * 10 + [429]
    elsewhere = filled(page, listed, email="n11@mill.example")
    other = client.post("/takedown/", elsewhere, REMOTE_ADDR="2001:db8:0:1::1")
    assert other.status_code == 302


def test_a_resource_that_is_not_there_is_said_in_the_form(
    client: Client, listed: Resource, later: time_machine.Traveller
):
    page = client.get("/takedown/").content.decode()
    later.shift(timedelta(seconds=30))

    response = client.post("/takedown/", filled(page, listed, resource="nothing"))

    assert response.status_code == 404
    assert "There is no resource with this address." in response.content.decode()


def test_a_damaged_link_is_explained(client: Client):
    response = client.get("/takedown/confirm/abc/")

    assert response.status_code == 409
    assert "This link is damaged" in response.content.decode()


@LANGUAGES
def test_the_record_is_public_in_every_language_and_for_machines(
    client: Client, listed: Resource, later: time_machine.Traveller, prefix: str
):
    sent(client, listed, later, is_name_public="on")
    client.post(link())
    request = TakedownRequest.objects.get()
    CliRunner().invoke(app, ["uphold-takedown", request.public_id, "--answer", "They are yours."])

    page = client.get(f"{prefix}/takedowns/").content.decode()
    [row] = client.get("/api/v1/takedowns").json()["items"]

    assert "They are yours." in page
    assert "Amina Yusuf" in page
    for private in ("rights@press.example", "The drawings are mine.", "Delta Press"):
        assert private not in page
        assert private not in json.dumps(row)
    assert (row["id"], row["resource"]) == (request.public_id, listed.public_id)
    assert (row["outcome"], row["names"], row["claimants"]) == ("upheld", ["Amina Yusuf"], 1)


def test_the_command_line_lists_shows_and_answers(
    client: Client, listed: Resource, later: time_machine.Traveller
):
    sent(client, listed, later)
    client.post(link())
    request = TakedownRequest.objects.get()

    def run(*words: str) -> str:
        result = CliRunner().invoke(app, list(words), catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    [row] = json.loads(run("takedowns", "--json"))["takedowns"]
    assert (row["id"], row["state"], row["paused"]) == (request.public_id, "open", True)
    shown = json.loads(run("takedown", request.public_id, "--json"))
    assert shown["claims"][0]["email"] == "rights@press.example"
    assert run("refuse-takedown", request.public_id, "--answer", "No.").endswith("refused.\n")
    assert json.loads(run("takedowns", "--json"))["takedowns"] == []
    [answered] = json.loads(run("takedowns", "--answered", "--json"))["takedowns"]
    assert (answered["state"], answered["answer"]) == ("refused", "No.")


def test_lists_take_as_many_queries_for_one_as_for_three(
    client: Client, describe: Describe, curator: Person, client_of: Callable[[Person], Client]
):
    desk = client_of(curator)

    def claim_one() -> TakedownRequest:
        resource = list_resource(describe(), by=OPERATOR)
        return TakedownRequest.objects.create(
            resource=resource, name="A", email="a@a.example", claim="Mine.",
            state=TakedownState.OPEN, confirmed_at=now(),
        )  # fmt: skip

    def queries(browser: Client, path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(path).status_code == 200
        return len(captured)

    refuse_takedown(claim_one(), answer="No.", by=OPERATOR)
    claim_one()
    lists = ((desk, "/desk/takedowns/"), (client, "/takedowns/"), (client, "/api/v1/takedowns"))
    for_one = [queries(*each) for each in lists]
    for _number in range(2):
        refuse_takedown(claim_one(), answer="No.", by=OPERATOR)
        claim_one()

    assert [queries(*each) for each in lists] == for_one
