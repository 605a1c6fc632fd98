"""What an answer means for a link, given what happened before. Nothing is asked or stored here."""

from datetime import timedelta
from typing import Any

import pytest

from armillary.evaluation.enums import Outcome, Standing
from armillary.evaluation.links.errands import Answer
from armillary.evaluation.links.judging import (
    DOUBTFUL,
    GOOD,
    MISSES,
    UNCLEAR,
    judge,
    pardon_for,
)
from armillary.evaluation.models import Link

from .conftest import NOON

DAY = timedelta(days=1)
NEW = "https://lessons.example/new"


def new_link(**values: Any) -> Link:
    address = "https://lessons.example/old/fractions"
    return Link(address=address, digest="7" * 32, uses=1, **values)


def said(outcome: Outcome, **more: Any) -> Answer:
    return Answer(1, outcome, **{"sure": 0.9, **more})


def after(*outcomes: Outcome | Answer, link: Link | None = None, every: timedelta = DAY) -> Link:
    """A link that was asked so often, with so much time between."""
    link = link or new_link()
    first = link.asked_at or NOON - every
    for number, outcome in enumerate(outcomes, start=1):
        answer = outcome if isinstance(outcome, Answer) else said(outcome)
        judge(link, answer, at=first + number * every)
    return link


def days_until_due(link: Link) -> float:
    return (link.due_at - link.asked_at) / DAY


def test_every_outcome_is_of_one_kind():
    kinds = (GOOD, DOUBTFUL, MISSES, UNCLEAR)
    assert sorted(outcome for kind in kinds for outcome in kind) == sorted(Outcome)


def test_an_answer_is_good_and_counted():
    link = after(Outcome.ANSWERS, Outcome.ANSWERS)
    assert (link.standing, link.answers, link.misses) == (Standing.GOOD, 2, 0)
    assert (link.answered_first, link.answered_last) == (NOON, NOON + DAY)
    assert link.since == NOON


def test_pauses_grow_while_it_answers_and_shrink_after_a_miss():
    pauses = [days_until_due(after(*[Outcome.ANSWERS] * count)) for count in (1, 2, 3, 4, 5)]
    assert pauses == sorted(pauses)
    assert 5 < pauses[0] < 9
    assert 45 < pauses[-1] <= 72
    missed = after(*[Outcome.ANSWERS] * 5, Outcome.UNREACHABLE)
    assert 1 <= days_until_due(missed) <= 1.2


def test_misses_of_one_day_never_lose_it():
    link = after(*[Outcome.MISSING] * 9, every=timedelta(hours=2))
    assert (link.standing, link.misses) == (Standing.MISSED, 9)


@pytest.mark.parametrize("outcome", sorted(MISSES - {Outcome.GONE}))
def test_three_misses_over_a_week_lose_it(outcome: Outcome):
    assert after(outcome, outcome, every=8 * DAY).standing == Standing.MISSED
    link = after(outcome, outcome, outcome, every=4 * DAY)
    assert (link.standing, link.missed_since) == (Standing.BROKEN, NOON)


def test_gone_for_good_loses_it_the_second_time():
    assert after(Outcome.GONE).standing == Standing.MISSED
    assert after(Outcome.GONE, Outcome.GONE).standing == Standing.BROKEN


def test_it_is_back_with_the_first_answer():
    link = after(*[Outcome.MISSING] * 3, Outcome.ANSWERS, every=4 * DAY)
    assert (link.standing, link.misses, link.missed_since) == (Standing.GOOD, 0, None)


def test_an_answer_between_misses_begins_them_anew():
    link = after(Outcome.MISSING, Outcome.MISSING, Outcome.ANSWERS, Outcome.MISSING, every=4 * DAY)
    assert (link.standing, link.misses) == (Standing.MISSED, 1)


@pytest.mark.parametrize("outcome", sorted(UNCLEAR))
def test_what_tells_nothing_changes_nothing(outcome: Outcome):
    assert after(outcome).standing == Standing.UNCLEAR
    link = after(Outcome.MISSING, outcome, Outcome.MISSING, every=4 * DAY)
    assert (link.standing, link.misses) == (Standing.MISSED, 2)
    lost = after(*[Outcome.MISSING] * 3, outcome, every=4 * DAY)
    assert lost.standing == Standing.BROKEN


def test_a_busy_host_is_asked_soon_and_when_it_says():
    assert 1 <= days_until_due(after(Outcome.BUSY)) <= 1.2
    assert days_until_due(after(said(Outcome.BUSY, after=5 * 86_400))) == 5


def test_a_host_that_is_busy_for_months_is_lost():
    link = after(*[Outcome.BUSY] * 4, every=9 * DAY)
    assert (link.standing, link.misses) == (Standing.UNCLEAR, 0)
    link = after(*[Outcome.BUSY] * 3, link=link, every=9 * DAY)
    assert (link.standing, link.misses) == (Standing.BROKEN, 3)


