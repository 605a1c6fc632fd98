"""News as a feed, and what this site says of itself in the sitemap."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.test import Client

from armillary.editorial import operations
from armillary.editorial.documents import save_document
from armillary.editorial.enums import PieceKind
from armillary.people.actors import OPERATOR

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


def publish(kind: PieceKind, name: str, **more: Any) -> None:
    words = {"title": {"en": f"{name} & co", "ar": "خبر"}, "text": {"en": "A *b*.", "ar": "نص"}}
    save_document(kind, {"name": name, **words, **more}, by=OPERATOR, publish=True)


def feed(client: Client, query: str = "") -> ET.Element:
    response = client.get(f"/feeds/news.atom{query}")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content)


def names(root: ET.Element) -> list[str]:
    return [(found.text or "").split("/")[-2] for found in root.findall(f"{ATOM}entry/{ATOM}id")]


@time_machine.travel(NOON, tick=False)
def test_an_entry_has_what_a_reader_needs(client: Client):
    publish(PieceKind.NEWS, "first", summary={"en": "In <short>."}, starts="2026-11-01")
    [entry] = feed(client).findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == "http://127.0.0.1:8000/news/first/"
    assert entry.findtext(f"{ATOM}title") == "first & co"
    assert entry.findtext(f"{ATOM}summary") == "In <short>."
    assert entry.findtext(f"{ATOM}content") == "<p>A <em>b</em>.</p>\n"
    assert entry.findtext(f"{ATOM}published") == "2026-11-01T00:00:00Z"
    assert entry.findtext(f"{ATOM}updated") == "2026-11-30T12:00:00Z"


def test_it_comes_in_the_language_of_whoever_follows(client: Client):
    publish(PieceKind.NEWS, "first")
    root = feed(client, "?language=ar")
    [entry] = root.findall(f"{ATOM}entry")
    assert root.get(LANGUAGE) == "ar"
    [title] = entry.findall(f"{ATOM}title")
    assert (title.text, title.get(LANGUAGE)) == ("خبر", "ar")
    [link] = entry.findall(f"{ATOM}link")
    assert link.get("href") == "http://127.0.0.1:8000/ar/news/first/"


def test_only_news_of_today_is_in_it_and_a_known_one_is_not_sent_again(client: Client):
    with time_machine.travel(NOON, tick=False):
        publish(PieceKind.NEWS, "now")
        publish(PieceKind.NEWS, "over", starts="2026-11-01", ends="2026-11-29")
        publish(PieceKind.NEWS, "soon", starts="2026-12-01")
        publish(PieceKind.PAGE, "house")
        assert names(feed(client)) == ["now"]
        etag = client.get("/feeds/news.atom")["ETag"]
        known = client.get("/feeds/news.atom", headers={"If-None-Match": etag})
        assert known.status_code == 304
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        fresh = client.get("/feeds/news.atom", headers={"If-None-Match": etag})
        assert fresh.status_code == 200
        assert names(feed(client)) == ["soon", "now"]
        operations.unpublish_piece(PieceKind.NEWS, "soon", reason="No.", by=OPERATOR)
        assert names(feed(client)) == ["now"]


def test_an_empty_feed_is_a_feed(client: Client):
    assert names(feed(client)) == []


def test_a_feed_costs_the_same_with_one_entry_and_with_three(
    client: Client, django_assert_num_queries: Callable[..., Any]
):
    for more in range(3):
        publish(PieceKind.NEWS, f"n{more}")
        with django_assert_num_queries(2):
            feed(client)


def test_what_readers_have_is_in_the_sitemap_in_every_language(client: Client):
    publish(PieceKind.PAGE, "house")
    publish(PieceKind.PAGE, "about")
    publish(PieceKind.NEWS, "first")
    publish(PieceKind.NEWS, "over", starts="2026-01-01", ends="2026-01-02")
    root = ET.fromstring(client.get("/sitemaps/pages.xml").content)
    found = [(place.text or "").removeprefix("http://127.0.0.1:8000") for place in root.iter()]
    written = ["/about/", "/about/house/", "/news/", "/news/first/"]
    assert [path for path in found if path in written] == written
    assert [
        path for path in found if path.removeprefix("/ar") in written and path[:4] == "/ar/"
    ] == [f"/ar{path}" for path in written]
    assert [path for path in found if "over" in path and "/news/" in path] == []
