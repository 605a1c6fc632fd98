"""Characters that no database takes, and texts of a megabyte, in every field of every kind: cleaned or
rejected with a reason, on SQLite and PostgreSQL alike, and never at the cost of another record."""

import csv
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

import pytest
from django.apps import apps
from django.db import connection
from tests.kolibri_channels import CHANNEL, Channel

from armillary.catalogue.models import Resource
from armillary.harvest.models import Run, Source
from armillary.harvest.operations import add_source
from armillary.people.actors import OPERATOR

from .conftest import Book, Provider, Question, Reply, Site
from .test_armillary import entry as peer_entry
from .test_packages import Course

pytestmark = pytest.mark.django_db

Harvest = Callable[..., Run]
STRANGE = {
    "nul": "a\x00b",
    "half": "a\ud800b",
    "other half": "\udfffa",
    "controls": "a\x01\x0b\x1b\x7f\x85\ufffe\uffffb",
    "long": "long " * 200_000,
    "one word": "w" * 1_000_000,
}
GOOD = "A good book"
ODD = re.compile(r"\x00|[\ud800-\udfff]|(?<!\\)(\\\\)*\\u(0000|d[89a-f])", re.IGNORECASE)


@pytest.fixture(params=STRANGE)
def strange(request: pytest.FixtureRequest) -> str:
    return STRANGE[str(request.param)]


class Shelf:
    """One document, whatever is asked; `headers` come with it."""

    def __init__(self) -> None:
        self.body = b""
        self.headers: dict[str, str] = {}
        self.more: dict[str, Reply] = {}
        self.site = Site(self._reply)

    def _reply(self, path: str, _question: Question) -> Reply:
        return self.more.get(path, (200, self.headers, self.body))

    def source(self, kind: str, path: str = "/list", **options: Any) -> Source:
        address = f"{self.site.address}{path}"
        return add_source(kind, address, "strange", options=options, by=OPERATOR)


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    made = Shelf()
    yield made
    made.site.close()


def twice(harvest: Harvest, source: Source) -> Run:
    """A second look at what is kept must not stumble either."""
    first = harvest(source)
    again = harvest(Source.objects.get(pk=source.pk), full=True)
    assert (first.state, first.problem, again.problem) == ("finished", "", "")
    assert GOOD in {str(row) for row in Resource.objects.all()}
    assert_every_database_takes_it()
    return first


def assert_every_database_takes_it() -> None:
    """What PostgreSQL would have refused must not be in SQLite either."""
    for model in apps.get_models():
        limits = {each.column: each.max_length for each in model._meta.concrete_fields}
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            names = [column[0] for column in cursor.description or ()]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    if isinstance(value, str):
                        assert ODD.search(value) is None, (model, name, value[:200])
                        assert len(value) <= (limits[name] or len(value)), (model, name)


def resource(title: str = GOOD, **more: Any) -> dict[str, Any]:
    return {
        "@context": "https://schema.org", "@type": "LearningResource", "name": title,
        "url": "https://b.example/good", "inLanguage": "en", **more,
    }  # fmt: skip


def everywhere(strange: str) -> list[dict[str, Any]]:
    """A resource for each field that holds something strange, and for each key that is strange."""
    whole = resource(
        "Strange book",
        description="d", about="Physics", keywords=["k"], creator={"@type": "Person", "name": "n"},
        publisher="p", license="l", datePublished="2026", timeRequired="PT1H", audience="a",
        educationalLevel="e", learningResourceType="t", isPartOf="https://b.example/part",
        identifier="i", encoding={"contentUrl": "https://b.example/f", "encodingFormat": "x"},
    )  # fmt: skip
    made = []
    for number, name in enumerate(whole):
        own = {**whole, "url": f"https://b.example/{number}", "name": f"Book {number}"}
        own["@id"] = f"https://b.example/id/{number}"
        if name not in {"@context", "@type"}:
            made.append({**own, name: strange})
            made.append({**own, name: [strange, {"@type": "Thing", "name": strange}]})
    made.append({**whole, strange[:1000]: strange, "@id": f"https://b.example/{strange}"})
    return made


def as_json(value: Any) -> bytes:
    """Halves of characters as JSON has them: escaped."""
    return json.dumps(value).encode()


def test_json_list(shelf: Shelf, harvest: Harvest, strange: str):
    shelf.body = as_json([*everywhere(strange)[::3], resource()])
    twice(harvest, shelf.source("amb"))


def test_headers(shelf: Shelf, harvest: Harvest):
    shelf.body = as_json([resource()])
    shelf.headers = {"ETag": '"\x00\x85"', "Last-Modified": "\x00" + "y" * 10_000}
    twice(harvest, shelf.source("amb"))


def test_cursors_of_json_lists(shelf: Shelf, harvest: Harvest, strange: str):
    shelf.body = as_json({"member": [resource()], "view": {"next": f"/next?{strange}"}})
    shelf.more["/next"] = as_json({"member": [resource("Other", url="https://b.example/o")]})
    harvest(shelf.source("amb"))
    assert GOOD in {str(row) for row in Resource.objects.all()}
    assert_every_database_takes_it()


