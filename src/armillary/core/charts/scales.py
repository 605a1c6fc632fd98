"""Round numbers beside a chart, and counts as a few shades of one colour.

One colour from light to dark is read the same by people who see few colours, and on paper.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import count
from math import ceil, floor, log10
from typing import Final, NamedTuple

SHADES: Final = 5
FACTORS: Final = (1, 2, 5)


class Shade(NamedTuple):
    """The counts from `lowest` to `highest` look alike: darkness 1 to `SHADES`."""

    lowest: int
    highest: int
    darkness: int


def ticks(highest: int, *, most: int = 4) -> list[int]:
    """Whole numbers of a scale from 0 on, evenly apart, the last not below `highest`.

    >>> ticks(7), ticks(106), ticks(0)
    ([0, 2, 4, 6, 8], [0, 50, 100, 150], [0, 1])
    """
    step = next(step for step in _steps() if ceil(highest / step) <= most)
    return [step * number for number in range(max(1, ceil(highest / step)) + 1)]


def _steps() -> Iterator[int]:
    """1, 2, 5, 10, 20, 50, …"""
    return (factor * int(10**power) for power in count() for factor in FACTORS)


def shades(highest: int) -> list[Shade]:
    """Counts up to `highest` in at most `SHADES` steps that grow, since most counts are small.

    >>> [(each.lowest, each.highest) for each in shades(106)]
    [(1, 3), (4, 6), (7, 20), (21, 40), (41, 106)]
    """
    bounds = _bounds(highest)
    lowest = [1, *(bound + 1 for bound in bounds)]
    return [
        Shade(low, high, _darkness(at, len(bounds)))
        for at, (low, high) in enumerate(zip(lowest, bounds, strict=False))
    ]


def _bounds(highest: int) -> list[int]:
    if highest <= SHADES:
        return list(range(1, highest + 1))
    grown = (_rounded(highest ** (step / SHADES)) for step in range(1, SHADES))
    return [*sorted({bound for bound in grown if bound < highest}), highest]


def _rounded(value: float) -> int:
    """To one digit that counts."""
    unit = 10 ** floor(log10(value))
    return int(round(value / unit) * unit)


def _darkness(at: int, many: int) -> int:
    """Few shades are as far apart as they can be."""
    return SHADES if many == 1 else 1 + round(at * (SHADES - 1) / (many - 1))


def darkness_of(number: int, known: Sequence[Shade]) -> int:
    """How dark a count is drawn; 0 for none."""
    if number <= 0 or not known:
        return 0
    place = bisect_left([shade.highest for shade in known], number)
    return known[min(place, len(known) - 1)].darkness
