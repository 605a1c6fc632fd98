"""Somebody else's client finds the way from a landing page by its signposts, at both levels."""

import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from conformance.conftest import client
from conformance.live import Site

DOOR = "Signposting"
CLIENTS = ("signposting",)

RELATIONS = ("cite-as", "describedby", "item", "license", "type")


@pytest.fixture(scope="module")
def program() -> Path:
    return client("signposting")


def signposts(program: Path, address: str, level: str) -> dict[str, str]:
    """Relation → what the client prints of it."""
    done = subprocess.run(
        [program, f"--{level}", address], capture_output=True, text=True, check=False
    )
    heads = {"CiteAs": "cite-as", "DescribedBy": "describedby", "Item": "item"}
    heads |= {"License": "license", "Type": "type", "Author": "author", "Linkset": "linkset"}
    found: dict[str, str] = {}
    for line in done.stdout.splitlines():
        head = line.partition(":")[0].strip()
        if head in heads:
            found[heads[head]] = line
    return found


@pytest.fixture(scope="module")
def pages(site: Site) -> list[str]:
    """Landing pages that state a licence, in several languages."""
    query = (
        "SELECT public_id FROM catalogue_resource WHERE state='listed' AND alias_of_id IS NULL "
        "AND facts LIKE '%creativecommons%' AND provenance NOT LIKE '%machine%' ORDER BY id DESC LIMIT 8"
    )
    found = [f"{site.address}/resources/{row[0]}/" for row in site.rows(query)]
    assert len(found) == 8
    return found


def test_client_finds_the_relations_of_every_landing_page(program: Path, pages: list[str]) -> None:
    for page in pages:
        found = signposts(program, page, "http")
        assert {*RELATIONS, "linkset"} <= set(found), (page, found)
        assert page in found["cite-as"]


def test_client_finds_the_same_in_the_linkset(program: Path, pages: list[str]) -> None:
    for page in pages:
        for form in ("json", "txt"):
            found = signposts(program, f"{page[:-1]}.linkset.{form}", "linkset")
            assert set(RELATIONS) <= set(found), (page, form, found)


@pytest.mark.parametrize("level", ["http", "linkset"])
@pytest.mark.planted("a relation under a wrong name")
def test_client_misses_a_relation_under_a_wrong_name(
    program: Path, pages: list[str], site: Site, level: str
) -> None:
    """A page and a linkset that say `licence` for `license`, served from a port of their own."""
    page = pages[0]
    with urllib.request.urlopen(page, timeout=30) as answer:
        header = answer.headers["Link"]
    linkset = site.read(f"{page[:-1]}.linkset.json")
    assert 'rel="license"' in header
    with served(
        header.replace('"license"', '"licence"'), linkset.replace(b'"license"', b'"licence"')
    ) as planted:
        found = signposts(program, planted, level)
    assert "license" not in found
    assert set(RELATIONS) - {"license"} <= set(found)


@contextmanager
def served(header: str, body: bytes) -> Iterator[str]:
    """The address of a server that answers everything with this."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Link", header)
            self.send_header("Content-Type", "application/linkset+json")
            self.end_headers()
            self.wfile.write(body)

        def do_HEAD(self) -> None:
            self.do_GET()

        def log_message(self, *_words: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
