"""Which sentence readers are told of a link: a case of the check "address answers"."""

from datetime import date
from typing import Final, NamedTuple

from armillary.evaluation.enums import Outcome, Standing
from armillary.evaluation.models import Link


class Case(NamedTuple):
    """`since` is the day from which it has been so, where the sentence names it; `leads_to` is the new
    address of what has moved. Both stay the same from visit to visit while nothing changes."""

    name: str
    since: date | None = None
    leads_to: str = ""


NOT_CHECKED: Final = Case("not-checked")
_OF_DOUBTS: Final = {
    Outcome.ELSEWHERE.value: "elsewhere",
    Outcome.FRONT_PAGE.value: "front-page",
    Outcome.NOT_FOUND.value: "not-found",
    Outcome.PARKED.value: "parked",
    Outcome.SIGN_IN.value: "sign-in",
    Outcome.CERTIFICATE.value: "certificate",
}
_OF_OTHERS: Final = {
    Standing.GOOD.value: "answers",
    Standing.RESPELT.value: "answers",
    Standing.MISSED.value: "later",
    Standing.UNCLEAR.value: "unclear",
}


def case_of(link: Link) -> Case:
    """What the standing of a link comes to for readers."""
    if link.standing == Standing.BROKEN:
        since = link.missed_since or link.since
        return Case("gone", since.date() if since else None)
    if link.standing == Standing.MOVED:
        return Case("moved", leads_to=link.leads_to)
    if link.standing == Standing.DOUBTFUL:
        # An outcome that tells nothing leaves the doubt, but not what it was about.
        return Case(_OF_DOUBTS.get(link.outcome, "doubtful"))
    return Case(_OF_OTHERS.get(link.standing, NOT_CHECKED.name))
