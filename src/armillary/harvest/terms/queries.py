"""What waits in the inbox, who is affected, and what was decided. Every list is paged by key, and
what it costs depends on the page, never on the catalogue."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from armillary.catalogue.models import Resource
from armillary.catalogue.queries import standing
from armillary.core.desk import Waiting, count_waiting
from armillary.core.paging import read_cursor, write_cursor
from armillary.formats.unmapped import KINDS, term_of
from armillary.harvest.models import (
    Record,
    Source,
    TermDecision,
    TermOfSource,
    UnknownTerm,
    UnknownValue,
)
from armillary.harvest.terms.errors import NoSuchTerm, NoSuchTermDecision
from armillary.harvest.terms.suggesting import Suggester, Suggestion
from armillary.harvest.terms.vocabulary import checked_kind, key_label

PAGE: Final = 20
EXAMPLES: Final = 3
COUNTED: Final = 1_000  # of an index; more are not looked at
LATEST: Final = 20
PURPOSE, RECORDS, DECISIONS = "unknown-terms", "term-records", "term-decisions"


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term that waits: how many records have it, of which sources, and a few of them."""

    term: UnknownTerm
    records: int
    sources: list[tuple[Source, int]] = field(default_factory=list)
    examples: list[Resource] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TermPage:
    """`after` is the cursor of the next page, empty on the last one."""

    rows: list[TermRow]
    after: str


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Records that have a term, with the resources they speak of."""

    rows: list[Record]
    after: str


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """The latest first."""

    rows: list[TermDecision]
    after: str


def waiting_by_kind(source: Source | None = None) -> dict[str, Waiting]:
    """How many terms of each kind wait, of all sources or of one."""
    return {kind: count_waiting(_waiting(kind, source), most=COUNTED) for kind in KINDS}


def waiting_everywhere() -> Waiting:
    return count_waiting(UnknownTerm.objects.filter(waiting__gt=0), most=COUNTED)


def sources_waiting(kind: str, chosen: Source | None = None) -> list[Source]:
    """Sources with values of a kind that nobody has decided on, and the one that is chosen."""
    waiting = TermOfSource.objects.filter(
        source=OuterRef("pk"), kind=kind, records__gt=0, is_decided=False
    )
    wanted = Exists(waiting) | Q(pk=chosen.pk) if chosen else Exists(waiting)
    return list(Source.objects.filter(wanted).order_by("name"))


def sources_with(term: UnknownTerm) -> dict[Source, int]:
    """Every source whose records have a term, decided or not, and how many do."""
    rows = TermOfSource.objects.filter(term=term, records__gt=0).select_related("source")
    return {row.source: row.records for row in rows.order_by("-records", "source")}


def commonest(kind: str, source: Source | None = None) -> list[UnknownTerm]:
    """A few that wait, as a taste of the kind."""
    return [_pair(row)[0] for row in _counted(kind, source, "")[:EXAMPLES]]


def waiting_terms(
    kind: str,
    *,
    source: Source | None = None,
    words: str = "",
    after: str = "",
    size: int = PAGE,
    reader: str,
) -> TermPage:
    """Terms of a kind that wait, those of the most records first; with `words`, those that have
    them in their value."""
    checked_kind(kind)
    found = _counted(kind, source, after, words)[: size + 1]
    pairs = [_pair(row) for row in found]
    rows = _rows(pairs[:size], kind, reader)
    if len(pairs) <= size:
        return TermPage(rows, "")
    last, number = pairs[size - 1]
    scope = source.pk if source else 0
    return TermPage(rows, write_cursor(kind, scope, number, last.pk, purpose=PURPOSE))


def term_row(term: UnknownTerm, *, reader: str) -> TermRow:
    """One term with everything about it."""
    [row] = _rows([(term, term.waiting)], term.kind, reader)
    return row


def term_by_id(number: int) -> UnknownTerm:
    """Raises `NoSuchTerm`."""
    found = UnknownTerm.objects.filter(pk=number).first()
    if found is None:
        raise NoSuchTerm(_("There is no such value."))
    return found


def terms_by_id(kind: str, numbers: Iterable[int]) -> list[UnknownTerm]:
    """Several of one kind. Raises `NoSuchTerm` unless all of them are there."""
    wanted = list(dict.fromkeys(numbers))
    found = UnknownTerm.objects.filter(kind=kind).in_bulk(_storable(wanted))
    if absent := [number for number in wanted if number not in found]:
        raise NoSuchTerm(_("There is no value %(number)s of this kind.") % {"number": absent[0]})
    return [found[number] for number in wanted]


def records_with(term: UnknownTerm, *, after: str = "", size: int = PAGE) -> RecordPage:
    """Who is affected, in the order in which the records came."""
    rows = UnknownValue.objects.filter(term=term).order_by("record")
    if after:
        rows = rows.filter(record__gt=int(read_cursor(after, purpose=RECORDS)[0]))
    numbers = list(rows.values_list("record", flat=True)[: size + 1])
    more = len(numbers) > size
    return RecordPage(
        _records(numbers[:size]),
        write_cursor(numbers[size - 1], purpose=RECORDS) if more else "",
    )


def latest_decisions(
    *, kind: str = "", words: str = "", after: str = "", size: int = LATEST
) -> DecisionPage:
    """Those in force, for a second thought; with `words`, those on values that have them."""
    rows = TermDecision.objects.filter(undone_at=None).select_related("term", "source")
    if kind:
        rows = rows.filter(term__kind=checked_kind(kind))
    if words:
        rows = rows.filter(term__folded__contains=term_of(words))
    if after:
        rows = rows.filter(pk__lt=int(read_cursor(after, purpose=DECISIONS)[0]))
    found = list(rows.order_by("-pk")[: size + 1])
    more = len(found) > size
    after = write_cursor(found[size - 1].pk, purpose=DECISIONS) if more else ""
    return DecisionPage(found[:size], after)


def decisions_on(term: UnknownTerm) -> list[TermDecision]:
    """In force: at most one for all sources, and one for each."""
    rows = TermDecision.objects.filter(term=term, undone_at=None)
    everywhere_first = F("source_id").asc(nulls_first=True)
    return list(rows.select_related("term", "source").order_by(everywhere_first, "pk"))


def decisions_by_id(numbers: Iterable[int]) -> list[TermDecision]:
    """Raises `NoSuchTermDecision` unless all of them are there, in force or not."""
    wanted = list(dict.fromkeys(numbers))
    found = TermDecision.objects.select_related("term", "source").in_bulk(_storable(wanted))
    if len(found) < len(wanted):
        raise NoSuchTermDecision(_("There is no such decision."))
    return [found[number] for number in wanted]


def records_following(decisions: Sequence[TermDecision]) -> dict[int, int]:
    """Id of a decision → how many records have its value and follow it. One for all sources leaves
    those with a decision of their own alone."""
    terms = {decision.term_id for decision in decisions}
    rows = TermDecision.objects.filter(term__in=terms, undone_at=None).exclude(source=None)
    own = set(rows.values_list("term", "source"))
    found: dict[tuple[int, int | None], int] = {}
    counts = TermOfSource.objects.filter(term__in=terms, records__gt=0)
    for term, source, number in counts.values_list("term", "source", "records"):
        place = (term, source if (term, source) in own else None)
        found[place] = found.get(place, 0) + number
    return {each.pk: found.get((each.term_id, each.source_id), 0) for each in decisions}


def decision_by_id(number: int) -> TermDecision:
    """Raises `NoSuchTermDecision`."""
    found = TermDecision.objects.filter(pk=number).select_related("term", "source").first()
    if found is None:
        raise NoSuchTermDecision(_("There is no such decision."))
    return found


def term_facts(row: TermRow) -> dict[str, Any]:
    """A waiting term as JSON values."""
    return {
        "id": row.term.pk,
        "kind": row.term.kind,
        "value": row.term.value,
        "folded": row.term.folded,
        "records": row.records,
        "sources": [{"name": source.name, "records": number} for source, number in row.sources],
        "examples": [
            {"id": resource.public_id, "title": str(resource)} for resource in row.examples
        ],
        "suggestions": [each._asdict() for each in row.suggestions],
    }


def decision_facts(decision: TermDecision, *, reader: str) -> dict[str, Any]:
    """A decision as JSON values; `key` is null where the value means nothing."""
    term = decision.term
    return {
        "id": decision.pk,
        "kind": term.kind,
        "value": term.value,
        "folded": term.folded,
        "key": decision.key or None,
        "label": key_label(term.kind, decision.key, reader) if decision.key else None,
        "source": decision.source.name if decision.source else None,
        "decided_by": decision.decided_by,
        "decided_at": decision.decided_at.isoformat(),
        "undone_at": decision.undone_at.isoformat() if decision.undone_at else None,
    }


def _storable(numbers: Iterable[int]) -> list[int]:
    """A database takes no larger ones, and has none."""
    return [number for number in numbers if number < 2**63]


def _waiting(kind: str, source: Source | None) -> QuerySet[Any]:
    if source is None:
        return UnknownTerm.objects.filter(kind=kind, waiting__gt=0)
    return TermOfSource.objects.filter(source=source, kind=kind, records__gt=0, is_decided=False)


def _counted(kind: str, source: Source | None, after: str, words: str = "") -> QuerySet[Any]:
    name, number = ("waiting", "pk") if source is None else ("records", "term_id")
    rows = _waiting(kind, source).order_by(f"-{name}", number)
    if words:
        having = "folded__contains" if source is None else "term__folded__contains"
        rows = rows.filter(**{having: term_of(words)})
    if source is not None:
        rows = rows.select_related("term")
    if not after:
        return rows
    of_kind, scope, count, last = read_cursor(after, purpose=PURPOSE)
    if (of_kind, scope) != (kind, source.pk if source else 0):
        return rows  # of another list
    below = Q(**{f"{name}__lt": count})
    return rows.filter(Q(**{f"{name}__lte": count}) & (below | Q(**{f"{number}__gt": last})))


def _pair(row: UnknownTerm | TermOfSource) -> tuple[UnknownTerm, int]:
    return (row, row.waiting) if isinstance(row, UnknownTerm) else (row.term, row.records)


def _rows(pairs: Sequence[tuple[UnknownTerm, int]], kind: str, reader: str) -> list[TermRow]:
    ids = [term.pk for term, _number in pairs]
    sources = _sources_of(ids)
    examples = _examples_of(ids)
    suggester = Suggester(kind, reader)
    return [
        TermRow(
            term,
            number,
            sources.get(term.pk, []),
            examples.get(term.pk, []),
            suggester.of(term.folded),
        )
        for term, number in pairs
    ]


def _sources_of(terms: Sequence[int]) -> dict[int, list[tuple[Source, int]]]:
    found: dict[int, list[tuple[Source, int]]] = {}
    rows = TermOfSource.objects.filter(term__in=terms, records__gt=0, is_decided=False)
    for row in rows.select_related("source").order_by("-records", "source"):
        found.setdefault(row.term_id, []).append((row.source, row.records))
    return found


def _examples_of(terms: Sequence[int]) -> dict[int, list[Resource]]:
    """The first few resources of each term, of whatever source: those of one source could stand
    behind thousands of others."""
    values = UnknownValue.objects.filter(term=OuterRef("pk")).order_by("record")
    places = {
        f"record_{place}": Subquery(values.values("record")[place : place + 1])
        for place in range(EXAMPLES)
    }
    rows = UnknownTerm.objects.filter(pk__in=terms).annotate(**places).values("pk", *places)
    numbers = {row["pk"]: [row[name] for name in places if row[name]] for row in rows}
    whole = [number for found in numbers.values() for number in found]
    known = {record.pk: record.resource for record in _records(whole)}
    return {
        term: list(dict.fromkeys(row for number in found if (row := known.get(number))))
        for term, found in numbers.items()
    }


def _records(numbers: Sequence[int]) -> list[Record]:
    rows = Record.objects.filter(pk__in=numbers).defer("payload").order_by("pk")
    found = list(rows.select_related("source", "resource__alias_of"))
    for row in found:
        if row.resource is not None:
            row.resource = standing(row.resource)
    return found
