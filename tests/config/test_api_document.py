"""The document of the API announces its errors, and they are as it says."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from ninja import Schema

from armillary.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/openapi.json").json()
    return found


def statuses(document: dict[str, Any], method: str, path: str) -> set[str]:
    return set(document["paths"][path][method]["responses"])


def test_reading_without_values_has_few_errors(document: dict[str, Any]):
    found = statuses(document, "get", "/api/v1/collections")
    assert found == {"200", "401", "429", "503"}


def test_reading_something_may_not_find_it(document: dict[str, Any]):
    found = statuses(document, "get", "/api/v1/collections/{slug}")
    assert found == {"200", "400", "401", "404", "410", "429", "503"}


def test_writing_may_be_refused_come_late_or_be_too_long(document: dict[str, Any]):
    found = statuses(document, "post", "/api/v1/searches")
    assert found == {"201", "400", "401", "403", "404", "409", "413", "429", "503"}


def test_errors_are_problem_documents(document: dict[str, Any]):
    for name, response in document["components"]["responses"].items():
        assert list(response["content"]) == ["application/problem+json"], name
    assert document["components"]["schemas"]["Problem"]["required"] == ["type", "title", "status"]


def test_every_answer_but_an_empty_one_says_its_type(document: dict[str, Any]):
    silent = [
        (path, method, status)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        for status, response in operation["responses"].items()
        if status != "204" and "$ref" not in response and "content" not in response
    ]
    assert silent == []


def test_who_is_nobody_is_told_how_to_become_somebody(client: Client):
    answer = client.get("/api/v1/lists")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_method_that_is_not_there_is_refused_with_a_problem(client: Client):
    answer = client.delete("/api/v1/lists")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, POST"
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["status"] == 405


def schemas(kind: type[Schema] = Schema) -> Iterator[type[Schema]]:
    for below in kind.__subclasses__():
        yield below
        yield from schemas(below)


def test_no_two_schemas_have_one_name(document: dict[str, Any]):
    """The document has one room for each name: the later one would stand in the place of the earlier."""
    ours = {each for each in schemas() if each.__module__.startswith("armillary.")}
    names = Counter(each.__name__ for each in ours)
    assert len(names) > 100
    assert [name for name, count in names.items() if count > 1] == []


# What is sent


@pytest.mark.parametrize("sent", ['"AAA"', "[null, null]", "[]", "7", "null", "{", "[" * 100_000])
def test_a_body_that_is_no_object_is_refused(
    client_of: Callable[[Person], Client], member: Person, sent: str
):
    client = client_of(member)
    answer = client.post("/api/v1/lists", sent, content_type="application/json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert client.get("/api/v1/lists").json()["items"] == []


@pytest.mark.parametrize("path", ["alignments/decisions", "alignments/undo"])
@pytest.mark.parametrize("number", [2**63, -1, 0, 10**30])
def test_numbers_beyond_what_a_database_counts_are_refused(
    client_of: Callable[[Person], Client], curator: Person, path: str, number: int
):
    sent = {"ids": [number], "confirm": True}
    answer = client_of(curator).post(f"/api/v1/{path}", sent, content_type="application/json")
    assert answer.status_code == 400
    assert json.loads(answer.content)["errors"]


@pytest.mark.parametrize("since", ["0.5", "1700000000", "-3", "yesterday"])
@pytest.mark.parametrize("path", ["changes", "desk"])
def test_a_number_is_no_moment(
    client_of: Callable[[Person], Client], curator: Person, path: str, since: str
):
    client = client_of(curator)
    assert client.get(f"/api/v1/{path}", {"since": since}).status_code == 400
    assert client.get(f"/api/v1/{path}", {"since": "2026-12-01T00:00:00Z"}).status_code == 200
    sent = {"until": 1_700_000_000}
    assert client.post("/api/v1/desk/seen", sent, "application/json").status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("post", "lists", {"title": "A", "published": 0}),
        ("post", "lists", {"title": "A", "entries": [{"resource": "a", "minutes": "5"}]}),
        ("post", "lists", {"title": "A", "entries": [{"resource": "a", "minutes": True}]}),
        ("put", "news/a/draft", {"starts": 0}),
        ("put", "news/a/draft", {"ends": "1700000000"}),
        ("put", "news/a/draft", {"revision": 2**63}),
        ("post", "alignments/undo", {"ids": ["1"]}),
    ],
)
def test_a_value_of_another_type_is_refused(
    client_of: Callable[[Person], Client],
    curator: Person,
    method: str,
    path: str,
    sent: dict[str, Any],
):
    ask = getattr(client_of(curator), method)
    answer = ask(f"/api/v1/{path}", sent, content_type="application/json")
    assert answer.status_code == 400
    assert json.loads(answer.content)["errors"]
