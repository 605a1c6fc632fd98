"""Lists in AMB and schema.org: one file or many pages, each resource accounted for."""

import gzip
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.shared import SHARED, needs_shared

from armillary.catalogue.models import Resource
from armillary.formats.lrmi.lists import BROKEN_LINE, NO_RESOURCE
from armillary.harvest.kinds import whole
from armillary.harvest.kinds.amb import ELSEWHERE, NAMELESS, REPEATS
from armillary.harvest.kinds.oai import LOOPING, TOO_FEW
from armillary.harvest.models import Record, Run, Source
from armillary.harvest.operations import add_source
from armillary.people.actors import OPERATOR

from .conftest import Question, Reply, Site

pytestmark = pytest.mark.django_db

Harvest = Callable[..., Run]
Node = dict[str, Any]
CONTEXT = ["https://w3id.org/kim/amb/context.jsonld", {"@language": "de"}]


def node(number: int, **more: Any) -> Node:
    address = f"https://oer.example/{number}"
    return {"id": address, "type": ["LearningResource"], "name": f"Lehrstück {number}"} | more


class Service:
    """Answers `/list` with one body, or with pages of a collection by `page`."""

    def __init__(self) -> None:
        self.bodies: dict[str, Reply] = {}
        self.site = Site(self.reply)

    def reply(self, path: str, question: Question) -> Reply:
        return self.bodies.get(path + question.get("page", ""), (404, {}, b""))

    def publish(self, body: Any) -> None:
        self.bodies["/list"] = body if isinstance(body, bytes) else json.dumps(body).encode()

    def paged(self, nodes: list[Node], size: int = 2, **more: Any) -> None:
        """A Hydra collection; the first page has no number."""
        for start in range(0, len(nodes), size):
            page = start // size
            following = {"next": f"?page={page + 1}"} if start + size < len(nodes) else {}
            whole_page = {
                "@context": CONTEXT,
                "type": "Collection",
                "totalItems": len(nodes),
                "member": nodes[start : start + size],
                "view": {"id": f"?page={page}"} | following,
            }
            body = json.dumps(whole_page | more).encode()
            self.bodies["/list" + (str(page) if page else "")] = body

    def source(self, **options: Any) -> Source:
        address = f"{self.site.address}/list"
        return add_source("amb", address, "oer", options=options, by=OPERATOR)

    @property
    def asked(self) -> list[str]:
        return [path + question.get("page", "") for path, question in self.site.asked]


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    yield made
    made.site.close()


def counts_of(run: Run) -> dict[str, int]:
    return {name: number for name, number in run.counts.items() if number}


def reasons_of(run: Run) -> dict[str, list[str]]:
    return {entry["reason"]: entry["examples"] for entry in run.reasons}


def test_array_is_harvested_and_compared_with_itself(service: Service, harvest: Harvest):
    service.publish([node(number) for number in range(3)])
    source = service.source(language="de")
    run = harvest(source)
    assert counts_of(run) == {"listed": 3, "received": 3, "created": 3}
    assert run.proof == {"complete": True, "by": "whole-file", "missing": "none"}
    assert counts_of(harvest(source)) == {"listed": 3, "received": 3, "unchanged": 3}
    service.publish([node(0), node(1, name="Neu")])
    run = harvest(source)
    assert counts_of(run) == {
        "listed": 2, "received": 2, "unchanged": 1, "updated": 1, "missing": 1,
    }  # fmt: skip
    assert run.proof["missing"] == "deleted"
    titles = {row.titles.texts["de"] for row in Resource.objects.exclude(state="withdrawn")}
    assert titles == {"Lehrstück 0", "Neu"}


def test_order_of_keys_is_no_change(service: Service, harvest: Harvest):
    service.publish([node(1)])
    source = service.source()
    harvest(source)
    service.publish([dict(reversed(node(1).items()))])
    assert counts_of(harvest(source))["unchanged"] == 1


def test_packed_lines_are_read_and_bad_ones_told(service: Service, harvest: Harvest):
    lines = [json.dumps(node(1)), "{broken", json.dumps({"type": "Person", "name": "A"})]
    lines += [json.dumps({"type": "Book", "name": "No identity"}), json.dumps(node(1, name="B"))]
    service.publish(gzip.compress("\n".join(lines).encode()))
    run = harvest(service.source())
    assert counts_of(run) == {"listed": 5, "received": 5, "created": 1, "rejected": 4}
    assert reasons_of(run) == {
        BROKEN_LINE: ["entry 2"],
        NO_RESOURCE: ["entry 3"],
        NAMELESS: ["entry 4"],
        REPEATS: ["https://oer.example/1"],
    }


