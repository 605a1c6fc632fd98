"""What comes of asking one address, of servers that do what servers on the web do."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from tests.faulty_site import FaultySite, Page, drip, drop, pour, redirect
from tests.formats import planted_pages as planted

from armillary.core.http import HttpFetcher, Manners, targets
from armillary.evaluation.enums import Outcome
from armillary.evaluation.links.asking import ask_link
from armillary.evaluation.links.errands import Answer, Errand, HostMemory

QUICK = Manners(connect=1.0, read=0.6, total=1.0, attempts=1, interval=0)


@pytest.fixture
def web() -> Iterator[HttpFetcher]:
    web = HttpFetcher(user_agent="Armillary/0.1", allow_private=True, manners=QUICK)
    yield web
    web.close()


@pytest.fixture
def memory() -> HostMemory:
    return HostMemory(refuses_head=False, probes={}, today=date(2026, 3, 2))


Asks = Callable[..., Answer]


@pytest.fixture
def ask(web: HttpFetcher, memory: HostMemory) -> Asks:
    def make(address: str, *, web: HttpFetcher = web, **more: object) -> Answer:
        steps = ask_link(Errand(1, address, **more), memory, web)
        while True:
            try:
                next(steps)
            except StopIteration as ended:
                return ended.value

    return make


@pytest.fixture
def public_web() -> Iterator[HttpFetcher]:
    """As on the open internet: no private machine is asked."""
    web = HttpFetcher(user_agent="Armillary/0.1", manners=QUICK)
    yield web
    web.close()


def test_a_page_that_is_there_answers(site: FaultySite, ask: Asks):
    site.pages["/maths/fractions"] = Page(planted.GOOD)

    answer = ask(f"{site.address}/maths/fractions")

    assert (answer.outcome, answer.status, answer.leads_to) == (Outcome.ANSWERS, 200, "")
    assert answer.media_type == "text/html"
    assert answer.page_print != 0


@pytest.mark.parametrize(
    ("page", "outcome", "status"),
    [
        (Page(status=404), Outcome.MISSING, 404),
        (Page(status=410), Outcome.GONE, 410),
        (Page(status=500), Outcome.FAILING, 500),
        (Page(status=502), Outcome.FAILING, 502),
        (Page(status=503), Outcome.BUSY, 503),
        (Page(status=429), Outcome.BUSY, 429),
        (Page(status=401), Outcome.REFUSED, 401),
        (Page(status=403), Outcome.REFUSED, 403),
        (Page(status=451), Outcome.REFUSED, 451),
        (Page(status=400), Outcome.ODD, 400),
        (Page(status=304), Outcome.ANSWERS, 304),
        (Page(status=300), Outcome.ODD, 300),
        (redirect("/x"), Outcome.LOOP, None),
        (redirect("http://127.0.0.1:9/"), Outcome.UNREACHABLE, None),
        (redirect("ftp://files.example/"), Outcome.INWARD, None),
        (drop, Outcome.UNREACHABLE, None),
        (drip, Outcome.UNREACHABLE, None),
        (Page(b"\x1f\x8b broken", headers={"Content-Encoding": "gzip"}), Outcome.UNREACHABLE, None),
    ],
)  # fmt: skip
def test_bad_news(site: FaultySite, ask: Asks, page: object, outcome: Outcome, status: int | None):
    site.pages["/x"] = page
    answer = ask(f"{site.address}/x")
    assert (answer.outcome, answer.status) == (outcome, status)


def test_a_busy_host_says_how_long_to_wait(site: FaultySite, ask: Asks):
    site.pages["/x"] = Page(status=503, headers={"Retry-After": "3600"})
    assert ask(f"{site.address}/x").after == 3600


def test_a_certificate_that_proves_nothing(sites: Callable[..., FaultySite], ask: Asks):
    assert ask(f"{sites(secure=True).address}/").outcome == Outcome.CERTIFICATE


def test_a_name_that_nobody_has(ask: Asks):
    assert ask("http://no-such-name.invalid/").outcome == Outcome.NO_HOST


def test_what_robots_may_not_ask_is_not_asked(site: FaultySite, ask: Asks):
    site.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /x\n")
    assert ask(f"{site.address}/x").outcome == Outcome.ROBOTS
    assert site.paths == []


def test_redirect_into_a_private_network_is_refused(
    site: FaultySite, ask: Asks, public_web: HttpFetcher, monkeypatch: pytest.MonkeyPatch
):
    """The first machine is taken for one of the open internet."""
    site.pages["/x"] = redirect("http://169.254.169.254/latest/")
    own = site.host.partition(":")[0]
    monkeypatch.setattr(targets, "is_public", lambda machine: str(machine) == own)
    assert ask(f"{site.address}/x", web=public_web).outcome == Outcome.INWARD


def test_an_address_of_a_private_network_is_off_limits(
    site: FaultySite, ask: Asks, public_web: HttpFetcher
):
    assert ask(f"{site.address}/x", web=public_web).outcome == Outcome.OFF_LIMITS
    assert site.asked == []


def test_a_gigabyte_is_not_read(site: FaultySite, ask: Asks):
    site.pages["/large"] = pour
    assert ask(f"{site.address}/large").outcome == Outcome.ANSWERS


# moving


def test_permanent_redirect_on_the_same_site_has_moved(site: FaultySite, ask: Asks):
    site.pages["/old/fractions"] = redirect("/maths/fractions")
    site.pages["/maths/fractions"] = Page(planted.GOOD)

    answer = ask(f"{site.address}/old/fractions")

    assert (answer.outcome, answer.for_good) == (Outcome.MOVED, True)
    assert answer.leads_to == f"{site.address}/maths/fractions"


def test_a_chain_with_one_temporary_redirect_is_no_move(site: FaultySite, ask: Asks):
    site.pages["/old/fractions"] = redirect("/between")
    site.pages["/between"] = redirect("/maths/fractions", status=302)
    site.pages["/maths/fractions"] = Page(planted.GOOD)
    answer = ask(f"{site.address}/old/fractions")
    assert (answer.outcome, answer.for_good) == (Outcome.ANSWERS, False)


def test_redirect_to_an_address_of_one_visit_is_no_move(site: FaultySite, ask: Asks):
    site.pages["/old/fractions"] = redirect("/fractions?PHPSESSID=1")
    site.pages["/fractions?PHPSESSID=1"] = Page(planted.GOOD)
    assert ask(f"{site.address}/old/fractions").outcome == Outcome.ANSWERS


def test_redirect_to_a_missing_page_is_missing(site: FaultySite, ask: Asks):
    site.pages["/old/fractions"] = redirect("/nowhere")
    assert ask(f"{site.address}/old/fractions").outcome == Outcome.MISSING


def test_redirect_to_another_site_is_suspicious(sites: Callable[..., FaultySite], ask: Asks):
    site, other = sites(), sites()
    site.pages["/old/fractions"] = redirect(f"{other.address}/new/fractions")
    other.pages["/new/fractions"] = Page(planted.GOOD)
    answer = ask(f"{site.address}/old/fractions")
    assert (answer.outcome, answer.for_good) == (Outcome.ELSEWHERE, True)


def test_redirect_to_the_front_page_is_suspicious(site: FaultySite, ask: Asks):
    site.pages["/old/fractions"] = redirect("/")
    site.pages["/"] = Page(planted.CATCH_ALL)
    assert ask(f"{site.address}/old/fractions").outcome == Outcome.FRONT_PAGE


def test_redirect_to_a_door_is_told(site: FaultySite, ask: Asks):
    site.pages["/course/12"] = redirect("/login/", status=302)
    site.pages["/login/"] = Page(planted.SIGN_IN)
    assert ask(f"{site.address}/course/12").outcome == Outcome.SIGN_IN


def test_a_page_that_sends_its_reader_on_is_followed_once(site: FaultySite, ask: Asks):
    sent = b'<meta http-equiv="refresh" content="0; url=/maths/fractions"><p>Moved.</p>'
    site.pages["/old/fractions"] = Page(sent)
    site.pages["/maths/fractions"] = Page(planted.GOOD)
    answer = ask(f"{site.address}/old/fractions")
    assert (answer.outcome, answer.for_good) == (Outcome.ANSWERS, False)
    assert answer.leads_to == f"{site.address}/maths/fractions"


# pages that are something else


def test_200_that_is_not_found_is_told_by_a_page_that_cannot_exist(site: FaultySite, ask: Asks):
    site.otherwise = Page(planted.SOFT_404)

    answer = ask(f"{site.address}/maths/fractions")

    assert (answer.outcome, answer.status) == (Outcome.NOT_FOUND, 200)
    assert answer.sure >= 0.9
    assert len(site.paths) == 2
    assert site.paths[1].startswith("/maths/armillary-asks-whether-missing-pages-are-told-")


def test_real_page_beside_a_soft_404_answers_and_one_probe_does_for_a_folder(
    site: FaultySite, ask: Asks
):
    site.otherwise = Page(planted.SOFT_404)
    site.pages["/maths/fractions"] = Page(planted.GOOD)
    assert ask(f"{site.address}/maths/fractions").outcome == Outcome.ANSWERS
    assert ask(f"{site.address}/maths/decimals").outcome == Outcome.NOT_FOUND
    assert len(site.paths) == 3


def test_host_that_was_honest_three_times_is_trusted(site: FaultySite, ask: Asks):
    for folder in range(5):
        site.pages[f"/{folder}/fractions"] = Page(planted.GOOD)
        ask(f"{site.address}/{folder}/fractions")
    assert len(site.paths) == 5 + 3


def test_probe_that_tells_nothing_is_not_remembered(
    site: FaultySite, ask: Asks, memory: HostMemory
):
    site.pages["/maths/fractions"] = Page(planted.GOOD)
    site.otherwise = Page(status=503)
    assert ask(f"{site.address}/maths/fractions").outcome == Outcome.ANSWERS
    assert memory.probes_as_json() == {}


def test_shell_of_a_program_is_not_judged(site: FaultySite, ask: Asks):
    site.otherwise = Page(planted.SHELL)
    assert ask(f"{site.address}/sim/pendulum").outcome == Outcome.ANSWERS
    assert site.paths == ["/sim/pendulum"]


@pytest.mark.parametrize("case", planted.PARKED)
def test_parked_page(site: FaultySite, ask: Asks, case: str):
    host = site.host.partition(":")[0]
    site.otherwise = Page(planted.PARKED[case].replace(b"lessons-gone.example", host.encode()))
    assert ask(f"{site.address}/maths/fractions").outcome == Outcome.PARKED


def test_doorman_against_robots(site: FaultySite, ask: Asks):
    site.pages["/maths/fractions"] = Page(planted.DOORMAN)
    assert ask(f"{site.address}/maths/fractions").outcome == Outcome.DOORMAN


# with as little as it takes


PDF = Page(b"%PDF-1.7" * 1000, headers={"Content-Type": "application/pdf"})


def test_file_is_asked_by_head_once_it_is_known_to_be_one(site: FaultySite, ask: Asks):
    site.pages["/a.pdf"] = PDF
    first = ask(f"{site.address}/a.pdf")
    again = ask(f"{site.address}/a.pdf", media_type=first.media_type)
    assert (first.outcome, again.outcome) == (Outcome.ANSWERS, Outcome.ANSWERS)
    assert site.methods == [("GET", "/a.pdf"), ("HEAD", "/a.pdf")]


def test_host_that_refuses_head_is_asked_by_get_from_then_on(
    site: FaultySite, ask: Asks, memory: HostMemory
):
    site.pages["/a.pdf"] = Page(PDF.raw, headers=PDF.headers, head=405)
    for _time in range(2):
        answer = ask(f"{site.address}/a.pdf", media_type="application/pdf")
        assert (answer.outcome, answer.status) == (Outcome.ANSWERS, 200)
    assert [method for method, _path in site.methods] == ["HEAD", "GET", "GET"]
    assert memory.refuses_head


def test_file_that_is_gone_is_gone_by_get_too(site: FaultySite, ask: Asks, memory: HostMemory):
    answer = ask(f"{site.address}/a.pdf", media_type="application/pdf")
    assert answer.outcome == Outcome.MISSING
    assert not memory.refuses_head


def test_file_that_became_a_page_is_looked_at(site: FaultySite, ask: Asks):
    site.otherwise = Page(planted.SOFT_404)
    answer = ask(f"{site.address}/files/a.pdf", media_type="application/pdf")
    assert answer.outcome == Outcome.NOT_FOUND


def test_page_that_has_not_changed_is_not_sent_again(site: FaultySite, ask: Asks):
    site.pages["/maths/fractions"] = Page(planted.GOOD, headers={"ETag": '"7"'})
    first = ask(f"{site.address}/maths/fractions")
    again = ask(f"{site.address}/maths/fractions", validators=first.validators)
    assert first.validators == {"etag": '"7"'}
    assert (again.outcome, again.status, again.is_unchanged) == (Outcome.ANSWERS, 304, True)


def test_robots_txt_is_read_once_for_a_host(site: FaultySite, ask: Asks):
    site.pages["/a"], site.pages["/b"] = Page(), Page()
    ask(f"{site.address}/a")
    ask(f"{site.address}/b")
    assert [request.path for request in site.asked].count("/robots.txt") == 1


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, True),
        ({"X-Frame-Options": "DENY"}, False),
        ({"X-Frame-Options": "sameorigin"}, False),
        ({"Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'"}, False),
        ({"Content-Security-Policy": "frame-ancestors 'self' https://a.example"}, False),
        ({"Content-Security-Policy": "frame-ancestors"}, False),
        ({"Content-Security-Policy": "frame-ancestors *", "X-Frame-Options": "DENY"}, True),
        ({"Content-Security-Policy": "script-src 'self'"}, True),
        ({"Content-Security-Policy": "frame-ancestors *, frame-ancestors 'self'"}, False),
    ],
)
def test_whether_a_page_may_be_framed_is_told(
    site: FaultySite, ask: Asks, headers: dict[str, str], expected: bool
):
    site.pages["/maths/sim"] = Page(planted.GOOD, headers=headers)
    assert ask(f"{site.address}/maths/sim").may_be_framed is expected


def test_a_file_says_nothing_of_frames(site: FaultySite, ask: Asks):
    site.pages["/maths/a.pdf"] = Page(b"%PDF-1.7", headers={"Content-Type": "application/pdf"})
    assert ask(f"{site.address}/maths/a.pdf").may_be_framed is None
