"""How the numbers of a report are put into words, on pages and in letters."""

from typing import Final, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from armillary.harvest.health.queries import Finding, Report
from armillary.harvest.health.registry import Severity, Unit
from armillary.harvest.health.watching import MOST_RUNS
from armillary.harvest.interfaces.sentences import Said, say

MOST_STEPS: Final = 6


class ExampleView(NamedTuple):
    record: str
    said: Said
    expected: str


class FindingView(NamedTuple):
    """A finding as a page shows it."""

    finding: Finding
    often: str
    examples: list[ExampleView]
    steps: list[tuple[str, int]]  # day and number, the latest changes


class Group(NamedTuple):
    """The findings of one severity."""

    severity: Severity
    rows: list[FindingView]


def groups_of(report: Report) -> list[Group]:
    """The worst first; a severity without findings is left out."""
    rows = [_view(each) for each in report.findings]
    groups = (
        Group(severity, [row for row in rows if row.finding.rule.severity == severity])
        for severity in Severity
    )
    return [group for group in groups if group.rows]


def _view(finding: Finding) -> FindingView:
    examples = [
        ExampleView(each.record, say(each.said), each.expected) for each in finding.examples
    ]
    steps = [(f"{moment:%Y-%m-%d}", number) for moment, number in finding.series[-MOST_STEPS:]]
    return FindingView(finding, how_often(finding), examples, steps)


def how_often(finding: Finding) -> str:
    """Such as “12 records (3.1 %)”."""
    number, unit = finding.count, finding.rule.unit
    if unit == Unit.SOURCE:
        return ""
    if unit == Unit.RUNS:
        said = ngettext(
            "In %(count)d of the latest %(runs)d runs",
            "In %(count)d of the latest %(runs)d runs",
            number,
        )
        return said % {"count": number, "runs": MOST_RUNS}
    if finding.share is None:
        return _counted(unit, number)
    return _("%(counted)s (%(share)s %%)") % {
        "counted": _counted(unit, number),
        "share": finding.share,
    }


def _counted(unit: Unit, number: int) -> str:
    if unit in (Unit.RECORDS, Unit.VANISHED):
        said = ngettext("%(count)d record", "%(count)d records", number)
    elif unit == Unit.USES:
        said = ngettext("%(count)d use", "%(count)d uses", number)
    elif unit == Unit.ADDRESSES:
        said = ngettext("%(count)d address", "%(count)d addresses", number)
    else:
        said = ngettext("%(count)d answer", "%(count)d answers", number)
    return said % {"count": number}
