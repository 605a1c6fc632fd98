"""Feeds, sitemaps and what browsers and crawlers ask a site for."""

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
from armillary.dissemination import sitemaps
from armillary.dissemination.operations import refresh_records
from armillary.people.actors import SYSTEM

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def feed(client: Client, path: str = "/feeds/resources.atom") -> ET.Element:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content)


def entries(root: ET.Element) -> list[str]:
    return [found.text or "" for found in root.findall(f"{ATOM}entry/{ATOM}id")]


def locations(client: Client, path: str) -> list[str]:
    response = client.get(path)
    assert response.status_code == 200
    root = ET.fromstring(response.content)
    return [found.text or "" for found in root.iter(f"{SITEMAP}loc")]


def test_an_entry_has_what_a_reader_needs(client: Client):
    with time_machine.travel(NOON, tick=False):
        [number] = publish(1, titles={"en": "A < B\x07", "ar": "ا"})
    public_id = Resource.objects.get(pk=number).public_id

    root = feed(client)

    address = f"http://127.0.0.1:8000/resources/{public_id}/"
    [entry] = root.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == address
    assert entry.findtext(f"{ATOM}title") == "A < B\ufffd"
    assert entry.findtext(f"{ATOM}summary") == "Halves, thirds <and> quarters."
    assert entry.findtext(f"{ATOM}published") == "2026-03-02T12:00:00Z"
    assert entry.findtext(f"{ATOM}updated") == "2026-03-02T12:00:00Z"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "A. Noor"
    [category] = entry.findall(f"{ATOM}category")
    assert category.attrib == {"term": "algebra", "label": "Algebra"}
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {
        "self": "http://127.0.0.1:8000/feeds/resources.atom",
        "alternate": "http://127.0.0.1:8000/resources/?sort=newest",
    }


def test_the_newest_fifty_come_first_and_ids_stay(client: Client):
    for day in range(3):
        with time_machine.travel(NOON + timedelta(days=day), tick=False):
            publish(20)
    before = entries(feed(client))
    edit(list(Resource.objects.values_list("pk", flat=True)[:10]))

    newest_first = Resource.objects.order_by("-listed_at", "-pk").values_list(
        "public_id", flat=True
    )
    expected = [f"http://127.0.0.1:8000/resources/{name}/" for name in newest_first[:50]]
    assert before == expected
    assert entries(feed(client)) == expected


def test_feeds_by_subject_and_language(client: Client):
    arabic = publish(1, languages=["ar"], titles={"ar": "الجبر", "en": "Algebra"})
    publish(1, subjects=["physics"])
    english = publish(1)

    algebra = feed(client, "/feeds/subjects/mathematics.atom")
    in_arabic = feed(client, "/feeds/subjects/algebra.atom?language=ar")

    assert len(entries(algebra)) == len(arabic + english)
    [entry] = in_arabic.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "الجبر"
    assert in_arabic.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"
    assert in_arabic.find(f"{ATOM}link").get("href") == (
        "http://127.0.0.1:8000/feeds/subjects/algebra.atom?language=ar"
    )
    assert client.get("/feeds/subjects/alchemy.atom").status_code == 404
    assert client.get("/feeds/resources.atom?language=%00").status_code == 404


def test_candidates_and_withdrawn_resources_are_in_no_feed(client: Client):
    describe(1)
    ids = publish(2)
    withdraw_resources(ids[:1], by=SYSTEM, reason="Gone.")
    refresh_records(ids, by=SYSTEM)

    [kept] = public_ids(ids[1:])
    assert entries(feed(client)) == [f"http://127.0.0.1:8000/resources/{kept}/"]


def test_an_empty_feed_is_a_feed(client: Client):
    root = feed(client)

    assert entries(root) == []
    assert root.findtext(f"{ATOM}updated") == "2026-01-01T00:00:00Z"


def test_a_known_feed_is_not_sent_again_until_something_changes(client: Client):
    publish(1)
    etag = client.get("/feeds/resources.atom")["ETag"]

    known = client.get("/feeds/resources.atom", headers={"If-None-Match": etag})
    publish(1)
    changed = client.get("/feeds/resources.atom", headers={"If-None-Match": etag})

    assert (known.status_code, changed.status_code) == (304, 200)


@pytest.mark.parametrize("path", ["/feeds/resources.atom", "/feeds/subjects/algebra.atom"])
def test_a_feed_costs_the_same_with_one_entry_and_with_many(
    client: Client, django_assert_num_queries: Callable[..., Any], path: str
):
    for _more in range(2):
        publish(15)
        client.get(path)
        with django_assert_num_queries(3):
            client.get(path)


def test_sitemaps_hold_every_listed_resource_once(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sitemaps, "RANGE", 10)
    ids = publish(35)
    withdraw_resources(ids[:3], by=SYSTEM, reason="Gone.")
    refresh_records(ids, by=SYSTEM)

    index = locations(client, "/sitemap.xml")

    resources = [
        location
        for address in index
        if "resources" in address
        for location in locations(client, address.removeprefix("http://127.0.0.1:8000"))
    ]
    assert len(resources) == len(set(resources))
    assert set(resources) == {
        f"http://127.0.0.1:8000/resources/{name}/" for name in public_ids(ids[3:])
    }
    assert index[0] == "http://127.0.0.1:8000/sitemaps/pages.xml"
    assert "http://127.0.0.1:8000/ar/resources/" in locations(client, "/sitemaps/pages.xml")
    assert client.get("/sitemaps/resources-99999.xml").status_code == 404


def test_opensearch_leads_to_the_search_of_a_language(client: Client):
    templates = {}
    for language in ("en", "ar"):
        root = ET.fromstring(client.get(f"/opensearch.xml?language={language}").content)
        urls = {url.get("type"): url.get("template") for url in root.iter(f"{OPENSEARCH}Url")}
        templates[language] = urls["text/html"]
        assert len(root.findtext(f"{OPENSEARCH}ShortName") or "") <= 16

    assert templates == {
        "en": "http://127.0.0.1:8000/resources/?q={searchTerms}",
        "ar": "http://127.0.0.1:8000/ar/resources/?q={searchTerms}",
    }


def test_robots_keep_to_the_public_pages(client: Client):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert "Disallow: /desk/" in lines
    assert "Disallow: /ar/desk/" in lines
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in lines


@pytest.mark.parametrize("number", ["9999999", "9" * 30])
def test_a_sitemap_beyond_every_id_is_not_there(client, db, number):
    assert client.get(f"/sitemaps/resources-{number}.xml").status_code == 404
