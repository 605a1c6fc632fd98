"""Web pages and sitemaps: what a page says of itself becomes a record; a bad page costs itself."""

import gzip
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from armillary.catalogue.models import Resource
from armillary.harvest.guessing.queries import guess_facts
from armillary.harvest.kinds import sitemap as sitemap_kind
from armillary.harvest.kinds.page import SILENT
from armillary.harvest.models import Record, Run
from armillary.harvest.operations import add_source
from armillary.harvest.operations.guessing import guess_resources
from armillary.people.actors import OPERATOR
from armillary.people.models import LogEntry

from .conftest import Reply, Site

pytestmark = pytest.mark.django_db

Harvest = Callable[..., Run]


class Web:
    """A web site of pages by path."""

    def __init__(self) -> None:
        self.pages: dict[str, Reply] = {}
        self.site = Site(lambda path, _question: self.pages.get(path, (404, {}, b"")))

    def address(self, path: str) -> str:
        return f"{self.site.address}{path}"

    def page(self, path: str, *nodes: dict[str, Any], noise: str = "") -> None:
        scripts = "".join(
            f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes
        )
        self.pages[path] = f"<!doctype html><html><head>{scripts}</head>{noise}</html>".encode()

    def sitemap(self, *paths: str, path: str = "/sitemap.xml", outside: str = "") -> None:
        entries = "".join(f"<url><loc>{self.address(path)}</loc></url>" for path in paths)
        self.pages[path] = (
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
            f"{entries}{outside}</urlset>"
        ).encode()

    def index(self, path: str, *paths: str) -> None:
        entries = "".join(f"<sitemap><loc>{self.address(each)}</loc></sitemap>" for each in paths)
        self.pages[path] = (
            '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
            f"{entries}</sitemapindex>"
        ).encode()


def resource(name: str, **more: Any) -> dict[str, Any]:
    return {
        "@context": "https://schema.org", "@type": "LearningResource", "name": name,
        "inLanguage": "en", **more,
    }  # fmt: skip


@pytest.fixture
def web() -> Iterator[Web]:
    made = Web()
    yield made
    made.site.close()


def counts_of(run: Run) -> dict[str, int]:
    return {name: number for name, number in run.counts.items() if number}


def test_page_is_one_record(web: Web, harvest: Harvest):
    web.page("/a", resource("Fractions"))
    source = add_source("page", web.address("/a"), "a", by=OPERATOR)
    assert counts_of(harvest(source)) == {"listed": 1, "received": 1, "created": 1}
    assert Resource.objects.get().facts["addresses"] == [web.address("/a")]


def test_change_around_the_description_is_no_change(web: Web, harvest: Harvest):
    web.page("/a", resource("Fractions"), noise="token 1")
    source = add_source("page", web.address("/a"), "a", by=OPERATOR)
    harvest(source)
    web.page("/a", resource("Fractions"), noise="token 2")
    assert counts_of(harvest(source)) == {"listed": 1, "received": 1, "unchanged": 1}


def test_page_that_describes_two_things_is_two_records(web: Web, harvest: Harvest):
    web.page("/a", resource("One", url="/one"), resource("Two", url="/two"))
    source = add_source("page", web.address("/a"), "a", by=OPERATOR)
    assert counts_of(harvest(source)) == {"listed": 2, "received": 2, "created": 2}
    addresses = [row.facts["addresses"][0] for row in Resource.objects.order_by("pk")]
    assert addresses == [web.address("/one"), web.address("/two")]


def test_silent_page_is_rejected_with_the_reason(web: Web, harvest: Harvest):
    web.page("/a")
    run = harvest(add_source("page", web.address("/a"), "a", by=OPERATOR))
    assert run.reasons == [{"reason": SILENT, "count": 1, "examples": [web.address("/a")]}]


