"""Sources and receipts over the API: the same operations as at the desk."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from armillary.harvest.interfaces import tasks
from armillary.harvest.models import Run, Source
from armillary.harvest.queries import receipt
from armillary.people.models import Person

pytestmark = pytest.mark.django_db

Make = Callable[..., Any]
ClientOf = Callable[[Person], Client]
API = "/api/v1/sources"
NEW = {"kind": "oai", "address": "https://a.example/oai", "name": "a", "schedule": "daily"}


@pytest.fixture
def run(provide: Make, source_of: Make, harvest: Make) -> Run:
    done: Run = harvest(source_of(provide(3)))
    return done


@pytest.fixture
def desk(client_of: ClientOf, curator: Person) -> Client:
    return client_of(curator)


def send(client: Client, method: str, address: str, body: dict[str, Any]) -> Any:
    return getattr(client, method)(address, body, content_type="application/json")


def test_source_is_added_changed_and_run(desk: Client):
    added = send(desk, "post", API, {**NEW, "options": {"set": "books"}})
    assert (added.status_code, added.json()["schedule"]) == (201, "daily")
    assert Source.objects.get().options == {"set": "books"}
    changed = send(desk, "patch", f"{API}/a", {"title": "A", "paused": True})
    assert (changed.json()["title"], changed.json()["state"]) == ("A", "paused")
    assert Source.objects.get().schedule == "daily"
    asked = send(desk, "post", f"{API}/a/runs", {"full": True})
    assert asked.status_code == 202
    wish = DBTaskResult.objects.get(task_path=tasks.run_source.module_path)
    assert wish.args_kwargs["kwargs"] == {"full": True}


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"kind": "nothing"}, 400, "invalid-source"),
        ({"address": "file:///etc/passwd"}, 403, "refused"),
        ({"address": "http://10.0.0.1/"}, 400, "invalid-source"),
        ({"options": {"no-such": "x"}}, 400, "invalid-source"),
        ({"options": {"served_from": "/etc"}}, 403, "refused"),
        ({"schedule": "often"}, 400, "invalid-source"),
        ({"name": ["a"]}, 400, "invalid"),
    ],
)
def test_what_cannot_be_is_a_problem(desk: Client, change: dict[str, Any], status: int, code: str):
    answer = send(desk, "post", API, NEW | change)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["type"] == f"about:blank#{code}"
    assert not Source.objects.exists()


def test_receipts_are_those_of_the_desk(run: Run, desk: Client):
    assert desk.get(f"{API}/books/runs/{run.pk}").json() == receipt(run)
    assert desk.get(f"{API}/books/runs").json() == {"items": [receipt(run)]}
    assert desk.get(f"{API}/books").json()["last_run"] == receipt(run)
    assert [row["name"] for row in desk.get(API).json()["items"]] == ["books"]
    assert desk.get(f"{API}/books/runs/{run.pk + 1}").status_code == 404
    assert desk.get(f"{API}/other").status_code == 404


def test_kinds_say_what_they_take(desk: Client):
    kinds = {kind["name"]: kind for kind in desk.get(f"{API}/kinds").json()["items"]}
    assert {option["name"] for option in kinds["oai"]["options"]} == {"set", "prefix", "language"}
    assert "submission" not in kinds


def test_others_see_and_do_nothing(run: Run, client: Client, client_of: ClientOf, member: Person):
    for address in (API, f"{API}/kinds", f"{API}/books", f"{API}/books/runs/{run.pk}"):
        assert client.get(address).status_code == 401
        assert client_of(member).get(address).status_code == 403
    assert send(client_of(member), "post", API, NEW).status_code == 403
    assert send(client_of(member), "patch", f"{API}/books", {"paused": True}).status_code == 403
    assert send(client_of(member), "post", f"{API}/books/runs", {}).status_code == 403
    assert not DBTaskResult.objects.filter(task_path=tasks.run_source.module_path).exists()


def test_forged_requests_are_refused(curator: Person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(curator)
    assert send(client, "post", API, NEW).status_code == 403
    assert not Source.objects.exists()
