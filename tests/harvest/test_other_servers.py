"""Three OAI-PMH servers that other people wrote, harvested over HTTP on loopback."""

import base64
import hashlib
import importlib.util
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from armillary.catalogue.models import Resource
from armillary.harvest.models import Record, Run
from armillary.harvest.operations import add_source
from armillary.people.actors import OPERATOR

from .conftest import Question, Site

oai_repo = pytest.importorskip("oai_repo")
oaipmh_server = pytest.importorskip("oaipmh.server")

pytestmark = pytest.mark.django_db

COUNT, PAGE = 57, 10
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"


class Shelf:
    """What each server holds: books by number, each with its day of change."""

    def __init__(self, *, tells_deletions: bool, states_size: bool) -> None:
        self.tells_deletions, self.states_size = tells_deletions, states_size
        self.changed = {number: FIRST.replace(day=1 + number % 28) for number in range(COUNT)}
        self.deleted: set[int] = {5, 50}

    def numbers(self, since: datetime | None) -> list[int]:
        chosen = [n for n, at in sorted(self.changed.items()) if since is None or at >= since]
        return [n for n in chosen if self.tells_deletions or n not in self.deleted]


def title_of(number: int) -> str:
    return f"Ouvrage nº {number} & Co"


def address_of(number: int) -> str:
    return f"https://shelf.example/view?id={number}"


def described(number: int) -> Any:
    root = etree.Element(f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC})
    for name, text in (("title", title_of(number)), ("identifier", address_of(number))):
        etree.SubElement(root, f"{{{DC}}}{name}").text = text
    return root


class OaiRepoData(oai_repo.DataInterface):  # type: ignore[misc]
    """The shelf as `oai_repo` wants it."""

    limit = PAGE

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    def get_identify(self) -> Any:
        return oai_repo.Identify(
            repository_name="Shelf",
            base_url="http://127.0.0.1/oai",
            admin_email=["desk@shelf.example"],
            earliest_datestamp="2026-01-01T00:00:00Z",
            deleted_record="no",
            granularity="YYYY-MM-DDThh:mm:ssZ",
        )

    def is_valid_identifier(self, identifier: str) -> bool:
        return identifier.startswith("oai:shelf:")

    def get_metadata_formats(self, identifier: str | None = None) -> list[Any]:
        schema = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
        return [oai_repo.MetadataFormat("oai_dc", schema, OAI_DC)]

    def get_record_header(self, identifier: str) -> Any:
        number = int(identifier.rpartition(":")[2])
        at = self.shelf.changed[number].strftime("%Y-%m-%dT%H:%M:%SZ")
        return oai_repo.RecordHeader(identifier=identifier, datestamp=at)

    def get_record_metadata(self, identifier: str, metadataprefix: str) -> Any:
        number = int(identifier.rpartition(":")[2])
        return described(number)

    def get_record_abouts(self, identifier: str) -> list[Any]:
        return []

    def list_set_specs(self, identifier: str | None = None, cursor: int = 0) -> tuple[Any, ...]:
        return None, None, None

    def list_identifiers(
        self,
        metadataprefix: str,
        filter_from: datetime | None = None,
        filter_until: datetime | None = None,
        filter_set: str | None = None,
        cursor: int = 0,
    ) -> tuple[Any, ...]:
        numbers = self.shelf.numbers(filter_from)
        page = [f"oai:shelf:{number}" for number in numbers[cursor : cursor + PAGE]]
        state = hashlib.sha256(repr(numbers).encode()).hexdigest()
        return page, len(numbers), state