@pytest.mark.parametrize("kind", ["page", "sitemap"])
def test_web_page(shelf: Shelf, harvest: Harvest, strange: str, kind: str):
    nodes = [resource(), *everywhere(strange)[::5]]
    scripts = "".join(
        f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes
    )
    raw = strange.encode("utf-8", "surrogatepass")
    body = f"<html><title>t</title>{scripts}".encode() + b"<p>" + raw + b"</p></html>"
    shelf.body = body[:9_000_000]
    shelf.more["/sitemap.xml"] = (
        f"<urlset><url><loc>{shelf.site.address}/list?{quote(strange[:1000], errors='replace')}"
        f"</loc></url><url><loc>{shelf.site.address}/list?&#0;</loc></url></urlset>"
    ).encode()
    twice(harvest, shelf.source(kind, "/list" if kind == "page" else "/sitemap.xml"))


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_table(shelf: Shelf, harvest: Harvest, strange: str, ending: str):
    names = ["title", "url", "subject", "type", "licence", "creator", "date", "id", "level"]
    rows: list[dict[str, str]] = []
    for number, odd in enumerate(names):
        row = dict.fromkeys(names, "x") | {
            "title": f"Book {number}", "url": f"https://b.example/{number}", "id": str(number)
        }  # fmt: skip
        rows.append(row | {odd: strange, "more": strange})
    rows.append(dict.fromkeys([*names, "more"], "") | {
        "title": GOOD, "url": "https://b.example/good"
    })  # fmt: skip
    if ending == "jsonl":
        rows[0][strange[:1000]] = "a column"
        shelf.body = b"\n".join(map(as_json, rows))
    else:
        text = StringIO()
        writer = csv.DictWriter(text, [*names, "more"])
        writer.writeheader()
        writer.writerows(rows)
        shelf.body = text.getvalue().encode("utf-8", "surrogatepass")
    source = shelf.source("table", f"/list.{ending}", language="en")
    twice(harvest, source)


def test_feed_in_json(shelf: Shelf, harvest: Harvest, strange: str):
    items: list[dict[str, Any]] = [
        {"id": "good", "url": "https://b.example/good", "title": GOOD, "language": "en"}
    ]
    fields = ("id", "url", "title", "summary", "date_published", "language", "content_text", "tags")
    for number, odd in enumerate(fields):
        item = {"id": str(number), "url": f"https://b.example/{number}", "title": f"T {number}"}
        items.append({**item, odd: [strange] if odd == "tags" else strange})
    shelf.body = as_json(
        {"version": "https://jsonfeed.org/version/1.1", "title": strange, "items": items}
    )
    twice(harvest, shelf.source("feed", language="en"))


def raw_xml(strange: str) -> bytes:
    """As a careless program writes it, and as a reference."""
    marks = "".join(f"&#{ord(each)};" for each in strange[:20] if ord(each) > 127 or ord(each) < 32)
    return strange.encode("utf-8", "surrogatepass") + marks.encode()


def test_feed_in_xml(shelf: Shelf, harvest: Harvest, strange: str):
    odd = raw_xml(strange)
    shelf.body = (
        b'<rss version="2.0"><channel><language>en</language><title>' + odd + b"</title>"
        b"<item><guid>good</guid><title>" + GOOD.encode() + b"</title>"
        b"<link>https://b.example/good</link></item>"
        b"<item><guid>" + odd + b"</guid><title>T</title><link>https://b.example/1</link></item>"
        b"<item><guid>2</guid><title>" + odd + b"</title><link>https://b.example/2</link>"
        b"<description>" + odd + b"</description><category>" + odd + b"</category>"
        b"<pubDate>" + odd + b"</pubDate></item></channel></rss>"
    )
    twice(harvest, shelf.source("feed"))


def test_markdown(shelf: Shelf, harvest: Harvest, strange: str):
    odd = strange[:300_000].encode("utf-8", "surrogatepass")
    shelf.body = (
        b"# " + odd + b"\n\n- [" + GOOD.encode() + b"](https://b.example/good) - good\n- [" + odd
        + b"](https://b.example/1) - " + odd + b"\n"
    )  # fmt: skip
    twice(harvest, shelf.source("markdown", "/list.md", language="en"))


def test_oai(provide: Callable[..., Provider], harvest: Harvest, strange: str):
    odd = b"ODD"

    def fault(provider: Provider, question: Question) -> Any:
        answer = provider.behave(question)
        return answer.replace(odd, raw_xml(strange))

    books = [Book(1, title=GOOD), Book(2, title="ODD"), Book(3, address="https://b.example/ODD")]
    books += [
        Book(number, more=f"<dc:{name}>ODD</dc:{name}>")
        for number, name in enumerate(
            ("creator", "subject", "description", "date", "type", "rights", "language", "relation"),
            start=4,
        )
    ]
    books += [Book(20, datestamp="2026-01-01ODD")]
    provider = provide(books=books, fault=fault, page_size=4)
    source = add_source("oai", provider.address, "strange", by=OPERATOR)
    twice(harvest, source)


