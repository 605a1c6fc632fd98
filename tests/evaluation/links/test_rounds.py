"""Asking what is due, of hosts that answer, fail, go down and come back."""

import itertools
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from tests.faulty_site import FaultySite, Page, drop
from tests.formats import planted_pages as planted

from armillary.catalogue.models import Resource
from armillary.core.errors import Refused
from armillary.core.http import Manners, outgoing
from armillary.core.tasks import drain
from armillary.evaluation.enums import Outcome, Standing
from armillary.evaluation.errors import LinkChecksOff
from armillary.evaluation.links import asking, keeping, rounds
from armillary.evaluation.links.answers import seen_at
from armillary.evaluation.links.operations import Round, ask_due_links, ask_links
from armillary.evaluation.links.rounds import Pace
from armillary.evaluation.links.visiting import LEASE, due_visits
from armillary.evaluation.models import Link, LinkHost
from armillary.evaluation.queries import checks_of
from armillary.people.actors import SYSTEM
from armillary.people.models import LogEntry, Person
from armillary.search.models import Change

from .conftest import NOON, PACE, link_to, quick

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
Lead = Callable[..., Resource]
Ask = Callable[..., Round]
Sites = Callable[..., FaultySite]

GOOD = Page(planted.GOOD)


def said_of_address(resource: Resource) -> str:
    findings = checks_of(resource, "en").findings
    return next(each.sentence for each in findings if each.check == "address-answers")


def dead(port: int = 9) -> str:
    """A host on which nobody listens."""
    return f"http://127.7.7.7:{port}"


def is_unavailable(resource: Resource) -> bool:
    resource.refresh_from_db()
    return resource.is_unavailable


# one round


def test_what_is_due_is_asked_and_written_down(site: FaultySite, lead_to: Lead, ask: Ask):
    site.pages["/maths/a"] = GOOD
    good = lead_to(f"{site.address}/maths/a", f"{site.address}/maths/b")

    done = ask()

    assert (done.asked, done.outcomes, done.hosts) == (2, {"answers": 1, "missing": 1}, 1)
    assert link_to(f"{site.address}/maths/a").standing == Standing.GOOD
    assert link_to(f"{site.address}/maths/b").standing == Standing.MISSED
    assert said_of_address(good) == "Its address answered when it was last asked."
    assert ask(after=timedelta(hours=1)).asked == 0


def test_nothing_is_asked_unless_the_operator_allows_it(site: FaultySite, lead_to: Lead):
    resource = lead_to(f"{site.address}/a")
    with pytest.raises(LinkChecksOff, match="can turn them on with ARMILLARY_LINK_CHECKS"):
        ask_due_links(by=SYSTEM)
    with pytest.raises(LinkChecksOff):
        ask_links([link_to(f"{site.address}/a").pk], by=SYSTEM)
    drain()
    assert site.asked == []
    assert said_of_address(resource) == "Nobody has checked whether its address answers."


def test_a_member_may_not_ask(checks_on: None, member: Person):
    with pytest.raises(Refused):
        ask_due_links(by=member)


def test_the_periodic_task_asks_in_the_queue_of_long_tasks(
    site: FaultySite, lead_to: Lead, checks_on: None, clock: Any
):
    from armillary.core.tasks import LONG
    from armillary.evaluation.interfaces.link_tasks import ask_due_links as ask_due

    site.pages["/a"] = GOOD
    lead_to(f"{site.address}/a")
    clock.shift(DAY)
    ask_due.enqueue()
    drain("default")
    assert site.asked == []
    drain(LONG)
    assert link_to(f"{site.address}/a").standing == Standing.GOOD


def test_an_answer_as_before_writes_no_report_and_no_document(
    site: FaultySite, lead_to: Lead, ask: Ask
):
    site.pages["/maths/a"] = GOOD
    resource = lead_to(f"{site.address}/maths/a")
    ask()
    resource.refresh_from_db()
    before = resource.check_report.checked_at
    Change.objects.all().delete()

    assert ask(after=30 * DAY).asked == 1

    resource.refresh_from_db()
    resource.check_report.refresh_from_db()
    assert resource.check_report.checked_at == before
    assert not Change.objects.exists()


