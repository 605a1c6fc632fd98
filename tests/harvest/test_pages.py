"""Web pages and sitemaps: what a page says of itself becomes a record; a bad page costs itself."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from armillary.catalogue.models import Resource
from armillary.harvest.kinds import sitemap as sitemap_kind
from armillary.harvest.kinds.page import SILENT
from armillary.harvest.models import Record, Run
from armillary.harvest.operations import add_source
from armillary.people.actors import OPERATOR

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
    assert run.proof == {"complete": True, "missing": "none"}
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
