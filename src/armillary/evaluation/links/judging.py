"""What an answer means for a link, given all that happened before. No database, no network: the
link is changed in memory, and whoever called writes it down.

Three kinds of outcomes lead three ways. A *good* one ends a row of misses. A *miss* lengthens it, up
to the point where the link is lost; whatever a reader would find in place of the resource is one if
it is sure enough. An *unclear* one (robots.txt, a busy server, a door) changes nothing of what was
thought before, for it tells nothing.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from armillary.evaluation.enums import Outcome, Standing
from armillary.evaluation.links.addresses import seed_of
from armillary.evaluation.links.errands import Answer
from armillary.evaluation.models import Link
from armillary.formats.seen_page import same_print
from armillary.formats.values.addresses import canonical
from armillary.methods.rechecking import History, is_lost, pause

GOOD: Final = frozenset({Outcome.ANSWERS, Outcome.MOVED})
DOUBTFUL: Final = frozenset(
    (Outcome.ELSEWHERE, Outcome.FRONT_PAGE, Outcome.NOT_FOUND, Outcome.PARKED, Outcome.SIGN_IN,
     Outcome.CERTIFICATE)
)  # fmt: skip
MISSES: Final = frozenset(
    (Outcome.MISSING, Outcome.GONE, Outcome.FAILING, Outcome.NO_HOST, Outcome.UNREACHABLE,
     Outcome.LOOP, Outcome.INWARD, Outcome.HOST_DOWN)
)  # fmt: skip
UNCLEAR: Final = frozenset(Outcome) - GOOD - DOUBTFUL - MISSES
# Doubts that are misses where they are sure enough: nothing of the resource is left.
HOLLOW: Final = frozenset({Outcome.NOT_FOUND, Outcome.PARKED})
SURE_ENOUGH: Final = 0.8
BUSY_TOO_LONG: Final = timedelta(days=30)
MOVES_TO_BELIEVE: Final = 2
# Outcomes by which somebody has answered, with a page or with the word that there is none.
TELLING: Final = GOOD | DOUBTFUL - {Outcome.CERTIFICATE} | {Outcome.MISSING, Outcome.GONE}
LATEST: Final = 10  # outcomes in the history of a link
MOST: Final = 30_000  # what the counters hold


def judge(link: Link, answer: Answer, *, at: datetime) -> None:
    """Change a link by what was answered when it was asked."""
    _forget_pardon(link, answer)
    is_news = (link.outcome, link.leads_to) != (answer.outcome, answer.leads_to)
    is_miss = _is_miss(link, answer, at)
    _count(link, answer, at, is_miss=is_miss)
    _follow(link, answer)
    _take_over(link, answer, at)
    link.standing = _standing(link, answer, is_miss=is_miss).value
    link.due_at = _due(link, answer, at, is_news=is_news)


def is_pardoned(link: Link, answer: Answer) -> bool:
    """Has a curator called just this fine: the same outcome, and a page that says the same?"""
    pardon = link.pardon
    if not pardon or pardon["outcome"] != _kind(answer.outcome):
        return False
    is_same = pardon["status"] == answer.status
    return is_same and same_print(pardon["print"], answer.page_print)


def pardon_for(link: Link) -> dict[str, Any]:
    """The word that what a link answers now is fine."""
    page_print = link.page_print if link.outcome in TELLING else 0
    return {"outcome": _kind(link.outcome), "status": link.status, "print": page_print}


def _kind(outcome: str) -> str:
    """That nobody answers is one outcome to whoever calls it fine, whatever the reason is today."""
    nobody = (Outcome.NO_HOST, Outcome.HOST_DOWN)
    return Outcome.UNREACHABLE.value if outcome in nobody else str(outcome)


def _forget_pardon(link: Link, answer: Answer) -> None:
    """When what was pardoned is no longer what is there."""
    if answer.outcome in TELLING and not is_pardoned(link, answer):
        link.pardon = {}


def _is_miss(link: Link, answer: Answer, at: datetime) -> bool:
    if is_pardoned(link, answer):
        return False
    if answer.outcome in HOLLOW:
        return answer.sure >= SURE_ENOUGH
    if answer.outcome == Outcome.BUSY and link.outcome == Outcome.BUSY and link.since:
        return at - link.since >= BUSY_TOO_LONG
    return answer.outcome in MISSES


def _count(link: Link, answer: Answer, at: datetime, *, is_miss: bool) -> None:
    if is_miss:
        link.answers = 0
        link.misses = min(link.misses + 1, MOST)
        link.gone = min(link.gone + (answer.outcome == Outcome.GONE), MOST)
        link.missed_since = link.missed_since or at
        return
    if answer.outcome in UNCLEAR and not is_pardoned(link, answer):
        return
    link.answers = min(link.answers + 1, MOST)
    link.misses = link.gone = 0
    link.missed_since = None
    link.answered_first = link.answered_first or at
    link.answered_last = at


def _follow(link: Link, answer: Answer) -> None:
    """How often in a row redirects led to the same place for good."""
    if not answer.for_good or answer.outcome not in (Outcome.MOVED, Outcome.ELSEWHERE):
        link.moves = 0
    elif answer.leads_to == link.leads_to:
        link.moves = min(link.moves + 1, MOST)
    else:
        link.moves = 1
    link.leads_to = answer.leads_to


def _take_over(link: Link, answer: Answer, at: datetime) -> None:
    if link.outcome != answer.outcome or link.since is None:
        link.since = at
    link.outcome, link.sure, link.status = answer.outcome.value, answer.sure, answer.status
    link.asked_at = at
    moment = at.isoformat(timespec="seconds")
    link.history = [[moment, answer.outcome.value, answer.status], *link.history][:LATEST]
    if answer.outcome in TELLING and not answer.is_unchanged:
        link.validators = dict(answer.validators)
        link.media_type, link.page_print = answer.media_type, answer.page_print
        link.may_be_framed = answer.may_be_framed


def _standing(link: Link, answer: Answer, *, is_miss: bool) -> Standing:
    if is_pardoned(link, answer):
        return Standing.GOOD
    if is_miss:
        return _standing_of_a_miss(link, answer)
    if answer.outcome in DOUBTFUL:
        return Standing.DOUBTFUL
    if answer.outcome in GOOD:
        return _standing_of_a_move(link)
    kept = (Standing.BROKEN, Standing.MISSED, Standing.DOUBTFUL)
    return Standing(link.standing) if link.standing in kept else Standing.UNCLEAR


def _standing_of_a_move(link: Link) -> Standing:
    """Good, unless it has led elsewhere for good more than once. Most of those that did, on the web,
    lead to the same page in another writing, which is no news for a person."""
    if link.moves < MOVES_TO_BELIEVE or link.leads_to == link.kept_from:
        return Standing.GOOD
    is_same_page = canonical(link.leads_to) == canonical(link.address)
    return Standing.RESPELT if is_same_page else Standing.MOVED


def _standing_of_a_miss(link: Link, answer: Answer) -> Standing:
    if link.standing == Standing.BROKEN or is_lost(_history(link)):
        return Standing.BROKEN
    return Standing.DOUBTFUL if answer.outcome in DOUBTFUL else Standing.MISSED


def _due(link: Link, answer: Answer, at: datetime, *, is_news: bool) -> datetime | None:
    if not link.uses:
        return None
    is_unclear = answer.outcome in UNCLEAR and answer.outcome != Outcome.BUSY
    wants_confirming = is_news and (link.leads_to != "" or answer.outcome in DOUBTFUL)
    history = _history(link, is_news=wants_confirming, is_unclear=is_unclear)
    if answer.outcome == Outcome.BUSY and not link.misses:
        history = History(misses=1)  # soon, without being one
    wait = max(pause(history, seed=seed_of(link.digest)), timedelta(seconds=answer.after))
    return at + wait


def _history(link: Link, *, is_news: bool = False, is_unclear: bool = False) -> History:
    asked, since = link.asked_at, link.missed_since
    return History(
        answers=link.answers,
        misses=link.misses,
        gone=link.gone,
        missing_for=asked - since if asked and since else timedelta(),
        is_news=is_news,
        is_unclear=is_unclear,
    )
