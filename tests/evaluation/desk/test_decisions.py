"""One decision about many resources, undone as one, through every door; and the page of all of them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml.html import document_fromstring
from typer.testing import CliRunner

from armillary.catalogue.models import Resource
from armillary.catalogue.operations import merge_resources
from armillary.core.errors import InvalidInput, NotFound, Refused
from armillary.evaluation.desk.decisions import latest_decisions, undo_decision
from armillary.evaluation.enums import ListingKind
from armillary.evaluation.errors import CannotBeUndone, NothingToDecide
from armillary.evaluation.interfaces.desk_cli import app
from armillary.evaluation.models import ListingDecision
from armillary.evaluation.operations import (
    decide_resources,
    list_resource,
    reopen_resource,
    withdraw_resource,
)
from armillary.harvest.models import Suspicion
from armillary.harvest.operations import decide_suspicion
from armillary.harvest.operations.terms import decide_terms
from armillary.people.actors import OPERATOR
from armillary.people.models import LogEntry, Person

pytestmark = pytest.mark.django_db

Describe = Callable[..., Resource]
ClientOf = Callable[[Person], Client]
API = "/api/v1/desk/decisions"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def three(describe: Describe) -> list[Resource]:
    return [describe(addresses=[f"https://lessons.example.org/{number}"]) for number in range(3)]


def ids(resources: list[Resource]) -> list[str]:
    return [resource.public_id for resource in resources]


def states(resources: list[Resource]) -> list[str]:
    return [Resource.objects.get(pk=resource.pk).state for resource in resources]


def decide(kind: ListingKind, resources: list[Resource], **more: Any) -> str:
    decided = decide_resources(kind, ids(resources), by=OPERATOR, **more)
    assert decided.decision is not None
    return f"listing-{decided.decision.public_id}"


LIST, DECLINE = ListingKind.LIST, ListingKind.DECLINE
WITHDRAW, REOPEN = ListingKind.WITHDRAW, ListingKind.REOPEN
WHY = {"reason": "No."}


@pytest.mark.parametrize(
    ("before", "kind", "states_then", "states_before"),
    [
        ([], LIST, "listed", "candidate"),
        ([], DECLINE, "withdrawn", "candidate"),
        ([LIST], WITHDRAW, "withdrawn", "listed"),
        ([DECLINE], REOPEN, "candidate", "withdrawn"),
        ([LIST, WITHDRAW], REOPEN, "candidate", "withdrawn"),
    ],
)
def test_decision_about_many_is_undone_as_one(
    three: list[Resource],
    before: list[ListingKind],
    kind: ListingKind,
    states_then: str,
    states_before: str,
):
    for earlier in before:
        decide(earlier, three, reason="Before.")
    reasons = list(Resource.objects.order_by("pk").values_list("reason", flat=True))
    made = decide(kind, three, **WHY)
    assert states(three) == [states_then] * 3
    assert ListingDecision.objects.latest("pk").resources == 3
    undone = undo_decision(made, by=OPERATOR)
    assert (undone.done, undone.left) == (3, 0)
    assert states(three) == [states_before] * 3
    if kind == REOPEN:
        assert list(Resource.objects.order_by("pk").values_list("reason", flat=True)) == reasons
    entries = LogEntry.objects.filter(stream="listing", action=f"undo-{kind.value}")
    assert sorted(entries.values_list("subject", flat=True)) == sorted(ids(three))


def test_what_cannot_be_decided_does_not_hold_up_the_others(describe: Describe):
    good, bare = describe(), describe(addresses=None)
    decided = decide_resources(LIST, [good.public_id, bare.public_id, "nobody"], by=OPERATOR)
    assert states([good, bare]) == ["listed", "candidate"]
    assert decided.decision is not None
    assert decided.decision.resources == 1
    assert decided.problems[bare.public_id] == (
        "This cannot be listed until a curator has entered: Address."
    )
    assert set(decided.problems) == {bare.public_id, "nobody"}


def test_nothing_is_kept_of_a_decision_about_nothing(three: list[Resource]):
    decided = decide_resources(DECLINE, ids(three), by=OPERATOR)
    assert decided.decision is None
    assert set(decided.problems.values()) == {
        "Please give a reason; whoever made the resource may ask for it."
    }
    assert not ListingDecision.objects.exists()


def test_more_than_some_hundreds_are_not_decided_at_once():
    with pytest.raises(InvalidInput):
        decide_resources(LIST, [f"a{number}" for number in range(501)], by=OPERATOR)


def test_what_was_decided_otherwise_since_stays(three: list[Resource]):
    made = decide(LIST, three)
    withdraw_resource(three[0], by=OPERATOR, reason="Broken.")
    undone = undo_decision(made, by=OPERATOR)
    assert (undone.done, undone.left) == (2, 1)
    assert states(three) == ["withdrawn", "candidate", "candidate"]


@pytest.mark.parametrize("change", ["withdrawn", "listed anew", "merged", "for another reason"])
def test_undoing_is_refused_where_everything_has_changed_since(
    describe: Describe, three: list[Resource], change: str
):
    row = three[0]
    if change == "for another reason":
        made = decide(DECLINE, [row], **WHY)
        reopen_resource(row, by=OPERATOR)
        decide(DECLINE, [row], reason="Something else.")
    else:
        made = decide(LIST, [row])
        if change == "merged":
            list_resource(three[1], by=OPERATOR)
            merge_resources(three[1], row, by=OPERATOR)
        else:
            withdraw_resource(row, by=OPERATOR, reason="Broken.")
            if change == "listed anew":
                reopen_resource(row, by=OPERATOR)
                list_resource(row, by=OPERATOR)
    before = states([row])
    with pytest.raises(CannotBeUndone, match="has been changed since"):
        undo_decision(made, by=OPERATOR)
    assert states([row]) == before


def test_nothing_is_undone_twice(three: list[Resource]):
    made = decide(LIST, three)
    undo_decision(made, by=OPERATOR)
    with pytest.raises(CannotBeUndone, match="has been undone already"):
        undo_decision(made, by=OPERATOR)


@pytest.mark.parametrize(
    "identifier",
    ["", "nothing", "listing-nobody", "links-nobody", "terms-x", "terms-7", "pairs-7", "x-1",
     "terms-99999999999999999999"],
)  # fmt: skip
def test_there_are_no_other_decisions(identifier: str):
    with pytest.raises(NotFound):
        undo_decision(identifier, by=OPERATOR)


def test_only_curators_decide_and_undo(three: list[Resource], member: Person):
    with pytest.raises(Refused):
        decide_resources(LIST, ids(three), by=member)
    made = decide(LIST, three)
    with pytest.raises(Refused):
        undo_decision(made, by=member)


def everything(three: list[Resource]) -> None:
    """A decision of each kind, an hour apart."""
    with time_machine.travel(NOON, tick=False) as clock:
        decide(DECLINE, three[:2], **WHY)
        clock.shift(timedelta(hours=1))
        decide_terms("levels", ["Form 1", "Form 2"], "primary", by=OPERATOR)
        clock.shift(timedelta(hours=1))
        first, second = sorted(three[:2], key=lambda row: row.pk)
        pair = Suspicion.objects.create(first=first, second=second, probability=0.9)
        decide_suspicion(pair, same=False, by=OPERATOR)


def test_all_kinds_of_decisions_stand_in_one_list_and_are_undone_there(three: list[Resource]):
    everything(three)
    rows = latest_decisions().rows
    assert [(row.what, row.how_many, row.who) for row in rows] == [
        ("Different", "1 pair", "At the command line"),
        ("Unknown values decided on", "2 values", "At the command line"),
        ("Declined", "2 resources", "At the command line"),
    ]
    for row in rows:
        undo_decision(row.id, by=OPERATOR)
    assert Suspicion.objects.get().state == "open"
    assert {row.what: row.is_undone for row in latest_decisions().rows} == {
        "Unknown values decided on": True, "Declined": True
    }  # fmt: skip


def test_decisions_are_paged_by_key(three: list[Resource]):
    everything(three)
    first = latest_decisions(size=2)
    second = latest_decisions(after=first.after, size=2)
    assert [row.what for row in second.rows] == ["Declined"]
    assert second.after == ""


def test_list_takes_as_many_queries_for_one_as_for_three(
    three: list[Resource], client_of: ClientOf, curator: Person
):
    client = client_of(curator)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/desk/decisions/").status_code == 200
        return len(captured)

    decide(DECLINE, three[:1], **WHY)
    for_one = asked()
    decide(LIST, three[1:])
    decide_terms("levels", ["Form 1"], "primary", by=OPERATOR)
    assert asked() == for_one


def test_candidates_are_decided_at_the_desk_and_undone_from_the_line_that_says_so(
    three: list[Resource], client_of: ClientOf, curator: Person
):
    client = client_of(curator)
    page = document_fromstring(client.get("/desk/candidates/?tick=all").content)
    ticked = [box.get("value") for box in page.xpath("//input[@name='resource'][@checked]")]
    assert sorted(ticked) == sorted(ids(three))
    sent = {"resource": ticked, "decision": "list"}
    answer = client.post("/desk/candidates/?tick=all&state=candidate", sent, follow=True)
    assert answer.redirect_chain[0][0] == "/desk/candidates/?state=candidate"
    said = document_fromstring(answer.content)
    [line] = said.xpath("//ul[@class='messages']/li")
    assert " ".join(line.text_content().split()) == "3 resources decided. Undo"
    [form] = line.xpath(".//form")
    fields = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
    undone = client.post(form.get("action"), fields, follow=True)
    assert undone.redirect_chain[0][0] == "/desk/candidates/?state=candidate"
    assert "It is undone." in undone.content.decode()
    assert states(three) == ["candidate"] * 3


def test_page_of_decisions_undoes_and_says_what_stays(
    three: list[Resource], client_of: ClientOf, curator: Person
):
    made = decide(LIST, three)
    withdraw_resource(three[0], by=OPERATOR, reason="Broken.")
    client = client_of(curator)
    assert made in client.get("/desk/decisions/").content.decode()
    sent = {"decision": made, "back": "https://evil.example/"}
    answer = client.post("/desk/decisions/undo/", sent, follow=True)
    assert answer.redirect_chain[0][0] == "/desk/decisions/"
    page = answer.content.decode()
    assert "It is undone." in page
    assert "1 has been changed since, and stays as it is." in page
    again = client.post("/desk/decisions/undo/", {"decision": made}, follow=True)
    assert "This has been undone already." in again.content.decode()


def test_decision_on_one_resource_is_undone_the_same_way(
    three: list[Resource], client_of: ClientOf, curator: Person
):
    client, row = client_of(curator), three[0]
    address = f"/desk/resources/{row.public_id}/"
    answer = client.post(f"{address}decision/", {"decision": "list"}, follow=True)
    [form] = document_fromstring(answer.content).xpath("//ul[@class='messages']//form")
    fields = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
    client.post(form.get("action"), fields)
    assert states([row]) == ["candidate"]


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_page_is_sound_empty_and_full(
    three: list[Resource], client_of: ClientOf, curator: Person, prefix: str
):
    client = client_of(curator)
    assert client.get(f"{prefix}/desk/decisions/").status_code == 200
    everything(three)
    assert client.get(f"{prefix}/desk/decisions/").status_code == 200


def test_others_neither_see_nor_undo(client_of: ClientOf, member: Person):
    client = client_of(member)
    assert client.get("/desk/decisions/").status_code == 403
    for path in ("/desk/decisions/undo/", "/desk/submissions/decide/", f"{API}/x/undo"):
        assert client.post(path).status_code == 403
    assert client.get(API).status_code == 403
    assert client.get("/api/v1/desk/candidates").status_code == 403
    assert client.get("/api/v1/desk/submissions").status_code == 403


def post(client: Client, address: str, body: dict[str, Any]) -> Any:
    return client.post(address, json.dumps(body), content_type="application/json")


def test_decisions_over_the_api(three: list[Resource], client_of: ClientOf, curator: Person):
    client = client_of(curator)
    listed = client.get("/api/v1/desk/candidates").json()
    assert [row["id"] for row in listed["items"]] == ids(three)
    sent = {"decision": "list", "resources": [*ids(three), "nobody"]}
    made = post(client, API, sent)
    assert (made.status_code, made.json()["decided"]) == (201, 3)
    assert list(made.json()["problems"]) == ["nobody"]
    [row] = client.get(API).json()["items"]
    assert (row["id"], row["number"], row["actor"]) == (made.json()["id"], 3, curator.public_id)
    undone = client.post(f"{API}/{row['id']}/undo")
    assert undone.json() == {"undone": 3, "left": 0}
    again = client.post(f"{API}/{row['id']}/undo")
    assert (again.status_code, again.json()["type"]) == (409, "about:blank#cannot-be-undone")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"decision": "list"}, 400),
        ({"decision": "list", "resources": ["nobody"]}, 409),
        ({"decision": "like", "resources": ["a"]}, 400),
        ({"decision": "list", "submissions": ["nobody"]}, 409),
    ],
)
def test_bad_wishes_get_one_line(
    client_of: ClientOf, curator: Person, body: dict[str, Any], status: int
):
    answer = post(client_of(curator), API, body)
    assert answer.status_code == status
    assert "\n" not in answer.json()["title"]


def test_decisions_at_the_command_line(three: list[Resource]):
    run = CliRunner().invoke
    made = json.loads(run(app, ["decide", "list", *ids(three), "--json"]).output)
    assert made["decided"] == 3
    assert made["id"] in run(app, ["decisions"], env={"COLUMNS": "200"}).output
    assert run(app, ["undo", made["id"]]).output == "3 undone, 0 changed since.\n"
    [row] = json.loads(run(app, ["decisions", "--json"]).output)["items"]
    assert row["undone"] is True
    assert isinstance(run(app, ["decide", "like", "a"]).exception, InvalidInput)
    assert isinstance(run(app, ["decide", "list", "nobody"]).exception, NothingToDecide)
