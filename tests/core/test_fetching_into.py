"""What is too large for memory is fetched into a file."""

import io
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest
from tests.faulty_site import FaultySite, Page

from armillary.core.http import (
    MEGABYTE,
    CannotKeep,
    FetchError,
    HttpFetcher,
    Manners,
    TryAgainLater,
)

LARGE = bytes(range(256)) * 4000


@pytest.fixture
def site() -> Iterator[FaultySite]:
    found = FaultySite()
    found.pages["/large"] = Page(LARGE, headers={"ETag": '"1"'})
    yield found
    found.close()


@pytest.fixture
def fetcher() -> Iterator[HttpFetcher]:
    manners = Manners(interval=0, first_delay=0.01, sleep=time.sleep, attempts=2, heed_robots=False)
    made = HttpFetcher(user_agent="Armillary/test", allow_private=True, manners=manners)
    yield made
    made.close()


def test_body_is_in_the_file_and_not_in_the_answer(site: FaultySite, fetcher: HttpFetcher):
    file = io.BytesIO(b"what stood there before")
    answer = fetcher.fetch_into(file, site.address + "/large", limit=10_000_000)
    assert file.getvalue() == LARGE
    assert (answer.status, answer.body, answer.headers["etag"]) == (200, b"", '"1"')


def test_what_is_larger_than_allowed_is_refused(site: FaultySite, fetcher: HttpFetcher):
    with pytest.raises(FetchError, match="larger than"):
        fetcher.fetch_into(io.BytesIO(), site.address + "/large", limit=1000)


def test_body_of_an_error_stays_out_of_the_file(site: FaultySite, fetcher: HttpFetcher):
    site.pages["/large"] = Page(b"please sign in", status=403)
    file = io.BytesIO()
    with pytest.raises(FetchError, match="does not let us in"):
        fetcher.fetch_into(file, site.address + "/large", limit=1000)
    assert file.getvalue() == b""


def test_answer_that_broke_off_is_fetched_anew_from_its_beginning(
    site: FaultySite, fetcher: HttpFetcher
):
    tries = threading.Semaphore(1)

    def breaks_off_once(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(LARGE)))
        handler.end_headers()
        if tries.acquire(blocking=False):
            handler.wfile.write(b"!" * 5000)
            handler.close_connection = True
        else:
            handler.wfile.write(LARGE)

    site.pages["/large"] = breaks_off_once
    file = io.BytesIO()
    assert fetcher.fetch_into(file, site.address + "/large", limit=10_000_000).attempts == 2
    assert file.getvalue() == LARGE


def test_full_disk_is_no_fault_of_the_other_side(site: FaultySite, fetcher: HttpFetcher):
    with open("/dev/full", "r+b", buffering=0) as full:  # noqa: PTH123  (unbuffered)
        full.seek = full.truncate = lambda *_: 0  # type: ignore[assignment, method-assign, attr-defined]
        with pytest.raises(CannotKeep, match="No space left on device") as told:
            fetcher.fetch_into(full, site.address + "/large", limit=10_000_000)
    assert not isinstance(told.value, TryAgainLater)
    assert site.paths == ["/large"]


def test_answer_of_a_proxy_is_as_good(site: FaultySite, fetcher: HttpFetcher):
    site.pages["/large"] = Page(LARGE, status=203)
    file = io.BytesIO()
    answer = fetcher.fetch_into(file, site.address + "/large", limit=10_000_000)
    assert (answer.status, answer.body, file.getvalue()) == (203, b"", LARGE)


@pytest.mark.parametrize("status", [404, 206])
def test_of_other_answers_a_megabyte_is_read_whatever_the_limit(
    site: FaultySite, fetcher: HttpFetcher, status: int
):
    site.pages["/large"] = Page(LARGE * 3, status=status)
    file = io.BytesIO()
    if status == 206:
        answer = fetcher.fetch_into(file, site.address + "/large", limit=10_000_000)
        assert answer.body == (LARGE * 3)[:MEGABYTE]
    else:
        with pytest.raises(FetchError, match="nothing at this address"):
            fetcher.fetch_into(file, site.address + "/large", limit=1000)
    assert file.getvalue() == b""
    site.pages["/next"] = Page(LARGE)  # over a connection that nothing is left in
    fetcher.fetch_into(file, site.address + "/next", limit=10_000_000)
    assert file.getvalue() == LARGE
