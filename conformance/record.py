"""What came of a run, as facts for `docs/interoperability.json`: which client at which door, what passed,
what failed, what was not run and why, and which planted faults were found.

A test file says its door and its clients as the constants `DOOR` and `CLIENTS`; a single test says
otherwise with the markers `door` and `by`. The marker `planted` tells what was planted: such a test
passes where the client, or the check, has found it.
"""

import ast
import json
import os
import platform
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from armillary import __version__
from conformance.programs import version

HERE: Final = Path(__file__).parent
RECORD: Final = HERE.parent / "docs/interoperability.json"


@dataclass(frozen=True)
class Told:
    """What a test says of itself."""

    suite: str
    name: str
    door: str
    clients: tuple[str, ...]
    planted: str = ""
    within: bool = False  # plants a fault besides what it checks


@dataclass
class Row:
    """A client, or several that work together, at a door."""

    passed: int = 0
    failed: list[str] = field(default_factory=list)
    not_run: int = 0
    why: set[str] = field(default_factory=set)
    caught: dict[str, int] = field(default_factory=dict)
    missed: dict[str, int] = field(default_factory=dict)

    def add(self, told: Told, result: str, why: str = "") -> None:
        if result == "not run":
            self.not_run += 1
            self.why.add(why)
        elif told.planted:
            found = self.caught if result == "passed" else self.missed
            found[told.planted] = found.get(told.planted, 0) + 1
        if result != "not run" and (told.within or not told.planted):
            self.passed += result == "passed"
            self.failed += [told.name] if result == "failed" else []

    def facts(self) -> dict[str, Any]:
        return {
            "passed": self.passed,
            "failed": sorted(self.failed),
            "not_run": self.not_run,
            "why_not": sorted(self.why),
            "caught": dict(sorted(self.caught.items())),
            "missed": dict(sorted(self.missed.items())),
        }


def stated(file: Path) -> tuple[str, tuple[str, ...]]:
    """`DOOR` and `CLIENTS` of a test file, without running it."""
    said = {
        target.id: ast.literal_eval(line.value)
        for line in ast.parse(file.read_text("utf-8")).body
        if isinstance(line, ast.Assign)
        for target in line.targets
        if isinstance(target, ast.Name) and target.id in ("DOOR", "CLIENTS")
    }
    return said["DOOR"], said["CLIENTS"]


def told_by(item: pytest.Item) -> Told:
    door, clients = stated(item.path)
    marks = {mark.name: mark for mark in reversed([*item.iter_markers()])}  # the closest stays
    planted = marks.get("planted")
    return Told(
        suite=item.path.stem,
        name=item.name.removeprefix("test_").replace("_", " "),
        door=marks["door"].args[0] if "door" in marks else door,
        clients=marks["by"].args if "by" in marks else clients,
        planted=planted.args[0] if planted else "",
        within=bool(planted and planted.kwargs.get("within")),
    )


class Results:
    """What is known of each test, while they run."""

    def __init__(self) -> None:
        self.told: dict[str, Told] = {}
        self.rows: dict[str, dict[tuple[str, tuple[str, ...]], Row]] = {}

    def collected(self, items: Iterable[pytest.Item]) -> None:
        self.told |= {item.nodeid: told_by(item) for item in items}

    def add(self, node: str, result: str, why: str = "") -> None:
        """Of a test, or of a file that could not be read."""
        told = self.told.get(node) or self._of_file(HERE.parent / node)
        rows = self.rows.setdefault(told.suite, {})
        rows.setdefault((told.door, told.clients), Row()).add(told, result, why)

    def _of_file(self, file: Path) -> Told:
        door, clients = stated(file)
        return Told(file.stem, "all of it", door, clients)

    def suites(self) -> dict[str, Any]:
        """Name of a test file → its facts."""
        run = {"when": f"{datetime.now(UTC):%Y-%m-%d}", "ours": our_version(), "machine": machine()}
        return {
            suite: {
                **run,
                "rows": [
                    {
                        "door": door,
                        "clients": {name: version(name) for name in clients},
                        **row.facts(),
                    }
                    for (door, clients), row in sorted(rows.items())
                ],
            }
            for suite, rows in self.rows.items()
        }


def our_version() -> str:
    """With the last commit that changed it, where that is known, and a + for what is not in one."""
    commit = _git("log", "-1", "--format=%h", "--abbrev=7", "--", "src")
    changed = "+" if _git("status", "--porcelain", "--", "src") else ""
    return f"{__version__} ({commit}{changed})" if commit else __version__


def _git(*words: str) -> str:
    asked = ["git", "-C", HERE.parent, *words]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()


def machine() -> str:
    system = platform.freedesktop_os_release()["PRETTY_NAME"]
    python = ".".join(map(str, sys.version_info[:3]))
    return (
        f"{system}, Linux {platform.release()}, Python {python}, "
        f"SQLite {sqlite3.sqlite_version}, {os.cpu_count()} processors"
    )


def merged(record: dict[str, Any], suites: dict[str, Any]) -> dict[str, Any]:
    """The record with these suites anew, one that nobody has run yet as such, and none that is gone."""
    known = {file.stem: file for file in HERE.glob("test_*.py")}
    kept = {name: found for name, found in record.items() if name in known}
    never = {name: unrun(file) for name, file in known.items()}
    return dict(sorted({**never, **kept, **suites}.items()))


def unrun(file: Path) -> dict[str, Any]:
    door, clients = stated(file)
    row = {"door": door, "clients": dict.fromkeys(clients, ""), **Row().facts()}
    return {"when": "", "ours": "", "machine": "", "rows": [row]}


def write(suites: dict[str, Any], file: Path = RECORD) -> None:
    before = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    text = json.dumps(merged(before, suites), indent=1, ensure_ascii=False)
    file.write_text(text + "\n", encoding="utf-8")
