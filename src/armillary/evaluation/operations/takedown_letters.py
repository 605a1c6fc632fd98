"""What claimants and curators are written about a rights request, each in their own language.

Before an address is confirmed nothing that its sender typed goes there: anybody can type anybody's
address, and our letters must not carry their words.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.evaluation.enums import TakedownState
from armillary.evaluation.models import TakedownRequest
from armillary.notices.operations import send_notice
from armillary.people.actors import SYSTEM
from armillary.people.enums import Role
from armillary.people.queries import people_with_roles

CURATING = {Role.CURATOR, Role.ADMINISTRATOR}


def ask_to_confirm(request: TakedownRequest, *, token: str, days: int) -> None:
    """The first letter: nothing happens until its link was opened."""
    with override(request.language):
        facts = {**_facts(request), "days": days, "link": _link("takedown:confirm", token)}
        subject = _("Please confirm your rights request: %(title)s") % facts
        body = (
            _(
                "Somebody, perhaps you, has asked us to take down “%(title)s”:\n%(page)s\n\n"
                "If it was you, open this address within %(days)d days and confirm it there:\n"
                "%(link)s\n\n"
                "Until then nothing happens. If it was not you, ignore this message."
            )
            % facts
        )
    _write(request, subject, body)


def tell_confirmed(request: TakedownRequest, *, is_paused: bool) -> None:
    with override(request.language):
        facts = _facts(request)
        subject = _("We have your rights request: %(title)s") % facts
        if is_paused:
            said = _(
                "Your request %(id)s about “%(title)s” is confirmed. We do not offer the resource "
                "any more until a curator has answered. You get the answer at this address."
            )
        else:
            said = _(
                "Your request %(id)s about “%(title)s” is confirmed. A curator looks at it; until "
                "then the resource stays where it is. You get the answer at this address."
            )
        body = said % facts
    _write(request, subject, body)


def tell_answered(request: TakedownRequest) -> None:
    """The answer in the curator's words, and where it is on record."""
    with override(request.language):
        facts = {**_facts(request), "answer": request.answer, "record": _link("takedown:record")}
        subject = _("The answer to your rights request: %(title)s") % facts
        if request.state == TakedownState.UPHELD:
            said = _(
                "We have upheld your request %(id)s about “%(title)s” and do not offer it any "
                "more.\n\nThe answer:\n%(answer)s\n\nAnswers are on public record:\n%(record)s"
            )
        else:
            said = _(
                "We have refused your request %(id)s about “%(title)s” and offer it as before."
                "\n\nThe answer:\n%(answer)s\n\nAnswers are on public record:\n%(record)s"
            )
        body = said % facts
    _write(request, subject, body)


def tell_curators(request: TakedownRequest) -> None:
    """Everybody who may answer hears of it."""
    leading = request.joins or request
    for person, roles in people_with_roles():
        if not CURATING.intersection(roles) or not person.is_active:
            continue
        with override(_known(person.language)):
            link = _link("evaluation:takedown", leading.public_id)
            facts = {**_facts(request), "link": link}
            subject = _("A rights request waits for an answer: %(title)s") % facts
            body = (
                _("Request %(id)s is about “%(title)s”:\n%(page)s\n\nRead and answer it:\n%(link)s")
                % facts
            )
        send_notice(person.email, subject=subject, body=body, by=SYSTEM)


def _facts(request: TakedownRequest) -> dict[str, object]:
    return {
        "id": request.public_id,
        "title": request.resource.titles.read(request.language) or request.resource.public_id,
        "page": f"{settings.BASE_URL}/resources/{request.resource.public_id}/",
    }


def _link(view: str, *parts: str) -> str:
    """In the language that is being written in."""
    return settings.BASE_URL + reverse(view, args=parts)


def _known(language: str) -> str:
    return language if language in INTERFACE_LANGUAGES else "en"


def _write(request: TakedownRequest, subject: str, body: str) -> None:
    if request.email:  # of a claimant who was not erased meanwhile
        send_notice(request.email, subject=subject, body=body, by=SYSTEM)
