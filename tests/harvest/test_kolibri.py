"""Kolibri channels: a new version of a channel is compared with the old one, node by node."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.kolibri_channels import CHANNEL, Channel, number

from armillary.catalogue.models import Resource
from armillary.core.http import HttpFetcher
from armillary.harvest.errors import InvalidSource
from armillary.harvest.kinds import whole
from armillary.harvest.kinds.kolibri import database_of, storage_of
from armillary.harvest.models import Record, Run, Source
from armillary.harvest.operations import add_source, run_source
from armillary.people.actors import OPERATOR
from armillary.people.models import Person

from .conftest import Reply, Site

pytestmark = pytest.mark.django_db

Harvest = Callable[..., Run]
FILE = f"/content/databases/{CHANNEL}.sqlite3"
SUM = "9f9438fe6b0d42dd8e913d7d04cfb2b2"


class Studio:
    """A server that gives out one channel."""

    def __init__(self) -> None:
        self.answer: Reply = b""
        self.site = Site(lambda path, _question: self.answer if path == FILE else (404, {}, b""))

    def publish(self, channel: Channel) -> None:
        self.answer = channel.written()

    def source(self, **options: Any) -> Source:
        address = f"{self.site.address}{FILE}"
        return add_source("kolibri", address, "sums", options=options, by=OPERATOR)


@pytest.fixture
def studio() -> Iterator[Studio]:
    made = Studio()
    yield made
    made.site.close()


def lessons(count: int, **more: Any) -> Channel:
    channel = Channel(**more)
    topic = channel.node(1, "First term", "topic")
    for place in range(2, count + 2):
        node = channel.node(
            place, f"Lesson {place}", parent_id=topic, lang_id="en", license_name="CC BY"
        )
        channel.file(node, f"{place:032x}", "mp4", file_size=1000)
    return channel


def counts_of(run: Run) -> dict[str, int]:
    return {name: number for name, number in run.counts.items() if number}


def test_channel_and_its_resources_are_records(studio: Studio, harvest: Harvest):
    studio.publish(lessons(3))
    run = harvest(studio.source())
    assert counts_of(run) == {"listed": 4, "received": 4, "created": 4}
    resource = Resource.objects.get(records__identifier=f"node:{number(2)}")
    file = f"{studio.site.address}/content/storage/0/0/{2:032x}.mp4"
    assert resource.titles.texts == {"en": "Lesson 2"}
    assert resource.facts["addresses"] == [file]
    assert resource.facts["files"] == [{"address": file, "media_type": "video/mp4", "size": 1000}]
    assert resource.facts["keywords"] == ["First term"]
    assert list(resource.keys.values_list("key", flat=True)) == [
        "uuid:c0000000-0000-0000-0000-000000000002"
    ]


def test_second_run_changes_nothing(studio: Studio, harvest: Harvest):
    studio.publish(lessons(3))
    source = studio.source()
    harvest(source)
    before = list(Resource.objects.order_by("pk").values())
    studio.publish(lessons(3, channel={"thumbnail": "another"}))
    assert counts_of(harvest(source)) == {"listed": 4, "received": 4, "unchanged": 4}
    assert list(Resource.objects.order_by("pk").values()) == before


def test_new_version_adds_changes_and_takes_away(studio: Studio, harvest: Harvest):
    studio.publish(lessons(4))
    source = studio.source()
    harvest(source)
    newer = lessons(4)
    gone = newer.nodes.pop(2)
    newer.nodes[3]["title"] = "Lesson 5, mended"
    newer.node(20, "Lesson 20")
    studio.publish(newer)
    run = harvest(source)
    assert counts_of(run) == {
        "listed": 5, "received": 5, "unchanged": 3, "updated": 1, "created": 1, "missing": 1
    }  # fmt: skip
    assert run.proof["missing"] == "deleted"
    withdrawn = Resource.objects.get(records__identifier=f"node:{gone['id']}")
    assert withdrawn.state == "withdrawn"
    mended = Resource.objects.get(records__identifier=f"node:{number(5)}")
    assert mended.titles.texts == {"en": "Lesson 5, mended"}


def test_topic_that_is_renamed_changes_the_keywords_of_what_is_in_it(
    studio: Studio, harvest: Harvest
):
    studio.publish(lessons(2))
    source = studio.source()
    harvest(source)
    newer = lessons(2)
    newer.nodes[0]["title"] = "Parts of a whole"
    studio.publish(newer)
    assert counts_of(harvest(source))["updated"] == 2
    resource = Resource.objects.get(records__identifier=f"node:{number(2)}")
    assert resource.facts["keywords"] == ["Parts of a whole"]


def test_nodes_that_are_one_resource_and_nodes_that_cannot_be_known_again(
    studio: Studio, harvest: Harvest
):
    channel = lessons(0, more=f"UPDATE content_contentnode SET id = 'x' WHERE id = '{number(9)}'")
    channel.node(3, "Halves", content_id="d" * 31 + "e")
    channel.node(4, "Halves", content_id="d" * 31 + "e")
    channel.node(5, "")
    channel.node(9, "Without an identifier")
    studio.publish(channel)
    run = harvest(studio.source())
    assert counts_of(run) == {
        "listed": 5, "received": 5, "created": 3, "matched": 1, "rejected": 2
    }  # fmt: skip
    assert sorted(run.reasons, key=lambda each: each["reason"]) == [
        {"reason": "It has no title.", "count": 1, "examples": [f"node:{number(5)}"]},
        {"reason": "The record has no identifier.", "count": 1, "examples": ["Without an identifier"]},
    ]  # fmt: skip
    assert Resource.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_run_that_is_stopped_anywhere_ends_as_if_it_had_not_been(
    studio: Studio, fetcher: HttpFetcher, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(whole, "AT_ONCE", 3)
    studio.publish(lessons(10))
    source = studio.source()
    for _time in range(3):
        with pytest.raises(KeyboardInterrupt):
            run_source(source, by=OPERATOR, progress=stop, fetcher=fetcher)
    run = run_source(source, by=OPERATOR, fetcher=fetcher)
    assert counts_of(run) == {"listed": 11, "received": 11, "created": 11}
    assert Record.objects.count() == Resource.objects.count() == 11
    assert Run.objects.count() == 1


def stop(_progress: object) -> None:
    raise KeyboardInterrupt


def test_stick_has_no_addresses_but_pages_on_a_server_for_readers(tmp_path: Path, harvest: Harvest):
    path = tmp_path / "KOLIBRI_DATA" / "content" / "databases" / f"{CHANNEL}.sqlite3"
    path.parent.mkdir(parents=True)
    path.write_bytes(lessons(1).written())
    source = add_source("kolibri", path.as_uri(), "stick", by=OPERATOR)
    run_source(source, by=OPERATOR)
    resource = Resource.objects.get(records__identifier=f"node:{number(2)}")
    assert "addresses" not in resource.facts
    assert "files" not in resource.facts
    open_to_all = add_source(
        "kolibri", path.as_uri(), "server", options={"library": "https://k.example/"}, by=OPERATOR
    )
    assert counts_of(run_source(open_to_all, by=OPERATOR))["matched"] == 2
    resource.refresh_from_db()
    assert resource.facts["addresses"] == [f"https://k.example/learn/#/topics/c/{number(2)}"]


def test_server_for_readers_is_an_address():
    with pytest.raises(InvalidSource, match="javascript:alert"):
        add_source(
            "kolibri", "https://k.example/x.sqlite3", "k", options={"library": "javascript:alert(1)"}, by=OPERATOR
        )  # fmt: skip


def test_page_of_a_channel_stands_for_its_database_and_its_server(studio: Studio, harvest: Harvest):
    studio.publish(lessons(1))
    page = f"{studio.site.address}/fr/learn/#/topics/{CHANNEL}"
    assert counts_of(harvest(add_source("kolibri", page, "page", by=OPERATOR)))["created"] == 2
    resource = Resource.objects.get(records__identifier=f"node:{number(2)}")
    assert resource.facts["addresses"] == [f"{studio.site.address}/learn/#/topics/c/{number(2)}"]
    assert resource.facts["files"][0]["address"].startswith(f"{studio.site.address}/content/")


@pytest.mark.parametrize(
    ("shown", "database"),
    [
        (f"https://k.example/learn/#/topics/{CHANNEL}", f"https://k.example{FILE}"),
        (f"https://k.example/sub/fr-fr/learn/#/topics/{CHANNEL}?x=1", f"https://k.example/sub{FILE}"),
        (f"https://studio.example/channels/{CHANNEL}/edit/da7ecc4", f"https://studio.example{FILE}"),
        (f"https://studio.example/en/channels/{CHANNEL}", f"https://studio.example{FILE}"),
        (f"https://k.example/learn/#/topics/c/{CHANNEL}", f"https://k.example/learn/#/topics/c/{CHANNEL}"),
        (f"https://k.example{FILE}", f"https://k.example{FILE}"),
    ],
)  # fmt: skip
def test_page_that_shows_a_channel_is_not_its_database(shown: str, database: str):
    assert database_of(shown) == database


@pytest.mark.parametrize(
    ("address", "storage"),
    [
        (f"https://k.example{FILE}", "https://k.example/content/storage/"),
        (f"https://k.example/kolibri{FILE}", "https://k.example/kolibri/content/storage/"),
        (f"https://k.example/{CHANNEL}.sqlite3", ""),
        (f"file:///media/stick{FILE}", ""),
    ],
)
def test_files_lie_beside_the_databases(address: str, storage: str):
    assert storage_of(address) == storage


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (b"<html>Sign in</html>", "The file cannot be read: This is not an SQLite database."),
        (
            Channel(more="DELETE FROM content_channelmetadata").written(),
            "The file cannot be read to its end: The database holds no channel.",
        ),
    ],
)
def test_what_is_no_channel_fails_in_one_line(
    answer: bytes, problem: str, studio: Studio, harvest: Harvest
):
    studio.answer = answer
    run = harvest(studio.source())
    assert (run.state, run.counts) == ("failed", {})
    assert run.problem.endswith(problem.rpartition(": ")[2])


def test_channel_that_breaks_off_takes_nothing_away(studio: Studio, harvest: Harvest):
    channel = lessons(400)
    studio.publish(channel)
    source = studio.source()
    harvest(source)
    whole_file = channel.written()
    studio.answer = whole_file[: len(whole_file) * 2 // 3]
    run = harvest(source)
    assert run.state == "failed"
    assert not Record.objects.filter(is_deleted=True).exists()


def test_desk_adds_a_channel_with_its_server_for_readers(client: Client, curator: Person):
    client.force_login(curator)
    form = client.get("/desk/sources/add/?kind=kolibri").content.decode()
    assert "Kolibri server for readers" in form
    sent = {
        "kind": "kolibri", "address": "https://k.example/x.sqlite3", "name": "sums",
        "library": "https://k.example", "language": "fr", "schedule": "",
    }  # fmt: skip
    assert client.post("/desk/sources/add/", sent).status_code == 302
    source = Source.objects.get()
    assert (source.kind, source.options) == (
        "kolibri", {"library": "https://k.example", "language": "fr"}
    )  # fmt: skip
    refused = client.post("/desk/sources/add/", {**sent, "name": "b", "library": "nowhere"})
    assert refused.status_code == 400
    assert "nowhere is not a web address." in refused.content.decode()
