"""Growth as an area below a line. It is as wide as its place; its words keep their size.

Time runs in the direction of reading, so the whole is mirrored where people read from the right.
"""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from armillary.core.charts.scales import ticks
from armillary.core.charts.svg import element, named, naming, words

HEIGHT: Final = 240  # of the drawing, in pixels
TOP, FOOT = 22, 26  # for the highest number, and for the words below
WIDE: Final = 1000  # units from edge to edge, stretched to whatever there is
DEEP: Final = HEIGHT - TOP - FOOT


class Point(NamedTuple):
    """A number and what it belongs to."""

    label: str
    number: int


def area_chart(
    points: Sequence[Point],
    *,
    key: str,
    title: str,
    description: str,
    written: Callable[[int], str] = str,
    is_mirrored: bool = False,
) -> str:
    """SVG of at least two points, evenly apart. `key` tells its ids apart from others on the page,
    `written` says how readers write a number."""
    scale = ticks(max(point.number for point in points))
    places = _places(points, scale[-1], is_mirrored=is_mirrored)
    return element(
        "svg",
        named(key, title, description),
        *(_rule(tick, scale[-1], written(tick), is_mirrored=is_mirrored) for tick in scale),
        _drawing(places),
        *_below(points, is_mirrored=is_mirrored),
        class_="growth",
        role="img",
        aria_labelledby=naming(key),
        width="100%",
        height=HEIGHT,
    )


def _places(
    points: Sequence[Point], highest: int, *, is_mirrored: bool
) -> list[tuple[float, float]]:
    """Where the points lie in a drawing of `WIDE` by `DEEP` units."""
    step = WIDE / (len(points) - 1)
    xs = [round(number * step, 1) for number in range(len(points))]
    ys = [round(DEEP * (1 - point.number / highest), 1) for point in points]
    return list(zip(reversed(xs) if is_mirrored else xs, ys, strict=True))


def _drawing(places: Sequence[tuple[float, float]]) -> str:
    line = " ".join(f"{x:g} {y:g}" for x, y in places)
    first, last = places[0][0], places[-1][0]
    return element(
        "svg",
        element("path", class_="area", d=f"M{first:g} {DEEP}L{line} {last:g} {DEEP}z"),
        element("path", class_="curve", d=f"M{line}", vector_effect="non-scaling-stroke"),
        y=TOP,
        width="100%",
        height=DEEP,
        viewBox=f"0 0 {WIDE} {DEEP}",
        preserveAspectRatio="none",
    )


def _rule(tick: int, highest: int, label: str, *, is_mirrored: bool) -> str:
    """A line across, and its number above it where reading begins; the ground is nothing, plainly."""
    y = round(TOP + DEEP * (1 - tick / highest), 1)
    line = element("line", x1=0, x2="100%", y1=f"{y:g}", y2=f"{y:g}")
    start = "100%" if is_mirrored else "0"
    return line + words(label, x=start, y=f"{y - 4:g}") if tick else line


def _below(points: Sequence[Point], *, is_mirrored: bool) -> list[str]:
    """What the first, the middle and the last point are; more would not fit on a phone."""
    middle = len(points) // 2
    shown = {0: "start", len(points) - 1: "end"}
    if 0 < middle < len(points) - 1:
        shown[middle] = "middle"
    return [
        words(
            points[at].label,
            x=f"{_across(at / (len(points) - 1), is_mirrored=is_mirrored):g}%",
            y=HEIGHT - 6,
            text_anchor=anchor,
        )
        for at, anchor in sorted(shown.items())
    ]


def _across(share: float, *, is_mirrored: bool) -> float:
    return round(100 * (1 - share if is_mirrored else share), 1)
