"""Readers that other people wrote read every feed, in every form, to the end of a search."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import feedparser
import pytest

from conformance.live import Site

DOOR = "Feeds"
CLIENTS = ("feedparser",)

FEEDS = (
    "resources",
    "subjects/mathematics",
    "news",
    "search",
    "search?q=fractions",
    "search?language=ar&reader=ar",
    "search?q=nothing+like+it+zzzzqx",
)
VERSIONS = {"atom": "atom10", "rss": "rss20"}


def path_of(feed: str, form: str) -> str:
    name, mark, query = feed.partition("?")
    return f"/feeds/{name}.{form}{mark}{query}"


def faults(body: bytes, version: str) -> list[str]:
    """What feedparser stumbles over, and what a reader would miss."""
    found = feedparser.parse(body)
    if found.bozo:
        return [str(found.bozo_exception)]
    wrong = [] if found.version == version else [f"a version {found.version!r}"]
    wrong += [
        f"a feed without {name}"
        for name in ("title", "link", "language", "updated_parsed")
        if not found.feed.get(name)
    ]
    asked = ("id", "title", "link", "published_parsed", "updated_parsed")
    wrong += [
        f"{each.get('id')} without {name}"
        for each in found.entries
        for name in asked
        if not each.get(name)
    ]
    ids = [each.get("id") for each in found.entries]
    return wrong + (["the same entry twice"] if len(ids) > len(set(ids)) else [])


@pytest.mark.parametrize("form", VERSIONS)
@pytest.mark.parametrize("feed", FEEDS)
def test_feedparser_reads_every_feed(site: Site, feed: str, form: str) -> None:
    body = site.read(path_of(feed, form))
    assert faults(body, VERSIONS[form]) == []
    assert bool(feedparser.parse(body).entries) is ("zzzzqx" not in feed)


@pytest.mark.parametrize("form", VERSIONS)
@pytest.mark.planted("a broken element, missing ids and dates")
def test_feedparser_finds_what_is_planted(site: Site, form: str) -> None:
    body = site.read(path_of("resources", form))
    assert faults(body.replace(b"</title>", b"</tilte>", 1), VERSIONS[form]) != []
    for name in (b"updated", b"pubDate", b"id", b"guid"):
        if b"<%s" % name in body:
            planted = body.replace(b"<%s" % name, b"<x").replace(b"</%s>" % name, b"</x>")
            assert faults(planted, VERSIONS[form]) != [], name


def pages(site: Site, address: str) -> Iterator[Any]:
    while address:
        found = feedparser.parse(site.read(address))
        yield found
        address = next((link.href for link in found.feed.links if link.rel == "next"), "")


@pytest.mark.parametrize("form", VERSIONS)
def test_a_reader_gets_everything_that_is_listed_page_by_page(site: Site, form: str) -> None:
    found = list(pages(site, f"/feeds/search.{form}?reader=en"))
    ids = [entry.id for page in found for entry in page.entries]
    totals = {page.feed.opensearch_totalresults for page in found}
    assert len(found) > 2
    assert len(ids) == len(set(ids))
    assert totals == {str(len(ids))}
    rows = site.rows(
        "SELECT public_id FROM catalogue_resource WHERE state='listed' AND alias_of_id IS NULL"
    )
    assert set(ids) <= {f"{site.address}/resources/{name}/" for [name] in rows}


def json_faults(body: bytes) -> list[str]:
    """What JSON Feed 1.1 asks for, by the letter of its specification."""
    feed = json.loads(body)
    wrong = [] if feed.get("version") == "https://jsonfeed.org/version/1.1" else ["its version"]
    wrong += [name for name in ("title", "items", "feed_url") if name not in feed]
    for item in feed.get("items", []):
        texts = ("id", "url", "title", "content_text", "content_html", "language")
        wrong += [name for name in texts if not isinstance(item.get(name, ""), str)]
        wrong += [] if item.get("id") else ["an item without id"]
        wrong += [] if {"content_text", "content_html"} & set(item) else ["an item without content"]
        wrong += [
            date for date in ("date_published", "date_modified") if not rfc_3339(item.get(date))
        ]
        wrong += ["attachment" for each in item.get("attachments", ()) if not each.get("mime_type")]
        wrong += [
            name for name in item if name.startswith("_") and not isinstance(item[name], dict)
        ]
    return wrong


def rfc_3339(text: object) -> bool:
    try:
        return datetime.fromisoformat(str(text)).tzinfo is not None
    except ValueError:
        return False


@pytest.mark.parametrize("feed", FEEDS)
@pytest.mark.by("checks of our own")
def test_every_json_feed_has_what_the_format_asks_for(site: Site, feed: str) -> None:
    assert json_faults(site.read(path_of(feed, "json"))) == []


@pytest.mark.by("checks of our own")
@pytest.mark.planted("missing ids, dates and contents")
def test_json_feed_with_a_planted_fault_is_found_out(site: Site) -> None:
    body = site.read("/feeds/resources.json")
    for planted in (b'"ident"', b'"date_publishd"', b'"content"'):
        name = {b"i": b'"id"', b"d": b'"date_published"', b"c": b'"content_text"'}[planted[1:2]]
        assert json_faults(body.replace(name, planted)) != []
