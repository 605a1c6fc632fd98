"""What curators are told of an outcome, one plain sentence each."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from armillary.evaluation.enums import Outcome

SENTENCES: Final[dict[str, Promise | str]] = {
    "": _("Nobody has asked it yet."),
    Outcome.ANSWERS.value: _("It answered with a page or a file."),
    Outcome.MOVED.value: _(
        "It leads on for good to another address of the same site, which answered."
    ),
    Outcome.ELSEWHERE.value: _("It leads to a page of another site."),
    Outcome.FRONT_PAGE.value: _("It leads to the front page of a site."),
    Outcome.NOT_FOUND.value: _(
        "A page answered, but it says or shows that what was asked for is not there."
    ),
    Outcome.PARKED.value: _(
        "There is an advertisement for the address itself: its domain is parked or for sale."
    ),
    Outcome.SIGN_IN.value: _("It leads to a form that wants a password."),
    Outcome.CERTIFICATE.value: _("Its certificate is not valid, so browsers warn against it."),
    Outcome.MISSING.value: _("The server has nothing at this address (%(status)s)."),
    Outcome.GONE.value: _("The server says that it is gone for good (%(status)s)."),
    Outcome.FAILING.value: _("The server failed by itself (%(status)s)."),
    Outcome.NO_HOST.value: _("There is no host of this name."),
    Outcome.UNREACHABLE.value: _("Nobody answered, or not in time, or not in a readable way."),
    Outcome.LOOP.value: _("One redirect leads to the next, and none to a page."),
    Outcome.INWARD.value: _("It leads to where this installation does not follow."),
    Outcome.HOST_DOWN.value: _("Nothing on its host answers."),
    Outcome.BUSY.value: _("The server was too busy to answer."),
    Outcome.REFUSED.value: _(
        "The server does not let machines in (%(status)s). People may get there."
    ),
    Outcome.DOORMAN.value: _("A page that keeps machines out answered. People may get there."),
    Outcome.ROBOTS.value: _(
        "The host wants machines to stay away from it (robots.txt), so it was not asked."
    ),
    Outcome.OFF_LIMITS.value: _("It is no address that this installation fetches."),
    Outcome.ODD.value: _("The server answered in a way that says nothing (%(status)s)."),
}


def sentence_for(outcome: str, status: int | None) -> str:
    """In the language that is active."""
    return str(SENTENCES[outcome]) % {"status": "–" if status is None else status}
