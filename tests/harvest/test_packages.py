"""Learning packages as sources: the package, its described parts, and what goes wrong."""

import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from typer.testing import CliRunner

from armillary.catalogue.models import Resource
from armillary.core.http import HttpFetcher
from armillary.harvest.errors import InvalidSource
from armillary.harvest.interfaces.cli import app
from armillary.harvest.kinds import package as kind
from armillary.harvest.kinds import whole
from armillary.harvest.models import Record, Run, Source
from armillary.harvest.operations import add_source, change_source, run_source
from armillary.harvest.receipts import FATES
from armillary.people.actors import OPERATOR
from armillary.people.models import Person

from .conftest import Reply, Site

pytestmark = pytest.mark.django_db

Harvest = Callable[..., Run]
FILE = "/course.imscc"
LOM = "http://ltsc.ieee.org/xsd/LOM"


@dataclass
class Course:
    """A cartridge with a link to the web in every week."""

    title: str = "The sea"
    links: list[str] = field(default_factory=lambda: ["tides", "whales", "salt"])
    broken: str = ""  # the name of a link whose file is missing
    more: str = ""  # further resources, as XML

    def written(self) -> bytes:
        body = BytesIO()
        with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("imsmanifest.xml", self._manifest())
            for name in self.links:
                if name != self.broken:
                    archive.writestr(f"links/{name}.xml", self._link(name))
        return body.getvalue()

    def _manifest(self) -> str:
        items = "".join(
            f'<item identifier="I-{name}" identifierref="R-{name}"><title>Week: {name}</title></item>'
            for name in self.links
        )
        resources = "".join(
            f'<resource identifier="R-{name}" type="imswl_xmlv1p1"><file href="links/{name}.xml"/>'
            "</resource>"
            for name in self.links
        )
        return (
            '<manifest xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1" identifier="M">'
            f'<metadata><lom xmlns="{LOM}"><general><title><string language="en">{self.title}'
            "</string></title></general></lom></metadata><organizations><organization>"
            f'<item identifier="root">{items}</item></organization></organizations>'
            f"<resources>{resources}{self.more}</resources></manifest>"
        )

    def _link(self, name: str) -> str:
        return (
            '<webLink xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imswl_v1p1">'
            f'<title>{name}</title><url href="https://sea.example/{name}"/></webLink>'
        )


class School:
    """A server that gives out one package."""

    def __init__(self) -> None:
        self.answer: Reply = b""
        self.site = Site(lambda path, _question: self.answer if path == FILE else (404, {}, b""))

    @property
    def address(self) -> str:
        return f"{self.site.address}{FILE}"

    def publish(self, course: Course) -> None:
        self.answer = course.written()

    def source(self, **options: Any) -> Source:
        return add_source("package", self.address, "sea", options=options, by=OPERATOR)


@pytest.fixture
def school() -> Iterator[School]:
    made = School()
    yield made
    made.site.close()


def counts_of(run: Run) -> dict[str, int]:
    counts = {name: number for name, number in run.counts.items() if number}
    assert counts.get("received", 0) == sum(counts.get(fate, 0) for fate in FATES)
    return counts


def resource(identifier: str) -> Resource:
    return Resource.objects.get(records__identifier=identifier)


def test_package_and_its_links_are_records(school: School, harvest: Harvest):
    school.publish(Course())
    run = harvest(school.source())
    assert counts_of(run) == {"listed": 4, "received": 4, "created": 4}
    whole_course = resource("package")
    assert whole_course.titles.texts == {"en": "The sea"}
    assert whole_course.facts["addresses"] == [school.address]
    [file] = whole_course.facts["files"]
    assert (file["address"], file["media_type"]) == (school.address, "application/zip")
    part = resource("part:R-tides")
    assert part.titles.texts == {"und": "Week: tides"}
    assert part.facts["addresses"] == ["https://sea.example/tides"]
    assert part.facts["relations"] == [{"kind": "part_of", "target": school.address}]


def test_second_run_changes_nothing(school: School, harvest: Harvest):
    school.publish(Course())
    source = school.source()
    harvest(source)
    before = list(Resource.objects.order_by("pk").values())
    assert counts_of(harvest(source)) == {"listed": 4, "received": 4, "unchanged": 4}
    assert list(Resource.objects.order_by("pk").values()) == before


def test_new_version_adds_changes_and_takes_away(school: School, harvest: Harvest):
    school.publish(Course())
    source = school.source()
    harvest(source)
    school.publish(Course(title="The sea, second edition", links=["tides", "salt", "ice"]))
    run = harvest(source)
    assert counts_of(run) == {
        "listed": 4, "received": 4, "created": 1, "updated": 1, "unchanged": 2, "missing": 1
    }  # fmt: skip
    assert run.proof["missing"] == "deleted"
    assert resource("part:R-whales").state == "withdrawn"
    assert resource("package").titles.texts == {"en": "The sea, second edition"}


