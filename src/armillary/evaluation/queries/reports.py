"""Reports as sentences. They are stored as values and become text here, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import formats, translation

from armillary.catalogue.models import Resource
from armillary.core.languages import language_name
from armillary.evaluation.checks import CHECKS, Finding
from armillary.evaluation.enums import Severity, Verdict
from armillary.evaluation.models import CheckReport


@dataclass(frozen=True, slots=True)
class FindingText:
    """One finding for a reader. `fix` is empty where there is nothing to mend."""

    check: str
    name: str
    verdict: Verdict
    verdict_label: str
    sentence: str
    fix: str
    confidence: float
    severity: Severity
    is_gate: bool


@dataclass(frozen=True, slots=True)
class CheckView:
    """All findings on one resource and when they were made; no date where nobody has looked."""

    checked_at: datetime | None
    findings: list[FindingText]

    @property
    def passed(self) -> int:
        return sum(finding.verdict is Verdict.PASS for finding in self.findings)

    @property
    def noted(self) -> list[FindingText]:
        return [each for each in self.findings if each.verdict in (Verdict.WARN, Verdict.FAIL)]

    @property
    def judged(self) -> int:
        return self.passed + len(self.noted)


def report_of(resource: Resource) -> CheckReport | None:
    return CheckReport.objects.filter(resource=resource).first()


def checks_of(resource: Resource, language: str) -> CheckView:
    """What the automatic checks say of a resource, for a page."""
    report = report_of(resource)
    if report is None:
        return CheckView(None, [])
    return CheckView(report.checked_at, findings_in(report, language))


def findings_in(report: CheckReport, language: str) -> list[FindingText]:
    """The findings of a report as sentences in `language`."""
    findings = [Finding.from_json(document) for document in report.findings]
    with translation.override(language):
        return [_text(finding, language) for finding in findings if finding.check in CHECKS]


def _text(finding: Finding, language: str) -> FindingText:
    check = CHECKS[finding.check]
    _verdict, sentence = check.cases[finding.case]
    mendable = finding.verdict in (Verdict.WARN, Verdict.FAIL)
    return FindingText(
        check=check.key,
        name=str(check.name),
        verdict=finding.verdict,
        verdict_label=str(finding.verdict.label),
        sentence=str(sentence) % _readable(finding.values, language),
        fix=str(check.fix) if mendable else "",
        confidence=finding.confidence,
        severity=check.severity,
        is_gate=check.gate,
    )


def _readable(values: Mapping[str, Any], language: str) -> dict[str, str]:
    return {name: _value(name, value, language) for name, value in values.items()}


def _value(name: str, value: Any, language: str) -> str:
    if name == "language":
        return language_name(value, within=language)
    if name == "languages":
        names = (language_name(tag, within=language) for tag in dict.fromkeys(value))
        return ", ".join(names)
    if name == "date":
        return formats.date_format(date.fromisoformat(value))
    return str(value)
