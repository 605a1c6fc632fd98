"""The command as a person types it: exit code 0 done, 1 refused or failed with one clear line, 2 wrong
use."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from armillary.cli.main import main
from armillary.people.models import Person
from armillary.vocabularies.operations import SHIPPED_KEYS

Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def armillary(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], db: None
) -> Typed:
    """Exit code, output and complaints of the command, in this process."""

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["armillary", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


def test_what_is_done_is_0(armillary: Typed, member: Person):
    assert armillary("people", "grant", member.email, "curator") == (
        0,
        f"{member.email} is curator.\n",
        "",
    )


def test_an_error_that_a_person_can_act_on_is_one_line_and_1(armillary: Typed):
    assert armillary("people", "grant", "nobody@example.org", "curator") == (
        1,
        "",
        "There is no account with the address nobody@example.org.\n",
    )


@pytest.mark.parametrize(
    "words",
    [
        ["nothing"],
        ["people", "grant"],
        ["people", "grant", "a@example.org", "king"],
        ["people", "--loud"],
    ],
)
def test_wrong_use_is_2(armillary: Typed, words: list[str]):
    status, _said, complaint = armillary(*words)
    assert status == 2
    assert "Usage: armillary" in complaint
    assert "Traceback" not in complaint


@pytest.mark.parametrize("words", [["--help"], ["people", "--help"], ["people", "grant", "--help"]])
def test_help_is_0(armillary: Typed, words: list[str]):
    status, said, complaint = armillary(*words)
    assert (status, complaint) == (0, "")
    assert "Usage: armillary" in said


# One process for all, since starting one takes seconds.
BEFORE_AND_AFTER_MIGRATING = """
import sys
from armillary.cli.main import main

for verb in ("harvest list", "doctor", "migrate"):
    sys.argv = ["armillary", *verb.split()]
    try:
        main()
    except SystemExit as ended:
        print(verb, "ended with", ended.code or 0)
"""


def test_a_new_installation_is_unsound_until_it_is_migrated(tmp_path: Path):
    clean = {name: value for name, value in os.environ.items() if "ARMILLARY" not in name}
    ended = subprocess.run(
        [sys.executable, "-c", BEFORE_AND_AFTER_MIGRATING],
        env={**clean, "ARMILLARY_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    said = ended.stdout.splitlines()
    assert said[0] == "harvest list ended with 1"
    assert re.fullmatch(
        r"The database is not sound: \d+ steps behind; run `armillary migrate`\.\n", ended.stderr
    )
    assert "run `armillary migrate`" in said[4]
    assert said[5:] == [
        "doctor ended with 1",
        "The database is up to date.",
        "migrate ended with 0",
    ]
    assert (tmp_path / "armillary.sqlite3").stat().st_mode & 0o077 == 0
    with sqlite3.connect(tmp_path / "armillary.sqlite3") as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        shipped = database.execute("SELECT count(*) FROM vocabularies_scheme").fetchone()
        [rubrics] = database.execute("SELECT count(*) FROM review_rubric").fetchone()
    database.close()
    assert rubrics > 0
    assert shipped == (len(SHIPPED_KEYS),)
