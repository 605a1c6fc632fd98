"""How a search was read: each condition in the reader's words, with the search that lacks it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armillary.portal.addresses import SearchAddress, Selected
from armillary.portal.facets import TITLES, Chip, option_label
from armillary.portal.numbers import grouped
from armillary.search.documents import FACETS
from armillary.search.language import Clause, Query
from armillary.search.queries import SearchResult

KINDS: dict[str, Promise] = {
    "phrase": gettext_lazy("Exactly"),
    "prefix": gettext_lazy("Begins with"),
    "title": gettext_lazy("In the title"),
    "author": gettext_lazy("By"),
}
WITHOUT = gettext_lazy("Without")


@dataclass(frozen=True, slots=True)
class WayOut:
    """Another search than the one that finds nothing: what it leaves out, or is alone about, how much
    there is, and where."""

    label: str
    is_only: bool
    total: int
    count: str
    address: str


def reading_of(result: SearchResult, *, here: SearchAddress, language: str) -> list[Chip]:
    """The conditions of the text, in its order; none where it is one plain word, which needs no
    explanation."""
    clauses = result.reading.clauses
    if len(clauses) == 1 and _is_plain(clauses[0], result.readings):
        return []
    return [
        Chip(
            _title(clause),
            _label(clause, result.readings.get(clause.text, ()), language),
            here.reworded(str(result.reading.without(clause))),
        )
        for clause in clauses
    ]


def in_words(query: Query, selected: Selected, language: str) -> list[str]:
    """The conditions of a search and its filters, each in a few words, as a name for it."""
    said = [(_title(clause), _label(clause, (), language)) for clause in query.clauses]
    named = [
        option_label(name, value, language) for name in FACETS for value in selected.get(name, ())
    ]
    return [*(f"{title}: {label}" if title else label for title, label in said), *named]


def ways_of(result: SearchResult, *, here: SearchAddress, language: str) -> list[WayOut]:
    """The most promising first."""
    ways = []
    for way in result.ways:
        if clause := way.clause or way.only:
            title, label = _title(clause), _label(clause, (), language)
            address = here.unfiltered(way.text) if way.only else here.reworded(way.text)
        else:
            title, label = str(TITLES[way.facet]), option_label(way.facet, way.value, language)
            address = here.toggled(way.facet, way.value)
        named = f"{title}: {label}" if title else label
        ways.append(WayOut(named, way.only is not None, way.total, grouped(way.total), address))
    return ways


def _is_plain(clause: Clause, readings: Mapping[str, Sequence[str]]) -> bool:
    is_word = clause.kind == "word" and not clause.field and not clause.excluded
    return is_word and clause.text not in readings


def _title(clause: Clause) -> str:
    kind = TITLES.get(clause.field) or KINDS.get(clause.field) or KINDS.get(clause.kind)
    parts = ([str(WITHOUT)] if clause.excluded else []) + ([str(kind)] if kind else [])
    return " · ".join(parts)


def _label(clause: Clause, others: Sequence[str], language: str) -> str:
    if clause.kind == "facet":
        return option_label(clause.field, clause.text, language)
    if others:
        return _("%(word)s, read as %(others)s") % {
            "word": clause.text,
            "others": ", ".join(others),
        }
    return clause.text