def test_array_that_breaks_off_keeps_what_came_and_fails(
    service: Service, harvest: Harvest, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(whole, "AT_ONCE", 2)
    body = json.dumps([node(number) for number in range(5)]).encode()
    service.publish(body[:-10])
    source = service.source()
    run = harvest(source)
    assert (run.state, run.counts["created"]) == ("failed", 4)
    assert run.problem.startswith("The file cannot be read to its end: ")
    service.publish(body)
    assert harvest(source).state == "finished"
    assert Record.objects.count() == 5


def test_pages_are_followed_and_counted(service: Service, harvest: Harvest):
    service.paged([node(number) for number in range(5)])
    run = harvest(service.source())
    assert counts_of(run) == {"listed": 5, "received": 5, "created": 5}
    assert run.proof == {"complete": True, "by": "list-size", "missing": "none"}
    assert Resource.objects.first().titles.texts == {"de": "Lehrstück 0"}


def test_run_that_was_broken_off_goes_on_where_it_was(service: Service, harvest: Harvest):
    service.paged([node(number) for number in range(6)])
    last = service.bodies["/list2"]
    service.bodies["/list2"] = (500, {}, b"")
    source = service.source()
    first = harvest(source)
    assert (first.state, first.counts["created"]) == ("failed", 4)
    service.bodies["/list2"] = last
    asked = len(service.asked)
    again = harvest(source)
    assert (again.pk, again.state, service.asked[asked:]) == (first.pk, "finished", ["/list2"])
    assert counts_of(again) == {"listed": 6, "received": 6, "created": 6}


def test_entry_that_came_twice_does_not_stand_for_another(service: Service, harvest: Harvest):
    nodes = [node(number) for number in range(6)]
    service.paged(nodes)
    source = service.source()
    harvest(source)
    service.paged([*nodes[:4], *nodes[2:4]])
    run = harvest(source)
    assert (run.counts["received"], run.counts["missing"]) == (6, 2)
    assert (run.proof["missing"], list(reasons_of(run))) == ("kept", [TOO_FEW])


def test_list_shorter_than_announced_withdraws_nothing(service: Service, harvest: Harvest):
    nodes = [node(number) for number in range(4)]
    service.paged(nodes)
    source = service.source()
    harvest(source)
    service.paged(nodes[:3], totalItems=4)
    run = harvest(source)
    assert (run.proof["missing"], list(reasons_of(run))) == ("kept", [TOO_FEW])


@pytest.mark.parametrize(
    ("following", "remark"),
    [("?page=0", LOOPING), ("https://elsewhere.example/list", ELSEWHERE)],
)
def test_list_that_leads_astray_is_left(
    service: Service, harvest: Harvest, following: str, remark: str
):
    service.publish({"member": [node(1)], "next": following})
    service.bodies["/list0"] = json.dumps({"member": [node(2)], "next": "?page=0"}).encode()
    run = harvest(service.source())
    assert run.proof["complete"] is False
    assert list(reasons_of(run)) == [remark]


def test_pages_that_repeat_themselves_under_new_addresses_end(service: Service, harvest: Harvest):
    page = {"member": [node(1)]}
    service.publish(page | {"next": "?page=1"})
    for number in range(1, 20):
        body = json.dumps(page | {"next": f"?page={number + 1}"}).encode()
        service.bodies[f"/list{number}"] = body
    run = harvest(service.source())
    assert list(reasons_of(run)) == [LOOPING]
    assert len(service.asked) < 6


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html></html>",
        b"\x1f\x8b" + b"\x00" * 20,
        gzip.compress(b"[" + b"1," * 1000, mtime=0)[:-10],
        b'{"items": ' + b"[" * 100_000,
        b'{"next": "?page=1", "member": [',
    ],
)
def test_hostile_list_fails_in_one_line(service: Service, harvest: Harvest, body: bytes):
    service.publish(body)
    run = harvest(service.source())
    assert run.state == "failed"
    assert run.problem.startswith("The file cannot be read: ")


def test_gzip_bomb_stops_at_the_limit(
    service: Service, harvest: Harvest, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("armillary.harvest.kinds.amb.UNPACKED_LIMIT", 1_000_000)
    service.publish(gzip.compress(b" " * 50_000_000))
    run = harvest(service.source())
    assert run.problem == "The file cannot be read: The file is larger than 1000000 bytes."


@needs_shared
@pytest.mark.parametrize("folder", ["20231019", "draft"])
def test_valid_examples_of_amb_are_harvested_and_invalid_ones_break_nothing(
    service: Service, harvest: Harvest, folder: str
):
    examples = SHARED / "suites" / "amb" / folder / "examples"
    valid = [json.loads(file.read_bytes()) for file in sorted(examples.glob("valid/*.json"))]
    wrong = [json.loads(file.read_bytes()) for file in sorted(examples.glob("invalid/*.json"))]
    assert len(valid) > 30
    assert len(wrong) > 30
    # Several examples share an identifier, which in one list would be a mistake.
    service.publish([each | {"id": f"{each['id']}#{n}"} for n, each in enumerate(valid)])
    source = service.source()
    run = harvest(source)
    assert counts_of(run)["created"] + counts_of(run).get("rejected", 0) == len(valid)
    assert run.reasons == []
    service.publish(wrong)
    run = harvest(source)
    assert (run.state, run.counts["received"]) == ("finished", len(wrong))