def test_words_of_a_provider(provide: Callable[..., Provider], harvest: Harvest, strange: str):
    """Its clock, its token and its complaint."""

    def fault(provider: Provider, question: Question) -> Any:
        if question.get("verb") == "Identify":
            return ...
        if question.get("resumptionToken"):
            error = provider.envelope('<error code="ODD">ODD</error>')
            return error.replace(b"ODD", raw_xml(strange[:100_000]))
        answer = provider.behave(question).replace(b">2&amp;since=", b">ODD&amp;since=")
        return answer.replace(b"ODD", raw_xml(strange[:3_000]))

    provider = provide(5, fault=fault, page_size=2, clock="2026-06-01T12:00:00ZODD")
    run = harvest(add_source("oai", provider.address, "strange", by=OPERATOR))
    assert (run.state, run.counts["created"]) == ("failed", 2)
    assert len(run.problem) < 1100
    assert_every_database_takes_it()


@pytest.mark.parametrize("clock", ["yesterday" * 20, "2026-06-01T12:00:00.123456789+00:00" * 2, ""])
def test_clock_that_is_none_is_not_gone_by(
    provide: Callable[..., Provider], harvest: Harvest, clock: str
):
    provider = provide(3, clock=clock)
    source = add_source("oai", provider.address, "strange", by=OPERATOR)
    assert harvest(source).proof["complete"] is True
    again = harvest(Source.objects.get())
    assert (again.state, again.problem, again.since) == ("finished", "", "")


def test_rest(shelf: Shelf, harvest: Harvest, strange: str):
    rows = [{"id": "good", "title": GOOD, "url": "https://b.example/good", "at": "2026"}]
    for number, odd in enumerate(("id", "title", "url", "at", "text", "tags")):
        row = {"id": str(number), "title": f"T {number}", "url": f"https://b.example/{number}"}
        rows.append({**row, odd: strange})
    shelf.body = as_json({"rows": rows, "next": f"{shelf.site.address}/next?{strange}", "n": 8})
    last = {"id": "last", "title": "Last", "url": "https://b.example/last"}
    shelf.more["/next"] = as_json({"rows": [last], "n": 8})
    said = {
        "items": "$.rows[*]", "total": "$.n", "identifier": "$.id", "modified": "$.at",
        "pages": {"by": "link", "path": "$.next"},
        "fields": {"titles": "$.title", "addresses": "$.url", "descriptions": "$.text",
                   "keywords": "$.tags"},
    }  # fmt: skip
    source = shelf.source("rest", description=json.dumps(said), language="en")
    harvest(source)
    assert GOOD in {str(row) for row in Resource.objects.all()}
    assert_every_database_takes_it()


def test_another_armillary(shelf: Shelf, harvest: Harvest, strange: str):
    good = peer_entry(1)
    good["description"]["titles"] = {"en": GOOD}
    items: list[Any] = [good]
    for number, name in enumerate([*good, "id"], start=2):
        items.append({**peer_entry(number), name: strange})
    for number, name in enumerate(("titles", "descriptions", "keywords", "licence"), start=40):
        odd = peer_entry(number)
        odd["description"][name] = (
            {"en": strange, strange[:100]: "x"} if name[-1] == "s" else strange
        )
        items.append(odd)
    shelf.body = as_json({"items": items, "next": None, "since": f"2026-06-01T12:00:00Z{strange}"})
    twice(harvest, shelf.source("armillary", "/"))


def test_kolibri(shelf: Shelf, harvest: Harvest, strange: str):
    channel = Channel()
    for place, title in enumerate((GOOD, "Odd", "Odder"), start=1):
        channel.node(place, title, lang_id="en", license_name="CC BY")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "channel.sqlite3"
        path.write_bytes(channel.written())
        with closing(sqlite3.connect(path)) as database:
            raw = strange.encode("utf-8", "surrogatepass")
            for column in ("title", "description", "author", "license_name", "license_description"):
                database.execute(
                    f"UPDATE content_contentnode SET {column} = CAST(? AS TEXT)"
                    " WHERE title <> ?", (raw, GOOD),
                )  # fmt: skip
            database.execute(
                "UPDATE content_channelmetadata SET name = CAST(? AS TEXT),"
                " description = CAST(? AS TEXT)", (raw, raw),
            )  # fmt: skip
            database.commit()
        shelf.body = path.read_bytes()
    twice(harvest, shelf.source("kolibri", f"/content/databases/{CHANNEL}.sqlite3"))


def test_package(shelf: Shelf, harvest: Harvest, strange: str):
    """Characters that XML forbids make a manifest unreadable as a whole, which is said."""
    text = strange.encode("utf-8", "replace").decode()
    shelf.body = Course(title=text[:100_000]).written()
    run = harvest(shelf.source("package", "/course.imscc", language="en"))
    assert run.state in {"finished", "failed"}
    assert run.problem.count("\n") == 0
    assert_every_database_takes_it()