# doubts


@pytest.mark.parametrize("outcome", sorted(DOUBTFUL))
def test_doubts_are_shown_at_once_and_confirmed_soon(outcome: Outcome):
    link = after(*[Outcome.ANSWERS] * 5, said(outcome, sure=0.7))
    assert (link.standing, link.misses) == (Standing.DOUBTFUL, 0)
    assert days_until_due(link) < 4


@pytest.mark.parametrize("outcome", [Outcome.NOT_FOUND, Outcome.PARKED])
def test_page_that_is_surely_something_else_is_a_miss(outcome: Outcome):
    sure, unsure = said(outcome, sure=0.95), said(outcome, sure=0.7)
    assert after(sure).standing == Standing.DOUBTFUL
    assert after(sure, sure, sure, every=4 * DAY).standing == Standing.BROKEN
    assert after(unsure, unsure, unsure, every=4 * DAY).standing == Standing.DOUBTFUL


@pytest.mark.parametrize("outcome", sorted(DOUBTFUL - {Outcome.NOT_FOUND, Outcome.PARKED}))
def test_doors_and_detours_never_lose_it(outcome: Outcome):
    assert after(*[outcome] * 9, every=4 * DAY).standing == Standing.DOUBTFUL


# moves


def moved(to: str = NEW, **more: Any) -> Answer:
    return said(Outcome.MOVED, leads_to=to, for_good=True, **more)


def test_a_move_is_believed_when_it_was_seen_twice():
    once, twice = after(moved()), after(moved(), moved())
    assert (once.standing, once.moves) == (Standing.GOOD, 1)
    assert days_until_due(once) < 4
    assert (twice.standing, twice.leads_to) == (Standing.MOVED, NEW)


def test_a_target_that_changes_is_not_believed():
    assert after(moved(), moved(f"{NEW}/2"), moved()).standing == Standing.GOOD


def test_a_move_that_was_turned_down_is_not_proposed_again_unless_it_leads_elsewhere():
    link = after(moved(), moved(), link=new_link(kept_from=NEW))
    assert link.standing == Standing.GOOD
    assert after(moved(f"{NEW}/2"), moved(f"{NEW}/2"), link=link).standing == Standing.MOVED


def test_another_writing_of_the_same_page_is_told_apart():
    same = "https://www.lessons.example/old/fractions/"
    assert after(moved(same), moved(same)).standing == Standing.RESPELT
    assert after(moved(), moved()).standing == Standing.MOVED


# pardons


def front_page(print_: int = 99) -> Answer:
    return said(Outcome.FRONT_PAGE, sure=0.7, status=200, page_print=print_)


def pardoned() -> Link:
    link = after(front_page())
    link.pardon = pardon_for(link)
    return link


def test_what_was_called_fine_stays_fine_while_it_is_the_same():
    link = after(front_page(), front_page(99 ^ 0b101), link=pardoned())
    assert (link.standing, link.answers) == (Standing.GOOD, 3)


@pytest.mark.parametrize(
    "other",
    [
        front_page(print_=~99),
        said(Outcome.PARKED, status=200, page_print=99),
        said(Outcome.MISSING, status=404),
    ],
)
def test_a_pardon_ends_when_something_else_is_there(other: Answer):
    link = after(other, link=pardoned())
    assert link.standing != Standing.GOOD
    assert link.pardon == {}


def test_a_pardon_outlasts_a_day_on_which_nobody_answers():
    link = after(Outcome.UNREACHABLE, front_page(), link=pardoned())
    assert link.standing == Standing.GOOD


def test_misses_can_be_called_fine_where_a_host_only_shuts_us_out():
    link = after(*[Outcome.UNREACHABLE] * 3, every=4 * DAY)
    link.pardon = pardon_for(link)
    link = after(Outcome.UNREACHABLE, link=link)
    assert (link.standing, link.misses) == (Standing.GOOD, 0)


# what is kept


def test_history_is_short_and_begins_with_the_latest():
    link = after(*[Outcome.ANSWERS] * 11, said(Outcome.MISSING, status=404))
    assert len(link.history) == 10
    assert link.history[0] == ["2026-03-13T12:00:00+00:00", "missing", 404]


def test_what_an_unchanged_page_was_is_remembered():
    first = said(Outcome.ANSWERS, page_print=5, media_type="text/html", validators={"etag": '"1"'})
    link = after(first, said(Outcome.ANSWERS, status=304, is_unchanged=True))
    assert (link.page_print, link.media_type, link.validators) == (5, "text/html", {"etag": '"1"'})


def test_link_that_nobody_leads_to_any_more_is_not_due():
    link = new_link()
    link.uses = 0
    assert after(Outcome.ANSWERS, link=link).due_at is None
