"""A map of the world, each country as dark as its number is high.

`world.json` holds outlines and, for what is too small to be drawn, dots; `scripts/world.py` made it.
A country with a number is a link. Everything else is one outline, so that a map is a few kilobytes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from armillary.core.charts.svg import element, named, naming, words

SHAPES: Final = Path(__file__).with_name("world.json")


@dataclass(frozen=True, slots=True)
class Place:
    """What a country is called with its number, how dark it is (1 to 5), and where it leads."""

    label: str
    darkness: int
    address: str


@dataclass(frozen=True, slots=True)
class Shapes:
    """ISO 3166-1 alpha-2 → outline; land without a code has the empty one."""

    box: str
    paths: dict[str, str]
    dots: dict[str, str]


@cache
def shapes() -> Shapes:
    read: dict[str, Any] = json.loads(SHAPES.read_text(encoding="utf-8"))
    dots = {code: f"M{x} {y}h0" for code, (x, y) in read["dots"].items()}
    return Shapes(" ".join(map(str, read["box"])), read["paths"], dots)


def world_map(places: Mapping[str, Place], *, key: str, title: str, description: str) -> str:
    """SVG with a link for each place. A country that the map has twice is drawn as its outline."""
    known = shapes()
    land = "".join(path for code, path in known.paths.items() if code not in places)
    dots = "".join(dot for code, dot in known.dots.items() if code not in places)
    return element(
        "svg",
        named(key, title, description),
        element("path", class_="land", d=land),
        element("path", class_="dot rim", d=dots),
        *(_outline(place, known.paths[code]) for code, place in _in(places, known.paths)),
        *(_dot(place, known.dots[code]) for code, place in _in(places, known.dots)),
        class_="map",
        role="group",
        aria_labelledby=naming(key),
        viewBox=known.box,
    )


def _in(places: Mapping[str, Place], shown: Mapping[str, str]) -> list[tuple[str, Place]]:
    return sorted((code, place) for code, place in places.items() if code in shown)


def _outline(place: Place, path: str) -> str:
    return _link(place, element("path", class_=f"s{place.darkness}", d=path))


def _dot(place: Place, dot: str) -> str:
    rim = element("path", class_="dot rim", d=dot)
    return _link(place, rim + element("path", class_=f"dot s{place.darkness}", d=dot))


def _link(place: Place, shape: str) -> str:
    return element("a", words(place.label, "title"), shape, href=place.address)
