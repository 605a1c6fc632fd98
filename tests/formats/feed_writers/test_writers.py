"""One outline, three forms: what each says, as readers that other people wrote see it, and as ours does."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.formats.feed_writers import (
    Category,
    Enclosure,
    Entry,
    Outline,
    Page,
    Wording,
    write_atom,
    write_json_feed,
    write_rss,
)
from armillary.formats.feeds import open_feed, read_entry

HOME = "https://house.example"
CC_BY = "https://creativecommons.org/licenses/by/4.0/"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WRITERS = {"atom": write_atom, "rss": write_rss, "json": write_json_feed}
XML = ("atom", "rss")  # feedparser reads no JSON

ENTRY = Entry(
    name=f"{HOME}/resources/a/",
    title=Wording("Halves & <b>thirds</b>\x07", "en"),
    page=f"{HOME}/resources/a/",
    about="https://lessons.example/a",
    published=NOON,
    updated=NOON + timedelta(days=1),
    summary=Wording("Cut <and> share.", "en"),
    authors=("A. Noor", "B. Diaz"),
    categories=(Category("algebra", "Algebra"), Category("fractions", "Fractions")),
    licence=CC_BY,
    enclosures=(Enclosure("https://lessons.example/a.pdf", "application/pdf", 2048),),
)
OUTLINE = Outline(
    name=f"{HOME}/feeds/search.atom?q=a&b=c",
    address=f"{HOME}/feeds/search.rss?q=a&b=c",
    page=f"{HOME}/resources/?q=a&b=c",
    title="New & old",
    description="What is here.",
    language="en",
    site="House",
    home=f"{HOME}/",
    updated=NOON,
    entries=[ENTRY],
)


def read(form: str, feed: Outline) -> Any:
    """As feedparser does, which everybody's reader is tried with."""
    found = feedparser.parse(WRITERS[form](feed))
    assert not found.bozo, found.get("bozo_exception")
    return found


def item(feed: Outline) -> dict[str, Any]:
    """The one item of a JSON Feed."""
    [found] = json.loads(write_json_feed(feed))["items"]
    return found


@pytest.mark.parametrize("form", XML)
def test_atom_and_rss_tell_the_same(form: str):
    found = read(form, OUTLINE)
    [entry] = found.entries
    assert found.version == {"atom": "atom10", "rss": "rss20"}[form]
    assert (found.feed.title, found.feed.language) == ("New & old", "en")
    assert (entry.id, entry.link) == (ENTRY.name, ENTRY.page)
    assert entry.published_parsed[:5] == (2026, 3, 2, 12, 0)
    assert entry.updated_parsed[:5] == (2026, 3, 3, 12, 0)
    assert [author.name for author in entry.authors] == ["A. Noor", "B. Diaz"]
    assert {link.href for link in entry.enclosures} == {"https://lessons.example/a.pdf"}


def test_json_feed_tells_what_they_do():
    assert json.loads(write_json_feed(OUTLINE)) == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "New & old",
        "home_page_url": OUTLINE.page,
        "feed_url": OUTLINE.address,
        "description": "What is here.",
        "language": "en",
        "authors": [{"name": "House", "url": f"{HOME}/"}],
        "_armillary": {"about": f"{HOME}/", "updated": "2026-03-02T12:00:00Z"},
        "items": [
            {
                "id": ENTRY.name,
                "url": ENTRY.page,
                "external_url": "https://lessons.example/a",
                "title": "Halves & <b>thirds</b>\x07",
                "content_text": "Cut <and> share.",
                "language": "en",
                "date_published": "2026-03-02T12:00:00Z",
                "date_modified": "2026-03-03T12:00:00Z",
                "authors": [{"name": "A. Noor"}, {"name": "B. Diaz"}],
                "tags": ["Algebra", "Fractions"],
                "attachments": [
                    {
                        "url": "https://lessons.example/a.pdf",
                        "mime_type": "application/pdf",
                        "size_in_bytes": 2048,
                    }
                ],
                "_armillary": {"licence": CC_BY},
            }
        ],
    }


@pytest.mark.parametrize("form", WRITERS)
def test_our_own_reader_understands_what_is_written(form: str):
    feed = open_feed(WRITERS[form](OUTLINE), OUTLINE.address)
    [found] = feed.entries
    stated = read_entry(found.payload)
    assert found.identifier == ENTRY.name
    assert [agent.name for agent in stated.creators] == ["A. Noor", "B. Diaz"]
    assert [file.address for file in stated.files] == ["https://lessons.example/a.pdf"]
    assert stated.titles[0].text.startswith("Halves & ")