def test_sitemap_reads_every_page_and_says_what_is_wrong_with_the_others(
    web: Web, harvest: Harvest
):
    for number in range(25):
        web.page(f"/{number}", resource(f"Page {number}"))
    web.page("/silent")
    paths = [*(f"/{number}" for number in range(25)), "/silent", "/gone", "/3"]
    web.sitemap(*paths, outside="<url><loc>https://elsewhere.example/x</loc></url>")
    run = harvest(add_source("sitemap", web.address("/sitemap.xml"), "s", by=OPERATOR))
    assert counts_of(run) == {"listed": 28, "received": 28, "created": 25, "rejected": 3}
    assert run.proof == {"complete": True, "by": "every-address", "missing": "none"}
    reasons = {entry["reason"]: entry["examples"] for entry in run.reasons}
    assert reasons[SILENT] == [web.address("/silent")]
    assert reasons[sitemap_kind.ELSEWHERE] == ["https://elsewhere.example/x"]
    assert len(reasons) == 3


def test_index_of_sitemaps_is_followed_once_each(web: Web, harvest: Harvest):
    web.page("/a", resource("A"))
    web.sitemap("/a", path="/one.xml")
    web.pages["/sitemap.xml"] = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<sitemap><loc>{web.address('/one.xml')}</loc></sitemap>"
        f"<sitemap><loc>{web.address('/sitemap.xml')}</loc></sitemap></sitemapindex>"
    ).encode()
    run = harvest(add_source("sitemap", web.address("/sitemap.xml"), "s", by=OPERATOR))
    assert run.counts["created"] == 1


@pytest.fixture
def indexed(web: Web) -> Web:
    """An index of an index, of a packed sitemap and of two others, with a page each."""
    for name in "abcd":
        web.page(f"/{name}", resource(name * 3))
        web.sitemap(f"/{name}", path=f"/{name}.xml")
    packed = web.pages["/b.xml"]
    assert isinstance(packed, bytes)
    web.pages["/b.xml.gz"] = gzip.compress(packed)
    web.index("/inner.xml", "/c.xml", "/d.xml")
    web.index("/sitemap.xml", "/a.xml", "/inner.xml", "/b.xml.gz")
    return web


def test_nested_and_packed_sitemaps_are_read(indexed: Web, harvest: Harvest):
    run = harvest(add_source("sitemap", indexed.address("/sitemap.xml"), "s", by=OPERATOR))
    assert (run.counts["created"], run.proof["by"]) == (4, "every-address")


@pytest.mark.parametrize(
    "reply",
    [(404, {}, b""), (503, {}, b""), b"<html>", b"", b"\x1f\x8b broken", None],
    ids=["gone", "busy", "page", "empty", "damaged", "dropped"],
)
def test_sitemap_of_an_index_that_cannot_be_read_costs_nothing(
    indexed: Web, harvest: Harvest, reply: Reply
):
    source = add_source("sitemap", indexed.address("/sitemap.xml"), "s", by=OPERATOR)
    harvest(source)
    indexed.page("/d", resource("news"))
    indexed.pages["/b.xml.gz"] = reply
    run = harvest(source)
    assert (run.state, run.problem) == ("finished", "")
    assert counts_of(run) == {
        "listed": 3, "received": 3, "updated": 1, "unchanged": 2, "missing": 1
    }  # fmt: skip
    assert run.proof == {"complete": False, "missing": "kept"}
    reasons = {entry["reason"]: entry["examples"] for entry in run.reasons}
    assert set(reasons) == {sitemap_kind.UNREAD, sitemap_kind.INCOMPLETE}
    [example] = reasons[sitemap_kind.UNREAD]
    assert example.startswith(f"{indexed.address('/b.xml.gz')} cannot be read: ")
    assert not Record.objects.filter(is_deleted=True).exists()


def test_sitemap_that_is_cut_off_deletes_nothing(indexed: Web, harvest: Harvest):
    indexed.sitemap("/a", "/b", "/c", "/d", path="/sitemap.xml")
    source = add_source("sitemap", indexed.address("/sitemap.xml"), "s", by=OPERATOR)
    harvest(source)
    whole = indexed.pages["/sitemap.xml"]
    assert isinstance(whole, bytes)
    indexed.pages["/sitemap.xml"] = whole[: whole.index(b"/d</loc>")]
    run = harvest(source)
    assert run.proof == {"complete": False, "missing": "kept"}
    assert [entry["reason"] for entry in run.reasons] == [sitemap_kind.CUT]
    assert run.counts["missing"] == 1


