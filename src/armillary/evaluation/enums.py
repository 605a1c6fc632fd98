from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class TakedownState(models.TextChoices):
    """Unconfirmed until the claimant has opened the link that was sent to them."""

    UNCONFIRMED = "unconfirmed", _("Not confirmed")
    OPEN = "open", _("Open")
    UPHELD = "upheld", _("Upheld")
    REFUSED = "refused", _("Refused")


class ProblemKind(models.TextChoices):
    """What a reader finds wrong with a resource or with what is said of it."""

    BROKEN = "broken", _("It cannot be opened")
    WRONG = "wrong", _("Its description is wrong")
    LICENCE = "licence", _("Its terms of use are wrong")
    FAULTY = "faulty", _("It has mistakes")
    UNSUITABLE = "unsuitable", _("It is not suitable for those it is meant for")
    OTHER = "other", _("Something else")


class ProblemState(models.TextChoices):
    OPEN = "open", _("Open")
    SETTLED = "settled", _("Settled")


class Outcome(models.TextChoices):
    """What came of asking an address once, in short; `links/words.py` has the sentences."""

    ANSWERS = "answers", pgettext_lazy("link", "Answers")
    MOVED = "moved", _("Has moved")  # permanent redirects lead to a page of the same site
    ELSEWHERE = "elsewhere", _("Another site")
    FRONT_PAGE = "front-page", _("Front page")
    NOT_FOUND = "not-found", _("Says that nothing is there")  # with the status 200
    PARKED = "parked", _("Parked or for sale")
    SIGN_IN = "sign-in", _("Wants a password")
    CERTIFICATE = "certificate", _("Bad certificate")
    MISSING = "missing", _("Nothing there")  # 404
    GONE = "gone", _("Gone for good")  # 410
    FAILING = "failing", _("Server fails")
    NO_HOST = "no-host", _("No such host")
    UNREACHABLE = "unreachable", pgettext_lazy("link", "No answer")
    LOOP = "loop", _("Endless redirects")
    INWARD = "inward", _("Leads into a private network")
    HOST_DOWN = "host-down", _("Host is down")  # not asked itself: nothing on its host answers
    BUSY = "busy", _("Busy")
    REFUSED = "refused", _("Keeps machines out")  # 401, 403 and their like
    DOORMAN = "doorman", _("Asks whether one is a machine")
    ROBOTS = "robots", _("Closed to robots")
    OFF_LIMITS = "off-limits", _("Not fetched here")
    ODD = "odd", _("Odd answer")  # a status that says nothing


class Standing(models.TextChoices):
    """What is thought of an address, all its history considered; by this curators find it."""

    NEW = "new", _("Not asked yet")
    GOOD = "good", pgettext_lazy("link", "Answers")
    MOVED = "moved", _("Moved")
    RESPELT = "respelt", _("Written otherwise")  # moved to another writing of the same page
    DOUBTFUL = "doubtful", _("Doubtful")
    MISSED = "missed", _("Did not answer lately")
    BROKEN = "broken", _("Broken")
    UNCLEAR = "unclear", _("Cannot be told")


class LinkRole(models.TextChoices):
    """What an address is to a resource: where readers are sent, another address, a file."""

    MAIN = "main", _("Where readers are sent")
    FURTHER = "further", _("Another address")
    FILE = "file", _("File")


class ListingKind(models.TextChoices):
    """What a curator did with resources, one or many at once."""

    LIST = "list", _("Listed")
    DECLINE = "decline", _("Declined")
    WITHDRAW = "withdraw", _("Withdrawn")
    REOPEN = "reopen", _("Reopened")


class LinkDecisionKind(models.TextChoices):
    """What a curator did with links, one or many at once."""

    ACCEPT = "accept", _("New addresses taken over")
    REJECT = "reject", _("New addresses turned down")
    EXCUSE = "excuse", _("Called fine")
    WITHDRAW = "withdraw", _("Resources withdrawn")
