"""Feeds: what drops out is kept, what is declared gone goes, older pages are followed to the end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from armillary.catalogue.models import Resource
from armillary.formats.feeds.values import NAMELESS
from armillary.harvest.kinds import feed as feed_kind
from armillary.harvest.kinds import whole
from armillary.harvest.kinds.feed import BROKEN_OFF, LOOPING, NAMED, OLDER, TOO_LONG
from armillary.harvest.models import Record, Run, Source
from armillary.harvest.operations import add_source
from armillary.people.actors import OPERATOR
from armillary.people.models import Person

from .conftest import Question, Reply, Site

pytestmark = pytest.mark.django_db

Harvest = Callable[..., Run]
NAMES = (
    'xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0" '
    'xmlns:at="http://purl.org/atompub/tombstones/1.0"'
)


def entry(
    number: int, title: str = "", updated: str = "2026-01-01T00:00:00Z", link: str = ""
) -> str:
    address = link or f"https://blog.example/{number}"
    return (
        f"<entry><id>tag:blog.example,2026:{number}</id><title>{title or f'Entry {number}'}</title>"
        f'<link href="{address}"/><updated>{updated}</updated></entry>'
    )


def document(*entries: str, more: str = "") -> bytes:
    return f'<feed {NAMES} xml:lang="en">{more}{"".join(entries)}</feed>'.encode()


def link(relation: str, address: str) -> str:
    return f'<link rel="{relation}" href="{address}"/>'


@dataclass
class Blog:
    """A site of documents by path and question."""

    documents: dict[str, Reply] = field(default_factory=dict)
    site: Site = field(init=False)

    def __post_init__(self) -> None:
        self.site = Site(self.reply)

    def reply(self, path: str, question: Question) -> Reply:
        name = f"{path}?{question['page']}" if "page" in question else path
        return self.documents.get(name, (404, {}, b""))

    def source(self, path: str = "/feed") -> Source:
        return add_source("feed", f"{self.site.address}{path}", "blog", by=OPERATOR)

    @property
    def asked(self) -> list[str]:
        return [path + str(question.get("page", "")) for path, question in self.site.asked]


@pytest.fixture
def blog() -> Iterator[Blog]:
    made = Blog()
    yield made
    made.site.close()


def counts_of(run: Run) -> dict[str, int]:
    return {name: number for name, number in run.counts.items() if number}


def reasons_of(run: Run) -> dict[str, int]:
    return {entry["reason"]: entry["count"] for entry in run.reasons}


def live() -> list[str]:
    rows = Record.objects.filter(is_deleted=False).order_by("identifier")
    return [row.identifier.rpartition(":")[2] for row in rows]


def test_entries_become_resources_and_stay_when_they_drop_out(blog: Blog, harvest: Harvest):
    blog.documents["/feed"] = document(*(entry(number) for number in range(3)))
    source = blog.source()
    assert counts_of(harvest(source)) == {"listed": 3, "received": 3, "created": 3}
    assert counts_of(harvest(source)) == {"listed": 3, "received": 3, "unchanged": 3}
    blog.documents["/feed"] = document(entry(3), entry(2, "Renamed"))
    run = harvest(source)
    assert counts_of(run) == {"listed": 2, "received": 2, "created": 1, "updated": 1}
    assert run.proof == {"complete": True, "by": "whole-file", "partial": True}
    assert live() == ["0", "1", "2", "3"]
    assert titles()["https://blog.example/2"] == {"en": "Renamed"}


def test_entry_declared_deleted_goes(blog: Blog, harvest: Harvest):
    blog.documents["/feed"] = document(*(entry(number) for number in range(3)))
    source = blog.source()
    harvest(source)
    gone = '<at:deleted-entry ref="tag:blog.example,2026:1" when="2026-02-01T00:00:00Z"/>'
    blog.documents["/feed"] = document(entry(0), more=gone)
    assert counts_of(harvest(source))["deleted"] == 1
    assert live() == ["0", "2"]
    assert Resource.objects.filter(state="withdrawn").count() == 1


def test_entry_that_came_back_after_its_deletion_stays(blog: Blog, harvest: Harvest):
    gone = '<at:deleted-entry ref="tag:blog.example,2026:1" when="2026-02-01T00:00:00Z"/>'
    blog.documents["/feed"] = document(entry(1, updated="2026-03-01T00:00:00Z"), more=gone)
    harvest(blog.source())
    assert live() == ["1"]


def test_complete_feed_proves_what_is_gone(blog: Blog, harvest: Harvest):
    blog.documents["/feed"] = document(*map(entry, range(4)), more="<fh:complete/>")
    source = blog.source()
    harvest(source)
    blog.documents["/feed"] = document(*map(entry, range(3)), more="<fh:complete/>")
    run = harvest(source)
    assert (run.counts["missing"], run.proof["missing"]) == (1, "deleted")
    assert live() == ["0", "1", "2"]


def titles() -> dict[str, dict[str, str]]:
    """Address → titles of every resource."""
    rows = Resource.objects.all()
    return {row.facts["addresses"][0]: dict(row.titles.texts) for row in rows}


def archive(blog: Blog) -> None:
    """Nine entries in three documents; an old version of entry 8 lies in the oldest."""
    blog.documents = {
        "/feed": document(*map(entry, (8, 7, 6)), more=link("prev-archive", "/2025")),
        "/2025": document(*map(entry, (5, 4, 3)), more=link("prev-archive", "/2024")),
        "/2024": document(*map(entry, (2, 1, 0)), entry(8, "Old version")),
    }


def test_archives_are_read_to_the_end_and_prove_what_is_gone(blog: Blog, harvest: Harvest):
    archive(blog)
    source = blog.source()
    run = harvest(source)
    assert counts_of(run) == {"listed": 10, "received": 10, "created": 9, "rejected": 1}
    assert reasons_of(run) == {OLDER: 1}
    assert run.proof == {"complete": True, "by": "end-of-list", "missing": "none"}
    assert counts_of(harvest(source))["unchanged"] == 9
    blog.documents["/2024"] = document(*map(entry, (2, 1)))
    assert harvest(source).proof["missing"] == "deleted"
    assert live() == ["1", "2", "3", "4", "5", "6", "7", "8"]


def test_run_that_was_broken_off_ends_like_one_that_was_not(blog: Blog, harvest: Harvest):
    archive(blog)
    oldest = blog.documents["/2024"]
    blog.documents["/2024"] = (503, {}, b"")
    source = blog.source()
    first = harvest(source)
    assert (first.state, first.counts["created"]) == ("failed", 6)
    blog.documents["/2024"] = oldest
    asked = len(blog.asked)
    again = harvest(source)
    assert (again.pk, again.state) == (first.pk, "finished")
    assert blog.asked[asked:] == ["/2024"]
    assert counts_of(again) == {"listed": 10, "received": 10, "created": 9, "rejected": 1}
    assert titles()["https://blog.example/8"] == {"en": "Entry 8"}


def test_lost_archive_withdraws_nothing(blog: Blog, harvest: Harvest):
    archive(blog)
    source = blog.source()
    harvest(source)
    blog.documents["/2024"] = (404, {}, b"")
    run = harvest(source)
    assert run.state == "finished"
    assert reasons_of(run) == {BROKEN_OFF: 1}
    assert len(live()) == 9


@pytest.mark.parametrize("following", ["/feed", "/other"])
def test_pages_that_go_in_circles_end(blog: Blog, harvest: Harvest, following: str):
    blog.documents["/feed"] = document(entry(1), more=link("next", following))
    blog.documents["/other"] = document(entry(1), more=link("next", "/another"))
    blog.documents["/another"] = document(entry(2), more=link("next", "/feed"))
    run = harvest(blog.source())
    assert LOOPING in reasons_of(run)
    assert run.proof == {"complete": False, "partial": True}


def test_pages_are_limited(blog: Blog, harvest: Harvest, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(feed_kind, "MOST_DOCUMENTS", 3)
    for page in range(6):
        body = document(entry(page), more=link("next", f"/feed?page={page + 1}"))
        blog.documents[f"/feed?{page}" if page else "/feed"] = body
    run = harvest(blog.source())
    assert (run.counts["created"], reasons_of(run)) == (3, {TOO_LONG: 1})


def test_web_page_that_names_its_feed_is_followed_once(blog: Blog, harvest: Harvest):
    page = '<!doctype html><link rel="alternate" type="application/atom+xml" href="{}">'
    blog.documents["/"] = (200, {"ETag": '"page"'}, page.format("/feed").encode())
    blog.documents["/feed"] = document(entry(1))
    source = blog.source("/")
    run = harvest(source)
    assert (run.counts["created"], reasons_of(run)) == (1, {NAMED: 1})
    assert Source.objects.get().validators == {}
    blog.documents["/feed"] = page.format("/more").encode()
    run = harvest(source)
    assert (run.state, "/more" in blog.asked) == ("failed", False)


def test_web_page_without_a_feed_fails_in_one_line(blog: Blog, harvest: Harvest):
    blog.documents["/feed"] = b"<!doctype html><p>Hello"
    run = harvest(blog.source())
    assert (run.state, run.problem) == (
        "failed",
        "This is a web page that names no feed. Give a feed's address.",
    )


def test_one_identifier_for_all_entries_keeps_them_apart(blog: Blog, harvest: Harvest):
    items = [
        f"<item><guid isPermaLink='false'>https://blog.example/</guid><title>Part {number}</title>"
        f"<link>https://blog.example/{number}</link></item>"
        for number in (3, 2, 1)
    ]
    blog.documents["/feed"] = f"<rss><channel>{''.join(items)}</channel></rss>".encode()
    source = blog.source()
    assert counts_of(harvest(source)) == {"listed": 3, "received": 3, "created": 3}
    assert counts_of(harvest(source)) == {"listed": 3, "received": 3, "unchanged": 3}
    newer = items[0].replace("Part 3", "Part 4").replace("example/3", "example/4")
    blog.documents["/feed"] = f"<rss><channel>{newer}{''.join(items)}</channel></rss>".encode()
    run = harvest(source)
    assert counts_of(run) == {"listed": 4, "received": 4, "unchanged": 3, "created": 1}
    assert len(titles()) == 4


def test_newest_version_of_an_entry_counts(blog: Blog, harvest: Harvest):
    blog.documents["/feed"] = document(
        entry(1, "First", "2026-01-01T00:00:00Z"),
        entry(1, "Third", "2026-03-01T00:00:00+02:00"),
        entry(1, "Second", "2026-02-01T00:00:00Z"),
    )
    run = harvest(blog.source())
    assert counts_of(run) == {"listed": 3, "received": 3, "created": 1, "rejected": 2}
    assert titles() == {"https://blog.example/1": {"en": "Third"}}


def test_feed_that_has_not_changed_is_not_sent(blog: Blog, harvest: Harvest):
    body = document(entry(1))

    def reply(path: str, question: Question) -> Reply:
        known = blog.site.headers[-1].get("If-None-Match") == '"1"'
        return (304, {}, b"") if known else (200, {"ETag": '"1"'}, body)

    blog.site.close()
    blog.site = Site(reply)
    source = blog.source()
    harvest(source)
    run = harvest(Source.objects.get(pk=source.pk))
    assert run.proof == {"complete": True, "by": "not-modified", "unchanged": True}


def test_long_feed_is_taken_in_pieces(
    blog: Blog, harvest: Harvest, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(whole, "AT_ONCE", 2)
    blog.documents["/feed"] = document(*map(entry, range(5)))
    run = harvest(blog.source())
    assert counts_of(run) == {"listed": 5, "received": 5, "created": 5}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!DOCTYPE feed [<!ENTITY a 'b'>]><feed/>",
        b'{"version": "https://jsonfeed.org/version/1.1", "items": [' + b"[" * 100_000,
        b"\x00\xff" * 1000,
    ],
)
def test_hostile_feed_fails_in_one_line(blog: Blog, harvest: Harvest, body: bytes):
    blog.documents["/feed"] = body
    run = harvest(blog.source())
    assert run.state == "failed"
    assert run.problem.startswith("The file cannot be read: ")


def test_feed_is_added_and_its_receipt_read_at_the_desk(
    blog: Blog,
    harvest: Harvest,
    client_of: Callable[[Person], Client],
    curator: Person,
    settings: Any,
):
    settings.ALLOW_PRIVATE_ADDRESSES = True
    blog.documents["/"] = b'<html><link rel="alternate" type="application/rss+xml" href="/feed">'
    blog.documents["/feed"] = b"<rss><channel><item><title>Nameless</title></item></channel></rss>"
    client = client_of(curator)
    choice = client.get(reverse("harvest:add-source") + "?kind=feed").content.decode()
    assert "The address of a feed, or of a web page that names its feed." in choice
    stated = {"kind": "feed", "address": f"{blog.site.address}/", "name": "a", "language": "en"}
    assert client.post(reverse("harvest:add-source"), stated).status_code == 302
    harvest(Source.objects.get())
    page = client.get(reverse("harvest:source", args=["a"])).content.decode()
    assert NAMED in page
    assert NAMELESS in page
