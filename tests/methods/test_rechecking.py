from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.methods.rechecking import (
    LONGEST_PAUSE,
    SOONEST,
    SPREAD,
    History,
    first_pause,
    is_lost,
    pause,
)

DAY = timedelta(days=1)
MIDDLE = 2**31 * pow(2654435761, -1, 2**32) % 2**32  # the seed whose share is a half

counts = st.integers(min_value=0, max_value=10_000)
seeds = st.integers(min_value=0, max_value=2**63)


def days(**history: object) -> float:
    return pause(History(**history), seed=MIDDLE) / DAY


def test_steady_addresses_are_asked_ever_more_rarely_up_to_a_ceiling():
    assert [days(answers=count) for count in (1, 2, 3, 4, 5, 50)] == [7, 14, 28, 56, 60, 60]


def test_after_a_miss_it_is_asked_soon_and_then_less_and_less():
    pauses = [pause(History(misses=count), seed=0) / DAY for count in (1, 2, 3, 4, 5, 6, 60)]
    assert pauses == [1, 2, 4, 8, 16, 32, 32]


def test_what_was_seen_for_the_first_time_is_confirmed_soon():
    assert days(answers=5, is_news=True) == 3


def test_where_nothing_can_be_learned_it_is_seldom_asked():
    assert days(is_unclear=True, misses=1) == 14


@given(counts, counts, seeds)
def test_a_pause_is_never_shorter_than_a_day_less_its_spread(answers: int, misses: int, seed: int):
    for history in (History(answers=answers), History(misses=misses), History(is_news=True)):
        waited = pause(history, seed=seed)
        assert DAY * (1 - SPREAD) <= waited <= LONGEST_PAUSE * (1 + SPREAD)


@given(counts, seeds)
def test_more_answers_never_shorten_a_pause(answers: int, seed: int):
    fewer, more = History(answers=answers), History(answers=answers + 1)
    assert pause(fewer, seed=seed) <= pause(more, seed=seed)


@given(seeds)
def test_a_new_address_is_asked_within_hours(seed: int):
    assert timedelta() <= first_pause(seed=seed) < SOONEST


def test_addresses_that_were_gathered_together_are_spread_over_days():
    asked_on = {pause(History(answers=3), seed=seed) // DAY for seed in range(1, 1_000)}
    assert asked_on == set(range(22, 34))
    per_day = [pause(History(answers=3), seed=seed) // DAY for seed in range(1, 1_000)]
    busiest = max(per_day.count(day) for day in asked_on)
    assert busiest < 1_000 / len(asked_on) * 1.5


@pytest.mark.parametrize(
    ("history", "lost"),
    [
        (History(misses=2, missing_for=30 * DAY), False),
        (History(misses=50, missing_for=6 * DAY), False),
        (History(misses=3, missing_for=7 * DAY), True),
        (History(misses=1, gone=1), False),
        (History(misses=2, gone=2, missing_for=DAY), True),
        (History(answers=1), False),
        (History(), False),
    ],
)
def test_repeated_misses_over_a_week_make_it_lost_and_gone_twice_does(history: History, lost: bool):
    assert is_lost(history) is lost


@given(seeds)
def test_a_dead_address_is_called_lost_after_four_misses_within_nine_days(seed: int):
    missing, misses = timedelta(), 1
    while not is_lost(History(misses=misses, missing_for=missing)):
        missing += pause(History(misses=misses), seed=seed)
        misses += 1
    assert missing <= 9 * DAY
    assert misses == 4
