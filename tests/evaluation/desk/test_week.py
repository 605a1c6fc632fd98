"""A curator adds twenty sources of all kinds, comes back a week later, and sees in one page what came,
what broke, and what awaits a decision."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from lxml.html import document_fromstring
from tests.harvest.conftest import QUICK, Book, Provider, Question, Reply, Site
from typer.testing import CliRunner

from armillary.catalogue.models import Resource
from armillary.core.http import HttpFetcher
from armillary.evaluation.desk.overview import overview
from armillary.evaluation.enums import ListingKind
from armillary.evaluation.interfaces.desk_cli import app
from armillary.evaluation.operations import decide_resources
from armillary.harvest.enums import Way
from armillary.harvest.kinds import KINDS
from armillary.harvest.models import Source
from armillary.harvest.operations import add_source, change_source, run_source
from armillary.harvest.submissions import operations as submissions
from armillary.harvest.submissions.words import Words
from armillary.harvest.suspecting import suspect_duplicates_of
from armillary.people.actors import SYSTEM
from armillary.people.enums import Role
from armillary.people.models import Person

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TABLE = "title,url,subject,language\n" + "".join(
    f"Table {number},https://t.example/{number},hatmaking,en\n" for number in range(4)
)
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>F</title>
<link>https://f.example/</link><description>F</description>
<item><title>An entry</title><link>https://f.example/1</link></item></channel></rss>"""
REST = json.dumps(
    {"items": "$.items[*]", "identifier": "$.id", "fields": {"titles": "$.t", "addresses": "$.a"}}
)


class World:
    """Everything that is harvested: six providers, and one site for all other kinds."""

    def __init__(self) -> None:
        self.providers = [
            Provider([Book(n, address=f"https://b{place}.example/{n}") for n in range(5)])
            for place in range(6)
        ]
        self.pages: dict[str, str] = {"/table.csv": TABLE}
        self.site = Site(self.reply)

    def reply(self, path: str, _question: Question) -> Reply:
        found = self.pages.get(path)
        return found.encode() if found else (404, {}, b"")

    def close(self) -> None:
        for site in (self.site, *(provider.site for provider in self.providers)):
            site.close()


@pytest.fixture
def world(settings: Any) -> Iterator[World]:
    settings.ALLOW_PRIVATE_ADDRESSES = True
    made = World()
    yield made
    made.close()


@pytest.fixture
def run_all(world: World) -> Iterator[Callable[[], None]]:
    """What the worker does in a day."""
    fetcher = HttpFetcher(user_agent="Armillary/test", allow_private=True, manners=QUICK)

    def run() -> None:
        for source in Source.objects.filter(state="active", schedule="daily").order_by("pk"):
            suspect_duplicates_of(run_source(source, by=SYSTEM, fetcher=fetcher), by=SYSTEM)

    yield run
    fetcher.close()


def add_twenty(world: World, by: Person) -> None:
    """Six providers, and of every other kind one or two: those whose address has nothing fail."""
    for place, provider in enumerate(world.providers):
        add_source("oai", provider.address, f"oai-{place}", schedule="daily", by=by)
    others = [kind for kind in KINDS if kind != "oai"]
    addresses = {"table": "table.csv", "feed": "feed.xml"}
    for kind in [*others, *others][:14]:
        again = Source.objects.filter(name=kind).exists()
        address = f"{world.site.address}/{addresses.get(kind, 'nothing')}"
        name, schedule = (f"{kind}-2", "by-hand") if again else (kind, "daily")
        options = {"description": REST} if kind == "rest" else {}
        add_source(kind, address, name, schedule=schedule, options=options, by=by)


