"""Two clients that others wrote harvest a running server: what they end up with is the database."""

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.request import urlopen
from xml.etree import ElementTree as ET

import pytest
from oaipmh_scythe import Scythe
from oaipmh_scythe.exceptions import NoRecordsMatch as ScytheNoRecordsMatch
from pytest_django.live_server_helper import LiveServer
from tests.dissemination.conftest import edit, public_ids, publish, texts

from armillary.catalogue.operations import withdraw_resources
from armillary.dissemination.models import OaiRecord
from armillary.dissemination.operations import refresh_records
from armillary.people.actors import SYSTEM

with warnings.catch_warnings():
    warnings.simplefilter("ignore", SyntaxWarning)  # its patterns are older than this Python
    warnings.simplefilter("ignore", DeprecationWarning)
    from sickle import Sickle
    from sickle.oaiexceptions import NoRecordsMatch

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True, slots=True)
class Seen:
    """A record as a client gave it out."""

    public_id: str
    is_deleted: bool
    title: str


Harvest = Callable[..., Iterator[Seen]]


def with_sickle(address: str, **arguments: str) -> Iterator[Seen]:
    client = Sickle(f"{address}/oai")
    yield from map(seen, client.ListRecords(metadataPrefix="oai_dc", **arguments))


def with_scythe(address: str, **arguments: str) -> Iterator[Seen]:
    stated = {{"from": "from_", "set": "set_"}.get(k, k): v for k, v in arguments.items()}
    with Scythe(f"{address}/oai") as client:
        yield from map(seen, client.list_records(metadata_prefix="oai_dc", **stated))


def seen(record: Any) -> Seen:
    metadata = getattr(record, "metadata", None) or {}
    titles = metadata.get("title", [""])
    identifier = record.header.identifier.rpartition(":")[2]
    return Seen(identifier, bool(record.header.deleted), titles[0])


def in_database() -> dict[str, Seen]:
    rows = OaiRecord.objects.select_related("resource")
    return {
        row.resource.public_id: Seen(
            row.resource.public_id,
            row.is_deleted,
            "" if row.is_deleted else row.resource.titles.read("en"),
        )
        for row in rows
    }


def withdraw(ids: list[int]) -> None:
    withdraw_resources(ids, by=SYSTEM, reason="Gone.")
    refresh_records(ids, by=SYSTEM)


CLIENTS = [with_sickle, with_scythe]


def test_a_harvest_is_complete_tombstones_included(live_server: LiveServer):
    """One catalogue that grows through every size at which pages are full or not."""
    for harvest in CLIENTS:
        with pytest.raises((NoRecordsMatch, ScytheNoRecordsMatch)):
            list(harvest(live_server.url))
    for count in (1, 99, 100, 101, 200, 250):
        ids = publish(count - OaiRecord.objects.count())
        withdraw(ids[::7])

        for harvest in CLIENTS:
            harvested = list(harvest(live_server.url))
            assert len(harvested) == count
            assert {record.public_id: record for record in harvested} == in_database()


@pytest.mark.parametrize("harvest", CLIENTS)
def test_a_harvest_is_complete_while_records_are_edited(live_server: LiveServer, harvest: Harvest):
    """After every page some records that were sent already and some that were not are changed."""
    ids = publish(350)
    harvested: dict[str, Seen] = {}
    for number, record in enumerate(harvest(live_server.url), 1):
        harvested[record.public_id] = record
        if number in (50, 150, 250):  # the client holds a page of a hundred
            edit([*ids[number - 10 : number + 10], *ids[-20:-10]])
            withdraw([ids[number - 20], ids[-number]])
            publish(3)

    assert harvested == in_database()


def test_coming_back_with_the_response_date_brings_what_changed(live_server: LiveServer):
    ids = publish(120)
    with urlopen(f"{live_server.url}/oai?verb=Identify") as response:
        [moment] = texts(ET.fromstring(response.read()), "responseDate")
    OaiRecord.objects.update(datestamp="2026-01-01T00:00:00Z")
    edit(ids[:2])
    withdraw(ids[2:3])

    for harvest in CLIENTS:
        harvested = list(harvest(live_server.url, **{"from": moment}))
        assert {record.public_id for record in harvested} == public_ids(ids[:3])


def test_a_set_is_harvested_whole(live_server: LiveServer):
    physics = publish(130, subjects=["physics"])
    publish(130, subjects=["algebra"])

    for harvest in CLIENTS:
        harvested = [found.public_id for found in harvest(live_server.url, set="subject:physics")]
        assert len(harvested) == len(physics)
        assert set(harvested) == public_ids(physics)
