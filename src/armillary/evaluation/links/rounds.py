"""Many visits side by side, each host asked by one thread only and never faster than it wants.

A thread has many hosts at once. It asks the one that may be asked first, and while that host rests it
asks another: nobody waits where something else can be done. Threads only ask; what they learn is
handed to the one that has the database, a bunch at a time, so that a round that is killed loses no
more than the last bunch, and nothing that was not asked is marked as such.
"""

import heapq
import logging
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Final, Protocol
from urllib.parse import urlsplit

from armillary.evaluation.enums import Outcome
from armillary.evaluation.links.asking import Web, ask_link
from armillary.evaluation.links.errands import Answer, Errand, Visit

logger = logging.getLogger(__name__)

THREADS: Final = 8
BUNCH: Final = 50  # answers that are written at once
LONGEST_BUNCH: Final = 2.0  # seconds until they are written though they are fewer

OVER: Final = object()

Keep = Callable[[Sequence[Answer]], None]
Answers = SimpleQueue[Answer | None]  # None is what a thread puts last


class RoundWeb(Web, Protocol):
    """What a thread asks with; it is closed at the end."""

    def wait_for(self, host: str) -> float: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Pace:
    """How many threads ask, and after how many seconds nothing new is begun."""

    threads: int = THREADS
    seconds: float = 480.0


def make_round(
    visits: Sequence[Visit], *, web: Callable[[], RoundWeb], keep: Keep, pace: Pace
) -> None:
    """Ask every errand of every visit, and hand on the answers. Visits know afterwards how they went;
    what there was no time for is left as it was."""
    answers: Answers = SimpleQueue()
    stopping = threading.Event()
    until = time.monotonic() + pace.seconds
    count = max(1, min(pace.threads, len(visits)))
    threads = [
        threading.Thread(
            target=_ask_hosts,
            args=(visits[number::count], web, answers),
            kwargs={"is_over": lambda: stopping.is_set() or time.monotonic() > until},
            name=f"links-{number}",
            daemon=True,
        )
        for number in range(count)
    ]
    for thread in threads:
        thread.start()
    try:
        for bunch in _bunches(answers, threads=count):
            keep(bunch)
    finally:
        stopping.set()
        for thread in threads:
            thread.join()


def _bunches(answers: Answers, *, threads: int) -> Iterator[list[Answer]]:
    """What has come in, until every thread has said that it is done."""
    bunch: list[Answer] = []
    began = time.monotonic()
    while threads:
        with suppress(Empty):
            answer = answers.get(timeout=max(0.01, began + LONGEST_BUNCH - time.monotonic()))
            if answer is None:
                threads -= 1
            else:
                bunch.append(answer)
        if len(bunch) >= BUNCH or time.monotonic() - began > LONGEST_BUNCH:
            if bunch:
                yield bunch
            bunch, began = [], time.monotonic()
    if bunch:
        yield bunch


def _ask_hosts(
    visits: Sequence[Visit],
    web: Callable[[], RoundWeb],
    answers: Answers,
    *,
    is_over: Callable[[], bool],
) -> None:
    asking = web()
    try:
        _take_turns(visits, asking, answers, is_over)
    finally:
        asking.close()
        answers.put(None)


def _take_turns(
    visits: Sequence[Visit], web: RoundWeb, answers: Answers, is_over: Callable[[], bool]
) -> None:
    """Always the host that may be asked first, a step at a time."""
    waiting = [
        (0.0, number, visit.name, _visit(visit, web, answers))
        for number, visit in enumerate(visits)
    ]
    while waiting and not is_over():
        ready, number, name, steps = heapq.heappop(waiting)
        if not _slept(ready, is_over):
            return
        if next(steps, OVER) is not OVER:
            ready = time.monotonic() + web.wait_for(urlsplit(f"//{name}").hostname or name)
            heapq.heappush(waiting, (ready, number, name, steps))


def _slept(until: float, is_over: Callable[[], bool]) -> bool:
    """False where the round ended meanwhile."""
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 0.5))
        if is_over():
            return False
    return True


def _visit(visit: Visit, web: Web, answers: Answers) -> Generator[None, None, None]:
    """One errand after the other, until they are done, the host is down or wants to be left."""
    for errand in visit.errands:
        answer = yield from _tried(errand, visit, web)
        visit.note(answer)
        answers.put(answer)
        if visit.is_down or answer.outcome == Outcome.BUSY:
            return


def _tried(errand: Errand, visit: Visit, web: Web) -> Generator[None, None, Answer]:
    """A page that breaks what looks at it must not end the round for all others."""
    try:
        return (yield from ask_link(errand, visit.memory, web))
    except Exception:
        logger.exception("What %s answers cannot be judged.", errand.address)
        return Answer(errand.link, Outcome.ODD)
