"""Facets as a reader meets them: named in their language, each option a link that adds or removes
it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from armillary.catalogue import documents as catalogue
from armillary.catalogue.facets import MET_BY, VOCABULARY_OF
from armillary.formats.values.classroom import SEVERAL
from armillary.harvest.queries import source_titles
from armillary.portal.addresses import SearchAddress, Selected
from armillary.portal.numbers import grouped
from armillary.search.counting import FacetCount
from armillary.search.documents import FACETS, LADDERS
from armillary.vocabularies import queries as vocabularies

TITLES: dict[str, Promise] = {
    "subject": _("Subject"),
    "level": _("Level"),
    "classroom": _("In the classroom"),
    "duration": _("Duration"),
    "type": _("Kind"),
    "language": _("Language"),
    "reuse": _("May I adapt it?"),
    "licence": _("Licence"),
    "audience": _("For"),
    "accessibility": _("Accessibility"),
    "standard": _("Learning standards"),
    "country": _("Country of origin"),
    "source": _("Source"),
    "review": _("Peer review"),
    "score": _("Points from reviewers"),
    "date": _("Published"),
    "availability": _("Availability"),
}
SCHEMES = {**catalogue.SCHEMES, "language": "languages", "accessibility": "accessibility"}
# What no vocabulary names.
LABELS: dict[str, dict[str, Promise]] = {
    "classroom": {
        "under-40": _("Fits into 40 minutes"),
        "low-cost": _("Cheap materials at most"),
    },
    "duration": {
        "20": _("Up to 20 minutes"),
        "40": _("Up to 40 minutes"),
        "90": _("Up to 90 minutes"),
        "longer": _("Longer than 90 minutes"),
    },
    "reuse": {
        "adapt": _("Yes, and pass on what I make of it"),
        "share": _("No, but pass it on as it is"),
        "read": _("No, only read it where it is"),
        "unclear": _("Nobody says clearly"),
    },
    "score": {
        "75": _("At least three quarters"),
        "50": _("At least half"),
        "below": _("Less than half"),
    },
    "date": {"earlier": _("Before 2000")},
    "review": {
        "reviewed": _("Reviewed by peers"),
        "not-reviewed": _("Not reviewed yet"),
    },
    "availability": {
        "answers": _("Its address answers"),
        "unavailable": _("Could not be reached lately"),
    },
}
OR_LATER = _("%(year)s or later")
SIZE = _("%(name)s: %(value)s")
OPEN_AT_FIRST = frozenset({"subject", "level", "duration"})
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
    if value in LABELS.get(facet, {}):
        return str(LABELS[facet][value])
    match facet:
        case "classroom":
            return _wish_label(value, language)
        case "date" if value in LADDERS["date"]:
            return OR_LATER % {"year": value}
        case "standard":
            return vocabularies.title(value, language)
        case "source":
            return source_titles().get(value, value)
    return value


def _wish_label(value: str, language: str) -> str:
    """The size of a group says nothing without what it is."""
    vocabulary = VOCABULARY_OF.get(value, "")
    label = vocabularies.label(vocabulary, value, language) if vocabulary else value
    if vocabulary not in SEVERAL:
        return label
    return SIZE % {"name": vocabularies.title(vocabulary, language), "value": label}


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
    if name in LADDERS:
        return _ladder(name, counts, chosen)
    if name == "classroom":
        ranked = [wish for wish in MET_BY if wish in counts]
    if name == "level":
        ranked = [key for key in vocabularies.scheme_keys("levels") if key in counts]
    return [(value, counts[value], 0) for value in ranked if value in shown]


def _ladder(name: str, counts: dict[str, int], chosen: Sequence[str]) -> list[tuple[str, int, int]]:
    """From the narrowest rung on, without those that add nothing to the one before; then the rest."""
    rows: list[tuple[str, int, int]] = []
    before = 0
    for value in (*LADDERS[name], *(value for value in counts if value not in LADDERS[name])):
        count = counts.get(value, 0)
        if value in chosen or (count and (count != before or value not in LADDERS[name])):
            rows.append((value, count, 0))
        before = count
    return rows


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
