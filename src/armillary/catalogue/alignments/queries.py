"""Alignments as pages show them: of a resource, those that wait, and what covers a framework."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from armillary.catalogue.enums import AlignmentState
from armillary.catalogue.errors import NoSuchStatement
from armillary.catalogue.merging.objections import family_below
from armillary.catalogue.models import Alignment, Resource
from armillary.catalogue.queries import chunks, rows_in_order, standing_ids
from armillary.core.paging import read_cursor, write_cursor
from armillary.formats.description import Standard
from armillary.vocabularies.enums import Purpose
from armillary.vocabularies.models import Concept, Scheme

PAGE = 50
PURPOSE = "alignments"
LATELY = 20


@dataclass(frozen=True, slots=True)
class FrameworkRow:
    """A framework with how many statements it has, and how many alignments of each state."""

    scheme: Scheme
    statements: int
    confirmed: int
    waiting: int


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """Suggestions, the surest first; `after` is the cursor of the next page, empty on the last."""

    rows: list[Alignment]
    after: str


def frameworks() -> list[FrameworkRow]:
    """Every imported framework of learning standards."""
    schemes = list(Scheme.objects.filter(purpose=Purpose.FRAMEWORK).order_by("key"))
    statements = Concept.objects.filter(scheme__in=schemes, is_deprecated=False)
    sizes = dict(statements.values_list("scheme").annotate(Count("pk")).order_by())
    counts = _counts()
    return [
        FrameworkRow(
            scheme,
            sizes.get(scheme.pk, 0),
            counts.get((scheme.pk, AlignmentState.CONFIRMED.value), 0),
            counts.get((scheme.pk, AlignmentState.SUGGESTED.value), 0),
        )
        for scheme in schemes
    ]


def framework_by_key(key: str) -> Scheme:
    """Raises `NoSuchStatement`."""
    scheme = Scheme.objects.filter(key=key, purpose=Purpose.FRAMEWORK).first()
    if scheme is None:
        raise NoSuchStatement(
            _("There is no framework of learning standards called %(key)s.") % {"key": key}
        )
    return scheme


def statement_named(stated: str, *, framework: str = "") -> Concept:
    """By its code or its address. Raises `NoSuchStatement`, also for a code of two frameworks."""
    stated = stated.strip()
    found = Concept.objects.filter(scheme__purpose=Purpose.FRAMEWORK, is_deprecated=False)
    if framework:
        found = found.filter(scheme=framework_by_key(framework))
    rows = list(found.filter(Q(key__iexact=stated) | Q(uri=stated)).select_related("scheme")[:2])
    if len(rows) > 1:
        raise NoSuchStatement(
            _("Several frameworks have a statement “%(code)s”. Say which one.") % {"code": stated}
        )
    if not rows:
        raise NoSuchStatement(_("No framework has a statement “%(code)s”.") % {"code": stated})
    return rows[0]


def alignments_of(resource: Resource, *states: AlignmentState) -> list[Alignment]:
    """Those of a resource and of everything that was merged into it, each statement once."""
    rows = Alignment.objects.filter(resource__in=_family(resource), state__in=states)
    ordered = rows.select_related("resource", "statement__scheme").order_by(
        "statement__scheme__key", "statement__position", "pk"
    )
    return list({row.statement_id: row for row in ordered}.values())


def standards_of(resource: Resource) -> list[Standard]:
    """The statements that it serves for sure, as writers of formats take them."""
    return [_standard(row) for row in alignments_of(resource, AlignmentState.CONFIRMED)]


def standards_of_each(ids: Sequence[int]) -> dict[int, list[Standard]]:
    """The same of many that stand, with a fixed number of questions; those without are left out."""
    family = family_below(ids)
    rows = Alignment.objects.select_related("statement__scheme")
    found = [  # the state is looked at here: a database might walk all that are confirmed for it
        row
        for part in chunks(sorted(family))
        for row in rows.filter(resource__in=part)
        if row.state == AlignmentState.CONFIRMED
    ]
    tops = standing_ids({row.resource_id for row in found})
    served: dict[int, dict[int, Standard]] = {}
    for row in sorted(found, key=_place):
        served.setdefault(tops[row.resource_id], {})[row.statement_id] = _standard(row)
    return {number: list(standards.values()) for number, standards in served.items()}


def _place(row: Alignment) -> tuple[str, int, int]:
    return row.statement.scheme.key, row.statement.position, row.pk


def _standard(row: Alignment) -> Standard:
    return Standard(
        framework=str(row.statement.scheme.title) or row.statement.scheme.key,
        code=row.statement.key,
        address=row.statement.uri,
        texts=row.statement.label.texts,
    )


def served_statements(ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """Resource → framework and code of each statement that it serves for sure."""
    rows = Alignment.objects.filter(resource__in=ids, state=AlignmentState.CONFIRMED).order_by("pk")
    served: dict[int, list[tuple[str, str]]] = {}
    wanted = ("resource_id", "statement__scheme__key", "statement__key")
    for resource, framework, code in rows.values_list(*wanted):
        served.setdefault(resource, []).append((framework, code))
    return served


def suggested_alignments() -> QuerySet[Alignment]:
    """All that wait for a curator's word."""
    return _standing().filter(state=AlignmentState.SUGGESTED)


def waiting_alignments(
    framework: Scheme | None = None, *, after: str = "", size: int = PAGE
) -> WaitingPage:
    """What a machine suggested of anything that stands, and nobody decided on."""
    found = suggested_alignments()
    if framework is not None:
        found = found.filter(statement__scheme=framework)
    if after:
        confidence, number = read_cursor(after, purpose=PURPOSE)
        found = found.filter(Q(confidence__lt=confidence) | Q(confidence=confidence, pk__gt=number))
    ordered = found.select_related("resource", "statement__scheme").order_by("-confidence", "pk")
    rows = list(ordered[: size + 1])
    page = rows[:size]
    more = len(rows) > size
    cursor = write_cursor(page[-1].confidence, page[-1].pk, purpose=PURPOSE) if more else ""
    return WaitingPage(page, cursor)


def aligned_lately(framework: Scheme) -> list[Alignment]:
    """What people decided last, for a second thought."""
    decided = Alignment.objects.filter(statement__scheme=framework).exclude(decided_at=None)
    rows = decided.select_related("resource", "statement__scheme")
    return list(rows.order_by("-decided_at", "-pk")[:LATELY])


def resources_serving(statement: Concept, below: Iterable[int] = ()) -> list[Resource]:
    """Listed resources that serve a statement, or one of those `below` it, the newest first."""
    rows = Alignment.objects.filter(state=AlignmentState.CONFIRMED)
    ids = rows.filter(statement__in=[statement.pk, *below]).values_list("resource_id", flat=True)
    standing = sorted(set(standing_ids(ids).values()))
    found = [row for row in rows_in_order(standing) if row.is_listed]
    return sorted(found, key=lambda row: (row.listed_at or row.created_at, row.pk), reverse=True)


def _standing() -> QuerySet[Alignment]:
    return Alignment.objects.filter(resource__alias_of=None)


def _family(resource: Resource) -> set[int]:
    """A resource and, level by level, whatever was merged into it."""
    members = {resource.pk}
    fresh = members
    while fresh:
        rows = Resource.objects.filter(alias_of__in=fresh).values_list("pk", flat=True)
        fresh = set(rows) - members
        members = members | fresh
    return members


def _counts() -> dict[tuple[int, str], int]:
    rows = _standing().values_list("statement__scheme", "state").annotate(number=Count("pk"))
    return {(scheme, state): number for scheme, state, number in rows.order_by()}
