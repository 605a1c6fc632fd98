"""The inbox of unknown values over the API: the same operations as at the desk."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from armillary.catalogue.models import Resource
from armillary.harvest.models import Source, SourceGrant, TermDecision
from armillary.harvest.operations.terms import decide_term
from armillary.people.actors import OPERATOR
from armillary.people.enums import Role
from armillary.people.models import Person

pytestmark = pytest.mark.django_db

Write = Callable[..., Source]
ClientOf = Callable[[Person], Client]

API = "/api/v1/terms"
TWO = {1: {"subject": "Phisics", "type": "Gizmo"}, 2: {"subject": "PHISICS"}}
ONE = {"kind": "types", "values": ["Gizmo"], "key": "simulation"}
TABLE = "kind,value,key,source\ntypes,Gizmo,simulation,\n"


@pytest.fixture
def source(write: Write) -> Source:
    return write("a", TWO)


@pytest.fixture
def desk(client_of: ClientOf, curator: Person) -> Client:
    return client_of(curator)


def post(client: Client, path: str, body: Any = None) -> Any:
    return client.post(f"{API}{path}", body or {}, content_type="application/json")


def send(client: Client, table: bytes) -> Any:
    return client.post(f"{API}/decisions.csv", table, content_type="text/csv")


def facts_of(number: int) -> Any:
    return Resource.objects.get(keys__key=f"address:https://a.example/{number}").facts


def test_kinds_are_counted_of_all_sources_or_of_one(desk: Client, source: Source, write: Write):
    write("b", {1: {"type": "Gadget"}})
    counts = {row["kind"]: row["waiting"] for row in desk.get(API).json()["items"]}
    assert (counts["subjects"], counts["types"], counts["levels"]) == (1, 2, 0)
    of_one = desk.get(f"{API}?source=b").json()["items"]
    assert {"kind": "types", "waiting": 1, "or_more": False} in of_one
    assert {"kind": "subjects", "waiting": 0, "or_more": False} in of_one


def test_values_are_listed_page_by_page(desk: Client, write: Write):
    write("a", {number: {"type": f"Gizmo {number}"} for number in range(5)})
    seen, after = [], ""
    while True:
        page = desk.get(f"{API}/types", {"size": 2, "after": after, "words": "gizmo"}).json()
        seen += [row["value"] for row in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == [f"Gizmo {number}" for number in range(5)]


def test_value_comes_with_all_that_a_decision_needs(desk: Client, source: Source):
    [row] = desk.get(f"{API}/subjects?source=a").json()["items"]
    assert (row["value"], row["folded"], row["records"]) == ("Phisics", "phisics", 2)
    assert row["sources"] == [{"name": "a", "records": 2}]
    assert [example["title"] for example in row["examples"]] == ["a 1", "a 2"]
    assert row["suggestions"][0]["key"] == "physics"


def test_decision_is_taken_and_undone(
    desk: Client, curator: Person, source: Source, run_tasks: Callable[[], None]
):
    answer = post(desk, "/decisions", {**ONE, "values": ["gizmo", "Gadget"]})
    assert answer.status_code == 201
    first, second = answer.json()["items"]
    assert (first["value"], first["key"], first["label"]) == ("Gizmo", "simulation", "Simulation")
    assert (first["decided_by"], first["undone_at"]) == (curator.actor_id, None)
    run_tasks()
    assert facts_of(1)["types"] == ["simulation"]
    page = desk.get(f"{API}/decisions?kind=types&size=1").json()
    assert page["items"] == [second]
    page = desk.get(f"{API}/decisions", {"kind": "types", "after": page["next"]}).json()
    assert page == {"items": [first], "next": None}
    undone = post(desk, f"/decisions/{first['id']}/undo")
    assert undone.json() == {**first, "undone_at": undone.json()["undone_at"]}
    run_tasks()
    assert "types" not in facts_of(1)
    assert post(desk, f"/decisions/{first['id']}/undo").status_code == 409


def test_value_may_mean_nothing_in_one_source(desk: Client, source: Source):
    [made] = post(desk, "/decisions", {**ONE, "key": None, "source": "a"}).json()["items"]
    assert (made["key"], made["label"], made["source"]) == (None, None, "a")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"kind": "colours"}, 400, "invalid-term-decision"),
        ({"key": "no-such"}, 400, "invalid-term-decision"),
        ({"key": ""}, 400, "invalid-term-decision"),
        ({"values": []}, 400, "invalid"),
        ({"values": [" "]}, 400, "invalid-term-decision"),
        ({"values": "Gizmo"}, 400, "invalid"),
        ({"values": ["x"] * 501}, 400, "invalid"),
        ({"source": "nobody"}, 404, "no-such-source"),
        ({"key": ...}, 400, "invalid"),
    ],
)
def test_what_is_no_decision_is_a_problem(
    desk: Client, source: Source, change: dict[str, Any], status: int, code: str
):
    body = {name: value for name, value in (ONE | change).items() if value is not ...}
    answer = post(desk, "/decisions", body)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["type"] == f"about:blank#{code}"
    assert not TermDecision.objects.exists()


def test_nobody_is_asked_twice(desk: Client, source: Source):
    decide_term("types", "Gizmo", "video", by=OPERATOR)
    answer = post(desk, "/decisions", ONE)
    assert answer.status_code == 409
    assert answer.json()["title"] == "“Gizmo” is decided on: it means “Video”. Undo that first."


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/colours", 400),
        ("/types?after=damaged", 400),
        ("/types?size=0", 400),
        ("/types?size=101", 400),
        ("/types?source=nobody", 404),
        ("?source=nobody", 404),
        ("/decisions?kind=colours", 400),
        ("/decisions?after=damaged", 400),
    ],
)
def test_what_is_not_there_is_a_problem(desk: Client, path: str, status: int):
    answer = desk.get(API + path)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["title"]


@pytest.mark.parametrize("number", ["1", "9" * 30])
def test_decision_that_was_never_taken_is_not_undone(desk: Client, number: str):
    assert post(desk, f"/decisions/{number}/undo").status_code == 404


def test_decisions_leave_as_a_table_and_come_back(
    desk: Client, source: Source, run_tasks: Callable[[], None]
):
    [made] = post(desk, "/decisions", ONE).json()["items"]
    table = desk.get(f"{API}/decisions.csv")
    assert (table["Content-Type"], table.content.decode()) == ("text/csv; charset=utf-8", TABLE)
    post(desk, f"/decisions/{made['id']}/undo")
    assert send(desk, table.content).json() == {"taken": 1, "same": 0, "problems": []}
    run_tasks()
    assert facts_of(1)["types"] == ["simulation"]
    assert desk.get(f"{API}/decisions.csv").content == table.content
    again = send(desk, table.content + b"types,Gadget,no-such,\n").json()
    assert again == {
        "taken": 0,
        "same": 1,
        "problems": [{"line": 3, "why": "“no-such” is no key of the vocabulary “Types”."}],
    }


@pytest.mark.parametrize("table", [b"a,b\n1,2\n", b"kind,value,key\ntypes,\xe4,video\n", b""])
def test_what_is_no_table_of_decisions_is_a_problem(desk: Client, table: bytes):
    answer = send(desk, table)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["type"] == "about:blank#invalid-term-decision"


def test_only_curators_of_the_whole_site_see_and_decide(
    client: Client, client_of: ClientOf, member: Person, source: Source
):
    SourceGrant.objects.create(person=member, role=Role.CURATOR, on=source)
    decision = decide_term("types", "Gizmo", "video", by=OPERATOR)
    granted = client_of(member)
    for path in ("", "/types", "/decisions", "/decisions.csv"):
        assert client.get(API + path).status_code == 401
        assert granted.get(API + path).status_code == 403
    for path, body in (
        ("/decisions", {**ONE, "values": ["Gadget"]}),
        (f"/decisions/{decision.pk}/undo", {}),
    ):
        assert post(client, path, body).status_code == 401
        assert post(granted, path, body).status_code == 403
    assert send(client, TABLE.encode()).status_code == 401
    assert send(granted, TABLE.encode()).status_code == 403
    assert TermDecision.objects.get().undone_at is None


def test_forged_requests_are_refused(curator: Person, source: Source):
    client = Client(enforce_csrf_checks=True)
    client.force_login(curator)
    assert post(client, "/decisions", ONE).status_code == 403
    assert send(client, TABLE.encode()).status_code == 403
    assert not TermDecision.objects.exists()


def test_query_count_does_not_depend_on_how_many_wait(desk: Client, write: Write):
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            for path in ("", "/types", "/types?source=a", "/decisions"):
                assert desk.get(API + path).status_code == 200
        return len(seen)

    write("a", {1: {"type": "Gizmo"}, 2: {"type": "Gadget"}})
    decide_term("types", "Gadget", "video", by=OPERATOR)
    cost()  # vocabularies are read once
    before = cost()
    write("a", {number: {"type": f"Gizmo {number % 7}"} for number in range(1, 15)})
    write("b", {number: {"type": f"Gizmo {number % 7}"} for number in range(1, 15)})
    decide_term("types", "Gizmo 3", "video", by=OPERATOR)
    assert cost() == before


def test_addresses_are_described(client: Client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert [path for path in paths if path.startswith(API)] == [
        API, f"{API}/decisions", f"{API}/decisions/{{number}}/undo", f"{API}/decisions.csv",
        f"{API}/{{kind}}",
    ]  # fmt: skip
    body = paths[f"{API}/decisions.csv"]["post"]["requestBody"]
    assert list(body["content"]) == ["text/csv"]
