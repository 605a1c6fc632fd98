"""What waits for a decision, by key, the longest unchanged first; and what was decided, for a second look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from armillary.catalogue.enums import ResourceState
from armillary.catalogue.models import Resource
from armillary.catalogue.provenance import sources_of
from armillary.core.languages import language_name
from armillary.core.paging import read_cursor, write_cursor
from armillary.core.texts import TranslatedText
from armillary.evaluation.checks import CHECKS
from armillary.evaluation.marks import check_mark, language_mark, source_mark
from armillary.evaluation.models import CheckReport
from armillary.evaluation.queries.reports import FindingText, findings_in
from armillary.formats.values.licences import licence
from armillary.harvest.queries import source_titles

PAGE = 50


@dataclass(frozen=True, slots=True)
class CandidateFilters:
    """Empty means any."""

    state: str = ResourceState.CANDIDATE
    check: str = ""
    source: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One line of the curator's table. `noted` is None where nobody has checked yet."""

    id: int
    public_id: str
    title: TranslatedText
    sources: list[str]  # names
    source_titles: list[str]
    noted: list[FindingText] | None
    licence: str
    languages: list[str]


@dataclass(frozen=True, slots=True)
class CandidatePage:
    """`after` is the cursor of the next page, empty on the last one."""

    rows: list[CandidateRow]
    after: str


def candidates(
    filters: CandidateFilters | None = None, *, after: str = "", size: int = PAGE, language: str
) -> CandidatePage:
    """A page of resources that await a decision."""
    found = _filtered(filters or CandidateFilters())
    if after:
        found = _after(found, *read_cursor(after, purpose="candidates"))
    rows = list(found.order_by("datestamp", "pk")[: size + 1])
    page = rows[:size]
    reports = CheckReport.objects.in_bulk([row.pk for row in page])
    return CandidatePage(
        rows=[_row(resource, reports.get(resource.pk), language) for resource in page],
        after=_cursor(page[-1]) if len(rows) > size else "",
    )


def waiting_resources() -> QuerySet[Resource]:
    """All that wait for a decision."""
    return Resource.objects.filter(state=ResourceState.CANDIDATE, alias_of=None)


def _cursor(last: Resource) -> str:
    return write_cursor(last.datestamp.isoformat(), last.pk, purpose="candidates")


def _after(found: QuerySet[Resource], moment: str, number: int) -> QuerySet[Resource]:
    """Comes from an index whatever the page: state, datestamp, id."""
    at = datetime.fromisoformat(moment)
    return found.filter(datestamp__gte=at).filter(Q(datestamp__gt=at) | Q(pk__gt=number))


def _filtered(filters: CandidateFilters) -> QuerySet[Resource]:
    state = filters.state if filters.state in ResourceState.values else ResourceState.CANDIDATE
    found = Resource.objects.filter(state=state, alias_of=None)
    for mark in _marks(filters):
        found = found.filter(check_report__marks__contains=f" {mark} ")
    return found


def _marks(filters: CandidateFilters) -> list[str]:
    marks = [check_mark(filters.check)] if filters.check in CHECKS else []
    if filters.source:
        marks.append(source_mark(filters.source))
    if filters.language:
        marks.append(language_mark(filters.language))
    return marks


def _row(resource: Resource, report: CheckReport | None, language: str) -> CandidateRow:
    sources, titles = sources_of(resource.provenance), source_titles()
    return CandidateRow(
        id=resource.pk,
        public_id=resource.public_id,
        title=resource.titles,
        sources=sources,
        source_titles=[titles.get(name, name) for name in sources],
        noted=_noted(report, language) if report else None,
        licence=_licence_name(resource),
        languages=_language_names(resource.facts.get("languages", []), language),
    )


def _noted(report: CheckReport, language: str) -> list[FindingText]:
    return [finding for finding in findings_in(report, language) if finding.fix]


def _licence_name(resource: Resource) -> str:
    address = resource.facts.get("licence", "")
    known = licence(address) if address else None
    return known.name if known else address


def _language_names(tags: Sequence[str], language: str) -> list[str]:
    return [language_name(tag, within=language) for tag in tags]
