"""An assistant that asks at `/mcp`, and resources that it can find."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker
from tests.dissemination.conftest import public_ids, publish

from armillary.catalogue.models import Resource
from armillary.dissemination.agents.tools import TOOLS
from armillary.search.operations import drain_outbox

OLDER, LATEST = "2025-11-25", "2026-07-28"
PREFIX = "io.modelcontextprotocol/"
META = {
    f"{PREFIX}protocolVersion": LATEST,
    f"{PREFIX}clientInfo": {"name": "test", "version": "1"},
    f"{PREFIX}clientCapabilities": {},
}

Answer = dict[str, Any]
Post = Callable[..., tuple[int, Any]]
Ask = Callable[..., Answer]


@pytest.fixture
def indexed(db: None) -> None:
    """An index of nothing."""
    drain_outbox(wait=True)


def found(count: int = 1, **changes: object) -> list[int]:
    """Listed resources that can be found."""
    ids = publish(count, **changes)
    drain_outbox(wait=True)
    return ids


def row(ids: Sequence[int]) -> Resource:
    [number] = ids
    return Resource.objects.get(pk=number)


def only_id(ids: Sequence[int]) -> str:
    [public_id] = public_ids(ids)
    return public_id


def valid(tool: str, answer: Answer) -> Answer:
    """What a tool gave, if it is what it says that it gives."""
    schema = TOOLS[tool].declared["outputSchema"]
    checked = Draft202012Validator(schema, format_checker=FormatChecker())
    checked.validate(answer["structuredContent"])
    [block] = answer["content"]
    assert json.loads(block["text"]) == answer["structuredContent"]
    assert answer["isError"] is False
    structured: Answer = answer["structuredContent"]
    return structured


@pytest.fixture
def post(client: Client) -> Post:
    """Send a message as it is, in the older age unless headers say otherwise."""

    def posted(message: Any, *, by: Client | None = None, **headers: str) -> tuple[int, Any]:
        body = message if isinstance(message, str | bytes) else json.dumps(message)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = (by or client).post("/mcp", body, content_type="application/json", headers=named)
        return answer.status_code, json.loads(answer.content) if answer.content else None

    return posted


@pytest.fixture
def ask(post: Post) -> Ask:
    """The result of a request of the older age."""

    def asked(method: str, by: Client | None = None, **params: Any) -> Answer:
        message = {"jsonrpc": "2.0", "id": 7, "method": method, "params": params}
        status, answer = post(message, by=by, mcp_protocol_version=OLDER)
        assert (status, answer["id"]) == (200, 7)
        result: Answer = answer["result"] if "result" in answer else answer["error"]
        return result

    return asked


@pytest.fixture
def call(ask: Ask) -> Ask:
    """What a tool gives, held to what it says that it gives."""

    def called(tool: str, **arguments: Any) -> Answer:
        return valid(tool, ask("tools/call", name=tool, arguments=arguments))

    return called


@pytest.fixture
def refuse(ask: Ask) -> Callable[..., str]:
    """The line with which a tool refuses."""

    def refused(tool: str, **arguments: Any) -> str:
        answer = ask("tools/call", name=tool, arguments=arguments)
        assert answer["isError"] is True, answer
        assert "structuredContent" not in answer
        line = str(answer["content"][0]["text"])
        assert "\n" not in line
        return line

    return refused
