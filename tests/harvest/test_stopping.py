"""A run is followed while it goes on, and stopped: what it took is kept, and the next goes on there."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from typer.testing import CliRunner

from armillary.core.clock import now
from armillary.core.errors import Refused
from armillary.harvest.enums import RunState
from armillary.harvest.errors import RunOver
from armillary.harvest.interfaces.cli import app
from armillary.harvest.models import Record, Run, Source, SourceGrant
from armillary.harvest.operations import stop_run
from armillary.harvest.queries import receipt
from armillary.people.actors import OPERATOR
from armillary.people.enums import Role
from armillary.people.log import LogEntry
from armillary.people.models import Person

from .conftest import Provider, Question

Make = Callable[..., Any]
ClientOf = Callable[[Person], Client]
API = "/api/v1/sources/books/runs"


def stopping(page: int) -> Callable[[Provider, Question], Any]:
    """Somebody stops the run, once, while it waits for a page."""
    asked: list[int] = []

    def fault(provider: Provider, question: Question) -> Any:
        if question.get("verb") == "ListRecords" and provider.place(question)[0] == page * 10:
            asked.append(page)
            if len(asked) == 1:
                stop_run(Run.objects.get(), by=OPERATOR)
                connection.close()
        return ...

    return fault


@pytest.fixture
def source(db: None) -> Source:
    return Source.objects.create(name="books", kind="oai", address="https://a.example/oai")


@pytest.fixture
def running(source: Source) -> Run:
    return Run.objects.create(
        source=source,
        worker="elsewhere:1",
        counts={"received": 20, "listed": 50},
        checkpoint={"a": 1},
    )


@pytest.mark.django_db(transaction=True)
def test_stopped_run_keeps_whole_pages_and_the_next_one_ends_as_if_nothing_had_happened(
    provide: Make, source_of: Make, harvest: Make
):
    source = source_of(provide(45, fault=stopping(2)))
    Source.objects.filter(pk=source.pk).update(schedule="daily", due_at=now() + timedelta(days=1))
    due = Source.objects.get().due_at
    stopped = harvest(source)
    facts = receipt(stopped)
    assert (facts["state"], facts["received"], facts["created"]) == ("stopped", 10, 10)
    assert facts["problem"] == "Stopped by hand. The next run goes on from here."
    assert (stopped.worker, stopped.finished_at is not None) == ("", True)
    assert Record.objects.count() == 10
    assert (Source.objects.get().due_at, Source.objects.get().failures) == (due, 0)
    again = harvest(Source.objects.get())
    assert (again.pk, again.state, again.counts["created"]) == (stopped.pk, "finished", 45)
    assert (again.counts["received"], again.problem, Record.objects.count()) == (45, "", 45)


@pytest.mark.django_db
def test_run_of_a_process_that_died_is_stopped_at_once(running: Run):
    stopped = stop_run(running, by=OPERATOR)
    assert (stopped.state, stopped.checkpoint) == (RunState.STOPPED, {"a": 1})
    entry = LogEntry.objects.get(action="stop-run")
    assert (entry.subject, entry.facts) == ("books", {"run": running.pk})


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["finished", "failed", "stopped"])
def test_run_that_has_ended_is_not_stopped(running: Run, state: str):
    Run.objects.update(state=state)
    with pytest.raises(RunOver):
        stop_run(running, by=OPERATOR)
    assert Run.objects.get().state == state


@pytest.mark.django_db
def test_only_who_looks_after_a_source_stops_its_run(running: Run, member: Person):
    with pytest.raises(Refused):
        stop_run(running, by=member)
    SourceGrant.objects.create(person=member, role=Role.CURATOR, on=running.source, by="operator")
    assert stop_run(running, by=member).state == "stopped"


@pytest.mark.django_db
def test_page_of_a_run_shows_how_far_it_is_and_loads_again(
    running: Run, client_of: ClientOf, curator: Person
):
    client, address = client_of(curator), f"/desk/sources/books/runs/{running.pk}/"
    answer = client.get(address)
    page = answer.content.decode()
    assert answer["Refresh"] == "5"
    assert "20 of 50 records received" in page
    assert '<progress aria-label="Progress" value="20" max="50">' in page
    assert "Refresh" not in client.get(f"{address}?still=1")
    assert "Refresh" in client.get("/desk/runs/")
    assert client.post(f"{address}stop/")["Location"] == address
    ended = client.get(address)
    assert "Refresh" not in ended
    assert "Stop this run" not in ended.content.decode()


@pytest.mark.django_db
def test_runs_are_listed_by_source_and_state(running: Run, client_of: ClientOf, curator: Person):
    other = Source.objects.create(name="other", kind="page", address="https://o.example/")
    Run.objects.create(source=other, state="failed", problem="b.example redirects too often. Check "
                       "the address.")  # fmt: skip
    client = client_of(curator)
    everything = client.get("/desk/runs/").content.decode()
    assert f"/desk/sources/other/runs/{other.runs.get().pk}/" in everything
    assert "b.example redirects too often" in everything
    for query in ("source=books", "state=running"):
        page = client.get(f"/desk/runs/?{query}").content.decode()
        assert f"/desk/sources/books/runs/{running.pk}/" in page
        assert "/desk/sources/other/runs/" not in page
    assert client.get("/desk/runs/?state=nonsense").status_code == 400


@pytest.mark.django_db
def test_runs_are_paged_by_key(source: Source, client_of: ClientOf, curator: Person):
    for _number in range(51):
        Run.objects.create(source=source, state="finished")
    client = client_of(curator)
    first = client.get("/api/v1/runs").json()
    second = client.get("/api/v1/runs", {"after": first["next"]}).json()
    numbers = [run["run"] for run in first["items"] + second["items"]]
    assert numbers == sorted((run.pk for run in Run.objects.all()), reverse=True)
    assert (len(first["items"]), second["next"]) == (50, None)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/desk/runs/", "/api/v1/runs"])
def test_list_takes_as_many_queries_for_one_run_as_for_three(
    source: Source, client_of: ClientOf, curator: Person, address: str
):
    client = client_of(curator)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    Run.objects.create(source=source, state="finished", counts={"received": 1})
    for_one = asked()
    for number in range(2):
        other = Source.objects.create(name=f"s{number}", kind="page", address="https://o.example/")
        Run.objects.create(source=other, state="failed", problem="No.")
    assert asked() == for_one


@pytest.mark.django_db
def test_run_is_stopped_over_the_api(running: Run, client_of: ClientOf, curator: Person):
    client = client_of(curator)
    [listed] = client.get("/api/v1/runs", {"state": "running", "source": "books"}).json()["items"]
    assert (listed["run"], listed["received"], listed["listed"]) == (running.pk, 20, 50)
    answer = client.post(f"{API}/{running.pk}/stop")
    assert (answer.status_code, answer.json()["state"]) == (200, "stopped")
    again = client.post(f"{API}/{running.pk}/stop")
    assert (again.status_code, again.json()["type"]) == (
        409, "about:blank#run-over"
    )  # fmt: skip


@pytest.mark.django_db
def test_who_may_not_is_refused_before_anything_is_looked_up(client_of: ClientOf, member: Person):
    client = client_of(member)
    for method, path in (
        ("get", "runs"),
        ("get", "runs?source=nobody"),
        ("post", "sources/nobody/runs/1/stop"),
        ("patch", "sources/nobody"),
        ("post", "sources/nobody/runs"),
        ("put", "sources/nobody/mapping/draft"),
        ("delete", "sources/nobody/mapping/draft"),
        ("post", "sources/nobody/mapping/publish"),
        ("post", "sources/nobody/mapping/versions/1/revert"),
        ("post", "sources/nobody/mapping/remap"),
    ):
        body = {"document": {}} if method == "put" else {}
        sent = {"data": json.dumps(body), "content_type": "application/json"}
        more = {} if method == "get" else sent
        answer = getattr(client, method)(f"/api/v1/{path}", **more)
        assert (path, answer.status_code) == (path, 403)
    assert client.get("/desk/runs/").status_code == 403
    assert client.post("/desk/sources/nobody/runs/1/stop/").status_code == 403
    assert client.post("/desk/sources/nobody/run/").status_code == 403


@pytest.mark.django_db
def test_run_is_stopped_at_the_command_line(running: Run):
    listed = CliRunner().invoke(app, ["runs", "--state", "running", "--json"])
    assert [run["run"] for run in json.loads(listed.output)] == [running.pk]
    assert CliRunner().invoke(app, ["stop", "books"]).output == "books is stopped.\n"
    again = CliRunner().invoke(app, ["stop", "books"])
    assert isinstance(again.exception, RunOver)
