"""Can it be found by what it teaches and whom? Levels and subjects."""

from django.utils.translation import gettext_lazy as _

from armillary.evaluation.checks.base import Check, Dossier, Result
from armillary.evaluation.enums import Severity, Verdict

# What is not used in teaching has no level of its own.
WITHOUT_LEVEL = frozenset({"policy", "data", "tool", "software", "portal", "project"})


def _level(dossier: Dossier) -> Result:
    if dossier.facts.get("levels") or dossier.facts.get("grades"):
        return Result("stated")
    types = set(dossier.facts.get("types", []))
    if types and types <= WITHOUT_LEVEL:
        return Result("without-level")
    return _unmapped(dossier, "levels")


def _subject(dossier: Dossier) -> Result:
    return Result("stated") if dossier.facts.get("subjects") else _unmapped(dossier, "subjects")


def _unmapped(dossier: Dossier, field: str) -> Result:
    stated = dossier.unknown.get(field) or []
    if not stated:
        return Result("missing")
    return Result("unrecognised", {"stated": ", ".join(map(str, stated[:5]))[:200]})


THEME = (
    Check(
        key="level-present",
        name=_("Level"),
        severity=Severity.ADVISORY,
        cases={
            "stated": (Verdict.PASS, _("It says for which level of education it is.")),
            "unrecognised": (
                Verdict.WARN,
                _("Its level is given as “%(stated)s”, which no level here matches."),
            ),
            "missing": (Verdict.WARN, _("Nothing says for which level of education it is.")),
            "without-level": (
                Verdict.NOT_APPLICABLE,
                _("Things of this kind have no level of education."),
            ),
        },
        fix=_("Choose the levels of education that it suits."),
        look=_level,
    ),
    Check(
        key="subject-present",
        name=_("Subject"),
        severity=Severity.IMPORTANT,
        cases={
            "stated": (Verdict.PASS, _("Its subject is given.")),
            "unrecognised": (
                Verdict.WARN,
                _("Its subject is given as “%(stated)s”, which no subject here matches."),
            ),
            "missing": (Verdict.WARN, _("Nothing says which subject it belongs to.")),
        },
        fix=_("Choose the subjects it teaches, as narrow as they fit."),
        look=_subject,
    ),
)
