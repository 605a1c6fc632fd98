"""A stock Kolibri imports the channels that we make, from a drive, and brings them up to date from a drive
with a later release; and it imports one from a live site over the network, by address and token. What is looked at is
what its server answers. Each check finds a planted fault."""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from armillary.formats.packs.kits import Entry
from armillary.formats.packs.kolibri import KOLIBRI, database_place
from armillary.formats.packs.listing import Item, Listing, Section, StoredFile, Terms
from armillary.formats.packs.sums import sum_of
from conformance.conftest import HERE
from conformance.live import Site

DOOR = "Packs"
CLIENTS = ("Kolibri",)

PYTHON = HERE / ".kolibri" / "bin" / "python"
BY = Terms("cc-by-sa-4.0", "CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/")
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PAGE = "<!doctype html><meta charset=utf-8><title>x</title><body><p>كسور ½</p></body>".encode()
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63f8ffff3f0005fe02fea735812d0000000049454e44ae426082"
)
FILM = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"film" * 50_000


class Box:
    """A Kolibri that answers."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._log = (home.parent / f"{home.name}.log").open("w")
        self._process = subprocess.Popen(
            [PYTHON, HERE / "kolibri_box.py"],
            env={**os.environ, "KOLIBRI_HOME": str(home), "PYTHONPATH": ""},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def ask(self, kind: str, asked: str | list[str]) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([kind, asked]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, Path(self._log.name).read_text()[-3000:]
        found: dict[str, Any] = json.loads(line)
        return found

    def manage(self, *words: str) -> None:
        assert self.ask("manage", list(words))["error"] == ""

    def read(self, address: str) -> Any:
        answer = self.ask("get", address)
        assert answer["status"] == 200, answer["text"][:500]
        return json.loads(answer["text"])

    def storage(self) -> dict[str, int]:
        """Name → when it was written, of all files it has copied."""
        files = (self.home / "content" / "storage").rglob("*.*")
        return {file.name: file.stat().st_mtime_ns for file in files if file.is_file()}

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._log.close()


@contextmanager
def started(home: Path) -> Iterator[Box]:
    box = Box(home)
    try:
        yield box
    finally:
        box.close()


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a Kolibri that has nothing yet, to be copied; to set it up takes longest."""
    if not PYTHON.is_file():
        pytest.skip("Kolibri could not be installed from conformance/kolibri.txt")
    home = tmp_path_factory.mktemp("kolibri") / "fresh"
    home.mkdir()
    with started(home) as box:
        assert box.read("/api/public/info/")["kolibri_version"] == "0.19.5"
    return home


@pytest.fixture
def box(fresh: Path, tmp_path: Path) -> Iterator[Box]:
    shutil.copytree(fresh, tmp_path / "home")
    with started(tmp_path / "home") as found:
        yield found


class Drive:
    """A folder like a drive's, and the copied files that packs are made of."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "drive"
        self._copied = folder / "copied"
        self._copied.mkdir()

    def copied(self, body: bytes, media_type: str, extension: str) -> tuple[StoredFile]:
        sha256 = sum_of(body)
        (self._copied / sha256).write_bytes(body)
        md5 = hashlib.md5(body).hexdigest()
        return (StoredFile(sha256, md5, len(body), media_type, extension),)

    def write(self, pack: Listing) -> dict[str, Entry]:
        """All of a pack's channel; files that lie there from before stay."""
        entries = {}
        for entry in KOLIBRI.entries(pack, self._copied.joinpath):
            path = self.root / entry.place
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(entry.content, bytes):
                path.write_bytes(entry.content)
            else:
                shutil.copyfile(entry.content, path)
            entries[entry.place] = entry
        return entries

    @property
    def folder(self) -> str:
        return str(self.root / "KOLIBRI_DATA")

    def change(self, pack: Listing, statement: str) -> None:
        with closing(sqlite3.connect(self.root / database_place(pack))) as database:
            database.execute(statement)
            database.commit()


