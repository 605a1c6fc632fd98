"""Ask links: those that are due, or those that somebody wants to be asked now."""

import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from armillary.core.errors import require
from armillary.core.http import outgoing
from armillary.evaluation import rules
from armillary.evaluation.errors import LinkChecksOff
from armillary.evaluation.links.asking import MANNERS
from armillary.evaluation.links.errands import Answer, Visit
from armillary.evaluation.links.keeping import finish_visits, keep_answers
from armillary.evaluation.links.rounds import Pace, RoundWeb, make_round
from armillary.evaluation.links.visiting import due_visits, visits_to
from armillary.people.actors import Actor

MOST_AT_ONCE: Final = 500  # links that somebody may choose
PACE: Final = Pace()


@dataclass(frozen=True, slots=True)
class Round:
    """What came of asking: links by outcome, hosts that were visited, and how many links were left
    alone because another worker is at their host or it has asked for a pause."""

    hosts: int
    outcomes: dict[str, int]
    down: int = 0
    left: int = 0
    seconds: float = 0.0

    @property
    def asked(self) -> int:
        return sum(self.outcomes.values())

    def as_json(self) -> dict[str, Any]:
        return {
            "asked": self.asked,
            "outcomes": self.outcomes,
            "hosts": self.hosts,
            "down": self.down,
            "left": self.left,
            "seconds": round(self.seconds, 1),
        }


def ask_due_links(
    *, by: Actor, pace: Pace = PACE, web: Callable[[], RoundWeb] | None = None
) -> Round:
    """One round over whatever is due. Raises `LinkChecksOff`."""
    require(rules.may_check(by))
    require_link_checks_on()
    return _made(due_visits(), left=0, by=by, pace=pace, web=web)


def ask_links(
    links: Collection[int],
    *,
    by: Actor,
    pace: Pace = PACE,
    web: Callable[[], RoundWeb] | None = None,
) -> Round:
    """Ask these links now, whenever they are due. Raises `LinkChecksOff`."""
    require(rules.may_check(by))
    require_link_checks_on()
    visits, left = visits_to(list(links)[:MOST_AT_ONCE])
    return _made(visits, left=left, by=by, pace=pace, web=web)


def require_link_checks_on() -> None:
    if not settings.LINK_CHECKS:
        raise LinkChecksOff(
            _(
                "Link checks are off, so no address is asked. "
                "Whoever runs this site can turn them on with ARMILLARY_LINK_CHECKS."
            )
        )


def _made(
    visits: Sequence[Visit],
    *,
    left: int,
    by: Actor,
    pace: Pace,
    web: Callable[[], RoundWeb] | None,
) -> Round:
    began = time.monotonic()
    outcomes: Counter[str] = Counter()

    def keep(answers: Sequence[Answer]) -> None:
        keep_answers(answers, by=by)
        outcomes.update(answer.outcome.value for answer in answers)

    try:
        make_round(visits, web=web or partial(outgoing, manners=MANNERS), keep=keep, pace=pace)
    finally:
        finish_visits(visits, by=by)
    return Round(
        hosts=len(visits),
        outcomes=dict(sorted(outcomes.items())),
        down=sum(visit.is_missed for visit in visits),
        left=left,
        seconds=time.monotonic() - began,
    )
