"""Every feed as Atom, RSS and JSON Feed: the same entries behind every form, to the end of a search."""

import json
from datetime import UTC, datetime

import feedparser
import pytest
import time_machine
from django.test import Client
from tests.dissemination.conftest import describe, public_ids, publish

from armillary.catalogue.models import Resource
from armillary.catalogue.operations import withdraw_resources
from armillary.dissemination import search_feed
from armillary.dissemination.operations import refresh_records
from armillary.editorial.documents import save_document
from armillary.editorial.enums import PieceKind
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.search.operations import drain_outbox

pytestmark = pytest.mark.django_db

BASE = "http://127.0.0.1:8000"
FEEDS = ("resources", "subjects/algebra", "search", "news")
TYPES = {
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}


@pytest.fixture
def filled(db: None) -> list[int]:
    ids = publish(3)
    words = {"title": {"en": "First", "ar": "الأول"}, "text": {"en": "A *b*.", "ar": "نص"}}
    save_document(PieceKind.NEWS, {"name": "first", **words}, by=OPERATOR, publish=True)
    drain_outbox(wait=True)
    return ids


def read(client: Client, path: str) -> tuple[str, list[str]]:
    """The language of a feed and the names of its entries, by a reader that other people wrote, or from
    JSON."""
    response = client.get(path)
    assert response.status_code == 200, response.content[:300]
    if ".json" in path:
        document = json.loads(response.content)
        return document["language"], [item["id"] for item in document["items"]]
    found = feedparser.parse(response.content)
    assert not found.bozo, found.get("bozo_exception")
    return found.feed.language, [entry.id for entry in found.entries]


@pytest.mark.parametrize("form", TYPES)
@pytest.mark.parametrize("feed", FEEDS)
def test_every_feed_comes_in_every_form(client: Client, filled: list[int], feed: str, form: str):
    path = f"/feeds/{feed}.{form}"
    response = client.get(path)
    names = read(client, path)[1]
    assert response["Content-Type"] == TYPES[form]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert names == read(client, f"/feeds/{feed}.atom")[1]
    assert len(names) == (1 if feed == "news" else 3)
    assert BASE + path in response.content.decode()  # its own address, and not that of another
    known = client.get(path, headers={"If-None-Match": response["ETag"]})
    assert (known.status_code, known["Access-Control-Allow-Origin"]) == (304, "*")


@pytest.mark.parametrize("form", TYPES)
@pytest.mark.parametrize("feed", FEEDS)
def test_every_form_speaks_the_readers_language(
    client: Client, filled: list[int], feed: str, form: str
):
    asked = "reader" if feed == "search" else "language"
    assert read(client, f"/feeds/{feed}.{form}?{asked}=ar")[0] == "ar"
    assert read(client, f"/feeds/{feed}.{form}")[0] == "en"


@pytest.mark.parametrize("form", TYPES)
@pytest.mark.parametrize("feed", ["resources", "subjects/algebra", "search"])
def test_candidates_and_withdrawn_resources_are_in_no_form(client: Client, feed: str, form: str):
    describe(1)
    ids = publish(2)
    withdraw_resources(ids[:1], by=SYSTEM, reason="Gone.")
    refresh_records(ids, by=SYSTEM)
    drain_outbox(wait=True)
    [kept] = public_ids(ids[1:])
    assert read(client, f"/feeds/{feed}.{form}")[1] == [f"{BASE}/resources/{kept}/"]


@pytest.mark.parametrize("form", TYPES)
def test_a_search_is_read_to_its_end_by_its_own_links(
    client: Client, form: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(search_feed, "ENTRIES", 2)
    publish(5)
    drain_outbox(wait=True)
    address, ids, starts = f"{BASE}/feeds/search.{form}?subject=algebra", [], []
    while address:
        body = client.get(address.removeprefix(BASE)).content
        ids += read(client, address.removeprefix(BASE))[1]
        if form == "json":
            document = json.loads(body)
            starts.append((document["_armillary"]["start"], document["_armillary"]["total"]))
            address = document.get("next_url", "")
        else:
            feed = feedparser.parse(body).feed
            links = {link.rel: link.href for link in feed.links}
            starts.append((int(feed.opensearch_startindex), int(feed.opensearch_totalresults)))
            assert links["self"] == address
            address = links.get("next", "")
    newest = Resource.objects.order_by("-listed_at", "-pk").values_list("public_id", flat=True)
    assert ids == [f"{BASE}/resources/{name}/" for name in newest]
    assert starts == [(1, 5), (3, 5), (5, 5)]


@pytest.mark.parametrize("older", ["forged", "x" * 500, "%00"])
def test_a_forged_page_is_refused(client: Client, filled: list[int], older: str):
    assert client.get(f"/feeds/search.rss?older={older}").status_code == 400


def test_an_unknown_form_or_subject_is_not_there(client: Client, filled: list[int]):
    for path in ("/feeds/resources.xml", "/feeds/search.html", "/feeds/subjects/alchemy.rss"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("form", TYPES)
def test_an_empty_feed_is_a_feed(client: Client, form: str):
    drain_outbox(wait=True)
    for feed in FEEDS:
        if feed != "subjects/algebra":
            assert client.get(f"/feeds/{feed}.{form}").status_code == 200


def test_pages_name_their_feeds_in_every_form(client: Client, filled: list[int]):
    pages = {
        "/": "/feeds/search.rss",
        "/ar/": "/feeds/search.json?reader=ar",
        "/resources/?q=lesson": "/feeds/search.rss?q=lesson",
        "/topics/algebra/": "/feeds/search.json?subject=algebra",
        "/news/": "/feeds/news.rss?language=en",
        "/news/first/": "/feeds/news.json?language=en",
    }
    for page, feed in pages.items():
        content = client.get(page).content.decode()
        assert feed in content, page
        assert 'type="application/feed+json"' in content
        assert client.get(feed).status_code == 200


@time_machine.travel(datetime(2026, 3, 2, 12, tzinfo=UTC), tick=False)
def test_a_resource_says_its_licence_and_where_it_is(client: Client, filled: list[int]):
    [first, *_] = json.loads(client.get("/feeds/resources.json").content)["items"]
    assert first["external_url"] == "https://lessons.example.org/fractions"
    assert first["_armillary"]["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    assert first["tags"] == ["Algebra"]
