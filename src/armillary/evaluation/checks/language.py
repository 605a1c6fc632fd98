"""Does it say which language it is in, and does its text agree?"""

from django.utils.translation import gettext_lazy as _

from armillary.core.languages import UNDETERMINED
from armillary.evaluation.checks.base import Check, Dossier, Result
from armillary.evaluation.enums import Severity, Verdict
from armillary.methods.enrichment.guess import Guess
from armillary.methods.enrichment.languages import SURE, detect

# Languages that a classifier, and often a librarian, cannot keep apart in a short text.
_TWINS = ({"no", "nb", "nn", "da"}, {"id", "ms"}, {"hr", "bs", "sr", "sh"}, {"fa", "prs"})


def _stated_languages(dossier: Dossier) -> list[str]:
    return [tag for tag in dossier.facts.get("languages", []) if tag != UNDETERMINED]


def _stated(dossier: Dossier) -> Result:
    languages = _stated_languages(dossier)
    if languages:
        return Result("stated", {"languages": languages})
    guessed = dossier.guessed.get("languages", {})
    if not guessed:
        return Result("missing")
    tag = max(guessed, key=guessed.__getitem__)
    return Result("detected", {"language": tag}, guessed[tag])


def _matches(dossier: Dossier) -> Result:
    tag, text = _longest_text(dossier)
    claimed = [*_stated_languages(dossier), *([tag] if tag != UNDETERMINED else [])]
    if not claimed or not text:
        return Result("nothing-stated")
    guess = detect(text)
    if guess is None:
        return Result("too-short")
    if _is_among(guess, claimed):
        return Result("agrees", {"language": guess.value}, guess.confidence)
    if guess.confidence < SURE:
        return Result("unsure", {}, guess.confidence)
    return Result("differs", {"language": guess.value, "languages": claimed}, guess.confidence)


def _longest_text(dossier: Dossier) -> tuple[str, str]:
    """The language that is claimed for it, and the longest text with its title before it."""
    if dossier.descriptions:
        tag = max(dossier.descriptions, key=lambda each: len(dossier.descriptions[each]))
        title = dossier.titles.get(tag, "")
        return tag, f"{title}. {dossier.descriptions[tag]}" if title else dossier.descriptions[tag]
    tag = max(dossier.titles, key=lambda each: len(dossier.titles[each]), default=UNDETERMINED)
    return tag, dossier.titles.get(tag, "")


def _is_among(guess: Guess, claimed: list[str]) -> bool:
    bases = {tag.split("-")[0] for tag in claimed}
    twins = next((group for group in _TWINS if guess.value in group), set())
    return guess.value in bases or bool(bases & twins)


THEME = (
    Check(
        key="language-stated",
        name=_("Language stated"),
        severity=Severity.IMPORTANT,
        cases={
            "stated": (Verdict.PASS, _("It says which language it is in: %(languages)s.")),
            "detected": (
                Verdict.WARN,
                _(
                    "It does not say which language it is in; its description reads as %(language)s."
                ),
            ),
            "missing": (Verdict.WARN, _("It does not say which language it is in.")),
        },
        fix=_("Choose the language or languages of the resource itself."),
        look=_stated,
    ),
    Check(
        key="language-matches",
        name=_("Language as stated"),
        severity=Severity.ADVISORY,
        cases={
            "agrees": (Verdict.PASS, _("Its description reads as %(language)s, as stated.")),
            "differs": (
                Verdict.WARN,
                _("Its description reads as %(language)s, but is said to be in %(languages)s."),
            ),
            "unsure": (Verdict.UNKNOWN, _("The language of its description cannot be told.")),
            "too-short": (
                Verdict.NOT_APPLICABLE,
                _("Its description is too short to tell its language."),
            ),
            "nothing-stated": (
                Verdict.NOT_APPLICABLE,
                _("No language is stated that could be compared."),
            ),
        },
        fix=_("Correct the language of the description or of the resource."),
        look=_matches,
    ),
)
