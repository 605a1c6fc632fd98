"""What the documentation names exists: files, commands, settings, make targets, addresses."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from django.urls import Resolver404, resolve

from armillary.cli.application import app
from armillary.config.environment import SETTINGS

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]

LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
CODE = re.compile(r"```[^\n]*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
COMMAND = re.compile(r"(?:^|[\s/])armillary((?: [a-z][a-z-]*)*)")
FILE = re.compile(r"(?:src|docs|tests|benchmarks|scripts|soak|conformance)/[\w./-]+\w/?")
PLACEHOLDERS = ("marc",)  # the format that the recipe invents


@pytest.fixture(params=PAGES, ids=NAMES)
def page(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def codes(page: Path) -> list[str]:
    return ["".join(found) for found in CODE.findall(page.read_text(encoding="utf-8"))]


def commands(command: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield words
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*words, name))


def test_every_link_leads_somewhere(page):
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_command_exists(page):
    known = set(commands(typer.main.get_command(app)))
    unknown = []
    for code in codes(page):
        for said in COMMAND.findall(code):
            words = tuple(said.split())
            # Arguments may follow: the longest beginning that is a command must not be empty.
            if words and words[:1] not in known:
                unknown.append(said)
            if len(words) > 1 and (words[0],) in known and words[:2] not in known:
                unknown.append(said)
    assert unknown == []


def test_every_setting_exists(page):
    named = set(re.findall(r"ARMILLARY_[A-Z_]+[A-Z]", page.read_text(encoding="utf-8")))
    assert named - set(SETTINGS) == set()


def test_every_make_target_exists(page):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {word for code in codes(page) for word in re.findall(r"\bmake ([a-z-]+)", code)}
    assert named - targets == set()


def test_every_file_exists(page):
    named = {found for code in codes(page) for found in FILE.findall(code)}
    missing = {name for name in named if not (ROOT / name).exists()}
    assert {name for name in missing if not any(word in name for word in PLACEHOLDERS)} == set()


def test_every_address_is_served():
    named = set()
    for page in PAGES:
        for code in codes(page):
            named |= set(re.findall(r"(?<![\w.:])/(?:api|oai|desk|feeds|healthz)[\w./-]*", code))
    unserved = []
    for address in named:
        try:
            resolve(address)
        except Resolver404:
            unserved.append(address)
    assert unserved == []
