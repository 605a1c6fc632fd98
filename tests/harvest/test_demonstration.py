"""The demonstration's three sources go through the same code, and no request leaves the machine."""

import socket
from typing import Any

import pytest

from armillary.catalogue.models import IdentityKey, Resource
from armillary.catalogue.operations import edit_resource
from armillary.catalogue.queries import resources_by_key
from armillary.cli.demonstration import say_what_classrooms_need
from armillary.harvest.models import Record, Run
from armillary.harvest.operations import add_source, run_source
from armillary.harvest.receipts import FATES
from armillary.people.actors import OPERATOR

pytestmark = pytest.mark.django_db

BASE = "https://demo.armillary.invalid"
SOURCES = (
    ("demo-table", "table", f"{BASE}/table/resources.csv", "demo/table"),
    ("demo-oai", "oai", f"{BASE}/oai/static-repository.xml", "demo/oai"),
    ("demo-pages", "sitemap", f"{BASE}/pages/sitemap.xml", "demo/pages"),
)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[Run]:
    def refuse(*_more: Any, **_named: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return [
        run_source(
            add_source(kind, address, name, options={"served_from": folder}, by=OPERATOR),
            by=OPERATOR,
        )
        for name, kind, address, folder in SOURCES
    ]


def test_every_record_is_accounted_for(runs: list[Run]):
    for run in runs:
        assert (run.state, run.proof["complete"]) == ("finished", True)
        assert run.counts["listed"] == run.counts["received"]
        assert run.counts["received"] == sum(run.counts[fate] for fate in FATES)
    assert [run.counts["received"] for run in runs] == [106, 111, 74]
    assert [run.counts["rejected"] for run in runs] == [0, 1, 0]


def test_one_resource_described_by_two_sources_is_one(runs: list[Run]):
    """`csunplugged.org` is a row of the table and record 0017 of the repository."""
    record = Record.objects.get(identifier="oai:demo.armillary.invalid:0017")
    row = Record.objects.get(source__name="demo-table", identifier="https://www.csunplugged.org/")
    assert record.resource_id == row.resource_id


def test_same_isbn_at_two_addresses_is_one(runs: list[Run]):
    key = IdentityKey.objects.get(key="isbn:9789231002335")
    assert Record.objects.filter(resource=key.resource_id).count() == 2


def test_harvesting_again_changes_nothing(runs: list[Run]):
    before = list(Resource.objects.order_by("pk").values())
    for run in runs:
        again = run_source(run.source, by=OPERATOR)
        assert again.counts["unchanged"] + again.counts["rejected"] == again.counts["received"]
    assert list(Resource.objects.order_by("pk").values()) == before


def test_curators_say_once_what_classrooms_need_and_nobody_is_overruled(runs: list[Run]):
    address = "address:https://phet.colorado.edu/en/simulation/area-builder"
    simulation = Resource.objects.get(pk=resources_by_key([address])[address])
    edit_resource(simulation, changes={"safety": "care"}, by=OPERATOR)
    say_what_classrooms_need()
    simulation.refresh_from_db()
    assert {simulation.facts[name] for name in ("internet", "laboratory", "safety")} == {
        "offline", "no-laboratory", "care",
    }  # fmt: skip
    assert simulation.provenance["internet"]["by"] == "curator"
    before = list(Resource.objects.order_by("pk").values())
    say_what_classrooms_need()
    assert list(Resource.objects.order_by("pk").values()) == before
