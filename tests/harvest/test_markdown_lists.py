"""Markdown lists on code hosts: links come, change their place, and go."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from armillary.catalogue.models import Resource
from armillary.core.http import HttpFetcher
from armillary.harvest.errors import InvalidSource
from armillary.harvest.kinds import whole
from armillary.harvest.kinds.markdown import REPEATS
from armillary.harvest.models import Record, Run, Source
from armillary.harvest.operations import add_source, run_source
from armillary.people.actors import OPERATOR
from armillary.people.models import Person

from .conftest import Reply, Site

pytestmark = pytest.mark.django_db

Harvest = Callable[..., Run]
LIST = (Path(__file__).parents[1] / "payloads/formats/markdown/README.md").read_text("utf-8")
SHOWN, RAW = "/school/list/src/branch/main/README.md", "/school/list/raw/branch/main/README.md"


class Host:
    """A code host with one list, which it shows on a page and gives out raw."""

    def __init__(self) -> None:
        self.text = ""
        self.headers: dict[str, str] = {}
        self.site = Site(self.reply)

    def reply(self, path: str, _question: dict[str, str]) -> Reply:
        if path == SHOWN:
            return b"<!DOCTYPE html><ul><li>The page that shows the list</li></ul>"
        return (200, self.headers, self.text.encode()) if path == RAW else (404, {}, b"")

    def source(self, name: str = "list", path: str = SHOWN, **options: Any) -> Source:
        address = f"{self.site.address}{path}"
        return add_source("markdown", address, name, options=options, by=OPERATOR)


@pytest.fixture
def host() -> Iterator[Host]:
    made = Host()
    yield made
    made.site.close()


def counts_of(run: Run) -> dict[str, int]:
    return {name: number for name, number in run.counts.items() if number}


def whole_list(host: Host) -> str:
    """The list as this host has it: its links to itself lead here."""
    here = f"{host.site.address}/school/list/src/branch"
    return LIST.replace("https://github.com/open-school/list/blob", here)


def lines(*names: str, heading: str = "Some things") -> str:
    items = "".join(f"* [{name}](https://a.example/{name}) - Ada Moreau (PDF)\n" for name in names)
    return f"## {heading}\n\n{items}\n"


def test_page_of_a_list_is_read_as_its_file(host: Host, harvest: Harvest):
    host.text = whole_list(host)
    run = harvest(host.source(language="en"))
    assert counts_of(run) == {"listed": 16, "received": 16, "created": 16, "matched": 1}
    assert run.reasons == []
    assert [path for path, _question in host.site.asked] == [RAW]
    resource = Resource.objects.get(keys__key="address:https://books.example/counting")
    assert resource.titles.texts == {"en": "Counting on Fingers"}
    assert resource.facts["subjects"] == ["mathematics"]
    assert resource.facts["licence"] == "https://creativecommons.org/licenses/by-nc-sa/"
    assert [each["name"] for each in resource.facts["creators"]] == ["Amal Haddad", "Li Wei"]


def test_second_run_changes_nothing(host: Host, harvest: Harvest):
    host.text = whole_list(host)
    source = host.source()
    harvest(source)
    before = list(Resource.objects.order_by("pk").values())
    host.text = host.text.replace("## Contents", "## What is in it").replace("logo.svg", "sign.svg")
    assert counts_of(harvest(source)) == {"listed": 16, "received": 16, "unchanged": 16}
    assert list(Resource.objects.order_by("pk").values()) == before


def test_link_that_changes_moves_and_goes(host: Host, harvest: Harvest):
    host.text = lines("a", "b", "c", "d")
    source = host.source()
    harvest(source)
    host.text = lines("a", "b").replace("Ada", "Ida", 1) + lines("c", "e", heading="New things")
    run = harvest(source)
    assert counts_of(run) == {
        "listed": 4, "received": 4, "unchanged": 1, "updated": 2, "created": 1, "missing": 1
    }  # fmt: skip
    assert Resource.objects.get(keys__key="address:https://a.example/d").state == "withdrawn"
    moved = Resource.objects.get(keys__key="address:https://a.example/c")
    assert moved.facts["keywords"] == ["New things"]


def test_link_under_two_headings_is_two_records_of_one_resource(host: Host, harvest: Harvest):
    host.text = lines("a", "b", "a") + lines("a", heading="Other things")
    source = host.source()
    run = harvest(source)
    assert counts_of(run) == {
        "listed": 4, "received": 4, "created": 3, "matched": 1, "rejected": 1
    }  # fmt: skip
    assert run.reasons == [{"reason": REPEATS, "count": 1, "examples": ["a"]}]
    assert Resource.objects.count() == 2
    assert counts_of(harvest(source))["unchanged"] == 3


def test_list_in_a_language_lists_things_in_it(host: Host, harvest: Harvest):
    name = "/school/list/raw/branch/main/books-fr.md"
    host.reply = lambda path, _question: lines("a").encode() if path == name else b""  # type: ignore[method-assign]
    site = Site(lambda path, question: host.reply(path, question))
    source = add_source("markdown", f"{site.address}{name}", "fr", by=OPERATOR)
    harvest(source)
    site.close()
    resource = Resource.objects.get()
    assert resource.titles.texts == {"fr": "a"}
    assert resource.facts["languages"] == ["fr"]


def test_what_notes_hold_may_be_said(host: Host, harvest: Harvest):
    host.text = "* [A](https://a.example/a) - tutlane\n* [B](https://a.example/b) - Ada Moreau\n"
    harvest(host.source("authors", notes="authors"))
    named = Resource.objects.get(keys__key="address:https://a.example/a")
    assert named.facts["creators"][0]["name"] == "tutlane"
    harvest(host.source("descriptions", notes="descriptions"))
    assert Record.objects.count() == 4
    with pytest.raises(InvalidSource, match="no choice called poems"):
        host.source("poems", notes="poems")


@pytest.mark.django_db(transaction=True)
def test_run_that_is_stopped_anywhere_ends_as_if_it_had_not_been(
    host: Host, fetcher: HttpFetcher, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(whole, "AT_ONCE", 3)
    host.text = lines(*"abcdefghi", "a")
    source = host.source()
    for _time in range(3):
        with pytest.raises(KeyboardInterrupt):
            run_source(source, by=OPERATOR, progress=stop, fetcher=fetcher)
    run = run_source(source, by=OPERATOR, fetcher=fetcher)
    assert counts_of(run) == {"listed": 10, "received": 10, "created": 9, "rejected": 1}
    assert Record.objects.count() == Resource.objects.count() == 9
    assert Run.objects.count() == 1


def stop(_progress: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("text", ["<!DOCTYPE html><ul>", "No links here.", ""])
def test_what_is_no_list_fails_in_one_line_and_takes_nothing_away(
    text: str, host: Host, harvest: Harvest
):
    host.text = lines("a", "b")
    source = host.source()
    harvest(source)
    host.text = text
    run = harvest(source)
    assert run.state == "failed"
    assert run.problem.startswith("The file cannot be read")
    assert Record.objects.filter(is_deleted=False).count() == 2


def test_list_that_lost_most_of_its_links_takes_nothing_away(host: Host, harvest: Harvest):
    host.text = lines(*"abcdefgh")
    source = host.source()
    harvest(source)
    host.text = lines("a")
    run = harvest(source)
    assert run.proof["missing"] == "kept"
    assert Record.objects.filter(is_deleted=False).count() == 8


def test_file_of_this_machine(tmp_path: Path):
    path = tmp_path / "list.md"
    path.write_text(lines("a", "b"))
    run = run_source(add_source("markdown", path.as_uri(), "file", by=OPERATOR), by=OPERATOR)
    assert counts_of(run) == {"listed": 2, "received": 2, "created": 2}


def test_desk_adds_a_list_and_what_its_notes_hold(client: Client, curator: Person):
    client.force_login(curator)
    form = client.get("/desk/sources/add/?kind=markdown").content.decode()
    assert '<option value="descriptions">Descriptions</option>' in form
    sent = {
        "kind": "markdown", "address": "https://github.com/open-school/list", "name": "list",
        "notes": "descriptions", "language": "", "schedule": "",
    }  # fmt: skip
    assert client.post("/desk/sources/add/", sent).status_code == 302
    assert Source.objects.get().options == {"notes": "descriptions"}