@pytest.fixture
def drive(tmp_path: Path) -> Drive:
    return Drive(tmp_path)


def item(number: int, title: str, **more: Any) -> Item:
    return Item(
        id=f"item{number}",
        title=title,
        text=f"About {title}.",
        address=f"https://elsewhere.example/{number}",
        page=f"https://site.example/resources/{number}/",
        terms=more.pop("terms", BY),
        language=more.pop("language", "en"),
        section=more.pop("section", "one"),
        how="copy" if "files" in more else "card",
        **more,
    )


def release(drive: Drive) -> Listing:
    items = (
        item(1, "A document", files=drive.copied(PDF, "application/pdf", "pdf"), creators=("Ada",)),
        item(2, "صفحة", language="ar", files=drive.copied(PAGE, "text/html", "html")),
        item(3, "A <picture> & more", files=drive.copied(PNG, "image/png", "png"), section="two"),
        item(4, "A film", files=drive.copied(FILM, "video/mp4", "mp4"), section="two", minutes=2),
        item(5, "A card", terms=Terms(), why="no-licence", section="two", levels=("primary",)),
    )
    return Listing(
        id="pack",
        release=1,
        made="2026-11-05T06:07:08Z",
        address="https://site.example/collections/one/",
        language="en",
        direction="ltr",
        title="Fractions",
        text="All that a class needs.",
        publisher="The Site",
        publisher_address="https://site.example/",
        licence=Terms(),
        slug="fractions",
        sections=(Section("one", "First"), Section("two", "Second")),
        items=items,
    )


def channel_of(pack: Listing) -> str:
    return Path(database_place(pack)).stem


def arrives(box: Box, pack: Listing, drive: Drive) -> None:
    """What somebody types to import a channel; then all of it is there."""
    for command in ("importchannel", "importcontent"):
        box.manage(command, "disk", channel_of(pack), drive.folder)
    is_shown(box, pack)


def is_shown(box: Box, pack: Listing) -> None:
    """The channel, its topics and every resource with its licence are there, and every file is served."""
    [channel] = box.read("/api/content/channel/")
    assert (channel["id"], channel["name"]) == (channel_of(pack), pack.title)
    assert (channel["version"], channel["total_resource_count"]) == (pack.release, len(pack.items))
    nodes = box.read(f"/api/content/contentnode/?channel_id={channel_of(pack)}")
    assert all(node["available"] for node in nodes)
    topics = [node["title"] for node in nodes if node["kind"] == "topic"]
    assert topics == [pack.title, *(section.title for section in pack.sections)]
    shown = {node["title"]: node for node in nodes if node["kind"] != "topic"}
    assert sorted(shown) == sorted(each.title for each in pack.items)
    for each in pack.items:
        node = shown[each.title]
        licence = (
            ("CC BY-SA", "CC BY-SA 4.0") if each.terms == BY else ("Special Permissions", "No")
        )
        assert node["license_name"] == licence[0]
        assert node["license_description"].startswith(licence[1])
        is_served(box, node, each)


def is_served(box: Box, node: dict[str, Any], stated: Item) -> None:
    assert node["files"]
    for file in node["files"]:
        answer = box.ask("get", file["storage_url"])
        assert (answer["status"], answer["md5"]) == (200, file["checksum"])
        if file["extension"] == "zip":
            page = box.ask("inside", f"/content/zipcontent/{file['checksum']}.zip/index.html")
            assert (page["status"], page["type"]) == (200, "text/html")
            assert stated.address in page["text"] or stated.page in page["text"]


