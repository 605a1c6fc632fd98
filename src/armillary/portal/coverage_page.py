"""What is here, in numbers, as a page: three charts, each with its numbers, and filters above them."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from armillary.catalogue.coverage import PARTS, coverage
from armillary.portal.addresses import SearchAddress, Selected
from armillary.portal.facets import TITLES, Chip, chips_of, option_label
from armillary.portal.figures import CountryMap, Figure, HeatMap, country_map, growth, heat_map
from armillary.portal.numbers import grouped
from armillary.search.counting import FacetCount
from armillary.search.queries import SearchRequest, find
from armillary.vocabularies import queries as vocabularies

OFFERED = ("subject", "language", "reuse")  # as filters in a form; others are kept


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a filter offers."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Select:
    """A filter with its values."""

    name: str
    title: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class CoveragePage:
    count: int
    total: str
    selects: list[Select]
    hidden: list[tuple[str, str]]
    chips: list[Chip]
    heat: HeatMap
    map: CountryMap
    growth: Figure | None
    tables: dict[str, str]  # part → where its CSV is
    search_address: str


def coverage_page(*, selected: Selected, path: str, language: str) -> CoveragePage:
    """Raises `InvalidInput` for filters that make no sense."""
    found = coverage(selected)
    search = SearchAddress(reverse("portal:search"), selected=selected)
    here = SearchAddress(path, selected=selected)
    return CoveragePage(
        count=found.total,
        total=grouped(found.total),
        selects=_selects(selected, language),
        hidden=[
            (name, v) for name, values in selected.items() if name not in OFFERED for v in values
        ],
        chips=chips_of(selected, here=here, language=language),
        heat=heat_map(found.subjects, found.levels, here=search, language=language),
        map=country_map(found.countries, here=search, language=language),
        growth=growth(found.months, language=language),
        tables={part: _table(part, selected) for part in PARTS},
        search_address=str(search),
    )


def _table(part: str, selected: Selected) -> str:
    query = urlencode(selected, doseq=True)
    return reverse("portal:coverage-table", args=[part]) + (f"?{query}" if query else "")


def _selects(selected: Selected, language: str) -> list[Select]:
    counts = find(SearchRequest(filters=selected, size=1, ui_language=language)).facets
    return [
        Select(
            name, str(TITLES[name]), _choices(name, counts[name], selected.get(name, ()), language)
        )
        for name in OFFERED
    ]


def _choices(
    name: str, counts: Sequence[FacetCount], chosen: Sequence[str], language: str
) -> list[Choice]:
    """What there is something of, and what is chosen; of subjects the widest."""
    values = [each.value for each in counts]
    if name == "subject":
        there = set(values)
        values = [term.key for term in vocabularies.top_terms("subjects") if term.key in there]
    return [
        Choice(value, option_label(name, value, language), value in chosen)
        for value in dict.fromkeys((*values, *chosen))
    ]
