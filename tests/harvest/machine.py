"""An installation of its own in a folder of its own, driven by its command line as processes."""

import atexit
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

MOMENT = re.compile(r'"at": ?"[^"]*"')  # when a value was taken over


@cache
def _migrated() -> Path:
    """An empty installation, made once and copied."""
    folder = Path(tempfile.mkdtemp(prefix="armillary-machine-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = Machine(folder / "home")
    made.home.mkdir()
    made.do("django", "migrate", "-v0", "--skip-checks")
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
            "DJANGO_SETTINGS_MODULE": "armillary.config.settings",
            **settings,
        }

    def prepare(self) -> None:
        shutil.copytree(_migrated(), self.home)

    def add(self, address: str, name: str, *more: str) -> None:
        self.do("armillary.cli.main", "harvest", "add", "oai", address, "--name", name, *more)

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
