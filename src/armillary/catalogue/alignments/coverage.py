"""How well a framework of learning standards is covered: which statements have resources, and which
have none. A resource that serves two statements below one counts there once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from armillary.catalogue.alignments.queries import framework_by_key
from armillary.catalogue.enums import AlignmentState
from armillary.catalogue.errors import NoSuchStatement
from armillary.catalogue.models import Alignment
from armillary.catalogue.queries import chunks, listed_resources, standing_ids
from armillary.core.texts import TranslatedText
from armillary.vocabularies.models import Concept, Scheme

Tree = Mapping[int, Sequence[int]]


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement with the listed resources that serve it (`own`), it or one below it
    (`confirmed`), and the suggestions that wait; `above` is the statement whose part it is."""

    id: int
    code: str
    address: str
    text: TranslatedText
    levels: list[str]
    above: int | None
    own: int
    confirmed: int
    waiting: int
    is_leaf: bool

    @property
    def is_gap(self) -> bool:
        """Something to teach that nothing is here for."""
        return self.is_leaf and not self.confirmed


@dataclass(frozen=True, slots=True)
class Coverage:
    """`leaves` are the statements with none below them, `covered` those of them with a resource."""

    framework: Scheme
    rows: list[StatementRow]

    @property
    def leaves(self) -> int:
        return sum(row.is_leaf for row in self.rows)

    @property
    def covered(self) -> int:
        return sum(row.is_leaf and row.confirmed > 0 for row in self.rows)

    @property
    def gaps(self) -> list[StatementRow]:
        return [row for row in self.rows if row.is_gap]

    def parts(self, number: int | None) -> list[StatementRow]:
        """The statements right below one, or those at the top."""
        return [row for row in self.rows if row.above == number]

    def way_to(self, number: int) -> list[StatementRow]:
        """The statements from the top down to one, itself included."""
        by_id = {row.id: row for row in self.rows}
        way: list[StatementRow] = []
        row = by_id.get(number)
        while row is not None:
            way.insert(0, row)
            row = by_id.get(row.above) if row.above is not None else None
        return way


def coverage(key: str) -> Coverage:
    """Of a framework, its statements in the order of the tree. Raises `NoSuchStatement`."""
    framework = framework_by_key(key)
    concepts = _concepts(framework)
    below = _below(concepts)
    serving = _resources_by_statement(framework, AlignmentState.CONFIRMED)
    waiting = _resources_by_statement(framework, AlignmentState.SUGGESTED)
    rows = [
        _row(concepts[number], above, below, serving, waiting)
        for number, above in _in_order(concepts, below)
    ]
    return Coverage(framework, rows)


def statement_below(framework: Scheme, code: str) -> tuple[Concept, set[int]]:
    """A statement and the ids of all below it. Raises `NoSuchStatement`."""
    concepts = _concepts(framework)
    found = next((concept for concept in concepts.values() if concept.key == code), None)
    if found is None:
        raise NoSuchStatement(_("No framework has a statement “%(code)s”.") % {"code": code})
    return found, _all_below(found.pk, _below(concepts))


def _concepts(framework: Scheme) -> dict[int, Concept]:
    rows = Concept.objects.filter(scheme=framework, is_deprecated=False)
    return {row.pk: row for row in rows.order_by("position", "pk")}


def _below(concepts: Mapping[int, Concept]) -> dict[int, list[int]]:
    """Statement → those right below it, in their order."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for part in chunks(list(concepts)):
        links = Concept.broader.through.objects.filter(from_concept__in=part)
        for lower, upper in links.values_list("from_concept_id", "to_concept_id"):
            if upper in concepts:
                found[upper].append(lower)
    places = {number: place for place, number in enumerate(concepts)}
    return {upper: sorted(lower, key=places.__getitem__) for upper, lower in found.items()}


def _in_order(concepts: Mapping[int, Concept], below: Tree) -> Iterator[tuple[int, int | None]]:
    """(statement, the one above), each once, also where two stand above or a circle has no top."""
    inner = {number for several in below.values() for number in several}
    seen: set[int] = set()
    tops = [number for number in concepts if number not in inner]
    waiting: list[tuple[int, int | None]] = [(each, None) for each in reversed(list(concepts))]
    waiting += [(number, None) for number in reversed(tops)]
    while waiting:
        number, above = waiting.pop()
        if number not in seen:
            seen.add(number)
            yield number, above
            waiting += [(lower, number) for lower in reversed(below.get(number, []))]


def _all_below(number: int, below: Tree) -> set[int]:
    found: set[int] = set()
    waiting = list(below.get(number, []))
    while waiting:
        lower = waiting.pop()
        if lower not in found:
            found.add(lower)
            waiting += below.get(lower, [])
    return found


def _row(
    concept: Concept,
    above: int | None,
    below: Tree,
    serving: Mapping[int, set[int]],
    waiting: Mapping[int, set[int]],
) -> StatementRow:
    family = [concept.pk, *_all_below(concept.pk, below)]
    nothing: set[int] = set()
    return StatementRow(
        id=concept.pk,
        code=concept.key,
        address=concept.uri,
        text=concept.label,
        levels=concept.levels,
        above=above,
        own=len(serving.get(concept.pk, nothing)),
        confirmed=len(nothing.union(*(serving.get(each, nothing) for each in family))),
        waiting=len(nothing.union(*(waiting.get(each, nothing) for each in family))),
        is_leaf=not below.get(concept.pk),
    )


def _resources_by_statement(framework: Scheme, state: AlignmentState) -> dict[int, set[int]]:
    """What was merged speaks for the one that stands; only what is listed covers anything."""
    rows = Alignment.objects.filter(statement__scheme=framework, state=state)
    pairs = list(rows.values_list("statement_id", "resource_id"))
    members = standing_ids({resource for _statement, resource in pairs})
    shown = set(members.values())
    if state == AlignmentState.CONFIRMED:
        shown = _listed(shown)
    found: defaultdict[int, set[int]] = defaultdict(set)
    for statement, resource in pairs:
        if members[resource] in shown:
            found[statement].add(members[resource])
    return found


def _listed(ids: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for part in chunks(sorted(ids)):
        found.update(listed_resources().filter(pk__in=part).values_list("pk", flat=True))
    return found
