"""The demonstration content as texts with what people said of them, for measuring guesses."""

import csv
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import armillary
from armillary.formats.values.languages import language

FOLDER = Path(armillary.__file__).parent / "demo"

_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_RECORD = "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc"
_BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


class Described(NamedTuple):
    """Subjects and levels are words as they were given; `language` is a base tag, or empty."""

    title: str
    body: str
    language: str
    subjects: tuple[str, ...]
    levels: tuple[str, ...]


def demonstration() -> list[Described]:
    return [*_table(), *_repository(), *_pages()]


def _table() -> Iterator[Described]:
    with (FOLDER / "table" / "resources.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            subjects, levels = row["Subjects"].split(";"), row["Level"].split(";")
            yield _described(row["Title"], row["Description"], row["Language"], subjects, levels)


def _repository() -> Iterator[Described]:
    for node in ElementTree.parse(FOLDER / "oai" / "static-repository.xml").iter(_RECORD):
        title, body, tag = (node.findtext(_DC + name, "") for name in _FIELDS)
        subjects = [each.text or "" for each in node.iter(f"{_DC}subject")]
        levels = [each.text or "" for each in node.iter(f"{_TERMS}educationLevel")]
        yield _described(title, body, tag, subjects, levels)


_FIELDS = ("title", "description", "language")


def _pages() -> Iterator[Described]:
    for path in sorted((FOLDER / "pages").glob("*.html")):
        for block in _BLOCK.findall(path.read_text(encoding="utf-8")):
            node = json.loads(block)
            words = [text for name in ("about", "keywords") for text in _names(node.get(name))]
            tag = next(iter(_names(node.get("inLanguage"))), "")
            levels = _names(node.get("educationalLevel"))
            yield _described(node.get("name", ""), node.get("description", ""), tag, words, levels)


def _names(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value] if value else []
    found = (each.get("name", "") if isinstance(each, dict) else str(each) for each in values)
    return [text for each in found for text in each.split(",")]


def _described(
    title: str, body: str, tag: str, subjects: Sequence[str], levels: Sequence[str]
) -> Described:
    base = (language(tag) or "").partition("-")[0]
    words = (tuple(word.strip() for word in said if word.strip()) for said in (subjects, levels))
    return Described(title, body, base, *words)
