"""Another Armillary is harvested whole: descriptions as they are there, reviews, deletions, and nothing
of what it has from here. The other site is a real one where its answers matter, and a liar elsewhere."""

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer
from tests.formats.descriptions import FULL
from tests.formats.test_armillary_json import REVIEW, SIX

from armillary.catalogue.models import Resource
from armillary.catalogue.operations import list_resources, withdraw_resources
from armillary.core.http import HttpFetcher
from armillary.evaluation.models import ForeignReview
from armillary.formats.portable_review import write_review
from armillary.harvest.errors import InvalidSource
from armillary.harvest.kinds.armillary import LOOPING, OURS
from armillary.harvest.models import Record, Run, Source
from armillary.harvest.operations import add_source, change_source
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.people.models import Person

from .conftest import Question, Reply, Site
from .machine import Machine
from .test_runs import FATES, counts_of

pytestmark = pytest.mark.django_db

Harvest = Callable[..., Run]
Entry = dict[str, Any]


class Peer:
    """Another site. What it has is `entries`; `fault` may answer in its own way, or return ... ."""

    def __init__(self, entries: list[Entry], *, size: int = 4) -> None:
        self.entries = entries
        self.size = size
        self.clock = "2026-06-01T12:00:00Z"
        self.fault: Callable[[Question], Any] = lambda _question: ...
        self.site = Site(self.reply)

    @property
    def asked(self) -> list[Question]:
        return [asked for _path, asked in self.site.asked]

    def reply(self, path: str, question: Question) -> Reply:
        if path != "/api/v1/changes":
            return 404, {}, b""
        answer = self.fault(question)
        if answer is not ...:
            reply: Reply = answer
            return reply
        return self.behave(question)

    def behave(self, question: Question) -> bytes:
        since = question.get("since", "")
        start, _comma, since = question.get("after", f"0,{since}").partition(",")
        rows = [entry for entry in self.entries if entry["datestamp"] >= since]
        end = int(start) + self.size
        following = f"{end},{since}" if end < len(rows) else None
        return self.page(rows[int(start) : end], following)

    def page(self, rows: list[Any], following: Any = None) -> bytes:
        return json.dumps({"items": rows, "next": following, "since": self.clock}).encode()


def entry(number: int, **more: Any) -> Entry:
    page = f"https://peer.example/resources/peer{number}/"
    description = {
        "titles": {"en": f"Lesson number {number}"},
        "languages": ["en"],
        "addresses": [f"https://lessons.example/{number}"],
    }
    return {
        "id": f"peer{number}",
        "page": page,
        "state": "listed",
        "datestamp": f"2026-01-01T00:00:{number:02}Z",
        "description": description,
        "keys": [f"address:https://lessons.example/{number}"],
        "paths": [[page]],
        "reviews": [],
    } | more


def gone(number: int, **more: Any) -> Entry:
    return {"id": f"peer{number}", "state": "withdrawn", "datestamp": "2026-05-01T00:00:00Z"} | more


@pytest.fixture
def peer() -> Iterator[Callable[..., Peer]]:
    made: list[Peer] = []

    def make(*entries: Entry, **more: Any) -> Peer:
        made.append(Peer(list(entries), **more))
        return made[-1]

    yield make
    for each in made:
        each.site.close()


def source_at(peer: Peer, **more: Any) -> Source:
    return add_source("armillary", f"{peer.site.address}/", "peer", by=OPERATOR, **more)


def test_everything_arrives_and_is_accounted_for(peer: Callable[..., Peer], harvest: Harvest):
    other = peer(*(entry(number) for number in range(9)), gone(20))
    run = harvest(source_at(other))

    assert (run.state, run.problem) == ("finished", "")
    assert counts_of(run) == {"listed": 10, "received": 10, "created": 9, "deleted": 1}
    assert run.proof["complete"] is True
    assert Resource.objects.count() == 9
    record = Record.objects.get(identifier="peer3")
    assert json.loads(bytes(record.payload)) == entry(3)
    assert record.resource is not None
    assert record.resource.provenance["titles"]["ref"] == "peer:peer3"
    assert [asked.get("after", "") for asked in other.asked] == ["", "4,", "8,"]


