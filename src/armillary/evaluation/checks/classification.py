"""Can it be found by what it teaches and whom? Levels and subjects."""

from django.utils.translation import gettext_lazy as _

from armillary.evaluation.checks.base import Check, Dossier, Result
from armillary.evaluation.enums import Severity, Verdict

# What is not used in teaching has no level of its own.
RELEVANT = 0.5  # how surely it must be about STEM where a source offers other things too
WITHOUT_LEVEL = frozenset({"policy", "data", "tool", "software", "portal", "project"})


def _level(dossier: Dossier) -> Result:
    if dossier.facts.get("levels") or dossier.facts.get("grades"):
        return Result("stated")
    types = set(dossier.facts.get("types", []))
    if types and types <= WITHOUT_LEVEL:
        return Result("without-level")
    return _guessed(dossier, "levels") or _unmapped(dossier, "levels")


def _subject(dossier: Dossier) -> Result:
    if dossier.facts.get("subjects"):
        return Result("stated")
    return _guessed(dossier, "subjects") or _unmapped(dossier, "subjects")


def _guessed(dossier: Dossier, field: str) -> Result | None:
    values = dossier.guessed.get(field)
    return Result("guessed", confidence=max(values.values())) if values else None


def _relevance(dossier: Dossier) -> Result:
    if not dossier.is_general:
        return Result("expected")
    if dossier.relevance is None:
        return Result("not-looked-at")
    is_about = dossier.relevance >= RELEVANT
    sure = dossier.relevance if is_about else 1 - dossier.relevance
    return Result("about-stem" if is_about else "doubtful", confidence=round(sure, 3))


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
            "guessed": (
                Verdict.WARN,
                _("Nobody says for which level of education it is; a machine has guessed."),
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
            "guessed": (
                Verdict.WARN,
                _("Nobody says which subject it belongs to; a machine has guessed."),
            ),
            "missing": (Verdict.WARN, _("Nothing says which subject it belongs to.")),
        },
        fix=_("Choose the subjects it teaches, as narrow as they fit."),
        look=_subject,
    ),
    Check(
        key="stem-relevance",
        name=_("About science and technology"),
        severity=Severity.ADVISORY,
        gate=True,
        cases={
            "expected": (
                Verdict.NOT_APPLICABLE,
                _("Its source is about science, technology, engineering or mathematics."),
            ),
            "about-stem": (
                Verdict.PASS,
                _("It seems to be about science, technology, engineering or mathematics."),
            ),
            "doubtful": (
                Verdict.WARN,
                _("It hardly seems to be about science, technology, engineering or mathematics."),
            ),
            "not-looked-at": (Verdict.UNKNOWN, _("What it is about has not been looked at yet.")),
        },
        fix=_("List it if it belongs here all the same; decline it if not."),
        look=_relevance,
    ),
)
