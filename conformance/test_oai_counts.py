"""Harvesters that others wrote get all of a catalogue of thousands, whole pages and a rest, at rest and
while it is edited; a provider that lost one record at the end of a page would be found out."""

import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import pytest

from conformance.catalogues import EVERY
from conformance.conftest import needed
from conformance.live import PROGRAM, ROOT, Site, change, environment, running_site

DOOR = "OAI-PMH"
CLIENTS = ("Sickle", "oaipmh-scythe", "Catmandu::OAI")

OAI = "{http://www.openarchives.org/OAI/2.0/}"
TITLE = "{http://purl.org/dc/elements/1.1/}title"
LISTED, GONE = 2_480, 20  # then more is listed, see `SIZES`


class Seen(NamedTuple):
    """A record as a harvester gave it out."""

    identifier: str
    is_deleted: bool
    title: str


Harvest = Callable[..., Iterator[Seen]]


# Three harvesters


def with_scythe(address: str, prefix: str, start: str | None = None) -> Iterator[Seen]:
    scythe = pytest.importorskip("oaipmh_scythe", reason="oaipmh-scythe is not installed")
    with scythe.Scythe(f"{address}/oai") as client:
        for record in client.list_records(metadata_prefix=prefix, from_=start):
            yield seen(record.header.identifier, record.deleted, record.raw)


def with_sickle(address: str, prefix: str, start: str | None = None) -> Iterator[Seen]:
    sickle = pytest.importorskip("sickle", reason="Sickle is not installed")
    stated = {"metadataPrefix": prefix, **({"from": start} if start else {})}
    for record in sickle.Sickle(f"{address}/oai").ListRecords(**stated):
        yield seen(record.header.identifier, record.deleted, record.raw)


def with_catmandu(address: str, prefix: str, start: str | None = None) -> Iterator[Seen]:
    program = needed("catmandu", package="libcatmandu-oai-perl")
    command = [program, "convert", "OAI", "--url", f"{address}/oai", "--metadataPrefix", prefix]
    stated = ["--from", start] if start else []
    done = subprocess.run(
        [*command, *stated, "--handler", "raw", "to", "JSON"], capture_output=True, check=True
    )
    for record in json.loads(done.stdout):
        is_deleted = record.get("_status") == "deleted"
        yield seen(record["_identifier"], is_deleted, record.get("_metadata") or "")


def seen(identifier: str, is_deleted: bool, xml: str) -> Seen:
    return Seen(identifier, is_deleted, "" if is_deleted else title_in(ET.fromstring(xml)))


def title_in(record: ET.Element) -> str:
    """The English one, in Dublin Core or in JSON-LD."""
    documents = [*record.iter("{urn:armillary:json-ld:1}document")]
    if documents:
        return str(json.loads(documents[0].text or "")["name"])
    return next(found.text or "" for found in record.iter(TITLE) if is_english(found))


def is_english(found: ET.Element) -> bool:
    return found.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


NAMES = {
    with_scythe: "oaipmh-scythe",
    with_sickle: "Sickle",
    with_catmandu: "Catmandu::OAI",
}
HARVESTERS = [pytest.param(harvest, marks=pytest.mark.by(name)) for harvest, name in NAMES.items()]


# A site with thousands of records


def add(settings: dict[str, str], listed: int, gone: int = 0) -> None:
    change(settings, "fill", str(listed), str(gone))


def fill(settings: dict[str, str]) -> None:
    subprocess.run([PROGRAM, "migrate"], env=settings, capture_output=True, check=True)
    add(settings, LISTED, GONE)


@pytest.fixture(scope="module")
def large() -> Iterator[Site]:
    with running_site(prepare=fill) as found:
        yield found


def stored(site: Site) -> dict[str, Seen]:
    """What harvesters should end up with: all that is listed, and all that once was."""
    rows = site.rows(
        "SELECT public_id, state, json_extract(titles, '$.texts.en.text') FROM catalogue_resource "
        "WHERE listed_at IS NOT NULL"
    )
    assert {state for _id, state, _title in rows} == {"listed", "withdrawn"}
    found = {}
    for public_id, state, title in rows:
        identifier, is_deleted = f"oai:127.0.0.1:{public_id}", state == "withdrawn"
        found[identifier] = Seen(identifier, is_deleted, "" if is_deleted else title)
    return found


def check_whole(harvested: list[Seen], expected: dict[str, Seen]) -> None:
    """Each record once, with its last state."""
    repeated = [identifier for identifier, count in identifiers(harvested).items() if count > 1]
    assert repeated == []
    assert {record.identifier: record for record in harvested} == expected


def identifiers(harvested: list[Seen]) -> Counter[str]:
    return Counter(record.identifier for record in harvested)


# At rest


SIZES = [  # tombstones are counted; pages have 1,000 or, in a format made on demand, 100
    (2_500, "oai_dc"),
    (2_500, "amb"),
    (2_523, "oai_dc"),
    (3_000, "oai_dc"),
]


def grow(site: Site, size: int) -> None:
    missing = size - len(stored(site))
    if missing:
        add(environment(site.home, site.address), missing)
    fates = Counter(record.is_deleted for record in stored(site).values())
    assert fates == {False: size - GONE, True: GONE}