def test_every_field_is_as_it_is_there(peer: Callable[..., Peer], harvest: Harvest):
    # The subject is one of the vocabulary that comes with the software.
    harvest(source_at(peer(entry(1, description=FULL, keys=["doi:10.1000/f"]), entry(2, description=SIX | {"addresses": ["https://six.example/"]}))))  # fmt: skip
    first, second = Resource.objects.order_by("pk")

    assert first.description == FULL
    assert second.titles.texts == SIX["titles"]
    assert second.titles.original == "fr"
    assert first.keys.filter(key="doi:10.1000/f").exists()


def test_the_second_run_asks_only_for_what_changed(peer: Callable[..., Peer], harvest: Harvest):
    other = peer(*(entry(number) for number in range(9)))
    source = source_at(other)
    harvest(source)
    source.refresh_from_db()
    other.clock = "2026-07-01T12:00:00Z"
    changed = entry(3, datestamp="2026-06-15T00:00:00Z")
    changed["description"]["titles"] = {"en": "Another title", "ru": "Другое"}
    other.entries += [
        changed,
        entry(11, datestamp="2026-06-15T00:00:01Z"),
        gone(4, datestamp="2026-06-15T00:00:02Z"),
        gone(5, datestamp="2026-06-15T00:00:03Z", state="merged", merged_into={"id": "peer6"}),
    ]
    run = harvest(source)

    assert other.asked[-1]["since"] == "2026-06-01T12:00:00Z"
    assert counts_of(run) == {"listed": 4, "received": 4, "created": 1, "updated": 1, "deleted": 2}
    assert Resource.objects.filter(state="withdrawn").count() == 2
    row = Record.objects.get(identifier="peer3").resource
    assert row is not None
    assert row.titles.texts == {"en": "Another title", "ru": "Другое"}
    source.refresh_from_db()
    assert source.since == "2026-07-01T12:00:00Z"


def test_a_whole_list_again_changes_nothing_and_finds_what_vanished(
    peer: Callable[..., Peer], harvest: Harvest
):
    other = peer(*(entry(number) for number in range(9)))
    source = source_at(other)
    harvest(source)
    again = harvest(source, full=True)
    assert counts_of(again) == {"listed": 9, "received": 9, "unchanged": 9}
    del other.entries[2]
    last = harvest(source, full=True)

    assert counts_of(last) == {"listed": 8, "received": 8, "unchanged": 8, "missing": 1}
    assert Record.objects.get(identifier="peer2").is_deleted


def test_a_run_that_broke_off_goes_on_where_it_was(peer: Callable[..., Peer], harvest: Harvest):
    other = peer(*(entry(number) for number in range(9)))
    source = source_at(other)
    other.fault = lambda question: None if question.get("after") == "4," else ...
    broken = harvest(source)
    assert (broken.state, broken.counts["received"]) == ("failed", 4)
    other.fault = lambda _question: ...
    other.clock = "2027-01-01T00:00:00Z"
    run = harvest(source)

    assert run.pk == broken.pk
    assert counts_of(run) == {"listed": 9, "received": 9, "created": 9}
    assert "since" not in other.asked[-2]
    source.refresh_from_db()
    assert source.since == "2026-06-01T12:00:00Z"  # of the first answer, whenever the last one was


def test_a_key_that_is_not_ours_becomes_a_keyword(peer: Callable[..., Peer], harvest: Harvest):
    described = entry(1)["description"] | {"subjects": ["algebra", "xenobotany"], "types": ["rune"]}
    harvest(source_at(peer(entry(1, description=described))))
    row = Resource.objects.get()

    assert row.facts["subjects"] == ["algebra"]
    assert row.facts["keywords"] == ["xenobotany"]
    assert row.unknown == {"subjects": ["xenobotany"], "types": ["rune"]}


def test_what_is_known_here_is_joined_not_doubled(
    peer: Callable[..., Peer], harvest: Harvest, new_resource: Callable[..., Resource]
):
    mine = new_resource(keys=("address:https://lessons.example/1",))
    run = harvest(source_at(peer(entry(1))))

    assert run.counts["matched"] == 1
    assert Record.objects.get().resource == mine


