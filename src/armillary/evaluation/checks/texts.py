"""Is there enough to choose by? How long is long enough depends on the script: a Chinese sign says
about what three Latin letters say, and Arabic writes fewer vowels."""

from django.utils.translation import gettext_lazy as _

from armillary.evaluation.checks.base import Check, Dossier, Result
from armillary.evaluation.enums import Severity, Verdict
from armillary.formats.values.texts import script_of

ENOUGH = 80
ENOUGH_BY_SCRIPT = {"hani": 30, "jpan": 35, "kore": 40, "arab": 65, "hebr": 65}
ALWAYS_ENOUGH = 160  # in any script, so that most texts need no look at their letters


def _long_enough(dossier: Dossier) -> Result:
    longest = max((text.strip() for text in dossier.descriptions.values()), key=len, default="")
    if not longest:
        return Result("missing")
    if len(longest) >= ALWAYS_ENOUGH:
        return Result("enough")
    enough = ENOUGH
    if not longest.isascii():
        enough = ENOUGH_BY_SCRIPT.get(script_of(longest), ENOUGH)
    return Result("enough" if len(longest) >= enough else "short", {"length": len(longest)})


THEME = (
    Check(
        key="description-length",
        name=_("Description"),
        severity=Severity.IMPORTANT,
        cases={
            "enough": (Verdict.PASS, _("Its description says enough to choose by.")),
            "short": (Verdict.WARN, _("Its description is very short.")),
            "missing": (Verdict.FAIL, _("It has no description.")),
        },
        fix=_("Say in two or three sentences what it is, for whom, and what one does with it."),
        look=_long_enough,
    ),
)
