"""The mapping of a source over the API: draft, trial, publication, second thoughts."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from armillary.catalogue.models import Resource
from armillary.harvest.models import Source, SourceGrant, SourceMapping
from armillary.harvest.operations import add_source, run_source
from armillary.people.actors import OPERATOR
from armillary.people.enums import Role
from armillary.people.models import Person

pytestmark = pytest.mark.django_db

ClientOf = Callable[[Person], Client]
RunTasks = Callable[[], None]

API = "/api/v1/sources/rows/mapping"
GRADE = {"fields": {"levels": {"values": {"Klasse fünf": ["grade 5"]}}}}
ROW = {"title": "Reihe", "url": "https://rows.example/1", "level": "Klasse fünf"}


@pytest.fixture(autouse=True)
def source(tmp_path: Path, run_tasks: RunTasks) -> Source:
    """A table that was harvested, and is not there any more."""
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(ROW), encoding="utf-8")
    source = add_source("table", path.as_uri(), "rows", by=OPERATOR)
    run_source(source, by=OPERATOR)
    run_tasks()
    path.unlink()
    return source


@pytest.fixture
def desk(client_of: ClientOf, curator: Person) -> Client:
    return client_of(curator)


def send(client: Client, method: str, path: str, body: Any = None) -> Any:
    kind = "application/json"
    return getattr(client, method)(f"{API}{path}", body or {}, content_type=kind)


def grades() -> Any:
    return Resource.objects.get().facts.get("grades")


def test_draft_is_written_tried_published_and_taken_back(desk: Client, run_tasks: RunTasks):
    saved = send(desk, "put", "/draft", {"document": GRADE, "note": "Levels"}).json()
    assert (saved["draft"], saved["published"]) == (GRADE, None)
    assert saved["versions"][0]["note"] == "Levels"
    assert saved["revision"] > 0
    run_tasks()
    assert grades() is None
    published = send(desk, "post", "/publish")
    assert (published.status_code, published.json()["published"]) == (202, GRADE)
    run_tasks()
    assert grades() == [5, 5]
    assert send(desk, "put", "/draft", {"document": {"fields": {}}}).json()["draft"]
    send(desk, "post", "/publish")
    run_tasks()
    assert grades() is None
    reverted = send(desk, "post", "/versions/1/revert")
    assert (reverted.status_code, reverted.json()["draft"]) == (201, GRADE)
    assert send(desk, "delete", "/draft").status_code == 204
    found = desk.get(API).json()
    assert (found["draft"], found["revision"]) == (None, 0)
    assert [version["state"] for version in found["versions"]] == ["published", "retired"]
    assert [run["state"] for run in found["remappings"]] == ["finished", "finished"]


def test_records_are_mapped_again_on_request(desk: Client, run_tasks: RunTasks):
    asked = send(desk, "post", "/remap")
    assert asked.status_code == 202
    assert asked.json()["remappings"][0]["state"] == "running"
    assert send(desk, "post", "/remap").status_code == 409
    run_tasks()
    [run] = desk.get(API).json()["remappings"]
    assert (run["state"], run["received"]) == ("finished", 1)


def test_preview_and_dry_run_take_the_draft_or_what_is_sent(desk: Client):
    [record] = send(desk, "post", "/preview?count=1").json()["records"]
    assert (record["record"], record["unknown"]) == (
        "https://rows.example/1", {"levels": ["Klasse fünf"]}
    )  # fmt: skip
    tried = send(desk, "post", "/dry-run", {"document": GRADE}).json()
    assert (tried["tried"], tried["changed"], tried["fields"]) == (1, 1, {"grades": 1, "levels": 1})
    assert tried["diffs"][0]["fields"]["grades"] == {"before": None, "after": [5, 5]}
    send(desk, "put", "/draft", {"document": GRADE})
    assert send(desk, "post", "/dry-run").json() == tried
    assert send(desk, "post", "/preview?record=nowhere").json() == {"records": []}
    assert grades() is None


def test_draft_that_somebody_changed_meanwhile_is_not_written_over(desk: Client):
    seen = send(desk, "put", "/draft", {"document": GRADE, "revision": 0}).json()["revision"]
    send(desk, "put", "/draft", {"document": {"fields": {}}})
    answer = send(desk, "put", "/draft", {"document": GRADE, "revision": seen})
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert SourceMapping.objects.get().document == {"fields": {}}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("put", "/draft", {"document": {"fields": {"colour": {}}}}, 400, "invalid-mapping"),
        ("put", "/draft", {"document": "x"}, 400, "invalid"),
        ("put", "/draft", {}, 400, "invalid"),
        ("post", "/dry-run", {"document": {"rules": {}}}, 400, "invalid-mapping"),
        ("post", "/preview", {"document": {"rules": {}}}, 400, "invalid-mapping"),
        ("post", "/preview?count=21", {}, 400, "invalid"),
        ("post", "/publish", {}, 404, "no-such-mapping"),
        ("delete", "/draft", {}, 404, "no-such-mapping"),
        ("post", "/versions/7/revert", {}, 404, "no-such-mapping"),
        ("post", f"/versions/{'9' * 30}/revert", {}, 404, "no-such-mapping"),
    ],
)
def test_what_cannot_be_is_a_problem(
    desk: Client, method: str, path: str, body: Any, status: int, code: str
):
    answer = send(desk, method, path, body)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["type"] == f"about:blank#{code}"
    assert not SourceMapping.objects.exists()


def test_mapping_of_no_source_is_a_problem(desk: Client):
    assert desk.get("/api/v1/sources/nobody/mapping").status_code == 404


def test_others_see_and_do_nothing(
    client: Client, client_of: ClientOf, member: Person, source: Source
):
    SourceGrant.objects.create(person=member, role=Role.CURATOR, on=source)
    granted = client_of(member)
    for method, path, body in (
        ("get", "", {}),
        ("put", "/draft", {"document": GRADE}),
        ("delete", "/draft", {}),
        ("post", "/preview", {}),
        ("post", "/dry-run", {}),
        ("post", "/publish", {}),
        ("post", "/versions/1/revert", {}),
        ("post", "/remap", {}),
    ):
        assert send(client, method, path, body).status_code == 401, path
        assert send(granted, method, path, body).status_code == 403, path
    assert not SourceMapping.objects.exists()


def test_forged_requests_are_refused(curator: Person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(curator)
    assert send(client, "put", "/draft", {"document": GRADE}).status_code == 403
    assert not SourceMapping.objects.exists()
