"""A web server on loopback that answers by path, and misbehaves where a test says so.

A path of its own has one `Page`, or a function that answers the request by hand; every other path
is missing. What is posted is answered alike. Each server stands at an address of its own in 127.0.0.0/8, so that several are several
hosts. What was asked, with which method and when, is kept.
"""

import contextlib
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

SELF_SIGNED = Path(__file__).parent / "payloads/core/self-signed.pem"

_machines = count(1)


@dataclass
class Page:
    """What a path answers."""

    body: bytes | str = b"<title>A page</title>"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    head: int = 0  # the status for HEAD, where it is another one

    @property
    def raw(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else self.body


ByHand = Callable[[BaseHTTPRequestHandler], None]
MISSING = Page("<title>404 Not Found</title><h1>Not Found</h1>", status=404)


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    at: float
    body: bytes = b""


class FaultySite:
    """Close it at the end. `otherwise` answers the paths that have no page of their own."""

    def __init__(self, *, secure: bool = False, machine: str = "") -> None:
        self.pages: dict[str, Page | ByHand] = {}
        self.otherwise: Page | ByHand = MISSING
        self.asked: list[Request] = []
        self.most_at_once = 0
        self._busy = 0
        self._lock = threading.Lock()
        machine = machine or "127.1.{}.{}".format(*divmod(next(_machines), 250))
        self.server = ThreadingHTTPServer((machine, 0), _handler_of(self))
        self.server.daemon_threads = True
        if secure:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(SELF_SIGNED)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.host = f"{machine}:{self.server.server_port}"
        self.address = f"{'https' if secure else 'http'}://{self.host}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def paths(self) -> list[str]:
        """Of pages: what was asked but for robots.txt."""
        return [each.path for each in self.asked if each.path != "/robots.txt"]

    @property
    def methods(self) -> list[tuple[str, str]]:
        return [(each.method, each.path) for each in self.asked if each.path != "/robots.txt"]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        headers = {name.lower(): value for name, value in handler.headers.items()}
        body = handler.rfile.read(int(headers.get("content-length", 0)))
        with self._lock:
            self._busy += 1
            self.most_at_once = max(self.most_at_once, self._busy)
            self.asked.append(
                Request(handler.command, handler.path, headers, time.monotonic(), body)
            )
        try:
            page = self.pages.get(handler.path, self.otherwise)
            if handler.path == "/robots.txt" and handler.path not in self.pages:
                page = MISSING
            if isinstance(page, Page):
                _send(handler, page)
            else:
                page(handler)
        finally:
            with self._lock:
                self._busy -= 1


def _handler_of(site: FaultySite) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.answer(self)

        def do_HEAD(self) -> None:
            site.answer(self)

        def do_POST(self) -> None:
            site.answer(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    return Handler


def _send(handler: BaseHTTPRequestHandler, page: Page) -> None:
    if page.headers.get("ETag") and handler.headers.get("If-None-Match") == page.headers["ETag"]:
        page = Page(b"", status=304, headers=page.headers)
    is_head = handler.command == "HEAD"
    handler.send_response(page.head if is_head and page.head else page.status)
    for name, value in {"Content-Type": "text/html; charset=utf-8", **page.headers}.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(page.raw)))
    handler.end_headers()
    if not is_head:
        with contextlib.suppress(OSError):
            handler.wfile.write(page.raw)


def redirect(to: str, status: int = 301) -> Page:
    return Page(b"", status=status, headers={"Location": to})


def drop(handler: BaseHTTPRequestHandler) -> None:
    """Hang up without a word."""
    handler.close_connection = True


def drip(handler: BaseHTTPRequestHandler) -> None:
    """A byte of the headers every tenth of a second, without end."""
    handler.close_connection = True
    with contextlib.suppress(OSError):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _tenth in range(200):
            handler.wfile.write(b"X")
            handler.wfile.flush()
            time.sleep(0.1)


def pour(handler: BaseHTTPRequestHandler) -> None:
    """A gigabyte, announced and sent as long as anybody reads."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", str(1 << 30))
    handler.end_headers()
    if handler.command == "HEAD":
        return
    handler.close_connection = True
    with contextlib.suppress(OSError):
        handler.wfile.write(b"<title>A large page</title><p>")
        for _piece in range(1 << 14):
            handler.wfile.write(b"w" * (1 << 16))
