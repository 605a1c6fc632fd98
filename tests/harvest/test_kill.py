"""A run that is killed (SIGKILL, a real process) and run again ends as if nothing had happened."""

import shutil
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .conftest import Book, Provider, Question
from .machine import Machine

COUNT, PAGE = 1000, 10
# Every tenth page, so many seconds after it was asked for: before the answer, while it is read,
# and in the transaction that takes it.
POINTS = [(page, (page // 10 - 1) * 0.003) for page in range(10, 100, 10)]


def books() -> list[Book]:
    """Some share an address, some are deleted, one cannot be read."""
    made = [Book(number, address=f"https://b.example/{number % 900}") for number in range(COUNT)]
    for number in (30, 120, 333):
        made[number].deleted = True
    made[77].title, made[77].address = " ", " "
    return made


def killer(points: list[tuple[int, float]], victims: list[Any]) -> Any:
    """Kill the process that asks for the page at each point, so many seconds after it asked."""

    def fault(provider: Provider, question: Question) -> Any:
        start, _since = provider.place(question)
        if question.get("verb") != "ListRecords" or not points or start != points[0][0] * PAGE:
            return ...
        _page, delay = points.pop(0)
        victim = victims[-1]
        if delay:
            threading.Timer(delay, victim.kill).start()
            return ...
        victim.kill()
        return None

    return fault


def test_killed_runs_end_like_one_that_was_not(provide: Callable[..., Provider], tmp_path: Path):
    provider = provide(books=books(), page_size=PAGE)
    calm = Machine(tmp_path / "calm")
    calm.prepare()
    calm.add(provider.address, "books")
    shutil.copytree(calm.home, tmp_path / "troubled")
    troubled = Machine(tmp_path / "troubled")
    process = calm.harvest()
    process.communicate(timeout=60)
    assert process.returncode == 0

    victims: list[Any] = []
    provider.fault = killer(list(POINTS), victims)
    killed = 0
    for _time in range(len(POINTS) + 1):
        victims.append(troubled.harvest())
        _out, error = victims[-1].communicate(timeout=60)
        if victims[-1].returncode == 0:
            break
        assert victims[-1].returncode == -signal.SIGKILL, error.decode()[-2000:]
        killed += 1
    assert killed == len(POINTS)
    assert troubled.state() == calm.state()
