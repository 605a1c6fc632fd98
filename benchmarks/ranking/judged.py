"""The queries and the judgements as they are kept. Records are named by their addresses alone, so that
nothing of the shared data is copied."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, NamedTuple, cast

FOLDER = Path(__file__).parent
RELEVANT = 2  # the least grade that counts for recall

Kind = Literal["same", "cross"]
Half = Literal["tune", "held-out"]


class Asked(NamedTuple):
    """A query as somebody types it. `cross`: most of what is good for it is in other languages than
    its own; `need` says what the person wants, for whoever judges."""

    id: str
    language: str
    kind: Kind
    half: Half
    text: str
    need: str


Judged = dict[str, dict[str, int]]  # query → address → grade


def queries() -> list[Asked]:
    return [Asked(**cast("Any", row)) for row in _rows("queries.csv")]


def judgements() -> Judged:
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in _rows("judgements.csv"):
        found[row["query"]][row["address"]] = int(row["grade"])
    return dict(found)


def translations() -> dict[str, dict[str, str]]:
    """Query → language → its text in that language, by which pools reach records in it."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in _rows("translations.csv"):
        found[row["query"]][row["language"]] = row["text"]
    return dict(found)


def halves(asked: list[Asked]) -> dict[str, Half]:
    """Query → its half, by the rule: of each language and kind, in the order of the SHA-256 of their
    texts, the first half of the queries is for tuning."""
    groups: defaultdict[tuple[str, str], list[Asked]] = defaultdict(list)
    for each in asked:
        groups[each.language, each.kind].append(each)
    found: dict[str, Half] = {}
    for group in groups.values():
        ranked = sorted(group, key=lambda each: sha256(each.text.encode()).hexdigest())
        for place, each in enumerate(ranked):
            found[each.id] = "tune" if place < len(ranked) // 2 else "held-out"
    return found


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
