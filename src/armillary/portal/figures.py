"""Charts as a page shows them: drawn, named in the reader's language, each with its numbers as rows and
with a way to the resources behind every number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armillary.catalogue.coverage import Month, ranked
from armillary.core.charts.area import Point, area_chart
from armillary.core.charts.scales import Shade, darkness_of, shades
from armillary.core.charts.world import Place, world_map
from armillary.core.languages import direction
from armillary.portal.addresses import SearchAddress
from armillary.portal.numbers import grouped
from armillary.search.spreading import Spread
from armillary.vocabularies import queries as vocabularies

COUNTED: Final = gettext_lazy("%(name)s: %(value)s")
RANGE: Final = gettext_lazy("%(lowest)s to %(highest)s")
NAMED: Final = 3  # countries in the description of a map


@dataclass(frozen=True, slots=True)
class LegendRow:
    """What a shade stands for."""

    darkness: int
    label: str


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One number of a chart: what it is of, and the resources behind it."""

    label: str
    numbers: list[str]
    address: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart and the same in rows."""

    drawing: SafeString
    legend: list[LegendRow]
    rows: list[FigureRow]


@dataclass(frozen=True, slots=True)
class CountryMap(Figure):
    """`unknown` resources come from nobody knows where; `has_any` is whether some are known."""

    unknown: int
    unknown_count: str

    @property
    def has_any(self) -> bool:
        return bool(self.rows)


@dataclass(frozen=True, slots=True)
class Cell:
    """How many resources there are for a level, how dark that is, and where they are; `count` is empty
    where there are none."""

    level: str
    count: str
    darkness: int
    address: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A subject; without an address where there is nothing to lead to."""

    label: str
    count: str
    address: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Subjects by levels."""

    levels: list[str]
    rows: list[HeatRow]
    legend: list[LegendRow]


def country_map(found: Spread, *, here: SearchAddress, language: str) -> CountryMap:
    """Every country that something comes from, each with the way to that."""
    known = shades(max(found.counts.values(), default=0))
    named = [
        (code, vocabularies.label("countries", code, language), count)
        for code, count in ranked(found.counts)
    ]
    places = {
        code: Place(
            COUNTED % {"name": name, "value": grouped(count)},
            darkness_of(count, known),
            here.with_only("country", code),
        )
        for code, name, count in named
    }
    drawing = world_map(
        places,
        key="map",
        title=_("Resources by country of origin"),
        description=_described(found, [place.label for place in places.values()]),
    )
    rows = [FigureRow(name, [grouped(count)], places[code].address) for code, name, count in named]
    unknown = found.total - found.known
    return CountryMap(SafeString(drawing), _legend(known), rows, unknown, grouped(unknown))


def _described(found: Spread, labels: Sequence[str]) -> str:
    """A map for who cannot see it; the rows below have every number."""
    if not labels:
        return _("Nobody says of any of these resources where it comes from.")
    return _(
        "Of %(known)s of %(total)s resources the country is known. Most are from: %(most)s."
    ) % {
        "known": grouped(found.known),
        "total": grouped(found.total),
        "most": ", ".join(labels[:NAMED]),
    }


def _legend(known: Sequence[Shade]) -> list[LegendRow]:
    return [LegendRow(shade.darkness, _range(shade)) for shade in known]


def _range(shade: Shade) -> str:
    if shade.lowest == shade.highest:
        return grouped(shade.lowest)
    return RANGE % {"lowest": grouped(shade.lowest), "highest": grouped(shade.highest)}


def growth(months: Sequence[Month], *, language: str) -> Figure | None:
    """None where nothing was ever listed."""
    if not months:
        return None
    points = [Point(_month(each.month), each.listed) for each in months]
    drawing = area_chart(
        points,
        key="growth",
        title=_("Growth"),
        description=_("From %(first)s to %(last)s it grew to %(total)s resources.")
        % {
            "first": points[0].label,
            "last": points[-1].label,
            "total": grouped(points[-1].number),
        },
        written=grouped,
        is_mirrored=direction(language) == "rtl",
    )
    rows = [
        FigureRow(point.label, [grouped(each.new), grouped(each.listed)])
        for point, each in zip(points, months, strict=True)
    ]
    return Figure(SafeString(drawing), [], rows[::-1])


def _month(stated: str) -> str:
    return formats.date_format(date.fromisoformat(f"{stated}-01"), "YEAR_MONTH_FORMAT")


def heat_map(
    subjects: Mapping[str, Spread],
    levels: Sequence[str],
    *,
    here: SearchAddress,
    language: str,
) -> HeatMap:
    """A row for each subject and a cell for each level, also where there is nothing."""
    highest = max((n for spread in subjects.values() for n in spread.counts.values()), default=0)
    known = shades(highest)
    named = {level: vocabularies.label("levels", level, language) for level in levels}
    rows = []
    for subject, spread in subjects.items():
        every = here.widened("level").with_only("subject", subject)  # of all levels, as counted
        way = every if spread.total else ""
        below = here.narrowed("subject", subject)
        rows.append(
            HeatRow(
                vocabularies.label("subjects", subject, language),
                grouped(spread.total),
                way,
                [
                    _cell(named[level], spread.counts.get(level, 0), known, below, level)
                    for level in levels
                ],
            )
        )
    return HeatMap(list(named.values()), rows, _legend(known))


def _cell(label: str, count: int, known: Sequence[Shade], here: SearchAddress, level: str) -> Cell:
    if not count:
        return Cell(label, "", 0, "")
    return Cell(label, grouped(count), darkness_of(count, known), here.with_only("level", level))
