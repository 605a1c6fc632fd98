"""What may be done with it: is a licence stated, and is it an open one."""

from django.utils.translation import gettext_lazy as _

from armillary.evaluation.checks.base import Check, Dossier, Result
from armillary.evaluation.enums import Severity, Verdict
from armillary.formats.values.licences import Licence, licence


def _known(dossier: Dossier) -> Licence | None:
    address = dossier.facts.get("licence", "")
    return licence(address) if address else None


def _stated(dossier: Dossier) -> Result:
    known = _known(dossier)
    if known is not None:
        return Result("stated", {"licence": known.name})
    odd = [*dossier.unknown.get("licence", []), *dossier.unknown.get("licences", [])]
    named = dossier.facts.get("licence") or next(iter(odd), "")
    return Result("unrecognised", {"stated": str(named)[:200]}) if named else Result("missing")


def _open(dossier: Dossier) -> Result:
    known = _known(dossier)
    if known is None:
        return Result("unknown")
    values = {"licence": known.name}
    if known.open:
        return Result("open", values)
    if not known.copy:
        return Result("closed", values)
    return Result("no-changes" if not known.adapt else "not-commercial", values)


THEME = (
    Check(
        key="has-licence",
        name=_("Licence stated"),
        severity=Severity.IMPORTANT,
        cases={
            "stated": (Verdict.PASS, _("Its licence is %(licence)s.")),
            "unrecognised": (
                Verdict.WARN,
                _("Its terms of use say “%(stated)s”, which is no licence that we know."),
            ),
            "missing": (
                Verdict.WARN,
                _("No licence is stated: ask its makers before you copy or change it."),
            ),
        },
        fix=_("Find the licence on the resource's own page and enter it, or ask its makers."),
        look=_stated,
    ),
    Check(
        key="licence-is-open",
        name=_("Free to reuse"),
        severity=Severity.ADVISORY,
        cases={
            "open": (Verdict.PASS, _("Anyone may copy, change and share it (%(licence)s).")),
            "not-commercial": (
                Verdict.WARN,
                _("You may copy and change it, but not for commercial ends (%(licence)s)."),
            ),
            "no-changes": (
                Verdict.WARN,
                _("You may copy it, but not share a changed or translated one (%(licence)s)."),
            ),
            "closed": (Verdict.WARN, _("You may read it, but not copy it (%(licence)s).")),
            "unknown": (Verdict.UNKNOWN, _("Whether it may be reused is not known.")),
        },
        fix=_("Its makers could choose a licence such as Creative Commons Attribution."),
        look=_open,
    ),
)
