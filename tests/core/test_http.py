"""Outgoing HTTP against real servers on loopback that do what servers on the internet do."""

import contextlib
import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from armillary.core.http import (
    AddressRefused,
    FetchError,
    FileFetcher,
    HttpFetcher,
    Manners,
    TryAgainLater,
)
from armillary.core.http.targets import find_target, is_public

AGENT = "Armillary/0.1 (+https://stem.example.org)"
Answer = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """Answers by path; every other path is missing. `asked` lists what was asked for."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.connections: set[tuple[str, int]] = set()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                site.asked.append((self.path, headers))
                site.connections.add(self.client_address)
                site.answers.get(self.path, say(b"missing", status=404))(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _headers in self.asked]


def say(body: bytes, *, status: int = 200, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def fetcher(slept: list[float]) -> Iterator[HttpFetcher]:
    manners = Manners(connect=1, read=0.3, total=0.8, attempts=3, sleep=slept.append)
    made = HttpFetcher(user_agent=AGENT, allow_private=True, manners=manners)
    yield made
    made.close()


def test_fetch_returns_body_charset_and_final_address(site: Site, fetcher: HttpFetcher):
    site.answers["/a"] = say("é".encode("latin-1"), content_type="text/html; charset=ISO-8859-1")
    fetched = fetcher.fetch(f"{site.address}/a")
    assert fetched.body == b"\xe9"
    assert fetched.encoding == "iso-8859-1"
    assert fetched.status == 200
    assert fetched.final_address == f"{site.address}/a"


def test_fetch_names_itself_and_keeps_the_connection(site: Site, fetcher: HttpFetcher):
    site.answers["/a"] = say(b"a")
    for _time in range(3):
        fetcher.fetch(f"{site.address}/a")
    assert {headers["user-agent"] for _path, headers in site.asked} == {AGENT}
    assert len(site.connections) == 1


def test_fetch_goes_on_when_the_kept_connection_was_closed(site: Site, fetcher: HttpFetcher):
    def answer(handler: BaseHTTPRequestHandler):
        say(b"a")(handler)
        handler.close_connection = True

    site.answers["/a"] = answer
    assert [fetcher.fetch(f"{site.address}/a").body for _time in range(2)] == [b"a", b"a"]


def test_fetch_unpacks_gzip(site: Site, fetcher: HttpFetcher):
    site.answers["/a"] = say(gzip.compress(b"text" * 1000), content_encoding="gzip")
    assert fetcher.fetch(f"{site.address}/a").body == b"text" * 1000


def test_gzip_bomb_stops_at_the_limit(site: Site, fetcher: HttpFetcher):
    site.answers["/bomb"] = say(gzip.compress(bytes(30_000_000)), content_encoding="gzip")
    with pytest.raises(FetchError, match=r"is larger than 1\.0 MB, and was not read\.$"):
        fetcher.fetch(f"{site.address}/bomb", limit=1_000_000)


def test_endless_body_stops_at_the_limit(site: Site, fetcher: HttpFetcher):
    def answer(handler: BaseHTTPRequestHandler):
        handler.send_response(200)
        handler.end_headers()
        with contextlib.suppress(OSError):
            while True:
                handler.wfile.write(bytes(100_000))

    site.answers["/endless"] = answer
    with pytest.raises(FetchError, match=r"is larger than 2\.0 MB"):
        fetcher.fetch(f"{site.address}/endless", limit=2_000_000)


@pytest.mark.parametrize("where", ["headers", "body"])
def test_server_that_drips_is_cut_off(site: Site, slept: list[float], where: str):
    def answer(handler: BaseHTTPRequestHandler):
        start = b"HTTP/1.1 200 OK\r\n" + (b"" if where == "headers" else b"\r\n")
        try:
            handler.wfile.write(start)
            for _second in range(100):
                handler.wfile.write(b"X")
                handler.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass
        handler.close_connection = True

    site.answers["/drip"] = answer
    manners = Manners(read=5, total=0.5, attempts=1, sleep=slept.append, heed_robots=False)
    fetcher = HttpFetcher(user_agent=AGENT, allow_private=True, manners=manners)
    began = time.monotonic()
    with pytest.raises(TryAgainLater, match=r"takes too long\. Try again later\.$"):
        fetcher.fetch(f"{site.address}/drip")
    assert time.monotonic() - began < 2
    fetcher.close()


def test_server_that_says_nothing_is_named(site: Site, fetcher: HttpFetcher):
    site.answers["/slow"] = lambda _handler: time.sleep(1)
    port = site.server.server_port
    with pytest.raises(TryAgainLater) as raised:
        fetcher.fetch(f"{site.address}/slow")
    assert str(raised.value) == (
        f"127.0.0.1:{port} did not answer within 0 seconds. Try again later or check the address."
    )


def test_server_that_is_down_is_named(fetcher: HttpFetcher):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(TryAgainLater) as raised:
        fetcher.fetch(f"http://127.0.0.1:{port}/")
    assert str(raised.value) == (
        f"127.0.0.1:{port} cannot be reached. Try again later or check the address."
    )


def test_answer_shorter_than_announced_is_not_taken_for_whole(site: Site, fetcher: HttpFetcher):
    def answer(handler: BaseHTTPRequestHandler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"half")
        handler.close_connection = True

    site.answers["/half"] = answer
    with pytest.raises(TryAgainLater, match=r"broke off\. Try again later\.$"):
        fetcher.fetch(f"{site.address}/half")


def test_not_http_is_said(fetcher: HttpFetcher):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk():
            for _time in range(6):
                try:
                    talker, _address = server.accept()
                except OSError:
                    return
                talker.recv(1000)
                talker.sendall(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
                talker.close()

        threading.Thread(target=talk, daemon=True).start()
        with pytest.raises(FetchError):
            fetcher.fetch(f"http://127.0.0.1:{server.getsockname()[1]}/")


def test_busy_server_is_asked_again_when_it_says(
    site: Site, fetcher: HttpFetcher, slept: list[float]
):
    answers = [say(b"", status=503, retry_after="7"), say(b"done")]
    site.answers["/busy"] = lambda handler: answers.pop(0)(handler)
    assert fetcher.fetch(f"{site.address}/busy").body == b"done"
    assert [round(each, 1) for each in slept] == [7.0]


def test_whoever_else_has_to_do_with_a_busy_server_waits_too(
    site: Site, fetcher: HttpFetcher, slept: list[float]
):
    site.answers["/busy"] = say(b"", status=503, retry_after="86400")
    site.answers["/other"] = say(b"other")
    with pytest.raises(TryAgainLater):
        fetcher.fetch(f"{site.address}/busy")
    assert fetcher.fetch(f"{site.address}/other").body == b"other"
    assert [round(each) for each in slept] == [120]  # bounded, whatever it asks for


def test_busy_server_that_wants_too_much_patience_is_left(
    site: Site, fetcher: HttpFetcher, slept: list[float]
):
    site.answers["/busy"] = say(b"", status=503, retry_after="86400")
    with pytest.raises(TryAgainLater, match=r"has a problem of its own \(503\)"):
        fetcher.fetch(f"{site.address}/busy")
    assert slept == []
    assert site.paths.count("/busy") == 1


def test_broken_server_is_asked_with_growing_pauses(
    site: Site, fetcher: HttpFetcher, slept: list[float]
):
    site.answers["/broken"] = say(b"", status=500)
    with pytest.raises(TryAgainLater):
        fetcher.fetch(f"{site.address}/broken")
    assert site.paths.count("/broken") == 3
    assert len(slept) == 2
    assert 1.5 <= slept[0] <= 2.5
    assert 3 <= slept[1] <= 5


def test_missing_page_is_asked_for_once(site: Site, fetcher: HttpFetcher):
    with pytest.raises(FetchError, match=r"has nothing at this address \(404\)"):
        fetcher.fetch(f"{site.address}/none")
    assert site.paths.count("/none") == 1


def test_redirects_are_followed(site: Site, fetcher: HttpFetcher):
    site.answers["/old"] = say(b"", status=301, location="/new?a=1")
    site.answers["/new?a=1"] = say(b"here")
    fetched = fetcher.fetch(f"{site.address}/old")
    assert fetched.body == b"here"
    assert fetched.final_address == f"{site.address}/new?a=1"


def test_redirects_in_a_circle_end(site: Site, fetcher: HttpFetcher):
    site.answers["/round"] = say(b"", status=302, location="/round")
    with pytest.raises(FetchError, match="redirects too often"):
        fetcher.fetch(f"{site.address}/round")


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://example.org/", "gopher://a/"])
def test_redirect_to_another_scheme_is_refused(site: Site, fetcher: HttpFetcher, location: str):
    site.answers["/out"] = say(b"", status=302, location=location)
    with pytest.raises(AddressRefused, match="Only addresses that start with"):
        fetcher.fetch(f"{site.address}/out")


def test_private_machine_is_not_even_asked(site: Site):
    fetcher = HttpFetcher(user_agent=AGENT, allow_private=False)
    with pytest.raises(AddressRefused, match=r"^127\.0\.0\.1 is a private address"):
        fetcher.fetch(f"{site.address}/a")
    assert site.asked == []


def test_redirect_to_a_private_machine_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch):
    """A public first hop is played by a name that is checked as public and leads to loopback."""
    from armillary.core.http import targets

    site.answers["/out"] = say(b"", status=302, location="http://169.254.169.254/latest/")
    loopback = ip_address("127.0.0.1")
    monkeypatch.setattr(
        targets, "is_public", lambda machine: machine == loopback or machine.is_global
    )
    manners = Manners(attempts=1, interval=0, heed_robots=False)
    fetcher = HttpFetcher(user_agent=AGENT, manners=manners)
    with pytest.raises(AddressRefused, match=r"^169\.254\.169\.254 is a private address"):
        fetcher.fetch(f"{site.address}/out")
    fetcher.close()


def test_name_that_changes_its_address_leads_to_the_checked_one(
    site: Site, fetcher: HttpFetcher, monkeypatch: pytest.MonkeyPatch
):
    site.answers["/a"] = say(b"first")
    answers = iter(["127.0.0.1"])
    real = socket.getaddrinfo

    def rebinding(host: str, *more: Any, **named: Any):
        host = next(answers, "127.0.0.2") if host == "rebind.test" else host
        return real(host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    address = f"http://rebind.test:{site.server.server_port}/a"
    assert [fetcher.fetch(address).body for _time in range(2)] == [b"first", b"first"]
    assert {headers["host"] for _path, headers in site.asked} == {
        f"rebind.test:{site.server.server_port}"
    }


@pytest.mark.parametrize(
    "machine",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1",
        "3fff::1", "4000::1", "1::1", "5f00::1", "8000::1",
    ],
)  # fmt: skip
def test_address_that_is_not_of_the_open_internet(machine: str):
    assert not is_public(ip_address(machine))


@pytest.mark.parametrize("machine", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
def test_address_of_the_open_internet(machine: str):
    assert is_public(ip_address(machine))


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]"])
def test_loopback_in_disguise_is_refused(host: str):
    with pytest.raises(AddressRefused):
        find_target(f"http://{host}/", allow_private=False)


def test_password_in_an_address_is_refused_and_not_repeated(fetcher: HttpFetcher):
    with pytest.raises(AddressRefused) as raised:
        fetcher.fetch("http://someone:secret@127.0.0.1/")
    assert "secret" not in str(raised.value)
    assert "Remove it" in str(raised.value)


@pytest.mark.parametrize(
    "address", ["", "example.org", "file:///etc/passwd", "http://", "http://a:b/"]
)
def test_what_is_no_web_address_is_refused(fetcher: HttpFetcher, address: str):
    with pytest.raises(AddressRefused):
        fetcher.fetch(address)


def test_request_cannot_be_split(site: Site, fetcher: HttpFetcher):
    site.answers["/a%20HTTP/1.1"] = say(b"a")
    fetcher.fetch(f"{site.address}/a HTTP/1.1\r\n")
    assert site.paths == ["/robots.txt", "/a%20HTTP/1.1"]


def test_robots_are_heeded(site: Site, fetcher: HttpFetcher):
    site.answers["/robots.txt"] = say(b"User-agent: *\nDisallow: /private/\n")
    site.answers["/public"] = say(b"yes")
    assert fetcher.fetch(f"{site.address}/public").body == b"yes"
    with pytest.raises(AddressRefused, match="asks robots to stay away"):
        fetcher.fetch(f"{site.address}/private/x")
    assert site.paths == ["/robots.txt", "/public"]


def test_robots_that_cannot_be_had_mean_later(site: Site, fetcher: HttpFetcher):
    site.answers["/robots.txt"] = say(b"", status=503)
    site.answers["/a"] = say(b"a")
    with pytest.raises(TryAgainLater, match="cannot say what robots may fetch"):
        fetcher.fetch(f"{site.address}/a")
    assert "/a" not in site.paths


def test_crawl_delay_is_kept(site: Site, fetcher: HttpFetcher, slept: list[float]):
    site.answers["/robots.txt"] = say(b"User-agent: *\nCrawl-delay: 9\n")
    site.answers["/a"] = say(b"a")
    fetcher.fetch(f"{site.address}/a")
    fetcher.fetch(f"{site.address}/a")
    assert len(slept) == 1
    assert 8.5 < slept[0] <= 9


def test_file_fetcher_serves_a_folder_and_nothing_else(tmp_path: Path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a b.html").write_bytes(b"page")
    (tmp_path / "secret").write_bytes(b"secret")
    fetcher = FileFetcher("https://demo.invalid/pages/", tmp_path / "pages")
    assert fetcher.fetch("https://demo.invalid/pages/a%20b.html?x=1").body == b"page"
    for outside in ("../secret", "%2e%2e/secret", "/etc/passwd"):
        with pytest.raises(FetchError):
            fetcher.fetch(f"https://demo.invalid/pages/{outside}")
    with pytest.raises(AddressRefused):
        fetcher.fetch("https://elsewhere.invalid/")


def test_file_fetcher_of_one_file(tmp_path: Path):
    path = tmp_path / "table.csv"
    path.write_bytes(b"title\n")
    fetcher = FileFetcher.of_file(path)
    assert fetcher.fetch(path.as_uri()).body == b"title\n"
    with pytest.raises(AddressRefused):
        fetcher.fetch((tmp_path / "other.csv").as_uri())
