"""Asking an address for whatever it answers: errors, redirects and beginnings are answers too."""

import gzip
import socket
import time
from collections.abc import Iterator

import pytest
from tests.faulty_site import FaultySite, Page, drip, drop, pour, redirect

from armillary.core.http import (
    AddressRefused,
    CertificateRefused,
    EndlessRedirects,
    Hop,
    HttpFetcher,
    Manners,
    NoSuchHost,
    RobotsRefused,
    Unreachable,
)
from armillary.core.http.turns import Turns


@pytest.fixture
def site() -> Iterator[FaultySite]:
    site = FaultySite()
    yield site
    site.close()


@pytest.fixture
def fetcher() -> Iterator[HttpFetcher]:
    manners = Manners(connect=1, read=0.5, total=0.8, attempts=1)
    made = HttpFetcher(user_agent="Armillary/0.1", allow_private=True, manners=manners)
    yield made
    made.close()


def test_bad_news_is_an_answer(site: FaultySite, fetcher: HttpFetcher):
    asked = fetcher.ask(f"{site.address}/none")

    assert (asked.status, asked.media_type) == (404, "text/html")
    assert b"Not Found" in asked.body


def test_busy_server_says_how_long_to_wait(site: FaultySite, fetcher: HttpFetcher):
    site.pages["/busy"] = Page(b"", status=503, headers={"Retry-After": "120"})

    asked = fetcher.ask(f"{site.address}/busy")

    assert (asked.status, asked.after) == (503, 120.0)
    assert site.paths == ["/busy"]  # the schedule asks again, not we


def test_redirects_are_told_one_by_one(site: FaultySite, fetcher: HttpFetcher):
    site.pages["/old"] = redirect("/newer")
    site.pages["/newer"] = redirect("/new", status=302)
    site.pages["/new"] = Page()

    asked = fetcher.ask(f"{site.address}/old")

    assert asked.final_address == f"{site.address}/new"
    assert asked.hops == (Hop(f"{site.address}/old", 301), Hop(f"{site.address}/newer", 302))


def test_redirects_in_a_circle_are_told_too(site: FaultySite, fetcher: HttpFetcher):
    site.pages["/round"] = redirect("/round")

    with pytest.raises(EndlessRedirects) as raised:
        fetcher.ask(f"{site.address}/round")
    assert raised.value.hops == (Hop(f"{site.address}/round", 301),) * 6


def test_head_brings_no_body_and_keeps_the_connection(site: FaultySite, fetcher: HttpFetcher):
    site.pages["/file.pdf"] = Page(b"%PDF" * 100, headers={"Content-Type": "application/pdf"})

    asked = [fetcher.ask(f"{site.address}/file.pdf", method="HEAD") for _time in range(2)]

    assert [(each.status, each.body, each.media_type) for each in asked] == [
        (200, b"", "application/pdf")
    ] * 2
    assert site.methods == [("HEAD", "/file.pdf")] * 2


def test_gigabyte_is_cut_where_the_beginning_is_enough(site: FaultySite, fetcher: HttpFetcher):
    site.pages["/large"] = pour
    began = time.monotonic()

    asked = fetcher.ask(f"{site.address}/large", limit=50_000)

    assert (len(asked.body), asked.is_whole) == (50_000, False)
    assert time.monotonic() - began < 1


def test_compressed_body_is_cut_by_what_it_unpacks_to(site: FaultySite, fetcher: HttpFetcher):
    bomb = gzip.compress(bytes(30_000_000))
    site.pages["/bomb"] = Page(bomb, headers={"Content-Encoding": "gzip"})

    asked = fetcher.ask(f"{site.address}/bomb", limit=10_000)

    assert (len(asked.body), asked.is_whole) == (10_000, False)


def test_compression_nobody_asked_for_is_an_answer_without_a_body(
    site: FaultySite, fetcher: HttpFetcher
):
    site.pages["/br"] = Page(b"\x8b\x02", headers={"Content-Encoding": "br"})

    assert (fetcher.ask(f"{site.address}/br").status, fetcher.ask(f"{site.address}/br").body) == (
        200,
        b"",
    )


def test_body_at_the_limit_leaves_the_connection_clean(site: FaultySite, fetcher: HttpFetcher):
    site.pages["/a"] = Page("x" * 1000)
    site.pages["/b"] = Page("second")

    assert not fetcher.ask(f"{site.address}/a", limit=10).is_whole
    assert fetcher.ask(f"{site.address}/b").body == b"second"


def test_what_has_not_changed_is_not_sent(site: FaultySite, fetcher: HttpFetcher):
    site.pages["/a"] = Page("text", headers={"ETag": '"1"'})

    asked = fetcher.ask(f"{site.address}/a", validators={"etag": '"1"'})

    assert (asked.status, asked.body) == (304, b"")


def test_secret_in_a_header_stays_where_no_redirect_is_allowed(site: FaultySite):
    site.pages["/a"] = redirect("/b")
    manners = Manners(attempts=1, redirects=0)
    fetcher = HttpFetcher(user_agent="Armillary/0.1", allow_private=True, manners=manners)

    with pytest.raises(EndlessRedirects):
        fetcher.ask(f"{site.address}/a", headers={"Authorization": "Bearer secret"})
    fetcher.close()

    [asked] = [each for each in site.asked if each.path != "/robots.txt"]
    assert (asked.path, asked.headers["authorization"]) == ("/a", "Bearer secret")


@pytest.mark.parametrize("fault", [drip, drop])
def test_server_that_plays_for_time_or_hangs_up(site: FaultySite, fetcher: HttpFetcher, fault):
    site.pages["/fault"] = fault

    with pytest.raises(Unreachable):
        fetcher.ask(f"{site.address}/fault")


def test_certificate_that_proves_nothing(fetcher: HttpFetcher):
    secure = FaultySite(secure=True)
    try:
        with pytest.raises(CertificateRefused, match="is not valid, so nothing was fetched"):
            fetcher.ask(f"{secure.address}/")
    finally:
        secure.close()


def test_name_that_no_machine_has(fetcher: HttpFetcher, monkeypatch: pytest.MonkeyPatch):
    def unknown(*_arguments: object, **_more: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(NoSuchHost, match=r"no machine named gone\.example"):
        fetcher.ask("http://gone.example/")


def test_robots_are_refused_in_a_way_of_their_own(site: FaultySite, fetcher: HttpFetcher):
    site.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /private\n")

    with pytest.raises(RobotsRefused):
        fetcher.ask(f"{site.address}/private")


def test_redirect_that_makes_no_sense_is_refused(site: FaultySite, fetcher: HttpFetcher):
    site.pages["/out"] = redirect("http://[broken/")

    with pytest.raises(AddressRefused) as raised:
        fetcher.ask(f"{site.address}/out")
    assert raised.value.hops == (Hop(f"{site.address}/out", 301),)


def test_turns_say_how_long_is_left():
    turns = Turns()
    assert turns.left("a.example") == 0
    with turns.turn("a.example") as turn:
        turn.pause = 10
    assert 9 < turns.left("a.example") <= 10


def test_robots_can_be_read_ahead(site: FaultySite, fetcher: HttpFetcher):
    site.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /private\n")

    assert fetcher.meet(f"{site.address}/a")
    assert not fetcher.meet(f"{site.address}/b")
    with pytest.raises(RobotsRefused):
        fetcher.meet(f"{site.address}/private")
    assert [request.path for request in site.asked] == ["/robots.txt"]
