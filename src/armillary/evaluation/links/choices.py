"""What can be decided about a link as it stands."""

from typing import Final

from armillary.evaluation.enums import Outcome, Standing
from armillary.evaluation.links.addresses import digest_of
from armillary.evaluation.models import Link

FOLLOWED: Final = (Outcome.MOVED, Outcome.ELSEWHERE)
NOT_FINE: Final = (Standing.BROKEN, Standing.DOUBTFUL, Standing.MISSED, Standing.UNCLEAR)
SEEN_LENGTH: Final = 10


def can_follow(link: Link) -> bool:
    """Does it lead somewhere that could be its new address?"""
    return link.outcome in FOLLOWED and bool(link.leads_to)


def can_reject(link: Link) -> bool:
    """Is a new address proposed?"""
    return link.standing in (Standing.MOVED, Standing.RESPELT)


def can_excuse(link: Link) -> bool:
    """Is there anything to call fine?"""
    return link.standing in NOT_FINE


def seen_target(link: Link) -> str:
    """By which a form says which new address it showed: a link may have moved on since."""
    return seen_address(link.leads_to)


def seen_address(address: str) -> str:
    return digest_of(address)[:SEEN_LENGTH]
