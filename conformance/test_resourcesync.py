"""Somebody else's client mirrors the whole site, follows a change, and ends in sync."""

import hashlib
import subprocess
import time
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from conformance.conftest import client
from conformance.live import PATIENCE, PROGRAM, Site, environment

DOOR = "ResourceSync"
CLIENTS = ("resync",)

LISTED = "SELECT public_id FROM catalogue_resource WHERE state='listed' AND alias_of_id IS NULL"
INDEX = "/resourcesync/resourcelist.xml"
CHANGES = "/resourcesync/changelist.xml"  # one list, as long as changes are few
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
URL, LOC, MD = f"{SITEMAP}url", f"{SITEMAP}loc", "{http://www.openarchives.org/rs/terms/}md"


@pytest.fixture(scope="module")
def program() -> Path:
    return client("resync-sync")


@pytest.fixture(scope="module")
def mirror(site: Site, program: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the client got from the well-known address."""
    folder = tmp_path_factory.mktemp("mirror")
    run(site, program, folder, "--baseline")
    return folder


def run(site: Site, program: Path, folder: Path, *words: str) -> str:
    """What the client says; it remembers where it was in a file beside the mirror."""
    command = [program, *words, "--verbose", f"{site.address}={folder}/files"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout + done.stderr


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*.dc.xml")}


def test_client_mirrors_everything_byte_for_byte(site: Site, mirror: Path) -> None:
    expected = {
        f"{row[0]}.dc.xml": site.read(f"/resources/{row[0]}.dc.xml") for row in site.rows(LISTED)
    }
    assert files(mirror) == expected
    assert len(expected) > 100


def is_in_sync(said: str) -> bool:
    return "IN SYNC" in said and "NOT IN SYNC" not in said


def test_client_is_in_sync_afterwards(site: Site, program: Path, mirror: Path) -> None:
    said = run(site, program, mirror, "--audit")
    assert is_in_sync(said), said


def unlike(told: bytes, folder: Path) -> list[str]:
    """Files whose hash in a list is another than that of their copy. The client drops the very hashes
    that it is told to compare (resync 2.0.1, `prune_hashes`), so it is done here."""
    found = files(folder)
    wrong = []
    for entry in ET.fromstring(told).iter(URL):
        name = (entry.findtext(LOC) or "").rpartition("/")[2]
        stated = entry.find(MD)
        assert stated is not None
        if stated.get("hash") != f"sha-256:{hashlib.sha256(found[name]).hexdigest()}":
            wrong.append(name)
    return wrong


@pytest.mark.planted("a wrong hash", within=True)
def test_hashes_are_those_of_what_the_client_got(site: Site, mirror: Path) -> None:
    lists = [site.read(each.text or "") for each in ET.fromstring(site.read(INDEX)).iter(LOC)]
    assert [unlike(told, mirror) for told in lists] == [[] for _list in lists]
    planted = lists[0].replace(b'hash="sha-256:', b'hash="sha-256:0', 1)
    assert len(unlike(planted, mirror)) == 1


@pytest.mark.parametrize("name", [b"length", b"lastmod"])
@pytest.mark.planted("a wrong length, a wrong date")
def test_client_finds_a_planted_fault(
    site: Site, program: Path, mirror: Path, tmp_path: Path, name: bytes
) -> None:
    address = ET.fromstring(site.read(INDEX)).findtext(f".//{LOC}")
    planted = tmp_path / "planted.xml"
    told = site.read(address or "")
    wrong = {b"length": (b'length="', b'length="9'), b"lastmod": (b"<lastmod>2", b"<lastmod>1")}
    planted.write_bytes(told.replace(*wrong[name], 1))
    said = run(site, program, mirror, "--audit", "--noauth", "--sitemap", str(planted))
    assert "NOT IN SYNC" in said, said


def test_client_follows_a_withdrawal_and_ends_in_sync(
    site: Site, program: Path, mirror: Path
) -> None:
    public_id = site.rows(f"{LISTED} ORDER BY id DESC LIMIT 1")[0][0]
    withdraw = [PROGRAM, "catalogue", "withdraw", public_id, "--reason", "Its publisher asked."]
    subprocess.run(
        withdraw, env=environment(site.home, site.address), check=True, capture_output=True
    )
    wait_for_deletion(site, public_id)
    assert "NOT IN SYNC" in run(site, program, mirror, "--audit")
    words = ("--incremental", "--delete", "--changelist-uri", site.address + CHANGES)
    said = run(site, program, mirror, *words)
    assert f"{public_id}.dc.xml" not in files(mirror), said
    assert is_in_sync(run(site, program, mirror, "--audit"))


def wait_for_deletion(site: Site, public_id: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        told = site.read(CHANGES).partition(f"/{public_id}.dc.xml".encode())[2]
        if b'change="deleted"' in told[:200]:
            return
        time.sleep(0.5)
    raise TimeoutError(public_id)
