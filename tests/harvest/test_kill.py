"""A run that is killed (SIGKILL, a real process) and run again ends as if nothing had happened."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .conftest import Book, Provider, Question

COUNT, PAGE = 400, 40


class Machine:
    """An installation of its own, in a folder of its own, driven by its command line."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = {
            **{name: value for name, value in os.environ.items() if name[:10] != "ARMILLARY_"},
            "ARMILLARY_HOME": str(home),
            "ARMILLARY_ALLOW_PRIVATE_ADDRESSES": "on",
            "ARMILLARY_DATABASE_URL": f"sqlite:///{home / 'armillary.sqlite3'}",
            "DJANGO_SETTINGS_MODULE": "armillary.config.settings",
        }

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=self.environment, stdout=pipe, stderr=pipe)

    def do(self, *arguments: str) -> int:
        process = self.start(*arguments)
        _out, error = process.communicate(timeout=60)
        assert process.returncode in (0, -signal.SIGKILL), error.decode()[-2000:]
        return process.returncode

    def harvest(self) -> "subprocess.Popen[bytes]":
        return self.start("armillary.cli.main", "harvest", "run", "books", "--no-wait")

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.home / "armillary.sqlite3") as database:
            found = database.execute(question).fetchall()
        database.close()
        return found

    def state(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything that must not depend on how often the run was interrupted."""
        return {
            "records": self.rows(
                "SELECT r.identifier, r.payload, r.digest, r.is_deleted, r.problem, s.titles,"
                " s.facts, s.state FROM harvest_record r"
                " LEFT JOIN catalogue_resource s ON s.id = r.resource_id ORDER BY 1"
            ),
            "resources": self.rows(
                "SELECT titles, facts, state FROM catalogue_resource ORDER BY 1, 2"
            ),
            "keys": self.rows(
                "SELECT k.key, s.titles FROM catalogue_identitykey k"
                " JOIN catalogue_resource s ON s.id = k.resource_id ORDER BY 1"
            ),
            "runs": self.rows("SELECT state, counts FROM harvest_run"),
            "since": self.rows("SELECT since FROM harvest_source"),
        }


def books() -> list[Book]:
    """Some share an address, some are deleted, one cannot be read."""
    made = [Book(number, address=f"https://b.example/{number % 350}") for number in range(COUNT)]
    for number in (30, 120, 333):
        made[number].deleted = True
    made[77].title, made[77].address = " ", " "
    return made


def killer(points: list[tuple[int, float]], victims: list["subprocess.Popen[bytes]"]) -> Any:
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
    calm.home.mkdir()
    calm.do("django", "migrate", "-v0", "--skip-checks")
    calm.do("armillary.cli.main", "harvest", "add", "oai", provider.address, "--name", "books")
    shutil.copytree(calm.home, tmp_path / "troubled")
    troubled = Machine(tmp_path / "troubled")
    process = calm.harvest()
    process.communicate(timeout=60)
    assert process.returncode == 0

    points = [(2, 0.0), (5, 0.03), (8, 0.015)]
    victims: list[subprocess.Popen[bytes]] = []
    provider.fault = killer(points, victims)
    killed = 0
    for _time in range(6):
        victims.append(troubled.harvest())
        _out, error = victims[-1].communicate(timeout=60)
        if victims[-1].returncode == 0:
            break
        assert victims[-1].returncode == -signal.SIGKILL, error.decode()[-2000:]
        killed += 1
    assert killed >= 2
    assert troubled.state() == calm.state()
