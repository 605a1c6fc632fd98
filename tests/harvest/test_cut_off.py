"""A list that may have been cut off between two lines proves nothing about what it lacks."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from armillary.harvest.kinds.whole import UNFRAMED
from armillary.harvest.models import Record, Run
from armillary.harvest.operations import add_source
from armillary.people.actors import OPERATOR

pytestmark = pytest.mark.django_db

NUMBERS = range(1, 9)
TABLE = ["title,url", *(f"Book {number},https://b.example/{number}" for number in NUMBERS)]
LINES = [
    f'{{"@type": "LearningResource", "id": "https://b.example/{n}", "name": "Book {n}"}}'
    for n in NUMBERS
]
LINKS = [
    "# Books",
    "",
    *(f"- [Book {number}](https://b.example/{number}) - A book." for number in NUMBERS),
]


class Blunt:
    """Says a body and hangs up, as servers of long ago did; `chunked` says its length in pieces."""

    def __init__(self) -> None:
        self.body = b""
        self.headers = b""
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                talker, _address = self._server.accept()
                with talker:
                    talker.recv(10_000)
                    talker.sendall(b"HTTP/1.1 200 OK\r\n" + self.headers + b"\r\n" + self.body)

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()


@pytest.fixture
def blunt() -> Iterator[Blunt]:
    made = Blunt()
    yield made
    made.close()


@pytest.mark.parametrize(
    ("kind", "name", "lines"),
    [
        ("table", "books.csv", TABLE),
        ("table", "books.jsonl", LINES),
        ("amb", "books.jsonl", LINES),
        ("markdown", "books.md", LINKS),
    ],
)
def test_file_of_unknown_length_is_read_and_deletes_nothing(
    blunt: Blunt, harvest: Callable[..., Run], kind: str, name: str, lines: list[str]
):
    blunt.body = "\n".join(lines).encode()
    blunt.headers = b"Content-Length: %d\r\n" % len(blunt.body)
    source = add_source(kind, f"{blunt.address}/{name}", "books", by=OPERATOR)
    assert harvest(source).proof["by"] == "whole-file"
    blunt.body, blunt.headers = "\n".join(lines[:-1]).encode(), b""
    run = harvest(source, full=True)
    assert (run.state, run.problem) == ("finished", "")
    assert run.proof == {"complete": False, "missing": "kept"}
    assert (run.counts["missing"], run.reasons[-1]["reason"]) == (1, UNFRAMED)
    assert Record.objects.filter(is_deleted=False).count() == 8


def test_pieces_that_stop_before_the_last_one_are_no_body(
    blunt: Blunt, harvest: Callable[..., Run]
):
    blunt.headers = b"Transfer-Encoding: chunked\r\n"
    piece = "\n".join(TABLE[:4]).encode()
    blunt.body = b"%x\r\n%s\r\n" % (len(piece), piece)
    run = harvest(add_source("table", f"{blunt.address}/books.csv", "books", by=OPERATOR))
    assert (run.state, Record.objects.count()) == ("failed", 0)
    assert run.problem.endswith("broke off. Try again later.")


def test_whole_feed_that_is_cut_off_deletes_nothing(blunt: Blunt, harvest: Callable[..., Run]):
    entries = [
        f"<entry><id>urn:{n}</id><title>Book {n}</title>"
        f'<link href="https://b.example/{n}"/><updated>2026-01-01T00:00:00Z</updated></entry>'
        for n in NUMBERS
    ]
    beginning = (
        '<feed xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:fh="http://purl.org/syndication/history/1.0"><fh:complete/>'
    )
    blunt.body = "".join([beginning, *entries, "</feed>"]).encode()
    source = add_source("feed", f"{blunt.address}/feed", "books", by=OPERATOR)
    assert harvest(source).counts["created"] == 8
    blunt.body = "".join([beginning, *entries[:-1]]).encode()
    harvest(source, full=True)
    assert Record.objects.filter(is_deleted=False).count() == 8
