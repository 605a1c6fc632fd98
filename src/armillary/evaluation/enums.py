from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Verdict(StrEnum):
    """What a check says. "Unknown" is no verdict on the resource: nobody looked, or none can tell."""

    PASS = "pass"  # noqa: S105  (a verdict)
    WARN = "warn"
    FAIL = "fail"
    NOT_APPLICABLE = "not-applicable"
    UNKNOWN = "unknown"

    @property
    def label(self) -> Promise | str:
        return VERDICT_LABELS[self]


VERDICT_LABELS: dict[Verdict, Promise | str] = {
    Verdict.PASS: _("Good"),
    Verdict.WARN: _("Note"),
    Verdict.FAIL: _("Missing or wrong"),
    Verdict.NOT_APPLICABLE: _("Does not apply"),
    Verdict.UNKNOWN: _("Not known"),
}


class Severity(StrEnum):
    """How much a reader loses where a check does not pass."""

    BLOCKING = "blocking"
    IMPORTANT = "important"
    ADVISORY = "advisory"