# unavailable, and back


def test_a_resource_becomes_unavailable_after_repeated_misses_and_returns(
    site: FaultySite, lead_to: Lead, ask: Ask
):
    resource = lead_to(f"{site.address}/maths/a")
    before = resource.datestamp
    for _visit in range(3):
        ask(after=3 * DAY)
        assert not is_unavailable(resource)
    missing_since = link_to(f"{site.address}/maths/a").missed_since

    ask(after=6 * DAY)

    assert is_unavailable(resource)
    assert resource.is_listed
    assert resource.unavailable_since == missing_since
    assert resource.datestamp > before
    assert said_of_address(resource) == "Its address has led nowhere since March 5, 2026."
    site.pages["/maths/a"] = GOOD
    lost_at = resource.datestamp
    ask(after=40 * DAY)
    assert not is_unavailable(resource)
    assert resource.datestamp > lost_at
    assert said_of_address(resource) == "Its address answered when it was last asked."
    actions = LogEntry.objects.filter(action__startswith="call-").values_list("action", "subject")
    assert list(actions) == [
        ("call-unavailable", resource.public_id),
        ("call-available", resource.public_id),
    ]


def test_a_resource_with_another_address_that_answers_stays_available(
    sites: Sites, lead_to: Lead, ask: Ask
):
    gone, mirror = sites(), sites()
    mirror.pages["/maths/a"] = GOOD
    resource = lead_to(f"{gone.address}/maths/a", f"{mirror.address}/maths/a")
    for _visit in range(4):
        ask(after=4 * DAY)
    assert link_to(f"{gone.address}/maths/a").standing == Standing.BROKEN
    assert not is_unavailable(resource)
    mirror.pages.clear()
    for _visit in range(5):
        ask(after=30 * DAY)
    assert is_unavailable(resource)


def test_a_new_address_makes_a_resource_available_at_once(
    site: FaultySite, lead_to: Lead, ask: Ask
):
    from armillary.catalogue.operations import edit_resource
    from armillary.people.actors import OPERATOR

    resource = lead_to(f"{site.address}/maths/a")
    for _visit in range(4):
        ask(after=4 * DAY)
    assert is_unavailable(resource)
    edit_resource(resource, changes={"addresses": ["https://new.example/a"]}, by=OPERATOR)
    drain()
    assert not is_unavailable(resource)


def test_page_that_only_says_it_is_there_makes_a_resource_unavailable_too(
    site: FaultySite, lead_to: Lead, ask: Ask
):
    site.otherwise = Page(planted.SOFT_404)
    resource = lead_to(f"{site.address}/maths/a")
    ask()
    assert "most likely says that nothing is there" in said_of_address(resource)
    for _visit in range(3):
        ask(after=4 * DAY)
    assert is_unavailable(resource)


# hosts


def test_a_host_that_is_down_is_one_event(lead_to: Lead, ask: Ask):
    resources = [lead_to(f"{dead()}/{number}") for number in range(12)]

    done = ask()

    assert (done.outcomes, done.down) == ({"unreachable": 2}, 1)
    host = LinkHost.objects.get()
    assert (host.misses, host.is_lost) == (1, False)
    asked = 2
    for _visit in range(3):
        asked += ask(after=5 * DAY).asked
    host.refresh_from_db()
    assert (host.is_lost, host.broken, host.affected) == (True, 12, 12)
    assert asked <= 12
    assert all(is_unavailable(resource) for resource in resources)
    assert Link.objects.filter(outcome=Outcome.HOST_DOWN).exists()