def a_week(world: World, run_all: Callable[[], None], colleague: Person, member: Person) -> None:
    """Books come and go, a provider goes down for good, the feed of one site comes back."""
    for day in range(1, 8):
        with time_machine.travel(MONDAY + day * DAY, tick=False):
            if day == 1:
                world.providers[0].books += [
                    Book(n, address=f"https://b0.example/{n}", datestamp="2026-11-24T00:00:00Z")
                    for n in range(50, 53)
                ]
                world.providers[5].fault = lambda _provider, _question: (500, {}, b"")
                world.pages["/feed.xml"] = FEED
            for provider in world.providers:
                provider.clock = f"2026-11-{23 + day}T09:00:00Z"
            run_all()
    with time_machine.travel(MONDAY + 7 * DAY, tick=False):
        waiting = Resource.objects.filter(state="candidate").order_by("pk")[:2]
        ids = [resource.public_id for resource in waiting]
        decide_resources(ListingKind.DECLINE, ids, reason="Not for us.", by=colleague)
        words = Words(title="Pendulum", address="https://lab.example/p", language="en")
        submissions.submit(words, way=Way.FORM, by=member)


def test_a_week_later_one_page_says_what_came_what_broke_and_what_awaits_a_decision(
    world: World,
    run_all: Callable[[], None],
    curator: Person,
    member: Person,
    new_person: Callable[..., Person],
    client_of: Callable[[Person], Client],
):
    colleague = new_person(Role.CURATOR, name="Colleen League")
    with time_machine.travel(MONDAY, tick=False):
        add_twenty(world, curator)
        run_all()
        client_of(curator).post("/desk/seen/")
        assert Source.objects.count() == 20
    a_week(world, run_all, colleague, member)

    with time_machine.travel(MONDAY + 7 * DAY + timedelta(hours=2), tick=False):
        found = overview(by=curator)
        page = document_fromstring(client_of(curator).get("/desk/").content)
        facts = client_of(curator).get("/api/v1/desk").json()
        shown = json.loads(
            CliRunner().invoke(app, ["overview", "--as", curator.email, "--json"]).output
        )

    # What came: three new books of the first provider, an entry of the feed that came back.
    by_source = {row.name: row.sums for row in found.harvests.by_source}
    assert (by_source["oai-0"].created, by_source["oai-0"].runs) == (3, 7)
    assert (by_source["table"].created, by_source["table"].failed) == (0, 0)
    # What broke, and what works again.
    assert "oai-5" in [source.name for source in found.harvests.broke]
    assert [source.name for source in found.harvests.recovered] == ["feed"]
    assert by_source["feed"].created == 1
    worst = found.health.rows[0]
    assert (worst.health.value, worst.why != "") == ("given-up", True)
    given_up = [row.source.name for row in found.health.rows if row.health == "given-up"]
    assert "oai-5" in given_up
    # What awaits a decision.
    waiting = {row.key: row.waiting.number for row in found.inboxes}
    assert waiting["submissions"] == 1
    assert waiting["unknown-values"] == 1
    assert waiting["candidates"] == Resource.objects.filter(state="candidate").count() > 20
    # What others decided.
    assert [(deed.who, deed.what, deed.number) for deed in found.deeds] == [
        ("Colleen League", "Declined resources", 2)
    ]
    # The page, the API and the command line say the same.
    said = " ".join(page.text_content().split())
    for text in (
        "oai-5",
        "Given up",
        "Declined resources (2)",
        "1 Submissions",
        "Broke",
        "Work again",
    ):
        assert text in said
    assert facts == shown
    assert len(facts["sources"]) == 20
    assert facts["harvests"]["broke"] == [source.name for source in found.harvests.broke]


def test_source_that_is_resumed_and_runs_is_said_to_work_again(
    world: World, run_all: Callable[[], None], curator: Person
):
    with time_machine.travel(MONDAY, tick=False):
        source = add_source(
            "feed", f"{world.site.address}/nothing", "feed", schedule="daily", by=curator
        )
        for _day in range(5):
            run_all()
        assert Source.objects.get().state == "paused"
    with time_machine.travel(MONDAY + DAY, tick=False):
        world.pages["/nothing"] = FEED
        change_source(source, paused=False, by=curator)
        run_all()
        found = overview(by=curator, since=MONDAY + timedelta(hours=1))
    assert [each.name for each in found.harvests.recovered] == ["feed"]
    assert found.harvests.sums.created == 1
    assert [row.health.value for row in found.health.rows] == ["fine"]
