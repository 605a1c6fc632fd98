"""The queries and the judgements as they are kept. Records are named by their addresses alone, so that
nothing of the shared data is copied."""

import csv
from collections import Counter, defaultdict
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
    its own; `need` is what the person wants, which other queries may want too."""

    id: str
    language: str
    kind: Kind
    half: Half
    need: str
    text: str


Judged = dict[str, dict[str, int]]  # need → address → grade


def queries() -> list[Asked]:
    return [Asked(**cast("Any", row)) for row in _rows("queries.csv")]


def needs() -> dict[str, str]:
    """What is wanted, in words for whoever judges."""
    return {row["need"]: row["wanted"] for row in _rows("needs.csv")}


def judgements() -> Judged:
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in _rows("judgements.csv"):
        found[row["need"]][row["address"]] = int(row["grade"])
    return dict(found)


def translations() -> dict[str, dict[str, str]]:
    """Query → language → its text in that language, by which pools reach records in it."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in _rows("translations.csv"):
        found[row["query"]][row["language"]] = row["text"]
    return dict(found)


def halves(asked: list[Asked]) -> dict[str, Half]:
    """Need → the half of its queries, by a rule that knows no results: in the order of the SHA-256 of
    their names each goes where fewer queries are. Those with cross-language queries go first, so that
    these are spread evenly."""
    sizes = Counter(each.need for each in asked)
    crossing = Counter(each.need for each in asked if each.kind == "cross")
    found: dict[str, Half] = {}
    filled: Counter[str] = Counter()
    crossed: Counter[str] = Counter()
    for need in sorted(sizes, key=lambda need: (not crossing[need], _digest(need))):
        counted = crossed if crossing[need] else filled
        found[need] = "tune" if counted["tune"] <= counted["held-out"] else "held-out"
        filled[found[need]] += sizes[need]
        crossed[found[need]] += crossing[need]
    return found


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