@pytest.mark.django_db(transaction=True)
def test_run_that_is_stopped_anywhere_ends_as_if_it_had_not_been(
    school: School, fetcher: HttpFetcher, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(whole, "AT_ONCE", 3)
    school.publish(Course(links=[f"l{number}" for number in range(10)]))
    source = school.source()
    for _time in range(3):
        with pytest.raises(KeyboardInterrupt):
            run_source(source, by=OPERATOR, progress=stop, fetcher=fetcher)
    run = run_source(source, by=OPERATOR, fetcher=fetcher)
    assert counts_of(run) == {"listed": 11, "received": 11, "created": 11}
    assert Record.objects.count() == Resource.objects.count() == 11
    assert Run.objects.count() == 1


def stop(_progress: object) -> None:
    raise KeyboardInterrupt


def test_broken_parts_are_rejected_by_name(school: School, harvest: Harvest):
    outside = '<resource identifier="X" type="imswl_xmlv1p1" href="../../etc/passwd"/>'
    school.publish(Course(broken="whales", more=outside))
    run = harvest(school.source())
    assert counts_of(run) == {"listed": 5, "received": 5, "created": 3, "rejected": 2}
    assert sorted(run.reasons, key=lambda each: str(each["reason"])) == [
        {
            "reason": "The manifest names a file outside of the package: ../../etc/passwd.",
            "count": 1,
            "examples": ["X"],
        },
        {
            "reason": "The package lacks a file that its manifest names: links/whales.xml.",
            "count": 1,
            "examples": ["Week: whales"],
        },
    ]


def test_link_that_breaks_later_keeps_its_resource(school: School, harvest: Harvest):
    school.publish(Course())
    source = school.source()
    harvest(source)
    school.publish(Course(broken="whales"))
    assert counts_of(harvest(source))["rejected"] == 1
    assert resource("part:R-whales").state != "withdrawn"


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (b"", "The file cannot be read: This is neither a zip archive nor a manifest in XML."),
        (b"<!doctype html><p>Sign in", "The file cannot be read: This is an HTML page where"),
        (b"PK\x03\x04" + b"x" * 99, "The file cannot be read: The package is broken: its list"),
        (b"<course/>", "The file cannot be read: The manifest's root element is 'course'"),
        ((404, {}, b""), "has nothing at this address (404). Check the address."),
        (None, "broke off. Try again later."),
    ],
    ids=["empty", "page", "broken", "xml", "gone", "dropped"],
)
def test_what_is_no_package_fails_in_one_line(
    school: School, harvest: Harvest, answer: Reply, problem: str
):
    school.publish(Course())
    source = school.source()
    harvest(source)
    school.answer = answer
    run = harvest(source)
    assert run.state == "failed"
    assert problem in run.problem
    assert "\n" not in run.problem
    assert not Record.objects.filter(is_deleted=True).exists()


def test_package_that_is_too_large_is_not_read(
    school: School, harvest: Harvest, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(kind, "LIMIT", 1000)
    school.answer = b"PK\x03\x04" + bytes(2000)
    assert "and was not read." in harvest(school.source()).problem


def test_package_of_this_machine_needs_a_page_for_readers(tmp_path: Path):
    path = tmp_path / "course.imscc"
    path.write_bytes(Course().written())
    source = add_source("package", path.as_uri(), "local", by=OPERATOR)
    run = run_source(source, by=OPERATOR)
    assert counts_of(run) == {"listed": 4, "received": 4, "created": 3, "rejected": 1}
    assert [entry["reason"] for entry in run.reasons] == [
        "It has no address or identifier that can be used."
    ]
    assert "relations" not in resource("part:R-salt").facts
    page = "https://school.example/sea"
    change_source(source, options={"page": page}, by=OPERATOR)
    source.refresh_from_db()
    assert counts_of(run_source(source, by=OPERATOR)) == {
        "listed": 4, "received": 4, "created": 1, "updated": 3
    }  # fmt: skip
    assert resource("package").facts["addresses"] == [page]
    assert "files" not in resource("package").facts
    assert resource("part:R-salt").facts["relations"] == [{"kind": "part_of", "target": page}]


def test_page_for_readers_is_an_address():
    with pytest.raises(InvalidSource, match="javascript:alert"):
        add_source(
            "package", "https://a.example/a.imscc", "a", options={"page": "javascript:alert(1)"}, by=OPERATOR
        )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_package_is_added_on_the_command_line(tmp_path: Path):
    path = tmp_path / "course.imscc"
    path.write_bytes(Course().written())
    page = "page=https://school.example/sea"

    def said(*arguments: str) -> str:
        result = CliRunner().invoke(app, list(arguments))
        assert result.exit_code == 0, result.output
        return result.output

    assert "package" in [each["name"] for each in json.loads(said("kinds", "--json"))]
    said("add", "package", str(path), "--name", "sea", "--option", page)
    ran = json.loads(said("run", "sea", "--no-wait", "--json"))
    assert (ran["received"], ran["created"], ran["rejected"]) == (4, 4, 0)


def test_package_is_added_at_the_desk(client_of: Callable[[Person], Client], curator: Person):
    client = client_of(curator)
    form = client.get(reverse("harvest:add-source") + "?kind=package").content.decode()
    assert "Page for readers" in form
    stated = {
        "kind": "package",
        "address": "https://school.example/sea.imscc",
        "name": "sea",
        "page": "https://school.example/sea",
    }
    assert client.post(reverse("harvest:add-source"), stated).status_code == 302
    assert Source.objects.get().options == {"page": "https://school.example/sea"}