def test_what_it_has_from_here_does_not_come_back(
    peer: Callable[..., Peer], harvest: Harvest, new_resource: Callable[..., Resource]
):
    """Neither by its key, which a curator may have changed since, nor by what the site is called."""
    mine = new_resource(listed=True, addresses=["https://mine.example/"])
    before = Resource.objects.values().get()
    here = f"http://called-otherwise.example/resources/{mine.public_id}/"
    echo = entry(1, paths=[["https://peer.example/resources/peer1/", here]])
    source = source_at(peer(echo, entry(2)))
    run = harvest(source)

    assert counts_of(run) == {"listed": 2, "received": 2, "created": 1, "rejected": 1}
    assert run.reasons == [{"reason": OURS, "count": 1, "examples": ["peer1"]}]
    assert Resource.objects.values().get(pk=mine.pk) == before
    assert Record.objects.get(identifier="peer1").resource is None
    assert counts_of(harvest(source, full=True)) == {"listed": 2, "received": 2, "unchanged": 2}


def test_what_it_also_has_at_first_hand_is_taken(
    peer: Callable[..., Peer], harvest: Harvest, new_resource: Callable[..., Resource]
):
    mine = new_resource(listed=True, keys=("address:https://lessons.example/1",))
    theirs, here = "https://peer.example/resources/peer1/", f"/resources/{mine.public_id}/"
    other = peer(entry(1, paths=[[theirs], [theirs, f"https://here.example{here}"]]))
    source = source_at(other)
    harvest(source)
    assert Record.objects.get().resource == mine
    other.entries = [entry(1, paths=[[theirs, f"https://here.example{here}"]])]
    run = harvest(source, full=True)

    # Now it has it from here only: nobody but us speaks for it any more.
    assert counts_of(run) == {"listed": 1, "received": 1, "rejected": 1}
    assert Record.objects.get().resource is None
    mine.refresh_from_db()
    assert mine.state == "withdrawn"
    other.entries = [entry(1, paths=[[theirs]])]
    harvest(source, full=True)
    assert Record.objects.get().resource == mine


