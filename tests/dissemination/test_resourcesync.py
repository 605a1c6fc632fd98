"""What mirrors are told: everything that there is, by its bytes, and what has changed since."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.test import Client
from tests.dissemination.conftest import describe, edit, public_ids, publish

from armillary.catalogue.models import Resource
from armillary.catalogue.operations import withdraw_resources
from armillary.dissemination import resourcesync
from armillary.dissemination.operations import refresh_records
from armillary.people.actors import SYSTEM

pytestmark = pytest.mark.django_db

BASE = "http://127.0.0.1:8000"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
RS = "{http://www.openarchives.org/rs/terms/}"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _few_of_each(monkeypatch: pytest.MonkeyPatch):
    """Lists of ten, and nothing kept of other tests."""
    monkeypatch.setattr(resourcesync, "RANGE", 10)
    resourcesync._resource_parts.cache_clear()
    resourcesync._change_spans.cache_clear()


def read(client: Client, address: str) -> ET.Element:
    response = client.get(address.removeprefix(BASE))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    return ET.fromstring(response.content)


def capability(root: ET.Element) -> str:
    return root.find(f"{RS}md").get("capability")


def link(root: ET.Element, relation: str) -> str:
    [found] = [each for each in root.findall(f"{RS}ln") if each.get("rel") == relation]
    return found.get("href")


def locations(root: ET.Element) -> list[str]:
    return [each.text or "" for each in root.iter(f"{SITEMAP}loc")]


def below(client: Client, name: str) -> list[ET.Element]:
    """Entries of all lists of an index, in their order."""
    index = read(client, f"/resourcesync/{name}.xml")
    is_index = index.tag == f"{SITEMAP}sitemapindex"
    lists = [read(client, address) for address in locations(index)] if is_index else [index]
    for each in lists if is_index else []:
        assert link(each, "index") == f"{BASE}/resourcesync/{name}.xml"
    return [entry for each in lists for entry in each.findall(f"{SITEMAP}url")]


def file_of(name: str) -> str:
    return f"{BASE}/resources/{name}.dc.xml"


def changes(client: Client) -> list[tuple[str, str]]:
    return [
        (entry.findtext(f"{SITEMAP}loc"), entry.find(f"{RS}md").get("change"))
        for entry in below(client, "changelist")
    ]


def test_one_comes_from_the_well_known_address_to_both_lists(client: Client):
    publish(1)
    description = read(client, "/.well-known/resourcesync")
    [address] = locations(description)
    capabilities = read(client, address)
    found = [read(client, each) for each in locations(capabilities)]
    assert capability(description) == "description"
    assert capability(capabilities) == "capabilitylist"
    assert link(capabilities, "up") == f"{BASE}/.well-known/resourcesync"
    assert [capability(each) for each in found] == ["resourcelist", "changelist"]
    assert [link(each, "up") for each in found] == [address, address]


def test_everything_that_is_listed_is_there_once_with_the_hash_of_what_is_sent(client: Client):
    describe(1)
    ids = publish(25)
    entries = below(client, "resourcelist")
    found = [entry.findtext(f"{SITEMAP}loc") for entry in entries]
    assert sorted(found) == sorted(file_of(name) for name in public_ids(ids))
    for entry in entries:
        sent = client.get((entry.findtext(f"{SITEMAP}loc") or "").removeprefix(BASE))
        told = entry.find(f"{RS}md").attrib
        assert told == {
            "hash": f"sha-256:{hashlib.sha256(sent.content).hexdigest()}",
            "length": str(len(sent.content)),
            "type": "application/xml",
        }


def test_each_names_its_page_and_a_richer_form(client: Client, resource: Resource):
    [entry] = below(client, "resourcelist")
    page = f"{BASE}/resources/{resource.public_id}"
    assert (link(entry, "describes"), link(entry, "alternate")) == (f"{page}/", f"{page}.jsonld")


def test_changes_come_in_their_order_and_each_resource_once(client: Client):
    ids = publish(12)
    names = [Resource.objects.get(pk=number).public_id for number in ids]
    edit(ids[:1])
    withdraw_resources(ids[1:2], by=SYSTEM, reason="Gone.")
    refresh_records(ids[1:2], by=SYSTEM)
    assert changes(client) == [
        *((file_of(name), "updated") for name in names[2:]),
        (file_of(names[0]), "updated"),
        (file_of(names[1]), "deleted"),
    ]


def test_what_is_withdrawn_is_a_deleted_change_and_not_in_the_list(client: Client):
    ids = publish(2)
    withdraw_resources(ids[:1], by=SYSTEM, reason="Gone.")
    [kept] = public_ids(ids[1:])
    assert [each.findtext(f"{SITEMAP}loc") for each in below(client, "resourcelist")] == [
        file_of(kept)
    ]  # before the records know
    refresh_records(ids[:1], by=SYSTEM)
    [gone] = public_ids(ids[:1])
    assert changes(client)[-1] == (file_of(gone), "deleted")
    [entry] = [each for each in below(client, "changelist") if gone in locations(each)[0]]
    assert set(entry.find(f"{RS}md").attrib) == {"change", "datetime"}


def test_a_mirror_that_follows_changes_has_what_a_new_one_gets(client: Client):
    """The state from lists read early, and changes since the moment that they named."""
    with time_machine.travel(NOON, tick=False):
        ids = publish(15)
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        since = read(client, "/resourcesync/resourcelist.xml").find(f"{RS}md").get("at")
        mirror = set(locations_below(client))
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        publish(3)
        withdraw_resources(ids[:4], by=SYSTEM, reason="Gone.")
        refresh_records(ids, by=SYSTEM)
    for entry in below(client, "changelist"):
        told = entry.find(f"{RS}md")
        if told.get("datetime") >= since:
            address = entry.findtext(f"{SITEMAP}loc")
            (mirror.discard if told.get("change") == "deleted" else mirror.add)(address)
    assert since == "2026-03-02T13:00:00Z"
    assert mirror == set(locations_below(client))
    assert len(mirror) == 14


def locations_below(client: Client) -> list[str]:
    return [each.findtext(f"{SITEMAP}loc") or "" for each in below(client, "resourcelist")]


def test_a_list_that_may_grow_has_no_end_and_a_full_one_has(client: Client):
    publish(15)
    index = read(client, "/resourcesync/changelist.xml")
    heads = [read(client, address).find(f"{RS}md") for address in locations(index)]
    parts = index.findall(f"{SITEMAP}sitemap/{RS}md")
    assert ["until" in head.attrib for head in heads] == [True, False]
    assert [part.attrib for part in parts] == [
        {name: value for name, value in head.attrib.items() if name != "capability"}
        for head in heads
    ]
    assert all(head.get("from") for head in heads)


def test_an_empty_site_has_lists_without_entries(client: Client):
    for name in ("resourcelist", "changelist"):
        assert locations(read(client, f"/resourcesync/{name}.xml")) == []


def test_a_known_list_is_not_sent_again_until_something_changes(client: Client):
    [number] = publish(1)
    resources = f"resources-{number // resourcesync.RANGE}"
    for name in ("resourcelist", resources, "changelist", "changes-0"):
        etag = client.get(f"/resourcesync/{name}.xml")["ETag"]
        known = client.get(f"/resourcesync/{name}.xml", headers={"If-None-Match": etag})
        assert known.status_code == 304
    publish(1)
    changed = client.get("/resourcesync/changes-0.xml", headers={"If-None-Match": etag})
    assert changed.status_code == 200


@pytest.mark.parametrize("number", ["7", "9999999", "9" * 30])
@pytest.mark.parametrize("name", ["resources", "changes"])
def test_a_list_beyond_everything_is_not_there(client: Client, name: str, number: str):
    publish(1)
    assert client.get(f"/resourcesync/{name}-{number}.xml").status_code == 404


@pytest.mark.parametrize("name", ["resources", "changes"])
def test_a_list_costs_the_same_with_one_entry_and_with_many(
    client: Client,
    django_assert_num_queries: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
):
    monkeypatch.setattr(resourcesync, "RANGE", 1_000_000)  # all are in the first one
    for count in (1, 6):
        publish(count)
        with django_assert_num_queries(4):  # the state of the records, and the rows
            assert client.get(f"/resourcesync/{name}-0.xml").status_code == 200


def test_list_whose_last_resource_was_withdrawn_a_moment_ago_is_empty(client: Client):
    [number] = publish(1)
    withdraw_resources([number], by=SYSTEM, reason="Gone.")  # before the records know
    address = f"/resourcesync/resources-{number // resourcesync.RANGE}.xml"
    assert locations(read(client, address)) == []
