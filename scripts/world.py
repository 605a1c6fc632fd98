"""Draw the map of the world once: outlines of countries in the Equal Earth projection, as SVG paths.

Outlines are those of Natural Earth (public domain) as the npm package `world-atlas` has them: the
countries of the map at 1:110,000,000, and a dot for each that is too small for it, at the middle of its
largest island or by a coordinate given here. Run by `make vendor`; what it writes is committed.
"""

import json
import subprocess
import tarfile
import tempfile
from hashlib import sha256
from itertools import pairwise
from math import asin, cos, hypot, radians, sin, sqrt
from pathlib import Path
from typing import Any, Final

from babel.core import get_global

from armillary.formats.values.countries import COUNTRIES

PACKAGE: Final = "world-atlas@2.0.2"
DIGEST: Final = "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97"
TARGET: Final = Path(__file__).parents[1] / "src/armillary/core/charts/world.json"

WIDTH: Final = 1000.0
SOUTH, NORTH = (
    -56.0,
    83.7,
)  # degrees: nobody publishes south of Cape Horn but stations, which get a dot
NEAREST: Final = 0.6  # units that a line may be off
LEAST: Final = 2.5  # square units of an island that is drawn
# Polynomial of the Equal Earth projection: Šavrič, Patterson and Jenny (2018), "The Equal Earth map
# projection", International Journal of Geographical Information Science 33(3), equations 1 to 4.
A: Final = (1.340264, -0.081106, 0.000893, 0.003796)
# What the atlas has without a code: drawn with the state that ISO 3166-1 lists, or without a figure.
WITHOUT_CODE: Final = {"Somaliland": "SO", "N. Cyprus": "CY", "Kosovo": ""}
# A ring that the atlas draws, by its arcs, with another state than the General Assembly of the United
# Nations does (resolution 68/262).
GIVEN: Final[dict[tuple[int, ...], str]] = {(163, 164): "UA"}
# Countries on both sides of the 180th meridian, which are drawn in one piece.
ACROSS: Final = frozenset({"FJ", "RU"})
# Countries that the atlas has only as parts of others, or not at all: degrees east and north.
PLACES: Final = {
    "AQ": (0.0, -55.0),  # at the edge of the map
    "BQ": (-68.3, 12.2),
    "BV": (3.4, -54.4),
    "CC": (96.8, -12.2),
    "CX": (105.6, -10.5),
    "GF": (-53.1, 3.9),
    "GP": (-61.5, 16.2),
    "MQ": (-61.0, 14.6),
    "RE": (55.5, -21.1),
    "SJ": (16.0, 78.6),
    "TK": (-171.8, -9.2),
    "YT": (45.2, -12.8),
}

Point = tuple[float, float]


def main() -> None:
    small, large = atlas("countries-110m.json"), atlas("countries-10m.json")
    outlines = drawn(small)
    dots = {
        code: dot for code in COUNTRIES if code not in outlines for dot in [placed(code, large)]
    }
    lines = {"box": box(), "paths": outlines, "dots": dots}
    TARGET.write_text(json.dumps(lines, separators=(",", ":")) + "\n", encoding="utf-8")


def atlas(name: str) -> dict[str, Any]:
    """One file of the package, fetched by the ordinary client and compared with what it was."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True)
        [archive] = Path(folder).glob("*.tgz")
        if sha256(archive.read_bytes()).hexdigest() != DIGEST:
            raise SystemExit(f"{PACKAGE} is not what it was. Look at it, then change DIGEST.")
        with tarfile.open(archive) as package:
            member = package.extractfile(f"package/{name}")
            found: dict[str, Any] = json.load(member) if member else {}
    return found


def equal_earth(east: float, north: float) -> Point:
    """Degrees to the plane (equations 1 and 2), y upwards."""
    latitude = asin(sqrt(3) / 2 * sin(radians(north)))
    a1, a2, a3, a4 = A
    sixth = latitude**6
    slope = a1 + 3 * a2 * latitude**2 + sixth * (7 * a3 + 9 * a4 * latitude**2)
    x = 2 * sqrt(3) * radians(east) * cos(latitude) / (3 * slope)
    return x, latitude * (a1 + a2 * latitude**2 + sixth * (a3 + a4 * latitude**2))


SCALE: Final = WIDTH / (2 * equal_earth(180, 0)[0])
TOP: Final = equal_earth(0, NORTH)[1]


def on_page(east: float, north: float) -> Point:
    """Degrees to units of the drawing, y downwards."""
    x, y = equal_earth(east, max(north, SOUTH))
    return WIDTH / 2 + x * SCALE, (TOP - y) * SCALE


def box() -> list[int]:
    return [0, 0, round(WIDTH), round(on_page(0, SOUTH)[1])]


def arcs_of(topology: dict[str, Any]) -> list[list[Point]]:
    """The arcs in degrees: each position is the step from the one before (TopoJSON 1.0, 4.1)."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            arc.append((x * sx + tx, y * sy + ty))
        arcs.append(arc)
    return arcs