def review_of(number: int, **more: Any) -> dict[str, Any]:
    page = f"https://peer.example/resources/peer{number}/"
    name = f"review{number}"
    return write_review(REVIEW) | {
        "identifier": name, "@id": f"{page}#review-{name}", "through": [], **more,
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_reviews_come_change_and_go_with_their_records(
    peer: Callable[..., Peer], harvest: Harvest, run_tasks: Callable[[], None]
):
    other = peer(
        entry(1, reviews=[review_of(1), review_of(7)]),
        entry(2, reviews=[review_of(2)]),
        entry(3),
        entry(4),
    )
    source = source_at(other)

    def run() -> dict[str, str]:
        harvest(source, full=True)
        run_tasks()
        rows = ForeignReview.objects.select_related("resource")
        return {row.origin_id: row.resource.titles.read("en") for row in rows}

    assert run() == {name: f"Lesson number {name[-1]}" for name in ("review1", "review2")} | {
        "review7": "Lesson number 1"
    }
    other.entries[0] = entry(1, reviews=[review_of(7, reviewBody="Rewritten.")])
    assert sorted(run()) == ["review2", "review7"]
    assert ForeignReview.objects.get(origin_id="review7").comment == "Rewritten."
    other.entries[1] = gone(2)
    assert sorted(run()) == ["review7"]
    change_source(source, options={"reviews": "no"}, by=OPERATOR)
    source.refresh_from_db()
    assert run() == {}


@pytest.mark.django_db(transaction=True)
def test_a_review_of_what_it_has_from_here_comes_home(
    peer: Callable[..., Peer],
    harvest: Harvest,
    run_tasks: Callable[[], None],
    new_resource: Callable[..., Resource],
):
    mine = new_resource(listed=True)
    theirs, here = "https://peer.example/resources/peer1/", f"/resources/{mine.public_id}/"
    paths = [[theirs, f"https://here.example{here}"]]
    source = source_at(peer(entry(1, paths=paths, reviews=[review_of(1)])))
    harvest(source)
    run_tasks()

    assert ForeignReview.objects.get().resource == mine


LIES: dict[str, Callable[[Peer, Question], Any]] = {
    "no JSON": lambda _peer, _question: b"<html>Welcome</html>",
    "another JSON": lambda _peer, _question: b'{"total": 7, "items": "many"}',
    "nested": lambda _peer, _question: b"[" * 200_000,
    "too many": lambda peer, _question: peer.page([1] * 2_001),
    "broken off": lambda peer, question: peer.behave(question)[:100],
    "no cursor": lambda peer, _question: peer.page([], {"after": 7}),
}


@pytest.mark.parametrize("name", LIES)
def test_an_answer_that_is_no_list_ends_the_run_with_one_line(
    peer: Callable[..., Peer], harvest: Harvest, name: str
):
    other = peer(entry(1))
    other.fault = lambda question: LIES[name](other, question)
    run = harvest(source_at(other))

    assert run.state == "failed"
    assert run.problem.startswith("Page 1 of the list cannot be read: ")
    assert "\n" not in run.problem


def test_a_page_that_is_too_large_is_not_read(
    peer: Callable[..., Peer], harvest: Harvest, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("armillary.harvest.kinds.armillary.LIMIT", 10_000)
    other = peer(entry(1))
    other.fault = lambda _question: other.page([entry(1, reason="x" * 20_000)])
    run = harvest(source_at(other))

    assert run.state == "failed"
    assert "larger than" in run.problem


@pytest.mark.parametrize("kind", ["same cursor", "two cursors", "new cursors"])
def test_a_list_that_goes_in_circles_is_left_and_withdraws_nothing(
    peer: Callable[..., Peer], harvest: Harvest, kind: str
):
    other = peer(entry(1), entry(2), entry(3))
    source = source_at(other)
    harvest(source)
    turns = iter(range(1_000))

    def circle(_question: Question) -> bytes:
        turn = next(turns)
        cursor = {"same cursor": "c", "two cursors": "ab"[turn % 2], "new cursors": f"c{turn}"}
        return other.page([entry(1)], cursor[kind])

    other.fault = circle
    run = harvest(source, full=True)

    assert run.state == "finished"
    assert run.proof["complete"] is False
    assert run.reasons[0]["reason"] == LOOPING
    assert not Resource.objects.filter(state="withdrawn").exists()
    assert next(turns) < 20


def test_entries_that_cannot_be_read_stop_nothing(peer: Callable[..., Peer], harvest: Harvest):
    other = peer(
        entry(1),
        {"id": "../../etc", "state": "listed", "datestamp": "2026-01-01T00:00:09Z"},
        entry(3, description={"titles": {"en": "<p></p>"}, "addresses": ["javascript:alert(1)"]}),
        entry(4, description=None),
        entry(5, datestamp="2026-01-01", keys=[7], paths="x", reviews={}, unknown=[]),
        size=10,
    )
    run = harvest(source_at(other))

    assert run.state == "finished"
    assert counts_of(run) == {"listed": 5, "received": 5, "created": 2, "rejected": 3}
    assert {entry["reason"] for entry in run.reasons} == {
        "The entry has no readable id.",
        "The entry has no description.",
        "It has no title. It has no address or identifier that can be used.",
    }


def test_texts_are_cleaned_and_links_are_safe(peer: Callable[..., Peer], harvest: Harvest):
    described = {
        "titles": {"en": "Good <script>alert(1)</script>lesson\u202e", "xx-invalid!": "B\x00ad"},
        "addresses": ["javascript:alert(1)", "https://lessons.example/1"],
        "creators": [{"name": "<b>A</b>", "kind": "person", "address": "data:text/html,x"}],
        "files": [{"address": "file:///etc/passwd", "media_type": "x"}],
    }
    harvest(source_at(peer(entry(1, description=described))))
    row = Resource.objects.get()

    assert row.titles.texts["en"] == "Good lesson"
    assert row.facts["addresses"] == ["https://lessons.example/1"]
    assert row.facts["creators"] == [{"name": "A", "kind": "person", "address": ""}]
    assert "files" not in row.facts


def test_an_id_that_is_listed_twice_is_one_record(peer: Callable[..., Peer], harvest: Harvest):
    twice = entry(1) | {"description": entry(2)["description"], "datestamp": "2026-01-01T00:00:05Z"}
    harvest(source_at(peer(entry(1), twice)))

    assert Record.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "options"),
    [
        ("https://a.example/?page=1", {}),
        ("https://a.example/#top", {}),
        ("https://a.example/", {"reviews": "some"}),
        ("https://a.example/", {"set": "physics"}),
    ],
)
def test_an_address_or_option_that_cannot_work_is_refused(address: str, options: dict[str, str]):
    with pytest.raises(InvalidSource):
        add_source("armillary", address, "peer", options=options, by=OPERATOR)


