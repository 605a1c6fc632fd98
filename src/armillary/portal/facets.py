"""Facets as a reader meets them: named in their language, each option a link that adds or removes
it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from armillary.catalogue import documents as catalogue
from armillary.harvest.queries import source_titles
from armillary.portal.addresses import SearchAddress, Selected
from armillary.portal.numbers import grouped
from armillary.search.counting import FacetCount
from armillary.search.documents import FACETS
from armillary.vocabularies import queries as vocabularies

TITLES: dict[str, Promise] = {
    "subject": _("Subject"),
    "level": _("Level"),
    "type": _("Kind"),
    "language": _("Language"),
    "licence": _("Licence"),
    "audience": _("For"),
    "source": _("Source"),
    "review": _("Peer review"),
    "availability": _("Availability"),
}
SCHEMES = {**catalogue.SCHEMES, "language": "languages"}
SIGNAL_LABELS: dict[str, dict[str, Promise]] = {
    "review": {
        "reviewed": _("Reviewed by peers"),
        "not-reviewed": _("Not reviewed yet"),
    },
    "availability": {
        "answers": _("Its address answers"),
        "unavailable": _("Could not be reached lately"),
    },
}
OPEN_AT_FIRST = frozenset({"subject", "level"})
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Option:
    label: str
    count: str
    address: str
    selected: bool
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    title: str
    options: list[Option]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the address without it."""

    title: str
    label: str
    address: str


def option_label(facet: str, value: str, language: str) -> str:
    """What a reader of `language` calls a value of a facet."""
    if facet in SCHEMES:
        return vocabularies.label(SCHEMES[facet], value, language)
    if facet in SIGNAL_LABELS:
        return str(SIGNAL_LABELS[facet].get(value, value))
    return source_titles().get(value, value)


def facets_of(
    counts: Mapping[str, Sequence[FacetCount]],
    *,
    selected: Selected,
    here: SearchAddress,
    language: str,
) -> list[Facet]:
    """The facets that have anything to offer, in the reader's order."""
    facets = []
    for name in FACETS:
        chosen = selected.get(name, ())
        found = {count.value: count.count for count in counts.get(name, ())}
        options = [
            Option(
                option_label(name, value, language),
                grouped(count),
                here.toggled(name, value),
                value in chosen,
                depth,
            )
            for value, count, depth in _offered(name, found, chosen)
        ]
        if options:
            is_open = name in OPEN_AT_FIRST or bool(chosen)
            facets.append(Facet(name, str(TITLES[name]), options, is_open))
    return facets


def _offered(
    name: str, counts: dict[str, int], chosen: Sequence[str]
) -> list[tuple[str, int, int]]:
    """(value, count, depth) of the options worth showing; what is chosen always is."""
    for value in chosen:
        counts.setdefault(value, 0)
    if name == "subject":
        return _subject_tree(counts, chosen)
    ranked = sorted(counts, key=lambda value: (-counts[value], value))
    shown = set(ranked[:SHOWN]) | set(chosen)
    if name == "level":
        ranked = [key for key in vocabularies.scheme_keys("levels") if key in counts]
    return [(value, counts[value], 0) for value in ranked if value in shown]


def _subject_tree(counts: dict[str, int], chosen: Sequence[str]) -> list[tuple[str, int, int]]:
    """The top subjects, and below each chosen one the next level down."""
    whole = vocabularies.scheme_table("subjects")
    opened = set(chosen)
    for key in chosen:
        opened.update(whole.ancestors(key))
    rows: list[tuple[str, int, int]] = []

    def walk(keys: Iterable[str], depth: int) -> None:
        for key in keys:
            if counts.get(key) or key in opened:
                rows.append((key, counts.get(key, 0), depth))
            if key in opened:
                walk(whole.terms[key].narrower, depth + 1)

    walk([term.key for term in whole.terms.values() if not term.broader], 0)
    return rows


def chips_of(selected: Selected, *, here: SearchAddress, language: str) -> list[Chip]:
    return [
        Chip(str(TITLES[name]), option_label(name, value, language), here.toggled(name, value))
        for name in FACETS
        for value in selected.get(name, ())
    ]
