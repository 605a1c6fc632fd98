"""The report on a source as it is kept: nothing is counted here, whatever the source's size."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armillary.core.paging import read_cursor, write_cursor
from armillary.harvest.errors import NoSuchReport
from armillary.harvest.health.models import (
    TOKEN_LENGTH,
    RecordFault,
    SourceFinding,
    SourceHealth,
)
from armillary.harvest.health.registry import RULES, Example, Rule, Severity, Unit, place_of
from armillary.harvest.health.run_counts import usable_emails
from armillary.harvest.kinds import BUILT_IN
from armillary.harvest.models import Source

MOST_FAULTS: Final = 1_000  # records of a page
ORDER: Final = {severity: place for place, severity in enumerate(Severity)}


class Trend(StrEnum):
    """Compared with the run before."""

    NEW = "new"
    WORSE = "worse"
    BETTER = "better"
    SAME = "same"
    GONE = "gone"

    @property
    def label(self) -> Promise | str:
        return TRENDS[self]


TRENDS: Final[dict[Trend, Promise | str]] = {
    Trend.NEW: gettext_lazy("New"),
    Trend.WORSE: gettext_lazy("More than before"),
    Trend.BETTER: gettext_lazy("Fewer than before"),
    Trend.SAME: gettext_lazy("As before"),
    Trend.GONE: gettext_lazy("Gone"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule and how often a source breaks it. `share` of its records is in per cent, None where
    something else is counted; `series` are the latest changes of the number."""

    rule: Rule
    count: int
    before: int
    since: datetime | None
    examples: list[Example]
    series: list[tuple[datetime, int]]
    share: float | None

    @property
    def has_list(self) -> bool:
        """Are there more records than the examples name?"""
        return self.rule.unit == Unit.RECORDS and self.count > len(self.examples)

    @property
    def trend(self) -> Trend:
        if not self.count:
            return Trend.GONE
        if not self.before:
            return Trend.NEW
        if self.count == self.before:
            return Trend.SAME
        return Trend.WORSE if self.count > self.before else Trend.BETTER


@dataclass(frozen=True, slots=True)
class Report:
    """What a source does wrong now, and what it has mended since the run before. Without
    `counted_at` nobody has counted yet."""

    source: Source
    records: int
    counted_at: datetime | None
    token: str
    shared_at: datetime | None
    emails: list[str]  # of those who run it, by their own word
    findings: list[Finding]
    gone: list[Finding]

    @property
    def has_errors(self) -> bool:
        return any(each.rule.severity == Severity.ERROR for each in self.findings)


def report_of(source: Source) -> Report:
    """Two queries, however much there is to say."""
    health = SourceHealth.objects.filter(source=source).first() or SourceHealth(source=source)
    return _report(source, health)


def shared_report(token: str) -> Report:
    """What somebody sees who has nothing but the address. Raises `NoSuchReport`."""
    health = None
    if 0 < len(token) <= TOKEN_LENGTH:
        health = SourceHealth.objects.filter(token=token).select_related("source").first()
    if health is None:
        raise NoSuchReport(
            _("There is no report at this address. Ask whoever sent it to you for a new one.")
        )
    return _report(health.source, health)


@dataclass(frozen=True, slots=True)
class FaultPage:
    """Records that break a rule, in the order in which they came. `after` is the cursor of the next
    page, empty on the last one."""

    rows: list[Example]
    after: str


def faulty_records(
    source: Source, rule: str, *, after: str = "", size: int = MOST_FAULTS
) -> FaultPage:
    """All records that break a rule, a page at a time. Raises `NoSuchReport`."""
    if rule not in RULES or RULES[rule].unit != Unit.RECORDS:
        raise NoSuchReport(_("No records are listed for %(rule)s.") % {"rule": rule})
    purpose = f"faults of {source.pk} {rule}"
    faults = RecordFault.objects.filter(source=source, rule=rule)
    if after:
        [last] = read_cursor(after, purpose=purpose)
        faults = faults.filter(record__gt=last)
    columns = ("record", "record__identifier", "said", "expected")
    rows = list(faults.order_by("record").values_list(*columns)[: size + 1])
    further = len(rows) > size
    return FaultPage(
        [Example(*row[1:]) for row in rows[:size]],
        write_cursor(rows[size - 1][0], purpose=purpose) if further else "",
    )


def sources_to_count() -> list[int]:
    """Those that are harvested, by number."""
    rows = Source.objects.exclude(kind__in=BUILT_IN).filter(runs__isnull=False).distinct()
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _report(source: Source, health: SourceHealth) -> Report:
    rows = SourceFinding.objects.filter(source=source)
    found = [_finding(row, health.records) for row in rows if row.rule in RULES]
    found.sort(key=lambda each: (ORDER[each.rule.severity], -each.count, each.rule.key))
    return Report(
        source=source,
        records=health.records,
        counted_at=health.counted_at,
        token=health.token or "",
        shared_at=health.shared_at,
        emails=_emails(health),
        findings=[each for each in found if each.count],
        gone=[each for each in found if not each.count and each.before],
    )


def _finding(row: SourceFinding, records: int) -> Finding:
    rule = RULES[row.rule]
    share = None
    if rule.unit == Unit.RECORDS and records:
        share = min(100.0, round(100 * row.count / records, 1))
    return Finding(
        rule=rule,
        count=row.count,
        before=row.before,
        since=row.since,
        examples=[Example(*each) for each in row.examples],
        series=[(datetime.fromisoformat(moment), number) for moment, number in row.series],
        share=share,
    )


def _emails(health: SourceHealth) -> list[str]:
    said = [each["identify"] for each in reversed(health.observed) if each["identify"]]
    return usable_emails(said[0]) if said else []


def report_facts(report: Report) -> dict[str, Any]:
    """A report as JSON values. The token is not among them: it is the key to the page."""
    return {
        "source": report.source.name,
        "title": str(report.source),
        "records": report.records,
        "counted_at": _moment(report.counted_at),
        "findings": _facts(report.findings),
        "gone": _facts(report.gone),
    }


def _facts(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "rule": each.rule.key,
            "severity": each.rule.severity.value,
            "says": str(each.rule.says),
            "standard": place_of(each.rule),
            "mend": str(each.rule.mend),
            "unit": each.rule.unit.value,
            "count": each.count,
            "share": each.share,
            "since": _moment(each.since),
            "trend": each.trend.value,
            "before": each.before,
            "examples": [example._asdict() for example in each.examples],
            "series": [[moment.isoformat(), number] for moment, number in each.series],
        }
        for each in findings
    ]


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
