"""Providers on loopback that behave, and that misbehave in one way each."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape

import pytest

from armillary.core.http import HttpFetcher, Manners
from armillary.harvest.models import Run, Source
from armillary.harvest.operations import add_source, run_source
from armillary.people.actors import OPERATOR

OAI = "http://www.openarchives.org/OAI/2.0/"
QUICK = Manners(
    connect=2,
    read=0.5,
    total=1.5,
    attempts=2,
    first_delay=0.01,
    longest_delay=0.5,
    heed_robots=False,
)

Reply = tuple[int, dict[str, str], bytes] | bytes | None
Question = dict[str, str]


class Site:
    """An HTTP server; `reply` answers a path and its question, None drops the connection."""

    def __init__(self, reply: Callable[[str, Question], Reply]) -> None:
        self.asked: list[tuple[str, Question]] = []
        self.headers: list[dict[str, str]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                question = dict(parse_qsl(parts.query, keep_blank_values=True))
                site.headers.append(dict(self.headers.items()))
                site.asked.append((parts.path, question))
                self._send(reply(parts.path, question))

            def _send(self, answer: Reply) -> None:
                if answer is None:
                    self.close_connection = True
                    return
                status, headers, body = answer if isinstance(answer, tuple) else (200, {}, answer)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@dataclass
class Book:
    """One record of a provider, with what a test wants to vary."""

    number: int
    title: str = ""
    datestamp: str = "2026-01-01T00:00:00Z"
    deleted: bool = False
    address: str = ""
    more: str = ""  # further elements, as XML

    @property
    def identifier(self) -> str:
        return f"oai:books.example:{self.number}"

    def xml(self) -> str:
        status = ' status="deleted"' if self.deleted else ""
        header = (
            f"<header{status}><identifier>{self.identifier}</identifier>"
            f"<datestamp>{self.datestamp}</datestamp></header>"
        )
        return f"<record>{header}{'' if self.deleted else self._metadata()}</record>"

    def _metadata(self) -> str:
        title = escape(self.title or f"Book number {self.number}")
        address = self.address or f"https://books.example/{self.number}"
        return (
            '<metadata><oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{title}</dc:title><dc:identifier>{address}</dc:identifier>"
            f"<dc:language>en</dc:language>{self.more}</oai_dc:dc></metadata>"
        )


@dataclass
class Provider:
    """An OAI-PMH provider. `fault` may answer a question in its own way, or return ... to behave."""

    books: list[Book]
    page_size: int = 10
    granularity: str = "YYYY-MM-DDThh:mm:ssZ"
    clock: str = "2026-06-01T12:00:00Z"
    announced: int | None = None  # completeListSize where it lies
    announces: bool = True
    fault: Callable[["Provider", Question], Any] = field(default=lambda _provider, _question: ...)
    site: Site = field(init=False)

    def __post_init__(self) -> None:
        self.site = Site(self.reply)

    @property
    def address(self) -> str:
        return f"{self.site.address}/oai"

    @property
    def lists(self) -> list[Question]:
        """The ListRecords questions so far."""
        return [asked for _path, asked in self.site.asked if asked.get("verb") == "ListRecords"]

    def reply(self, path: str, question: Question) -> Reply:
        if path != "/oai":
            return 404, {}, b""
        answer = self.fault(self, question)
        if answer is not ...:
            reply: Reply = answer
            return reply
        return self.behave(question)

    def behave(self, question: Question) -> bytes:
        if question.get("verb") == "Identify":
            return self.envelope(self._identify())
        start, since = self.place(question)
        chosen = [book for book in self.books if book.datestamp >= since]
        if not chosen:
            return self.envelope('<error code="noRecordsMatch">Nothing.</error>')
        rows = "".join(book.xml() for book in chosen[start : start + self.page_size])
        token = self.token(start, since, len(chosen))
        return self.envelope(f"<ListRecords>{rows}{token}</ListRecords>")

    @staticmethod
    def place(question: Question) -> tuple[int, str]:
        if token := question.get("resumptionToken", ""):
            start, _amp, since = token.partition("&")
            return int(start), since.removeprefix("since=")
        return 0, question.get("from", "")

    def token(self, start: int, since: str, total: int) -> str:
        following = start + self.page_size
        if following >= total and not start:
            return ""
        text = escape(f"{following}&since={since}") if following < total else ""
        size = total if self.announced is None else self.announced
        told = f' completeListSize="{size}"' if self.announces else ""
        return f'<resumptionToken{told} cursor="{start}">{text}</resumptionToken>'

    def envelope(self, inside: str) -> bytes:
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="{OAI}">'
            f"<responseDate>{self.clock}</responseDate><request>{self.address}</request>"
            f"{inside}</OAI-PMH>"
        ).encode()

    def _identify(self) -> str:
        return (
            "<Identify><repositoryName>Books</repositoryName>"
            f"<baseURL>{self.address}</baseURL><protocolVersion>2.0</protocolVersion>"
            "<adminEmail>a@books.example</adminEmail>"
            "<earliestDatestamp>2020-01-01T00:00:00Z</earliestDatestamp>"
            f"<deletedRecord>persistent</deletedRecord><granularity>{self.granularity}</granularity>"
            "</Identify>"
        )


@pytest.fixture
def provide() -> Iterator[Callable[..., Provider]]:
    """Make providers; they are closed after the test."""
    made: list[Provider] = []

    def make(count: int = 25, **more: Any) -> Provider:
        books = more.pop("books", None) or [Book(number) for number in range(1, count + 1)]
        made.append(Provider(books, **more))
        return made[-1]

    yield make
    for provider in made:
        provider.site.close()


@pytest.fixture
def fetcher() -> Iterator[HttpFetcher]:
    made = HttpFetcher(user_agent="Armillary/test", allow_private=True, manners=QUICK)
    yield made
    made.close()


@pytest.fixture
def harvest(fetcher: HttpFetcher) -> Callable[..., Run]:
    """Harvest a source with a fetcher that is in a hurry."""

    def run(source: Source, *, full: bool = False) -> Run:
        return run_source(source, by=OPERATOR, full=full, fetcher=fetcher)

    return run


@pytest.fixture
def source_of() -> Callable[..., Source]:
    """A source at a provider's address."""

    def make(provider: Provider, name: str = "books", **options: Any) -> Source:
        return add_source("oai", provider.address, name, options=options, by=OPERATOR)

    return make


VALUES = (
    "title,url,subject,type,level,licence,audience,language,free,accessibility,"
    "internet,device,laboratory,consumables,safety level,group size,country\n"
)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Source]:
    """A table of its own for each name, written again where the name is known, and harvested. A row
    is its number and what it states."""

    def make(name: str, rows: dict[int, dict[str, str]]) -> Source:
        path = tmp_path / f"{name}.csv"
        lines = [_line(name, number, stated) for number, stated in rows.items()]
        path.write_text(VALUES + "".join(lines), encoding="utf-8")
        source = Source.objects.filter(name=name).first()
        source = source or add_source("table", path.as_uri(), name, by=OPERATOR)
        run = run_source(source, by=OPERATOR)
        assert run.problem == ""
        return source

    return make


def _line(name: str, number: int, stated: dict[str, str]) -> str:
    names = VALUES.strip().split(",")[2:]
    cells = ",".join(f'"{stated.get(column, "")}"' for column in names)
    return f"{name} {number},https://{name}.example/{number},{cells}\n"
