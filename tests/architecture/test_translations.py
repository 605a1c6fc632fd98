"""The interface is complete in six languages: nothing missing, fuzzy, in the wrong script or left
as it was in English."""

import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).parents[2] / "src" / "armillary"
LOCALES = PACKAGE / "locale"
LANGUAGES = ("ar", "es", "fr", "ru", "zh_Hans")
SCRIPTS = {"ar": "[\u0600-\u06ff]", "ru": "[\u0400-\u04ff]", "zh_Hans": "[\u4e00-\u9fff]"}
# Translations may be nothing but placeholders and punctuation.
NO_WORDS = {
    "%(subject)s: %(level)s",
    "%(counted)s (%(share)s %%)",
    "%(fate)s: %(count)d",
    "%(name)s: %(value)s",
    "%(relation)s: %(target)s",
    "%(lowest)s to %(highest)s",
    "%(number)d %%",
    "%(number)s %%",
    "“%(word)s”: %(where)s",
    ", ",
    "{number} kB",
    "{number} MB",
    "{number} GB",
}

# Words that are spelt alike in both languages.
SAME_AS_ENGLISH = {
    "es": {"Error %(status)s", "Internet", "No", "no", "Roles", "Token"},
    "fr": {
        "%(count)d minute",
        "Active",
        "Candidate",
        "Code",
        "Collection",
        "Collections",
        "Date",
        "Description",
        "Descriptions",
        "Internet",
        "Introduction",
        "Licence",
        "Licences",
        "Machine",
        "Options",
        "Page",
        "Pages",
        "Relations",
        "Score",
        "Signature",
        "Source",
        "Source %(name)s",
        "Sources",
        "Type",
        "Types",
        "Version",
        "Version %(number)s",
        "Versions",
    },
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


@cache
def catalog(language: str) -> Catalog:
    with (LOCALES / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file)


def messages(language: str) -> list[Message]:
    return [message for message in catalog(language) if message.id]


def source(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_translating_functions_have_names_that_collecting_knows():
    """Under another name their texts would stay English in every language, and nothing would say so."""
    renamed = re.compile(r"\bn?p?n?gettext\w* as (?!_\b)\w+")
    files = PACKAGE.rglob("*.py")
    assert [file.name for file in files if renamed.search(file.read_text("utf-8"))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language):
    assert [source(m) for m in messages(language) if not all(forms(m)) or m.fuzzy] == []


@pytest.mark.parametrize("language", SCRIPTS)
def test_every_text_is_in_the_script_of_its_language(language):
    script = re.compile(SCRIPTS[language])
    wrong = {source(m) for m in messages(language) if not all(map(script.search, forms(m)))}
    assert wrong - NO_WORDS == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_left_in_english(language):
    same = {source(m) for m in messages(language) if source(m) == forms(m)[0]}
    assert same - NO_WORDS - SAME_AS_ENGLISH.get(language, set()) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_survive_translation(language):
    lost = []
    for message in messages(language):
        wanted = set(PLACEHOLDER.findall(str(message.id)))
        if any(set(PLACEHOLDER.findall(form)) - wanted for form in forms(message)):
            lost.append(source(message))
        if set(PLACEHOLDER.findall(forms(message)[-1])) != wanted:
            lost.append(source(message))
    assert lost == []


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is not installed")
def test_the_catalogues_hold_every_text_of_the_code(tmp_path):
    copy = tmp_path / "armillary"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "static", "demo"))
    command = [sys.executable, "-m", "django", "makemessages", "-l", "fr", "--no-location"]
    subprocess.run(
        [*command, "-i", "migrations"],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
        check=True,
        capture_output=True,
    )
    with (copy / "locale" / "fr" / "LC_MESSAGES" / "django.po").open("rb") as file:
        wanted = {source(message) for message in read_po(file) if message.id}
    for language in LANGUAGES:
        assert {source(message) for message in messages(language)} == wanted
