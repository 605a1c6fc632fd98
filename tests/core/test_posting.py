"""Handing something to an address: once, to that very address, with a bounded answer."""

from collections.abc import Iterator

import pytest
from tests.faulty_site import FaultySite, Page, drip, pour, redirect

from armillary.core.http import (
    MEGABYTE,
    AddressRefused,
    HttpFetcher,
    Manners,
    RobotsRefused,
    Unreachable,
)

MANNERS = Manners(connect=1, read=0.5, total=0.8, attempts=1, heed_robots=False)


@pytest.fixture
def site() -> Iterator[FaultySite]:
    site = FaultySite()
    yield site
    site.close()


@pytest.fixture
def fetcher() -> Iterator[HttpFetcher]:
    made = HttpFetcher(user_agent="Armillary/0.1", allow_private=True, manners=MANNERS)
    yield made
    made.close()


def test_body_and_headers_arrive_as_they_are(site: FaultySite, fetcher: HttpFetcher):
    site.pages["/in"] = Page(b"thanks", status=202)
    body = '{"title":"الكسور"}'.encode()

    asked = fetcher.post(f"{site.address}/in", body, headers={"Content-Type": "application/json"})

    assert (asked.status, asked.body) == (202, b"thanks")
    [request] = site.asked
    assert (request.method, request.path, request.body) == ("POST", "/in", body)
    assert request.headers["content-type"] == "application/json"
    assert request.headers["content-length"] == str(len(body))
    assert request.headers["user-agent"] == "Armillary/0.1"


def test_bad_news_is_an_answer_and_is_not_asked_for_twice(site: FaultySite, fetcher: HttpFetcher):
    site.pages["/in"] = Page(b"", status=503, headers={"Retry-After": "7"})

    asked = fetcher.post(f"{site.address}/in", b"{}")

    assert (asked.status, asked.after) == (503, 7.0)
    assert site.methods == [("POST", "/in")]


def test_redirect_is_an_answer_and_is_not_followed(site: FaultySite, fetcher: HttpFetcher):
    site.pages["/in"] = redirect("/elsewhere", status=307)
    site.pages["/elsewhere"] = Page()

    asked = fetcher.post(f"{site.address}/in", b"{}")

    assert (asked.status, asked.hops) == (307, ())
    assert site.methods == [("POST", "/in")]


def test_answer_is_read_up_to_a_limit(site: FaultySite, fetcher: HttpFetcher):
    site.pages["/in"] = pour

    asked = fetcher.post(f"{site.address}/in", b"{}", limit=1_000)

    assert (len(asked.body), asked.is_whole) == (1_000, False)


def test_who_plays_for_time_is_cut_off(site: FaultySite, fetcher: HttpFetcher):
    site.pages["/in"] = drip
    with pytest.raises(Unreachable):
        fetcher.post(f"{site.address}/in", b"{}", limit=MEGABYTE)


def test_private_address_gets_nothing(site: FaultySite):
    fetcher = HttpFetcher(user_agent="Armillary/0.1", manners=MANNERS)
    with pytest.raises(AddressRefused):
        fetcher.post(f"{site.address}/in", b"secret")
    assert site.asked == []


def test_robots_txt_is_heeded_where_manners_say_so(site: FaultySite):
    site.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /in\n")
    fetcher = HttpFetcher(user_agent="Armillary/0.1", allow_private=True)
    with pytest.raises(RobotsRefused):
        fetcher.post(f"{site.address}/in", b"{}")
    fetcher.close()
    assert site.paths == []


def test_connection_is_kept_for_the_next(site: FaultySite, fetcher: HttpFetcher):
    site.pages["/in"] = Page(b"ok")
    for text in (b"one", b"two"):
        fetcher.post(f"{site.address}/in", text)
    assert [each.body for each in site.asked] == [b"one", b"two"]
