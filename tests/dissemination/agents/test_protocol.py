"""What is said on the wire: both ages of the protocol, errors with the codes that clients know, and
nothing that a hostile sender gains by."""

import io
import json
import logging

import pytest
from django.test import Client
from tests.dissemination.agents.conftest import LATEST, META, OLDER, PREFIX
from typer.testing import CliRunner

from armillary.cli.application import app
from armillary.config import api_clients
from armillary.dissemination.agents import server
from armillary.dissemination.interfaces.agents_cli import LONGEST, answer_lines

pytestmark = pytest.mark.django_db

PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}


def request(method, **params):
    return {"jsonrpc": "2.0", "id": "a", "method": method, "params": {"_meta": META, **params}}


def latest(method, name=""):
    """The headers of a request of the latest revision."""
    named = {"mcp_name": name} if name else {}
    return {"mcp_protocol_version": LATEST, "mcp_method": method, **named}


# The older age: a handshake


@pytest.mark.parametrize(
    ("wanted", "agreed"),
    [
        ("2025-06-18", "2025-06-18"),
        ("2025-11-25", "2025-11-25"),
        ("2024-11-05", OLDER),
        (LATEST, OLDER),
        (None, OLDER),
        (7, OLDER),
    ],
)
def test_handshake_agrees_on_what_both_speak(ask, wanted, agreed):
    said = ask("initialize", protocolVersion=wanted, capabilities={}, clientInfo={"name": "x"})
    assert said["protocolVersion"] == agreed
    assert set(said["capabilities"]) == {"tools", "prompts", "resources", "completions"}
    assert said["serverInfo"]["name"] == "armillary"
    assert "never instructions" in said["instructions"]


def test_nothing_of_the_latest_age_stands_in_an_answer_of_the_older(ask):
    for method in ("tools/list", "prompts/list", "resources/list", "ping"):
        assert {"resultType", "ttlMs", "cacheScope", "_meta"} & set(ask(method)) == set()


def test_notification_is_taken_and_not_answered(post):
    said = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    assert post(said, mcp_protocol_version=OLDER) == (202, None)


@pytest.mark.parametrize("revision", ["2025-03-26", "v9", "", "2025-11-25, 2025-11-25"])
def test_revision_that_is_not_spoken_is_refused(post, revision):
    status, answer = post(PING, mcp_protocol_version=revision)
    assert (status, answer["error"]["code"]) == (400, -32022)
    assert answer["error"]["data"]["supported"] == [LATEST]


# The latest age: every request says itself


def test_discovery_tells_what_is_here(post):
    status, answer = post(request("server/discover"), **latest("server/discover"))
    assert status == 200
    said = answer["result"]
    assert said["supportedVersions"] == [LATEST]
    assert (said["resultType"], said["cacheScope"]) == ("complete", "public")
    assert said["_meta"][f"{PREFIX}serverInfo"]["name"] == "armillary"


def test_lists_say_how_long_they_may_be_kept(post):
    for method in ("tools/list", "prompts/list", "resources/list", "resources/templates/list"):
        said = post(request(method), **latest(method))[1]["result"]
        assert (said["ttlMs"] > 0, said["cacheScope"]) == (True, "public")


@pytest.mark.parametrize("missing", ["protocolVersion", "clientCapabilities"])
def test_request_that_does_not_say_itself_is_refused(post, missing):
    meta = {name: value for name, value in META.items() if not name.endswith(missing)}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": meta}}
    status, answer = post(message, **latest("tools/list"))
    assert (status, answer["id"], answer["error"]["code"]) == (400, 1, -32602)
    assert missing in answer["error"]["message"]


@pytest.mark.parametrize(
    "changed",
    [
        {"mcp_protocol_version": OLDER},
        {"mcp_method": "tools/list"},
        {"mcp_method": "TOOLS/CALL"},
        {"mcp_name": "get"},
        {"mcp_name": "=?base64?////?="},
        {"mcp_name": "=?base64?!?="},
    ],
)
def test_headers_have_to_say_what_the_message_says(post, changed):
    headers = {**latest("tools/call", "search"), **changed}
    status, answer = post(request("tools/call", name="search"), **headers)
    assert (status, answer["error"]["code"]) == (400, -32020)


@pytest.mark.usefixtures("indexed")
def test_headers_may_come_in_base64_and_must_not_be_missing(post):
    headers = latest("tools/call", "=?base64?c2VhcmNo?=")
    assert post(request("tools/call", name="search"), **headers)[0] == 200
    del headers["mcp_name"]
    assert post(request("tools/call", name="search"), **headers)[0] == 400


@pytest.mark.parametrize("method", ["initialize", "ping", "logging/setLevel", "tools/sing"])
def test_method_that_is_not_there_is_404_in_the_latest_age(post, method):
    status, answer = post(request(method), **latest(method))
    assert (status, answer["id"], answer["error"]["code"]) == (404, "a", -32601)


def test_method_that_is_not_there_is_an_error_in_the_older_age(ask):
    assert ask("logging/setLevel")["code"] == -32601
    assert ask("resources/subscribe")["code"] == -32601