def test_a_host_that_comes_back_brings_its_resources_back(
    site: FaultySite, lead_to: Lead, ask: Ask
):
    site.otherwise = drop
    resources = [lead_to(f"{site.address}/maths/{number}") for number in range(6)]
    for _visit in range(4):
        ask(after=5 * DAY)
    assert all(is_unavailable(resource) for resource in resources)
    for number in range(6):
        site.pages[f"/maths/{number}"] = GOOD
    site.otherwise = Page(status=404)

    ask(after=40 * DAY)
    ask(after=timedelta(minutes=10))

    assert not any(is_unavailable(resource) for resource in resources)
    assert LinkHost.objects.get().broken == 0


def test_one_page_that_hangs_does_not_bring_its_host_down(
    site: FaultySite, lead_to: Lead, ask: Ask
):
    site.pages["/maths/good"], site.pages["/maths/hangs"] = GOOD, drop
    lead_to(f"{site.address}/maths/good")
    broken = lead_to(f"{site.address}/maths/hangs")
    for _visit in range(6):
        ask(after=4 * DAY)
    assert not LinkHost.objects.get().is_lost
    assert link_to(f"{site.address}/maths/good").standing == Standing.GOOD
    assert is_unavailable(broken)


def test_a_host_that_asks_for_a_pause_is_given_it(site: FaultySite, lead_to: Lead, ask: Ask):
    site.otherwise = Page(status=503, headers={"Retry-After": str(5 * 86_400)})
    for number in range(3):
        lead_to(f"{site.address}/{number}")
    assert ask().outcomes == {"busy": 1}
    assert ask(after=4 * DAY).asked == 0
    assert ask_links(list(Link.objects.values_list("pk", flat=True)), by=SYSTEM).left == 3
    site.otherwise = GOOD
    assert ask(after=2 * DAY).asked == 3


def test_what_is_kept_from_readers_is_not_asked(site: FaultySite, lead_to: Lead, ask: Ask):
    from armillary.catalogue.operations import withdraw_resources

    resource = lead_to(f"{site.address}/a")
    withdraw_resources([resource.pk], by=SYSTEM, reason="No.")
    drain()
    ask()
    assert site.asked == []


# politeness


def test_a_host_is_asked_one_thing_at_a_time_with_its_pause_between(
    sites: Sites, lead_to: Lead, ask: Ask
):
    """Two hosts that want a second each, in one thread: while one rests the other is asked."""
    robots = Page("User-agent: *\nCrawl-delay: 1\n")
    hosts = [sites(), sites()]
    for site in hosts:
        site.pages["/robots.txt"] = robots
        for number in range(2):
            site.pages[f"/{number}.pdf"] = Page(b"%PDF", headers={"Content-Type": "x/pdf"})
            lead_to(f"{site.address}/{number}.pdf")

    polite = partial(outgoing, manners=Manners(connect=1, read=1, total=2, attempts=1))
    done = ask(web=polite)

    assert done.asked == 4
    for site in hosts:
        moments = [request.at for request in site.asked]
        gaps = [second - first for first, second in itertools.pairwise(moments)][1:]
        assert all(gap > 0.95 for gap in gaps)
        assert site.most_at_once == 1
    first, second = (site.asked[-1].at for site in hosts)
    assert abs(first - second) < 0.9


def test_no_two_workers_ask_one_host(site: FaultySite, lead_to: Lead, checks_on: None, clock: Any):
    lead_to(f"{site.address}/a")
    clock.shift(DAY)

    assert len(due_visits()) == 1
    assert due_visits() == []
    chosen = ask_links([link_to(f"{site.address}/a").pk], by=SYSTEM, web=quick)
    assert (chosen.asked, chosen.left) == (0, 1)
    clock.shift(LEASE)
    assert len(due_visits()) == 1


def test_chosen_links_are_asked_whenever_they_are_due(site: FaultySite, lead_to: Lead, ask: Ask):
    site.pages["/maths/a"] = GOOD
    lead_to(f"{site.address}/maths/a")
    ask()
    link = link_to(f"{site.address}/maths/a")
    done = ask_links([link.pk], by=SYSTEM, pace=PACE, web=quick)
    assert (done.asked, done.left) == (1, 0)
    link.refresh_from_db()
    assert link.answers == 2