def test_it_is_added_on_the_web(client_of: Callable[..., Client], curator: Person):
    client = client_of(curator)
    address = reverse("harvest:add-source")
    form = client.get(f"{address}?kind=armillary").content.decode()
    stated = {"kind": "armillary", "address": "https://a.example/", "name": "a", "reviews": "no"}
    answer = client.post(address, stated)

    assert 'name="reviews"' in form
    assert answer.status_code == 302
    source = Source.objects.get()
    assert (source.kind, source.options) == ("armillary", {"reviews": "no"})


# The other site is this very software from here on.


def answers(size: int = 5) -> list[bytes]:
    """All pages of our own list, as a peer gets them."""
    client, pages, after = Client(), [], ""
    while True:
        response = client.get("/api/v1/changes", {"size": size, "after": after})
        pages.append(response.content)
        after = response.json()["next"] or ""
        if not after:
            return pages


def test_what_our_own_list_says_is_harvested_as_it_is(
    peer: Callable[..., Peer], harvest: Harvest, new_resource: Callable[..., Resource]
):
    """Told by one database, taken by an empty one."""
    for number in range(12):
        address = f"https://lessons.example/{number}"
        more: dict[str, Any] = {**FULL, "titles": {"ar": f"درس {number}", "en": f"Lesson {number}"}}
        more |= {
            "addresses": [address],
            "descriptions": {"en": "One paragraph.\n\nAnother & more."},
        }
        new_resource(listed=True, keys=(f"address:{address}",), **more)
    withdrawn = new_resource(listed=True, titles={"en": "Gone"})
    withdraw_resources([withdrawn.pk], by=SYSTEM, reason="Gone.")
    listed = Resource.objects.filter(state="listed")
    told = [row.description for row in listed.order_by("pk")]
    pages = answers()
    Resource.objects.all().delete()
    other = peer()
    following = iter(pages)
    other.fault = lambda _question: next(following)
    run = harvest(source_at(other))
    list_resources(list(Resource.objects.values_list("pk", flat=True)), by=SYSTEM)

    assert counts_of(run) == {"listed": 13, "received": 13, "created": 12, "deleted": 1}
    assert [row.description for row in listed.order_by("pk")] == told
    assert [row.titles.original for row in listed] == ["ar"] * 12


@pytest.mark.django_db(transaction=True)
def test_harvesting_oneself_brings_nothing(
    live_server: LiveServer, fetcher: HttpFetcher, new_resource: Callable[..., Resource]
):
    from armillary.harvest.operations import run_source

    for _number in range(3):
        new_resource(listed=True, addresses=["https://a.example/"])
    source = add_source("armillary", live_server.url, "mirror", by=OPERATOR)
    run = run_source(source, by=OPERATOR, fetcher=fetcher)

    assert counts_of(run) == {"listed": 3, "received": 3, "rejected": 3}
    assert Resource.objects.count() == 3
    assert not Record.objects.exclude(resource=None).exists()


# Serves, and does what it is told line by line: commands, or code to run.
SITE = """
import contextlib, io, json, sys, threading
import django; django.setup()
from wsgiref.simple_server import WSGIRequestHandler, make_server
from armillary.cli.application import app
from armillary.config.wsgi import application
WSGIRequestHandler.log_message = lambda *_: None
server = make_server("127.0.0.1", int(sys.argv[1]), application)
threading.Thread(target=server.serve_forever, daemon=True).start()
for line in sys.stdin:
    told, out = json.loads(line), io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
    with contextlib.redirect_stdout(out):
        exec(told) if isinstance(told, str) else app(told, standalone_mode=False)
    sys.__stdout__.write(json.dumps(out.buffer.getvalue().decode()) + "\\n")
    sys.__stdout__.flush()
"""
REVIEW_ALL = """
from armillary.catalogue.models import Resource
from armillary.core.tasks import drain
from armillary.evaluation.operations import review_resource
from armillary.people.actors import OPERATOR
from armillary.people.enums import Role
from armillary.people.operations import create_person, grant_role
from armillary.review.operations import load_shipped_rubrics, publish_review
[rubric] = load_shipped_rubrics(by=OPERATOR)
person = create_person("berta@example.org", name="Berta", by=OPERATOR)
grant_role(person, Role.REVIEWER, by=OPERATOR)
scores = {criterion.key: 2 for criterion in rubric.criteria.all()}
for row in Resource.objects.filter(state="listed"):
    publish_review(review_resource(row, rubric=rubric, scores=scores, by=person), by=OPERATOR)
drain()
"""
TABLE = """title,url,language,description,creator
Fractions,https://lessons.example/fractions,en,Halves and thirds.,Ada Noor
الكسور,https://lessons.example/kusur,ar,الأنصاف والأثلاث.,
Дроби,https://lessons.example/drobi,ru,Половины и трети.,
"""