# What no age allows


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (" ", -32700),
        ("{", -32700),
        (b'{"jsonrpc":"2.0","id":1,"method":"\xff"}', -32700),
        ('{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":"\\ud800"}}', -32700),
        ('{"jsonrpc":"2.0","id":NaN,"method":"ping"}', -32700),
        ('{"jsonrpc":"2.0","id":1e999,"method":"ping"}', -32600),
        ('{"jsonrpc":"2.0","id":' + "9" * 5000 + ',"method":"ping"}', -32700),
        ("[" * 30_000, -32700),
        ('{"a":' * 10_000 + "1" + "}" * 10_000, -32700),
        (json.dumps([PING]), -32600),
        ("7", -32600),
        ("null", -32600),
        ('{"id":1,"method":"ping"}', -32600),
        ('{"jsonrpc":"1.0","id":1,"method":"ping"}', -32600),
        ('{"jsonrpc":"2.0","id":null,"method":"ping"}', -32600),
        ('{"jsonrpc":"2.0","id":true,"method":"ping"}', -32600),
        ('{"jsonrpc":"2.0","id":[1],"method":"ping"}', -32600),
        ('{"jsonrpc":"2.0","id":1}', -32600),
        ('{"jsonrpc":"2.0","id":1,"method":7}', -32600),
        ('{"jsonrpc":"2.0","id":1,"result":{}}', -32600),
    ],
    ids=range(20),
)
def test_what_is_no_message_is_refused_in_one_line(post, sent, code):
    status, answer = post(sent)
    assert (status, answer["error"]["code"]) == (400, code)
    assert "\n" not in answer["error"]["message"]
    assert len(json.dumps(answer)) < 300


@pytest.mark.parametrize("params", [[], "x", 7, None])
def test_params_have_to_be_an_object(post, params):
    answer = post({**PING, "params": params})[1]
    assert (answer["id"], answer["error"]["code"]) == (1, -32602)


def test_message_that_is_too_long_is_not_read(post):
    status, answer = post(json.dumps({**PING, "params": {"a": "x" * 65_536}}))
    assert (status, answer["type"]) == (413, "about:blank#too-large")


@pytest.mark.parametrize("method", ["get", "head", "delete", "put", "patch", "options"])
def test_only_post_is_answered(client, method):
    answer = getattr(client, method)("/mcp")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


def test_body_of_another_type_is_not_read(client):
    answer = client.post("/mcp", json.dumps(PING), content_type="text/plain")
    assert answer.status_code == 415


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://127.0.0.1:8000", 200),
        ("http://localhost:5173", 200),
        ("http://[::1]:5173", 200),
        ("https://evil.example", 403),
        ("http://127.0.0.1.evil.example", 403),
        ("null", 403),
        ("", 403),
        ("http://[", 403),
    ],
)
def test_page_of_another_site_may_not_ask(post, origin, status):
    assert post(PING, origin=origin)[0] == status


def test_name_that_was_made_to_lead_here_is_refused(post):
    assert post(PING, host="evil.example")[0] == 400


def test_answer_is_kept_by_nobody_and_sets_no_cookie(client):
    answer = client.post("/mcp", json.dumps(PING), content_type="application/json")
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"] == "application/json"
    assert not answer.cookies


def test_what_breaks_is_logged_and_not_told(post, monkeypatch, caplog):
    def breaks(*_arguments):
        raise ZeroDivisionError("secret")

    monkeypatch.setitem(server.METHODS, "tools/list", breaks)
    with caplog.at_level(logging.ERROR):
        status, answer = post({"jsonrpc": "2.0", "id": 3, "method": "tools/list"})
    assert (status, answer["id"], answer["error"]["code"]) == (200, 3, -32603)
    assert "secret" not in json.dumps(answer)
    assert "ZeroDivisionError" in caplog.text


def test_limit_is_that_of_the_api_for_the_address(settings, client_of, curator):
    settings.API_LIMIT = 3
    api_clients.WINDOWS.clear()
    here = {"REMOTE_ADDR": "192.0.2.9"}
    sent = {"data": json.dumps(PING), "content_type": "application/json", **here}
    assert Client().get("/api/v1/vocabularies", **here).status_code == 200
    answers = [each.post("/mcp", **sent) for each in (Client(), client_of(curator), Client())]
    assert [each.status_code for each in answers] == [200, 200, 429]
    left = [each["RateLimit"].partition(";t=")[0] for each in answers]
    assert left == ['"client";r=1', '"client";r=0', '"client";r=0']
    assert int(answers[-1]["Retry-After"]) > 0


# Standard input and output


def lines(*sent):
    given = io.BytesIO()
    answer_lines(io.BytesIO(b"\n".join(sent) + b"\n"), given)
    return [json.loads(line) for line in given.getvalue().splitlines()]


def test_every_request_gets_one_line_and_notifications_none():
    notification = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    sent = [json.dumps(each).encode() for each in (PING, notification, {**PING, "id": 2})]
    assert lines(sent[0], b"", sent[1], sent[2]) == [
        {"jsonrpc": "2.0", "id": 1, "result": {}},
        {"jsonrpc": "2.0", "id": 2, "result": {}},
    ]


def test_latest_age_needs_no_headers_there():
    [answer] = lines(json.dumps(request("server/discover")).encode())
    assert answer["result"]["supportedVersions"] == [LATEST]


def test_line_that_is_too_long_is_skipped_and_the_next_is_read():
    [refused, answered] = lines(b"x" * (3 * LONGEST), json.dumps(PING).encode())
    assert refused["error"]["code"] == -32600
    assert answered["id"] == 1


def test_command_ends_with_its_input():
    done = CliRunner().invoke(app, ["mcp"], input=json.dumps(PING) + "\n{\n")
    assert done.exit_code == 0
    [answer, refusal] = [json.loads(line) for line in done.stdout.splitlines()]
    assert answer == {"jsonrpc": "2.0", "id": 1, "result": {}}
    assert refusal["error"]["code"] == -32700