def test_a_host_with_many_links_leaves_room_for_others(
    sites: Sites, lead_to: Lead, checks_on: None, clock: Any
):
    large, small = sites(), sites()
    for number in range(5):
        lead_to(f"{large.address}/{number}")
    lead_to(f"{small.address}/a")
    clock.shift(DAY)
    assert sorted(len(visit.errands) for visit in due_visits(each=3)) == [1, 3]


# what goes wrong


def test_a_round_that_is_killed_loses_nothing(
    site: FaultySite, lead_to: Lead, ask: Ask, clock: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(rounds, "BUNCH", 2)
    for number in range(5):
        lead_to(f"{site.address}/maths/{number}")
    real, calls = keeping.keep_answers, []

    def dies_the_second_time(answers: Any, *, by: Any) -> None:
        calls.append(len(answers))
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(answers, by=by)

    from armillary.evaluation.links import operations

    monkeypatch.setattr(operations, "keep_answers", dies_the_second_time)
    monkeypatch.setattr(operations, "finish_visits", lambda _visits, *, by: None)
    with pytest.raises(KeyboardInterrupt):
        ask()
    monkeypatch.undo()

    known = Link.objects.exclude(standing=Standing.NEW).count()
    assert known == calls[0]
    assert ask(after=timedelta(minutes=1)).asked == 0  # the dead worker still holds the host
    assert ask(after=LEASE).asked == 5 - known
    assert not Link.objects.filter(standing=Standing.NEW).exists()


def test_a_page_that_breaks_the_judge_does_not_end_the_round(
    site: FaultySite, lead_to: Lead, ask: Ask, monkeypatch: pytest.MonkeyPatch
):
    site.pages["/a"], site.pages["/b"] = Page("poison"), GOOD
    real = asking.see

    def see(body: bytes, **more: Any) -> Any:
        if body == b"poison":
            raise RecursionError
        return real(body, **more)

    monkeypatch.setattr(asking, "see", see)
    lead_to(f"{site.address}/a", f"{site.address}/b")
    assert ask().outcomes == {"answers": 1, "odd": 1}


def test_a_round_ends_in_time_and_leaves_the_rest_as_it_was(
    site: FaultySite, lead_to: Lead, checks_on: None, clock: Any
):
    lead_to(f"{site.address}/a")
    clock.shift(DAY)
    done = ask_due_links(by=SYSTEM, pace=Pace(threads=1, seconds=-1), web=quick)
    assert done.asked == 0
    assert LinkHost.objects.get().taken_until is None
    assert ask_due_links(by=SYSTEM, pace=PACE, web=quick).asked == 1


def test_link_that_is_forgotten_while_it_is_asked_is_left_out(
    site: FaultySite, lead_to: Lead, checks_on: None, clock: Any
):
    lead_to(f"{site.address}/a")
    clock.shift(DAY)
    visits = due_visits()
    Link.objects.all().delete()
    LinkHost.objects.all().delete()

    def keep(answers: Any) -> None:
        keeping.keep_answers(answers, by=SYSTEM)

    rounds.make_round(visits, web=quick, keep=keep, pace=PACE)
    keeping.finish_visits(visits, by=SYSTEM)
    assert not LinkHost.objects.exists()


def test_first_visit_lies_within_hours_of_the_harvest(
    site: FaultySite, lead_to: Lead, checks_on: None, clock: Any
):
    lead_to(f"{site.address}/a")
    clock.shift(timedelta(hours=6))
    ask_due_links(by=SYSTEM, pace=PACE, web=quick)
    assert link_to(f"{site.address}/a").asked_at == NOON + timedelta(hours=6)


def test_that_a_page_may_not_be_framed_is_kept_while_it_stays_the_same(
    site: FaultySite, lead_to: Lead, ask: Ask, clock: Any
):
    site.pages["/maths/sim"] = Page(planted.GOOD, headers={"X-Frame-Options": "DENY"})
    resource = lead_to(f"{site.address}/maths/sim")
    before = seen_at(resource)
    ask()
    assert (before, seen_at(resource)) == (("", None), ("text/html", False))