class OaipmhData:
    """The shelf as `oaipmh` (pyoai) wants it."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    def identify(self) -> Any:
        from oaipmh.common import Identify

        return Identify(
            repositoryName="Shelf",
            baseURL="http://127.0.0.1/oai",
            protocolVersion="2.0",
            adminEmails=["desk@shelf.example"],
            earliestDatestamp=FIRST.replace(tzinfo=None),
            deletedRecord="persistent",
            granularity="YYYY-MM-DDThh:mm:ssZ",
            compression=["identity"],
        )

    def listRecords(  # noqa: N802  (the library's own name)
        self,
        metadataPrefix: str,  # noqa: N803
        cursor: Any = 0,
        batch_size: Any = PAGE,
        **more: Any,
    ) -> list[Any]:
        from oaipmh.common import Header, Metadata

        since = more.get("from_")
        numbers = self.shelf.numbers(since.replace(tzinfo=UTC) if since else None)
        records: list[Any] = []
        for number in numbers[int(cursor) : int(cursor) + int(batch_size)]:
            gone = number in self.shelf.deleted
            at = self.shelf.changed[number].replace(tzinfo=None)
            header = Header(None, f"oai:shelf:{number}", at, [], gone)
            said = {"title": [title_of(number)], "identifier": [address_of(number)]}
            records.append((header, None if gone else Metadata(None, said), None))
        return records


def oai_repo_answer(shelf: Shelf) -> Callable[[Question], bytes]:
    repository = oai_repo.OAIRepository(OaiRepoData(shelf))
    return lambda question: bytes(repository.process(dict(question)))


def oaipmh_answer(shelf: Shelf) -> Callable[[Question], bytes]:
    from oaipmh.metadata import MetadataRegistry

    registry = MetadataRegistry()
    registry.registerWriter("oai_dc", oaipmh_server.oai_dc_writer)
    server = oaipmh_server.BatchingServer(
        OaipmhData(shelf), metadata_registry=registry, resumption_batch_size=PAGE
    )
    return lambda question: bytes(server.handleRequest(dict(question)))


@pytest.fixture
def django_oai_pmh_answer() -> Iterator[Callable[[Shelf], Callable[[Question], bytes]]]:
    if importlib.util.find_spec("django_oai_pmh") is None:
        pytest.skip("django-oai-pmh is not installed")
    script = Path(__file__).with_name("django_oai_pmh_server.py")
    with subprocess.Popen(
        [sys.executable, str(script), str(PAGE)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        asking, said = child.stdin, child.stdout
        assert asking
        assert said
        assert said.readline() == "ready\n"
        one_at_a_time = threading.Lock()

        def answer(shelf: Shelf, question: Question) -> bytes:
            books = [
                (f"oai:shelf:{number}", at.isoformat(), number in shelf.deleted, xml)
                for number, at in shelf.changed.items()
                for xml in [etree.tostring(described(number), encoding="unicode")]
            ]
            with one_at_a_time:
                asking.write(json.dumps({"question": question, "books": books}) + "\n")
                asking.flush()
                return base64.b64decode(said.readline())

        yield lambda shelf: lambda question: answer(shelf, question)
        asking.close()


@pytest.fixture(params=["oai_repo", "oaipmh", "django_oai_pmh"])
def shelf_site(request: pytest.FixtureRequest) -> Iterator[tuple[Shelf, Site]]:
    """`oai_repo` has no way to say that a record was deleted, it is just not listed any more;
    `oaipmh` states no size and no end."""
    shelf = Shelf(
        tells_deletions=request.param != "oai_repo", states_size=request.param != "oaipmh"
    )
    if request.param == "django_oai_pmh":
        answer = request.getfixturevalue("django_oai_pmh_answer")(shelf)
    else:
        answer = {"oai_repo": oai_repo_answer, "oaipmh": oaipmh_answer}[request.param](shelf)
    site = Site(lambda path, question: answer(question) if path == "/oai" else (404, {}, b""))
    yield shelf, site
    site.close()


def test_everything_arrives(shelf_site: tuple[Shelf, Site], harvest: Callable[..., Run]):
    shelf, site = shelf_site
    run = harvest(add_source("oai", f"{site.address}/oai", "shelf", by=OPERATOR))
    told = len(shelf.deleted) if shelf.tells_deletions else 0
    assert (run.state, run.problem) == ("finished", "")
    proof = "list-size" if shelf.states_size else "short-page"
    assert run.proof == {"complete": True, "by": proof, "missing": "none"}
    assert (run.counts["received"], run.counts["deleted"]) == (55 + told, told)
    assert Resource.objects.count() == run.counts["created"] == 55
    record = Record.objects.get(identifier="oai:shelf:7")
    assert record.resource.titles.texts == {"und": "Ouvrage nº 7 & Co"}
    assert record.resource.facts["addresses"] == ["https://shelf.example/view?id=7"]


def test_changes_and_deletions_follow(shelf_site: tuple[Shelf, Site], harvest: Callable[..., Run]):
    shelf, site = shelf_site
    source = add_source("oai", f"{site.address}/oai", "shelf", by=OPERATOR)
    harvest(source)
    source.refresh_from_db()
    assert source.since
    later = datetime.now(UTC).replace(year=datetime.now(UTC).year + 1, microsecond=0)
    shelf.changed[7] = shelf.changed[8] = later
    shelf.deleted.add(8)
    again = harvest(source)
    assert (again.state, again.problem) == ("finished", "")
    assert again.counts["received"] == (2 if shelf.tells_deletions else 1)
    harvest(source, full=True)
    assert Record.objects.get(identifier="oai:shelf:8").resource.state == "withdrawn"
    assert Resource.objects.filter(state="withdrawn").count() == 1
