"""What a check is, the register of all checks, and what follows from their findings."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

from django.utils.functional import Promise

from armillary.evaluation.enums import Severity, Verdict

Sentence = Promise | str
Values = Mapping[str, Any]

NO_VALUES: Values = {}
CERTAIN = 1.0

# Counted into the digest of every report: raise it whenever a check changes what it says.
CHECKS_VERSION = 3

OPEN = (Verdict.PASS, Verdict.NOT_APPLICABLE)  # verdicts that let through a gate
WEIGHTS = {Severity.BLOCKING: 3, Severity.IMPORTANT: 2, Severity.ADVISORY: 1}


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that checks may look at. `facts` are what somebody says, `guessed` what a machine put
    where nobody does: field → value → how sure. `answer` is what is known of its address, see
    `links/answers.py`. `relevance` says how surely it is about STEM, None before that was looked at;
    sources that are `general` offer other things too."""

    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    facts: Mapping[str, Any]
    unknown: Mapping[str, list[str]]
    is_suspected: bool = False
    answer: Mapping[str, Any] = field(default_factory=dict)
    guessed: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    relevance: float | None = None
    is_general: bool = False


class Finding(NamedTuple):
    """What one check found. `case` picks the sentence, `values` fill it; confidence 0 to 1."""

    check: str
    case: str
    verdict: Verdict
    confidence: float = CERTAIN
    values: Values = NO_VALUES

    def as_json(self) -> dict[str, Any]:
        """Kept for every resource, so what goes without saying is left out."""
        document = {"check": self.check, "case": self.case, "verdict": self.verdict}
        if self.confidence != CERTAIN:
            return {**document, "confidence": self.confidence, "values": self.values}
        return {**document, "values": self.values} if self.values else document

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        return cls(
            document["check"],
            document["case"],
            Verdict(document["verdict"]),
            document.get("confidence", CERTAIN),
            document.get("values", NO_VALUES),
        )


class Result(NamedTuple):
    """What the function of a check answers: a case of that check."""

    case: str
    values: Values = NO_VALUES
    confidence: float = CERTAIN


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `cases` gives each possible outcome its verdict and a sentence for readers; `fix`
    says what its makers or a curator can do about it."""

    key: str
    name: Sentence
    severity: Severity
    cases: Mapping[str, tuple[Verdict, Sentence]]
    fix: Sentence
    look: Callable[[Dossier], Result]
    gate: bool = False


CHECKS: dict[str, Check] = {}
_WEIGHT_OF: dict[str, int] = {}


def register(*checks: Check) -> None:
    """Checks run, and are read, in the order of registering."""
    for check in checks:
        CHECKS[check.key] = check
        _WEIGHT_OF[check.key] = WEIGHTS[check.severity]


def run_checks(dossier: Dossier) -> list[Finding]:
    """The findings of every check, in the order in which readers meet them."""
    return [_finding(check, check.look(dossier)) for check in CHECKS.values()]


def _finding(check: Check, result: Result) -> Finding:
    verdict, _sentence = check.cases[result.case]
    return Finding(check.key, result.case, verdict, result.confidence, result.values)


def gates_passed(findings: Iterable[Finding]) -> bool:
    """True if nothing stands against listing without asking a person."""
    return all(each.verdict in OPEN for each in findings if CHECKS[each.check].gate)


def shut_gates(findings: Iterable[Finding]) -> list[Check]:
    """The gates that not even a curator can pass."""
    failed = (CHECKS[each.check] for each in findings if each.verdict is Verdict.FAIL)
    return [check for check in failed if check.gate]


def quality(findings: Iterable[Finding]) -> float:
    """The share, by weight, of the checks that apply and pass. What nobody knows does not count."""
    passed = judged = 0
    for finding in findings:
        weight = _WEIGHT_OF[finding.check]
        if finding.verdict is Verdict.PASS:
            judged += weight
            passed += weight
        elif finding.verdict is Verdict.WARN or finding.verdict is Verdict.FAIL:
            judged += weight
    return round(passed / judged, 4) if judged else 0.0