def rings_of(shape: dict[str, Any]) -> list[list[int]]:
    """The outer and inner rings as numbers of arcs; a negative one is walked backwards."""
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    return [ring for polygon in polygons for ring in polygon]


def numbers_of(shape: dict[str, Any]) -> set[int]:
    return {max(number, ~number) for numbers in rings_of(shape) for number in numbers}


def ring(numbers: list[int], arcs: list[list[Point]]) -> list[Point]:
    points: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def drawn(topology: dict[str, Any]) -> dict[str, str]:
    """Code → path. Arcs are simplified before they are joined, so that neighbours still meet."""
    shapes = topology["objects"]["countries"]["geometries"]
    arcs = arcs_of(topology)
    for number in {n for shape in shapes if code_of(shape) in ACROSS for n in numbers_of(shape)}:
        arcs[number] = [(east + 360 if east < 0 else east, north) for east, north in arcs[number]]
    arcs = [simplified([on_page(*point) for point in arc]) for arc in arcs]
    paths: dict[str, str] = {}
    for shape in shapes:
        rings = {tuple(numbers): ring(numbers, arcs) for numbers in rings_of(shape)}
        largest = max(rings.values(), key=area)
        for numbers, points in rings.items():
            code = GIVEN.get(numbers) or code_of(shape)
            if code is not None and (points is largest or area(points) >= LEAST):
                paths[code] = paths.get(code, "") + path_of(points)
    return {code: path for code, path in paths.items() if path}


def code_of(shape: dict[str, Any]) -> str | None:
    """None for Antarctica, which is off the map; empty for land that has no figure."""
    if "id" not in shape:
        return WITHOUT_CODE[shape["properties"]["name"]]
    [code] = get_global("territory_aliases")[shape["id"]]
    return None if code == "AQ" else str(code)


def simplified(points: list[Point]) -> list[Point]:
    """Douglas and Peucker (1973): leave out what is nearer to the line than `NEAREST`."""
    if len(points) < 3:
        return points
    first, last = points[0], points[-1]
    far, at = max((distance(points[n], first, last), n) for n in range(1, len(points) - 1))
    if far < NEAREST:
        return [first, last] if first != last else [first, points[at], last]
    return simplified(points[: at + 1])[:-1] + simplified(points[at:])


def distance(point: Point, start: Point, end: Point) -> float:
    (px, py), (ax, ay), (bx, by) = point, start, end
    length = hypot(bx - ax, by - ay)
    if not length:
        return hypot(px - ax, py - ay)
    return abs((bx - ax) * (ay - py) - (ax - px) * (by - ay)) / length


def area(points: list[Point]) -> float:
    """Square units, by the shoelace formula."""
    closed = [*points, points[0]]
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(closed))) / 2


def path_of(points: list[Point]) -> str:
    """A closed path in whole units, as steps from where it begins; empty for what has no area left."""
    whole = [(round(x), round(y)) for x, y in points]
    once = [whole[0], *(b for a, b in pairwise(whole) if a != b)]
    if len(set(once)) < 3:
        return ""
    (x, y), steps = once[0], [(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(once[:-1])]
    return f"M{x} {y}l{' '.join(f'{dx} {dy}' for dx, dy in steps)}z".replace(" -", "-")


def placed(code: str, large: dict[str, Any]) -> list[int]:
    """The middle of its largest part on the detailed map, in units of the drawing."""
    if code in PLACES:
        return [*map(round, on_page(*PLACES[code]))]
    arcs = arcs_of(large)
    shapes = large["objects"]["countries"]["geometries"]
    rings = [
        ring(numbers, arcs)
        for shape in shapes
        if "id" in shape and code_of(shape) == code
        for numbers in rings_of(shape)
    ]
    largest = max(rings, key=area)
    xs, ys = [x for x, _y in largest], [y for _x, y in largest]
    return [*map(round, on_page((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2))]


if __name__ == "__main__":
    main()