class Installation(Machine):
    """A machine with an address, in one process that lasts."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.prepare()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = str(free.getsockname()[1])
        self.address = f"http://127.0.0.1:{port}"
        self.environment["ARMILLARY_BASE_URL"] = self.address
        self.environment["DJANGO_SETTINGS_MODULE"] = "armillary.config.settings"
        self.process = subprocess.Popen(
            [sys.executable, "-c", SITE, port],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def tell(self, told: object) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(told) + "\n")
        self.process.stdin.flush()
        answer: str = json.loads(self.process.stdout.readline())
        return answer

    def said(self, *arguments: str) -> str:
        return self.tell(arguments)

    def harvest_from(self, name: str) -> dict[str, Any]:
        receipt: dict[str, Any] = json.loads(self.said("harvest", "run", name, "--full", "--json"))
        return {name: number for name, number in receipt.items() if name in FATES and number}

    def exported(self) -> list[dict[str, Any]]:
        """What is listed, without what every site has of its own."""
        lines = map(json.loads, self.said("catalogue", "export").splitlines())
        own = ("id", "provenance", "listed")
        return sorted(
            ({name: value for name, value in line.items() if name not in own} for line in lines),
            key=lambda line: str(line["addresses"]),
        )


@pytest.fixture
def sites(tmp_path: Path) -> Iterator[list[Installation]]:
    """Two installations that are served."""
    made = [Installation(tmp_path / name) for name in "ab"]
    yield made
    for site in made:
        site.process.kill()
        site.process.communicate()


def test_two_installations_harvest_each_other(sites: list[Installation], tmp_path: Path):
    """Each with a database, a command line and a server of its own."""
    here, there = sites
    table = tmp_path / "lessons.csv"
    table.write_text(TABLE, encoding="utf-8")
    here.said("harvest", "add", "table", str(table), "--name", "lessons", "--trust")
    here.harvest_from("lessons")
    there.said("harvest", "add", "armillary", here.address, "--name", "here", "--trust")
    here.said("harvest", "add", "armillary", there.address, "--name", "there", "--trust")

    assert there.harvest_from("here") == {"created": 3}
    assert len(here.exported()) == 3
    assert there.exported() == here.exported()

    there.tell(REVIEW_ALL)
    assert here.harvest_from("there") == {"rejected": 3}
    assert here.rows("SELECT reviewer, address FROM evaluation_foreignreview")[2][0] == "Berta"
    assert here.rows("SELECT COUNT(*) FROM catalogue_resource") == [(3,)]

    # Round and round: nothing grows, nothing is made anew.
    assert there.harvest_from("here") == {"updated": 3}  # our own reviews, told as its
    assert there.rows("SELECT COUNT(*) FROM evaluation_foreignreview") == [(0,)]
    assert here.harvest_from("there") == {"unchanged": 3}
    assert there.harvest_from("here") == {"unchanged": 3}

    # What its source gives up is gone everywhere, though each has it from the other.
    table.write_text(TABLE.replace("Дроби,https://lessons.example/drobi", ","), encoding="utf-8")
    here.harvest_from("lessons")
    assert there.harvest_from("here") == {"deleted": 1, "unchanged": 2}
    assert here.harvest_from("there") == {"deleted": 1, "unchanged": 2}
    assert there.exported() == here.exported()
    assert len(here.exported()) == 2
    assert here.rows("SELECT COUNT(*) FROM evaluation_foreignreview") == [(2,)]