def test_titles_and_words_come_through_unchanged():
    atom = ET.fromstring(write_atom(OUTLINE))
    rss = ET.fromstring(write_rss(OUTLINE))
    space = "{http://www.w3.org/2005/Atom}"
    assert atom.findtext(f"{space}entry/{space}title") == "Halves & <b>thirds</b>\ufffd"
    assert rss.findtext("channel/item/title") == "Halves & <b>thirds</b>\ufffd"
    assert rss.findtext("channel/item/description") == "Cut &lt;and&gt; share."


def test_licence_is_where_each_form_has_a_place_for_it():
    assert read("atom", OUTLINE).entries[0].links[1].rel == "license"
    assert b"<creativeCommons:license>" + CC_BY.encode() in write_rss(OUTLINE)


def test_dates_are_those_of_the_format_wherever_somebody_stands():
    east = timezone(timedelta(hours=5, minutes=30))
    feed = replace(OUTLINE, updated=NOON.astimezone(east))
    assert b"<lastBuildDate>Mon, 02 Mar 2026 12:00:00 GMT</lastBuildDate>" in write_rss(feed)
    assert b"<updated>2026-03-02T12:00:00Z</updated>" in write_atom(feed)


def test_pages_and_what_was_searched():
    page = Page(total=120, size=50, start=51, words="a", language="en", description=f"{HOME}/os")
    feed = replace(OUTLINE, following=f"{HOME}/next?a=1&b=2", first=f"{HOME}/first", search=page)
    for form in ("atom", "rss"):
        found = read(form, feed).feed
        links = {link.rel: link.href for link in found.links}
        assert (links["next"], links["first"]) == (feed.following, feed.first)
        assert links["self"] == feed.address
        assert links["search"] == f"{HOME}/os"
        asked = (found.opensearch_totalresults, found.opensearch_startindex)
        assert asked == ("120", "51")
    document = json.loads(write_json_feed(feed))
    assert document["next_url"] == feed.following
    assert document["_armillary"]["total"] == 120


def test_a_file_of_unknown_size_is_no_enclosure_of_rss_but_of_the_others():
    file = Enclosure("https://lessons.example/a.pdf", "application/pdf")
    feed = replace(OUTLINE, entries=[replace(ENTRY, enclosures=[file])])
    found = {form: len(read(form, feed).entries[0].enclosures) for form in XML}
    assert found == {"atom": 1, "rss": 0}
    assert item(feed)["attachments"] == [{"url": file.address, "mime_type": "application/pdf"}]


def test_an_entry_that_says_nothing_but_its_title():
    bare = Entry(f"{HOME}/a", Wording("العنوان", "und"), f"{HOME}/a", NOON, NOON)
    feed = replace(OUTLINE, entries=[bare])
    for form in XML:
        assert read(form, feed).entries[0].title == "العنوان"
    assert item(feed)["content_text"] == "العنوان"
    assert "language" not in item(feed)


def test_html_is_html_in_every_form():
    entry = replace(ENTRY, content=Wording("<p>A <em>b</em> &amp; c.</p>", "en"))
    feed = replace(OUTLINE, entries=[entry])
    for form in XML:
        words = [each.value for each in read(form, feed).entries[0].content]
        assert "<p>A <em>b</em> &amp; c.</p>" in words
    assert item(feed)["content_html"] == "<p>A <em>b</em> &amp; c.</p>"


@pytest.mark.parametrize("form", XML)
def test_what_is_cut_off_is_seen_to_be_broken(form: str):
    assert feedparser.parse(WRITERS[form](OUTLINE)[:-12]).bozo


# Anything that Python takes for a text, half characters included.
ANYTHING = st.text(st.characters(codec=None), min_size=1, max_size=60)


@given(title=ANYTHING, name=ANYTHING, words=ANYTHING)
def test_no_words_can_break_a_feed(title: str, name: str, words: str):
    entry = replace(
        ENTRY,
        title=Wording(title, "en"),
        summary=Wording(words),
        authors=[name],
        categories=[Category(words, title)],
        about=f"https://lessons.example/{words}",
    )
    feed = replace(OUTLINE, title=title, entries=[entry])
    atom, rss = ET.fromstring(write_atom(feed)), ET.fromstring(write_rss(feed))
    space = "{http://www.w3.org/2005/Atom}"
    assert len(atom.findall(f"{space}entry")) == len(rss.findall("channel/item")) == 1
    assert len(json.loads(write_json_feed(feed))["items"]) == 1