def test_kolibri_imports_a_channel_from_a_drive_and_then_its_next_release(
    box: Box, drive: Drive
) -> None:
    first = release(drive)
    drive.write(first)
    arrives(box, first, drive)
    kinds = {
        node["title"]: (node["kind"], node["grade_levels"], node["duration"])
        for node in box.read(f"/api/content/contentnode/?channel_id={channel_of(first)}")
    }
    assert kinds["A film"] == ("video", [], 120)
    assert kinds["A card"] == ("html5", ["wnarlxKo", "BkGYi3lD"], None)
    before = box.storage()

    changed = replace(first.items[0], files=drive.copied(PDF + b"%", "application/pdf", "pdf"))
    added = item(6, "Added", files=drive.copied(b"%PDF-2", "application/pdf", "pdf"))
    second = replace(
        first,
        release=2,
        made="2026-11-06T00:00:00Z",
        title="Fractions again",
        items=(changed, added, *first.items[2:]),  # without the page
    )
    places = drive.write(second)
    arrives(box, second, drive)
    after = box.storage()
    copied = {name for name, when in after.items() if before.get(name) != when}
    assert copied == {f"{file.md5}.pdf" for each in (changed, added) for file in each.files}
    assert copied < {Path(place).name for place in places}


FOUND = {"time": "05T06:07:08Z", "missing": r"\(1, 4\) == \(1, 5\)", "sum": "did not match"}


@pytest.mark.parametrize("fault", list(FOUND))
@pytest.mark.planted("a time that Kolibri cannot read, a missing file, a wrong sum")
def test_kolibri_finds_what_is_planted(box: Box, drive: Drive, fault: str) -> None:
    pack = release(drive)
    places = drive.write(pack)
    film = drive.root / next(place for place in places if place.endswith(".mp4"))
    if fault == "time":
        drive.change(
            pack, "UPDATE content_channelmetadata SET last_updated = '2026-11-05T06:07:08Z'"
        )
    elif fault == "missing":
        film.unlink()
    else:
        film.write_bytes(FILM.replace(b"film", b"fume"))
    with pytest.raises(AssertionError, match=FOUND[fault]):
        arrives(box, pack, drive)


# Over the network


class Between(BaseHTTPRequestHandler):
    """Passes what is asked on to the site, and spoils what it has stored."""

    protocol_version = "HTTP/1.1"
    target = ""

    def do_GET(self) -> None:
        try:
            with urllib.request.urlopen(self.target + self.path, timeout=30) as answer:
                body, status = answer.read(), answer.status
        except urllib.error.HTTPError as error:
            body, status = error.read(), error.code
        if "/content/storage/" in self.path:
            body = body[:-1] + bytes([body[-1] ^ 1])
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def spoiling(site: Site) -> Iterator[str]:
    handler = type("Handler", (Between,), {"target": site.address})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/kolibri/"
    finally:
        server.shutdown()
        server.server_close()


def token_on_its_page(site: Site) -> str:
    with urllib.request.urlopen(site.address + "/packs/mathematics-to-go/", timeout=30) as answer:
        [found] = re.findall(r">([a-z0-9]{5}-[a-z0-9]{5})<", answer.read().decode())
    return str(found)


def arrives_over_the_network(box: Box, site: Site, address: str) -> None:
    """As somebody imports it who has read the page of a pack: by the address there, and the token."""
    box.manage("importchannel", "network", token_on_its_page(site), "--baseurl", address)
    [begun] = box.read("/api/content/channel/")
    assert begun["name"] == "Mathematics to go"
    box.manage("importcontent", "network", begun["id"], "--baseurl", address)
    [channel] = box.read("/api/content/channel/")
    nodes = box.read(f"/api/content/contentnode/?channel_id={channel['id']}")
    shown = [node for node in nodes if node["kind"] != "topic"]
    assert len(shown) == channel["total_resource_count"]
    for node in shown:
        assert node["available"], node["title"]
        for file in node["files"]:
            answer = box.ask("get", file["storage_url"])
            assert (answer["status"], answer["md5"]) == (200, file["checksum"])


def test_kolibri_imports_a_channel_from_the_site_without_an_account(box: Box, site: Site) -> None:
    arrives_over_the_network(box, site, site.address + "/kolibri/")


@pytest.mark.planted("files damaged on the way")
def test_kolibri_finds_what_is_planted_on_the_way(box: Box, site: Site) -> None:
    with spoiling(site) as address, pytest.raises(AssertionError):
        arrives_over_the_network(box, site, address)
