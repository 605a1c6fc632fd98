"""Charts: scales, shades and shapes by exact values; what they are for who cannot see them."""

import json
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from armillary.core.charts.area import DEEP, HEIGHT, TOP, WIDE, Point, area_chart
from armillary.core.charts.scales import SHADES, darkness_of, shades, ticks
from armillary.core.charts.svg import element, words
from armillary.core.charts.world import Place, shapes, world_map
from armillary.formats.values.countries import COUNTRIES

THREE = [Point("May", 0), Point("June", 5), Point("July", 10)]
KENYA = {"KE": Place("Kenya: 3", 4, "/resources/?q=a&country=KE")}


@pytest.mark.parametrize(
    ("highest", "expected"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (4, [0, 1, 2, 3, 4]),
        (5, [0, 2, 4, 6]),
        (276, [0, 100, 200, 300]),
        (100_000, [0, 50_000, 100_000]),
    ],
)
def test_ticks_are_round_and_cover_the_highest_number(highest: int, expected: list[int]) -> None:
    assert ticks(highest) == expected


@given(st.integers(0, 10**9))
def test_ticks_are_few_and_evenly_apart(highest: int) -> None:
    found = ticks(highest)
    assert found[0] == 0
    assert found[-1] >= highest
    assert 2 <= len(found) <= 5
    assert len({after - before for before, after in pairwise(found)}) == 1


@pytest.mark.parametrize(
    ("highest", "expected"),
    [
        (0, []),
        (1, [(1, 1, 5)]),
        (2, [(1, 1, 1), (2, 2, 5)]),
        (3, [(1, 1, 1), (2, 2, 3), (3, 3, 5)]),
        (5, [(1, 1, 1), (2, 2, 2), (3, 3, 3), (4, 4, 4), (5, 5, 5)]),
        (106, [(1, 3, 1), (4, 6, 2), (7, 20, 3), (21, 40, 4), (41, 106, 5)]),
    ],
)
def test_shades_grow_with_the_counts(highest: int, expected: list[tuple[int, int, int]]) -> None:
    assert shades(highest) == expected


@given(st.integers(1, 10**9), st.data())
def test_every_count_has_one_shade_and_more_is_never_lighter(highest: int, data: st.DataObject):
    known = shades(highest)
    assert len(known) <= SHADES
    assert known[0].lowest == 1
    assert known[-1].highest == highest
    assert all(after.lowest == before.highest + 1 for before, after in pairwise(known))
    less, more = sorted(data.draw(st.tuples(st.integers(0, highest), st.integers(0, highest))))
    assert darkness_of(less, known) <= darkness_of(more, known)


def test_nothing_has_no_shade() -> None:
    assert darkness_of(0, shades(10)) == 0
    assert darkness_of(3, []) == 0


def test_what_others_wrote_is_escaped() -> None:
    assert words('<b> & "c"', y=1) == '<text y="1">&lt;b&gt; &amp; "c"</text>'
    assert element("a", href='"><script>') == '<a href="&quot;&gt;&lt;script&gt;"></a>'


def drawn(points: Sequence[Point], *, is_mirrored: bool = False) -> etree._Element:
    svg = area_chart(
        points, key="growth", title="Growth", description="It grew.", is_mirrored=is_mirrored
    )
    return etree.fromstring(svg)


def places(root: etree._Element) -> list[tuple[float, float]]:
    numbers = [float(each) for each in root.xpath("//path[@class='curve']/@d")[0][1:].split()]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def test_a_chart_says_what_it_is_and_shows() -> None:
    root = drawn(THREE)
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "growth-title growth-text")
    assert [(e.get("id"), e.text) for e in root[:2]] == [
        ("growth-title", "Growth"), ("growth-text", "It grew."),
    ]  # fmt: skip


def test_growth_goes_up_from_edge_to_edge() -> None:
    assert places(drawn(THREE)) == [(0, DEEP), (WIDE / 2, DEEP * 0.5), (WIDE, 0)]


def test_growth_is_mirrored_where_people_read_from_the_right() -> None:
    root = drawn(THREE, is_mirrored=True)
    assert places(root) == [(WIDE, DEEP), (WIDE / 2, DEEP * 0.5), (0, 0)]
    below = root.xpath(f"text[@y='{HEIGHT - 6}']")
    assert [(each.text, each.get("x"), each.get("text-anchor")) for each in below] == [
        ("May", "100%", "start"), ("June", "50%", "middle"), ("July", "0%", "end"),
    ]  # fmt: skip


def test_rules_stand_at_their_numbers_and_the_ground_needs_none() -> None:
    root = drawn(THREE)
    assert [float(y) for y in root.xpath("line/@y1")] == [TOP + DEEP, TOP + DEEP / 2, TOP]
    assert root.xpath(f"text[@y!='{HEIGHT - 6}']/text()") == ["5", "10"]


def test_two_points_have_two_words_below() -> None:
    root = drawn(THREE[:2])
    assert root.xpath(f"text[@y='{HEIGHT - 6}']/text()") == ["May", "June"]


def test_every_country_is_on_the_map_once_or_as_a_dot_beside_a_larger_one() -> None:
    known = shapes()
    assert set(known.paths) | set(known.dots) == {*COUNTRIES, ""}
    assert set(known.paths) & set(known.dots) == set()
    assert known.box == "0 0 1000 432"


def test_shapes_lie_within_the_drawing() -> None:
    for code, dot in shapes().dots.items():
        x, y = map(int, dot.removeprefix("M").removesuffix("h0").split())
        assert 0 <= x <= 1_000, code
        assert 0 <= y <= 432, code


def test_the_map_is_light() -> None:
    assert len(json.dumps(shapes().paths)) < 27_000


def test_a_country_with_a_number_leads_somewhere_and_the_rest_is_land() -> None:
    svg = world_map(KENYA, key="map", title="A map", description="Of three.")
    root = etree.fromstring(svg)
    [link] = root.xpath("a")
    assert link.get("href") == "/resources/?q=a&country=KE"
    assert link.xpath("title/text()") == ["Kenya: 3"]
    assert [(p.get("class"), p.get("d")) for p in link.xpath("path")] == [
        ("s4", shapes().paths["KE"])
    ]
    [land] = root.xpath("path[@class='land']/@d")
    assert shapes().paths["KE"] not in land
    assert shapes().paths["TZ"] in land
    assert (root.get("role"), root.get("aria-labelledby")) == ("group", "map-title map-text")


def test_a_small_country_is_a_dot_that_can_be_seen_beside_others() -> None:
    svg = world_map({"MT": Place("Malta: 1", 1, "/")}, key="map", title="", description="")
    [link] = etree.fromstring(svg).xpath("a")
    assert [p.get("class") for p in link.xpath("path")] == ["dot rim", "dot s1"]
    assert {p.get("d") for p in link.xpath("path")} == {shapes().dots["MT"]}


def test_a_code_that_is_no_country_draws_nothing() -> None:
    svg = world_map({"ZZ": Place("?", 1, "/")}, key="map", title="", description="")
    assert etree.fromstring(svg).xpath("a") == []
