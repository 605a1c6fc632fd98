"""Nothing that people rely on is undocumented: settings, commands, error codes."""

import importlib
import pkgutil
import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import armillary
from armillary.cli.application import app
from armillary.config.environment import SETTINGS
from armillary.core.errors import ArmillaryError

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
pages = runpy.run_path(str(ROOT / "scripts" / "reference.py"))["pages"]


def page(name: str) -> str:
    return (REFERENCE / name).read_text()


def commands(command: Any, words: tuple[str, ...] = ("armillary",)) -> Iterator[str]:
    """`armillary people grant` and so on, for every command that does something."""
    below = getattr(command, "commands", None)
    if below is None:
        yield " ".join(words)
        return
    for name, inner in below.items():
        yield from commands(inner, (*words, name))


def error_codes() -> set[str]:
    """The codes of every error class of ours; all modules are read to find them."""
    for module in pkgutil.walk_packages(armillary.__path__, "armillary."):
        if module.name.endswith("errors"):
            importlib.import_module(module.name)
    codes, waiting = set(), ArmillaryError.__subclasses__()
    while waiting:
        known = waiting.pop()
        codes.add(known.code)
        waiting += known.__subclasses__()
    return codes


def test_every_setting_is_documented():
    documented = page("settings.md")
    assert {name for name in SETTINGS if f"`{name}`" not in documented} == set()


def test_every_command_is_documented():
    documented, known = page("cli.md"), list(commands(typer.main.get_command(app)))
    assert "armillary people create-admin" in known
    assert [each for each in known if not re.search(rf"\b{re.escape(each)}\b", documented)] == []


def test_every_error_code_is_documented():
    documented = page("errors.md")
    assert {code for code in error_codes() if f"`{code}`" not in documented} == set()


def test_every_command_says_what_it_does():
    def helpless(command: Any) -> Iterator[str]:
        if not command.help:
            yield command.name or ""
        for below in getattr(command, "commands", {}).values():
            yield from helpless(below)

    assert list(helpless(typer.main.get_command(app))) == []


@pytest.mark.parametrize("name", sorted(pages()))
def test_generated_pages_are_those_of_this_code(name: Any):
    """`make docs` writes them again."""
    assert page(name) == pages()[name]
