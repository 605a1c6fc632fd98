"""An installation of its own in a folder of its own, driven by its command line as processes.

Each command is a process of its own and can be killed as one. It is forked from one that has imported
what needs no settings, since importing takes longer than most commands.
"""

import atexit
import json
import multiprocessing
import os
import pkgutil
import re
import shutil
import signal
import sqlite3
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from armillary import formats

MOMENT = re.compile(r'"at": ?"[^"]*"')  # when a value was taken over
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    ["django.core.management", "django.db.models", "numpy", "pydantic", "rich.console", "typer"]
    + [found.name for found in pkgutil.walk_packages(formats.__path__, "armillary.formats.")]
)

# What a new process does, as text: it has none of our test modules.
COMMAND = """
import os, sys
os.environ.clear()
os.environ.update(environment)
for number, path in ((1, out), (2, error)):
    os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
sys.argv = ["armillary", *words]
from armillary.cli.main import main
main()
"""


class Command:
    """One that runs, as `subprocess.Popen` would have it."""

    def __init__(self, words: Sequence[str], environment: dict[str, str]) -> None:
        self._said = tempfile.TemporaryDirectory(prefix="armillary-said-")
        self._out, self._error = (Path(self._said.name, name) for name in ("out", "error"))
        given = {
            "words": words,
            "environment": environment,
            "out": str(self._out),
            "error": str(self._error),
        }
        self._process = FORKS.Process(target=exec, args=(COMMAND, given))
        self._process.start()

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def kill(self) -> None:
        self._process.kill()

    def terminate(self) -> None:
        self._process.terminate()

    def communicate(self, timeout: float) -> tuple[bytes, bytes]:
        """What it said until it ended."""
        self._process.join(timeout)
        assert self.returncode is not None, "it takes too long"
        with self._said:
            return self._out.read_bytes(), self._error.read_bytes()


@cache
def _migrated() -> Path:
    """An empty installation, made once and copied."""
    folder = Path(tempfile.mkdtemp(prefix="armillary-machine-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = Machine(folder / "home")
    made.home.mkdir()
    made.do("migrate")
    return made.home


class Machine:
    """Made in an empty folder, or around one that another machine's was copied to."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.home = home
        self.environment = {
            **{name: value for name, value in os.environ.items() if name[:10] != "ARMILLARY_"},
            "ARMILLARY_HOME": str(home),
            "ARMILLARY_ALLOW_PRIVATE_ADDRESSES": "on",
            "ARMILLARY_DATABASE_URL": f"sqlite:///{home / 'armillary.sqlite3'}",
            **settings,
        }

    def prepare(self) -> None:
        shutil.copytree(_migrated(), self.home)

    def add(self, address: str, name: str, *more: str) -> None:
        self.do("harvest", "add", "oai", address, "--name", name, *more)

    def start(self, *words: str) -> Command:
        return Command(words, self.environment)

    def do(self, *words: str) -> int:
        command = self.start(*words)
        _out, error = command.communicate(timeout=60)
        assert command.returncode in (0, -signal.SIGKILL), error.decode()[-2000:]
        return command.returncode

    def harvest(self) -> Command:
        return self.start("harvest", "run", "books", "--no-wait")

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
            "provenance": [
                (titles, MOMENT.sub("", said))
                for titles, said in self.rows(
                    "SELECT titles, provenance FROM catalogue_resource ORDER BY id"
                )
            ],
            "runs": self.rows("SELECT state, counts, proof, reasons, checkpoint FROM harvest_run"),
            "log": [
                (number, action, json.loads(facts))
                for number, action, facts in self.rows(
                    "SELECT number, action, facts FROM people_logentry"
                    " WHERE stream = 'harvest:books' ORDER BY 1"
                )
            ],
            "terms": self.rows(
                "SELECT t.kind, t.folded, r.identifier FROM harvest_unknownvalue v"
                " JOIN harvest_unknownterm t ON t.id = v.term_id"
                " JOIN harvest_record r ON r.id = v.record_id ORDER BY 1, 2, 3"
            ),
            "to be indexed": self.rows("SELECT kind, COUNT(*) FROM search_change GROUP BY 1"),
            "since": self.rows("SELECT since FROM harvest_source"),
        }
