"""When to ask an address again, and when to stop believing in it: by its history alone.

An address that has always answered will most likely answer tomorrow, so it is asked ever more
rarely; one that has just failed is asked soon, since most failures pass within days. Both pauses
double (binary exponential backing-off, as for retries in RFC 6298, section 5.5) up to a ceiling.
Every pause is stretched or shortened by a share that depends on the address alone, so that the
thousand addresses of one host which were gathered in one night are not asked in one night again.

Times are `timedelta`; a `seed` is any whole number that belongs to the address.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

SOONEST: Final = timedelta(hours=6)  # within which a new address is asked for the first time
FIRST_PAUSE: Final = timedelta(days=7)  # after the first answer
LONGEST_PAUSE: Final = timedelta(days=60)
AFTER_A_MISS: Final = timedelta(days=1)
LONGEST_AFTER_MISSES: Final = timedelta(days=32)
TO_CONFIRM: Final = timedelta(days=3)  # when something new has been seen once
UNCLEAR_PAUSE: Final = timedelta(days=14)  # where nothing can be learned: robots.txt, doormen
SPREAD: Final = 0.2  # share by which a pause is longer or shorter; after a miss only longer

MISSES_TO_LOSE: Final = 3
DAYS_TO_LOSE: Final = timedelta(days=7)
GONE_TO_LOSE: Final = 2  # answers that say it is gone for good


@dataclass(frozen=True, slots=True)
class History:
    """What is known of an address. `answers` and `misses` are those in a row, one of them 0; `gone`
    are the misses among them that said "gone for good"; `missing_for` is the time between the first
    and the last miss. `is_news`: the last answer said something that no answer had said before."""

    answers: int = 0
    misses: int = 0
    gone: int = 0
    missing_for: timedelta = timedelta()
    is_news: bool = False
    is_unclear: bool = False


def pause(history: History, *, seed: int) -> timedelta:
    """How long to leave an address alone after it was asked."""
    if history.is_unclear:
        return _spread(UNCLEAR_PAUSE, seed)
    if history.misses:
        patience = _doubled(AFTER_A_MISS, history.misses, LONGEST_AFTER_MISSES)
        return patience * (1 + SPREAD * _share(seed))
    usual = _doubled(FIRST_PAUSE, history.answers, LONGEST_PAUSE)
    return _spread(min(usual, TO_CONFIRM) if history.is_news else usual, seed)


def first_pause(*, seed: int) -> timedelta:
    """How long a new address waits for its turn, so that the addresses of a harvest spread out."""
    return SOONEST * _share(seed)


def is_lost(history: History) -> bool:
    """Is it to be called unavailable? One bad day, however often it was asked, is never enough."""
    if history.gone >= GONE_TO_LOSE:
        return True
    return history.misses >= MISSES_TO_LOSE and history.missing_for >= DAYS_TO_LOSE


def _doubled(first: timedelta, times: int, longest: timedelta) -> timedelta:
    """The pause after so many times in a row: first, twice that, four times that, up to the longest."""
    doublings = max(0, times - 1)
    return longest if doublings > 10 else min(first * 2**doublings, longest)


def _spread(usual: timedelta, seed: int) -> timedelta:
    return usual * (1 - SPREAD + 2 * SPREAD * _share(seed))


def _share(seed: int) -> float:
    """Of 1, the same for the same seed and evenly spread over neighbouring ones (Knuth's
    multiplicative hashing, The Art of Computer Programming 3, section 6.4)."""
    return (seed * 2654435761 % 2**32) / 2**32
