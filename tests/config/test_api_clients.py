"""Programs at the API: a token is its owner, and nobody asks without end."""

import json
from collections.abc import Callable, Iterator

import pytest
from django.http import StreamingHttpResponse
from django.test import Client, RequestFactory

from armillary.config import api_clients
from armillary.people.models import Person
from armillary.people.tokens.operations import create_token

pytestmark = pytest.mark.django_db

PUBLIC = "/api/v1/frameworks"


@pytest.fixture
def bearer(member: Person) -> Callable[..., Client]:
    """A client with a token of a member; it checks form tokens, as a server does."""

    def make(*, may_write: bool = False) -> Client:
        secret = create_token(member, name="Test", may_write=may_write, by=member).secret
        return Client(enforce_csrf_checks=True, headers={"authorization": f"Bearer {secret}"})

    return make


def test_token_reads_what_its_owner_may_read(client: Client, bearer: Callable[..., Client]):
    assert client.get("/api/v1/lists").status_code == 401
    answer = bearer().get("/api/v1/lists")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store, private"


def test_token_opens_no_page(bearer: Callable[..., Client]):
    assert bearer().get("/desk/account/").status_code == 302


def test_token_that_may_write_writes_without_a_form_token(bearer: Callable[..., Client]):
    client = bearer(may_write=True)
    made = client.post("/api/v1/searches", {"name": "Waves", "q": "waves"}, "application/json")
    assert made.status_code == 201, made.content
    [found] = client.get("/api/v1/searches").json()["items"]
    assert found["name"] == "Waves"


def test_token_that_may_read_writes_nothing(bearer: Callable[..., Client]):
    client = bearer()
    for method in (client.post, client.put, client.patch, client.delete):
        answer = method("/api/v1/searches", "{}", content_type="application/json")
        assert answer.status_code == 403
        assert answer["Content-Type"] == "application/problem+json"
        assert "insufficient_scope" in answer["WWW-Authenticate"]
    assert client.get("/api/v1/searches").json()["items"] == []


@pytest.mark.parametrize("sent", ["Bearer", "Bearer arm_wrong", "bearer \x00", "BEARER a b c"])
def test_wrong_token_is_refused_even_where_nobody_has_to_sign_in(client: Client, sent: str):
    answer = client.get(PUBLIC, headers={"authorization": sent})
    assert answer.status_code == 401
    assert json.loads(answer.content)["type"] == "about:blank#invalid-token"
    assert 'error="invalid_token"' in answer["WWW-Authenticate"]


def test_another_scheme_is_none_of_our_business(client: Client):
    answer = client.get(PUBLIC, headers={"authorization": "Basic eDp5"})
    assert answer.status_code == 200


def test_token_stands_above_a_session(
    client_of: Callable[[Person], Client], curator: Person, member: Person
):
    secret = create_token(member, name="Test", by=member).secret
    signed_in = client_of(curator)
    headers = {"authorization": f"Bearer {secret}"}
    assert signed_in.get("/api/v1/desk/decisions").status_code == 200
    assert signed_in.get("/api/v1/desk/decisions", headers=headers).status_code == 403


# How often


@pytest.fixture
def quota(settings) -> int:
    settings.API_LIMIT = 3
    api_clients.WINDOWS.clear()
    return 3


def test_what_is_left_is_told_and_nothing_more_is_answered(quota: int):
    client = Client(REMOTE_ADDR="192.0.2.1")
    left = []
    for _time in range(quota):
        answer = client.get(PUBLIC)
        assert answer.status_code == 200
        assert answer["RateLimit-Policy"] == '"client";q=3;w=60'
        left.append(answer["RateLimit"].partition(";t=")[0])
    assert left == ['"client";r=2', '"client";r=1', '"client";r=0']
    refused = client.get(PUBLIC)
    assert refused.status_code == 429
    assert refused["Content-Type"] == "application/problem+json"
    assert 1 <= int(refused["Retry-After"]) <= 60


def test_others_are_answered_still(quota: int, bearer: Callable[..., Client]):
    busy = Client(REMOTE_ADDR="192.0.2.2")
    while busy.get(PUBLIC).status_code == 200:
        pass
    assert Client(REMOTE_ADDR="192.0.2.3").get(PUBLIC).status_code == 200
    signed = bearer()
    assert signed.get(PUBLIC, REMOTE_ADDR="192.0.2.2").status_code == 200


def test_one_network_of_addresses_is_one_client(quota: int):
    statuses = [
        Client(REMOTE_ADDR=f"2001:db8::{number}").get(PUBLIC).status_code
        for number in range(1, quota + 2)
    ]
    assert statuses == [200] * quota + [429]


def test_after_a_minute_it_begins_again(quota: int, monkeypatch: pytest.MonkeyPatch):
    client = Client(REMOTE_ADDR="192.0.2.4")
    while client.get(PUBLIC).status_code == 200:
        pass
    later = api_clients.time.monotonic() + api_clients.WINDOW
    monkeypatch.setattr(api_clients.time, "monotonic", lambda: later)
    assert client.get(PUBLIC).status_code == 200


def test_clients_of_long_ago_are_forgotten(quota: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(api_clients, "MOST_CLIENTS", 2)
    for number in (1, 2, 3):
        Client(REMOTE_ADDR=f"192.0.2.{number}").get(PUBLIC)
    assert list(api_clients.WINDOWS) == ["192.0.2.2", "192.0.2.3"]


def test_pages_and_an_open_api_are_not_counted(quota: int, settings):
    client = Client(REMOTE_ADDR="192.0.2.5")
    assert {client.get("/about/").status_code for _time in range(quota + 1)} == {200}
    settings.API_LIMIT = 0
    answers = [client.get(PUBLIC) for _time in range(quota + 1)]
    assert {answer.status_code for answer in answers} == {200}
    assert "RateLimit" not in answers[0]


# What the document says, and what is not sent twice


def test_document_says_that_a_token_does(client: Client):
    document = client.get("/api/v1/openapi.json").json()
    assert document["components"]["securitySchemes"]["Token"]["scheme"] == "bearer"
    assert {"Token": []} in document["paths"]["/api/v1/lists"]["get"]["security"]


def test_answer_that_is_known_is_not_sent_again(client: Client):
    first = client.get(PUBLIC)
    again = client.get(PUBLIC, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_head_is_get_without_the_body(client: Client):
    whole, head = client.get(PUBLIC), client.head(PUBLIC)
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == whole["Content-Length"] == str(len(whole.content))
    assert client.head("/api/v1/resources/nothing").status_code == 404


def test_head_of_a_stream_sends_nothing_of_it(rf: RequestFactory):
    sent: list[bytes] = []

    def stream() -> Iterator[bytes]:
        sent.append(b"row")
        yield b"row"

    answer = StreamingHttpResponse(stream(), headers={"Content-Disposition": "attachment"})
    head = api_clients.HeadOfGet(lambda _request: answer)(rf.head("/api/v1/resources/export"))
    assert (b"".join(head.streaming_content), sent) == (b"", [])
    assert head["Content-Disposition"] == "attachment"


def test_answer_to_nobody_is_the_same_for_everybody(quota: int):
    """What is counted must not make a cache take it for one person's."""
    assert "Cookie" not in Client().get(PUBLIC).get("Vary", "")