def test_index_of_which_nothing_can_be_read_fails(indexed: Web, harvest: Harvest):
    for path in ("/a.xml", "/b.xml.gz", "/inner.xml"):
        del indexed.pages[path]
    run = harvest(add_source("sitemap", indexed.address("/sitemap.xml"), "s", by=OPERATOR))
    assert run.state == "failed"
    assert run.problem.endswith("has nothing at this address (404). Check the address.")


def test_sitemaps_beyond_those_that_are_read_at_once_are_told(
    indexed: Web, harvest: Harvest, monkeypatch: pytest.MonkeyPatch
):
    source = add_source("sitemap", indexed.address("/sitemap.xml"), "s", by=OPERATOR)
    harvest(source)
    monkeypatch.setattr(sitemap_kind, "MOST_SITEMAPS", 4)
    run = harvest(source)
    assert run.proof == {"complete": False, "missing": "kept"}
    assert [entry["reason"] for entry in run.reasons] == [sitemap_kind.TOO_LARGE]


def test_batch_of_slow_pages_is_committed_before_it_is_full(
    indexed: Web, harvest: Harvest, monkeypatch: pytest.MonkeyPatch
):
    """Whoever is silent for longer than the lease is taken for dead."""
    monkeypatch.setattr(sitemap_kind, "LONGEST", 0.0)
    source = add_source("sitemap", indexed.address("/sitemap.xml"), "s", by=OPERATOR)
    assert harvest(source).counts["created"] == 4
    pages = LogEntry.objects.filter(stream="harvest:s", action="take-page")
    assert [entry.facts["created"] for entry in pages] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    "reply", [b"<html>Maintenance</html>", (404, {}, b""), (500, {}, b"")],
    ids=["silent", "gone", "broken"],
)  # fmt: skip
@pytest.mark.parametrize("count", [1, 2])
def test_page_that_falls_silent_is_told_and_its_records_stay(
    web: Web, harvest: Harvest, reply: Reply, count: int
):
    for number in range(6):
        web.page(f"/{number}", resource(f"Page {number}"))
    web.page("/loud", *(resource(f"Thing {number}") for number in range(count)))
    web.sitemap("/loud", *(f"/{number}" for number in range(6)))
    source = add_source("sitemap", web.address("/sitemap.xml"), "s", by=OPERATOR)
    harvest(source)
    web.pages["/loud"] = reply
    run = harvest(source)
    assert (run.counts["rejected"], run.counts["missing"]) == (1, 0)
    assert run.reasons[0]["examples"] == [web.address("/loud")]
    assert not Record.objects.filter(is_deleted=True).exists()
    assert not Resource.objects.filter(state="withdrawn").exists()


def test_page_that_left_the_sitemap_is_withdrawn(web: Web, harvest: Harvest):
    for number in range(3):
        web.page(f"/{number}", resource(f"Page {number}"))
    web.sitemap("/0", "/1", "/2")
    source = add_source("sitemap", web.address("/sitemap.xml"), "s", by=OPERATOR)
    harvest(source)
    web.sitemap("/0", "/1")
    run = harvest(source)
    assert (run.counts["missing"], run.proof["missing"]) == (1, "deleted")
    assert Record.objects.get(is_deleted=True).resource.state == "withdrawn"


def test_site_that_goes_down_ends_the_run_and_is_taken_up_again(
    web: Web, harvest: Harvest, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sitemap_kind, "AT_ONCE", 6)
    for number in range(12):
        web.page(f"/{number}", resource(f"Page {number}"))
    web.sitemap(*(f"/{number}" for number in range(12)))
    good = {path: web.pages[path] for path in web.pages}
    web.pages |= {f"/{number}": (500, {}, b"") for number in range(4, 12)}
    source = add_source("sitemap", web.address("/sitemap.xml"), "s", by=OPERATOR)
    run = harvest(source)
    assert (run.state, run.counts["created"]) == ("failed", 4)
    web.pages = good
    again = harvest(source)
    assert (again.pk, again.state, again.counts["created"]) == (run.pk, "finished", 12)


def test_what_is_no_sitemap_fails_in_one_line(web: Web, harvest: Harvest):
    web.page("/a", resource("A"))
    run = harvest(add_source("sitemap", web.address("/a"), "s", by=OPERATOR))
    assert run.state == "failed"
    assert run.problem.startswith(f"{web.address('/a')} cannot be read: ")