@pytest.mark.parametrize("harvest", HARVESTERS)
@pytest.mark.parametrize(("size", "prefix"), SIZES)
def test_harvest_of_thousands_is_complete(
    large: Site, size: int, prefix: str, harvest: Harvest
) -> None:
    grow(large, size)
    check_whole(list(harvest(large.address, prefix)), stored(large))


# In between


@dataclass
class Between:
    """A small proxy that keeps every answer, and may lose a record at the end of the first page."""

    address: str
    answers: list[bytes]

    @property
    def first_moment(self) -> str:
        """The responseDate of the first page of the list."""
        pages = (ET.fromstring(answer) for answer in self.answers)
        first = next(page for page in pages if page.find(f"{OAI}ListRecords") is not None)
        return first.findtext(f"{OAI}responseDate", "")


@contextmanager
def between(site: Site, *, loses: Set[str] = frozenset()) -> Iterator[Between]:
    """With `loses`, the last record of the first page that is one of these."""
    answers: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = site.read(self.path)
            if loses and not any(b"<resumptionToken" in answer for answer in answers):
                body = without_last(body, loses)
            answers.append(body)
            self.send_response(200)
            self.send_header("Content-Type", "text/xml; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Between(f"http://127.0.0.1:{server.server_port}", answers)
    finally:
        server.shutdown()
        server.server_close()


def without_last(page: bytes, loses: Set[str]) -> bytes:
    for record in reversed([*re.finditer(rb"<record>.*?</record>\n", page, re.DOTALL)]):
        named = re.search(rb"<identifier>(.*?)</identifier>", record[0])
        if named and named[1].decode() in loses:
            return page[: record.start()] + page[record.end() :]
    raise AssertionError("There was nothing to lose.")


@pytest.mark.parametrize("harvest", HARVESTERS)
@pytest.mark.planted("a record lost at the end of a page")
def test_record_lost_at_the_end_of_a_page_is_found_out(large: Site, harvest: Harvest) -> None:
    expected = stored(large)
    with between(large, loses=set(expected)) as proxy:
        harvested = list(harvest(proxy.address, "oai_dc"))
    assert len(harvested) == len(expected) - 1
    with pytest.raises(AssertionError):
        check_whole(harvested, expected)


# While it is edited


@contextmanager
def editing(site: Site, stop: Path) -> Iterator[None]:
    """Another process edits, withdraws and adds; it is through with it at the end."""
    command = [sys.executable, "-m", "conformance.catalogues", "edit", str(stop)]
    settings = environment(site.home, site.address)
    before = stored(site)
    editor = subprocess.Popen(command, cwd=ROOT, env=settings, stderr=subprocess.PIPE, text=True)
    try:
        while editor.poll() is None and stored(site) == before:
            time.sleep(0.1)  # it has to start up
        yield
    finally:
        stop.touch()
        _out, told = editor.communicate(timeout=60)
    assert editor.returncode == 0, told[-2000:]


def left_alone(site: Site) -> set[str]:
    rows = site.rows(
        f"SELECT public_id FROM catalogue_resource WHERE state = 'listed' AND id % {EVERY} != 0"
    )
    return {f"oai:127.0.0.1:{public_id}" for [public_id] in rows}


def check_edited(
    first: list[Seen], later: list[Seen], untouched: set[str], expected: dict[str, Seen]
) -> None:
    """Nothing that stayed as it was is missing, and with what came later all is as it is now."""
    assert untouched - set(identifiers(first)) == set()
    assert {record.identifier: record for record in [*first, *later]} == expected


@dataclass(frozen=True)
class Told:
    """A harvest while others edited, and the one after it."""

    first: list[Seen]
    later: list[Seen]
    untouched: set[str]
    expected: dict[str, Seen]

    def check(self) -> None:
        check_edited(self.first, self.later, self.untouched, self.expected)


def harvest_while_edited(
    site: Site, harvest: Harvest, prefix: str, stop: Path, *, loses: bool = False
) -> Told:
    untouched, before = left_alone(site), stored(site)
    with between(site, loses=untouched if loses else set()) as proxy, editing(site, stop):
        first = list(harvest(proxy.address, prefix))
    later = list(harvest(site.address, prefix, proxy.first_moment))
    expected = stored(site)
    changed = [name for name, record in expected.items() if before.get(name) != record]
    assert len(changed) > 10
    return Told(first, later, untouched, expected)


WHILE_EDITED = [
    pytest.param(harvest, prefix, marks=pytest.mark.by(NAMES[harvest]))
    for harvest, prefix in (*((each, "oai_dc") for each in NAMES), (with_scythe, "amb"))
]


@pytest.mark.parametrize(("harvest", "prefix"), WHILE_EDITED)
def test_harvest_while_others_edit_loses_nothing(
    large: Site, harvest: Harvest, prefix: str, tmp_path: Path
) -> None:
    harvest_while_edited(large, harvest, prefix, tmp_path / "stop").check()


@pytest.mark.by("Sickle")
@pytest.mark.planted("a record lost while others edit")
def test_record_lost_while_others_edit_is_found_out(large: Site, tmp_path: Path) -> None:
    stop = tmp_path / "stop"
    told = harvest_while_edited(large, with_sickle, "oai_dc", stop, loses=True)
    with pytest.raises(AssertionError):
        told.check()
