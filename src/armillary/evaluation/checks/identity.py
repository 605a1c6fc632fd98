"""Can a reader open it, and is it itself? Title, address, duplicates."""

import re
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from armillary.evaluation.checks.base import Check, Dossier, Result
from armillary.evaluation.enums import Severity, Verdict
from armillary.evaluation.links.addresses import main_address, place_of

_ADDRESS = re.compile(r"\s*(https?://|www\.)\S+\s*\Z", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")


def _title(dossier: Dossier) -> Result:
    titles = [text for text in dossier.titles.values() if text.strip()]
    if not titles:
        return Result("missing")
    readable = any(_LETTER.search(text) and not _ADDRESS.match(text) for text in titles)
    return Result("stated" if readable else "unreadable", {} if readable else {"title": titles[0]})


def _address(dossier: Dossier) -> Result:
    address = main_address(dossier.facts)
    if not address:
        return Result("missing")
    try:
        parts = urlsplit(address)
    except ValueError:
        return Result("unusable", {"address": address})
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return Result("unusable", {"address": address})
    return Result("stated", {"host": parts.hostname})


def _answers(dossier: Dossier) -> Result:
    """Of the address as it is now: what was learned of another one says nothing."""
    place = place_of(main_address(dossier.facts))
    if place is None:
        return Result("no-address")
    answer = dossier.answer
    if answer.get("address") != place.address:
        return Result("not-checked")
    values = {"date": answer["since"], "address": answer["leads_to"]}
    return Result(answer["case"], {name: value for name, value in values.items() if value})


def _duplicate(dossier: Dossier) -> Result:
    return Result("suspected" if dossier.is_suspected else "none")


THEME = (
    Check(
        key="has-title",
        name=_("Title"),
        severity=Severity.BLOCKING,
        gate=True,
        cases={
            "stated": (Verdict.PASS, _("It has a title.")),
            "unreadable": (Verdict.WARN, _("“%(title)s” is given as its title.")),
            "missing": (Verdict.FAIL, _("It has no title.")),
        },
        fix=_("Give it a title in at least one language, as its makers call it."),
        look=_title,
    ),
    Check(
        key="has-address",
        name=_("Address"),
        severity=Severity.BLOCKING,
        gate=True,
        cases={
            "stated": (Verdict.PASS, _("It can be opened at %(host)s.")),
            "unusable": (Verdict.FAIL, _("%(address)s cannot be opened in a browser.")),
            "missing": (Verdict.FAIL, _("No address says where it can be found.")),
        },
        fix=_("Give the web address of the page or file that a reader should open."),
        look=_address,
    ),
    Check(
        key="address-answers",
        name=_("Address answers"),
        severity=Severity.IMPORTANT,
        cases={
            "answers": (Verdict.PASS, _("Its address answered when it was last asked.")),
            "moved": (
                Verdict.PASS,
                _("It has moved: its address leads on to %(address)s, which answered."),
            ),
            "gone": (Verdict.FAIL, _("Its address has led nowhere since %(date)s.")),
            "not-found": (
                Verdict.WARN,
                _("A page answers at its address, but most likely says that nothing is there."),
            ),
            "parked": (
                Verdict.WARN,
                _("At its address there is most likely an advertisement for the address itself."),
            ),
            "front-page": (
                Verdict.WARN,
                _("Its address leads to the front page of a site, not to the resource."),
            ),
            "elsewhere": (Verdict.WARN, _("Its address leads to another site.")),
            "sign-in": (Verdict.WARN, _("At its address a password is wanted.")),
            "certificate": (
                Verdict.WARN,
                _("Its site cannot prove that it is itself, so browsers warn against it."),
            ),
            "doubtful": (
                Verdict.WARN,
                _("What answers at its address may be something else than the resource."),
            ),
            "later": (
                Verdict.UNKNOWN,
                _("Its address did not answer when it was last asked; it will be asked again."),
            ),
            "unclear": (
                Verdict.UNKNOWN,
                _("Its site does not let machines look, so nobody knows whether it answers."),
            ),
            "not-checked": (Verdict.UNKNOWN, _("Nobody has checked whether its address answers.")),
            "no-address": (Verdict.NOT_APPLICABLE, _("There is no address to be asked.")),
        },
        fix=_("Open the address. If it has moved, enter the new one; if it is gone, withdraw it."),
        look=_answers,
    ),
    Check(
        key="duplicate-suspected",
        name=_("Only one of its kind"),
        severity=Severity.IMPORTANT,
        gate=True,
        cases={
            "none": (Verdict.PASS, _("No other entry seems to describe the same resource.")),
            "suspected": (
                Verdict.WARN,
                _("Another entry may describe the same resource; nobody has decided yet."),
            ),
        },
        fix=_("Compare the two entries, then merge them or say that they differ."),
        look=_duplicate,
    ),
)