def test_microdata_are_read_where_there_is_no_json_ld(web: Web, harvest: Harvest):
    web.pages["/a"] = (
        b'<html lang="en"><body itemscope itemtype="https://schema.org/LearningResource">'
        b'<h1 itemprop="name">Fractions</h1><meta itemprop="inLanguage" content="en">'
        b'<a itemprop="url" href="/fractions">here</a></body></html>'
    )
    source = add_source("page", web.address("/a"), "a", by=OPERATOR)
    assert counts_of(harvest(source)) == {"listed": 1, "received": 1, "created": 1}
    resource = Resource.objects.get()
    assert resource.titles.texts == {"en": "Fractions"}
    assert resource.facts["addresses"] == [web.address("/fractions")]
    assert counts_of(harvest(source)) == {"listed": 1, "received": 1, "unchanged": 1}


def test_sitemap_reads_rdfa_as_well(web: Web, harvest: Harvest):
    web.page("/a", resource("A"))
    web.pages["/b"] = (
        b'<body vocab="https://schema.org/" typeof="Course"><h1 property="name">B</h1></body>'
    )
    web.sitemap("/a", "/b")
    run = harvest(add_source("sitemap", web.address("/sitemap.xml"), "s", by=OPERATOR))
    assert counts_of(run) == {"listed": 2, "received": 2, "created": 2}


def test_meta_tags_are_no_proof_of_a_resource(web: Web, harvest: Harvest):
    web.pages["/a"] = (
        b'<title>Fractions</title><meta property="og:title" content="Fractions">'
        b'<meta name="DC.title" content="Fractions"><meta name="citation_title" content="Fractions">'
    )
    run = harvest(add_source("page", web.address("/a"), "a", by=OPERATOR))
    assert run.reasons == [{"reason": SILENT, "count": 1, "examples": [web.address("/a")]}]


def test_things_with_one_identifier_are_two_records_every_time(web: Web, harvest: Harvest):
    twins = [resource(name, url=f"/{name}") | {"@id": "#it"} for name in ("one", "two")]
    web.page("/a", *twins)
    source = add_source("page", web.address("/a"), "a", by=OPERATOR)
    assert harvest(source).counts["created"] == 2
    assert counts_of(harvest(source)) == {"listed": 2, "received": 2, "unchanged": 2}


FOOT = (
    "<body><main><p>"
    + "Fractions are numbers that name equal parts of a whole. " * 60
    + '</p></main><footer>© {year} <a rel="license" href="https://creativecommons.org/licenses/by/4.0/">'
    "CC BY 4.0</a></footer></body>"
)


def test_a_licence_at_the_foot_of_a_page_is_a_guess_and_no_fact(web: Web, harvest: Harvest):
    web.page("/a", resource("Fractions"), noise=FOOT.format(year=2025))
    source = add_source("page", web.address("/a"), "a", by=OPERATOR)
    harvest(source)
    row = Resource.objects.get()
    guess_resources([row.pk], by=OPERATOR)
    assert "licence" not in row.facts
    fields = guess_facts(row)["fields"]
    assert fields["licence"][0]["value"] == "https://creativecommons.org/licenses/by/4.0/"
    assert fields["minutes"][0]["value"] == 3


def test_a_page_whose_foot_changes_its_year_is_unchanged(web: Web, harvest: Harvest):
    web.page("/a", resource("Fractions"), noise=FOOT.format(year=2025))
    source = add_source("page", web.address("/a"), "a", by=OPERATOR)
    harvest(source)
    web.page("/a", resource("Fractions"), noise=FOOT.format(year=2026))
    assert counts_of(harvest(source)) == {"listed": 1, "received": 1, "unchanged": 1}


def test_a_stated_licence_needs_no_guess(web: Web, harvest: Harvest):
    stated = "https://creativecommons.org/licenses/by-sa/4.0/"
    web.page("/a", resource("Fractions", license=stated), noise=FOOT.format(year=2025))
    harvest(add_source("page", web.address("/a"), "a", by=OPERATOR))
    row = Resource.objects.get()
    guess_resources([row.pk], by=OPERATOR)
    assert row.facts["licence"] == stated
    assert "licence" not in guess_facts(row)["fields"]
