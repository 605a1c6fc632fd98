"""Alignment with statements of learning standards: how often right, and how fast.

The framework is our own wording of 246 statements of the Common Core for mathematics, under their
codes (`statements.csv`; the official texts are not used). Two sets of resources:

* `aligned.csv`: 60 that we wrote and judged; the weights were fitted to them, so they flatter;
* 33 records of NSDL (`nsdl_dc.json`, not shipped) that name 126 statements by code; titles,
  descriptions and alignments are by others, and nothing was fitted to them. Once without levels, once
  with those that the record states.

Then the speed against 50,000 statements, which are the same ones over and over with other words mixed
in (amplified), and of compiling them.
Run: `python benchmarks/bench_alignment.py`
"""

import argparse
import csv
import html
import itertools
import json
import pickle
import platform
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from armillary.formats.values.levels import LEVELS, levels
from armillary.methods.enrichment.alignment import Statement, Statements, align
from bench_subjects import DC, SHARED

PAYLOADS = Path("tests/payloads/enrichment")
TERMS = "{http://purl.org/dc/terms/}"
AMPLIFIED = 50_000
SEED = 11
BANDS = (0.1, 0.3, 0.5, 0.7, 1.01)


class Resource(NamedTuple):
    """A text, the statements that people aligned it with, and the levels that its source states."""

    title: str
    body: str
    codes: frozenset[str]
    levels: tuple[str, ...] = ()


def framework() -> list[Statement]:
    with (PAYLOADS / "statements.csv").open(encoding="utf-8", newline="") as file:
        return [
            Statement(
                row["code"],
                row["statement"],
                "en",
                code=row["code"],
                levels=tuple(row["levels"].split()),
            )
            for row in csv.DictReader(file)
        ]


def written() -> list[Resource]:
    with (PAYLOADS / "aligned.csv").open(encoding="utf-8", newline="") as file:
        return [
            Resource(row["title"], row["description"], frozenset(row["codes"].split()))
            for row in csv.DictReader(file)
        ]


def nsdl(path: Path, known: frozenset[str]) -> Iterator[Resource]:
    for row in json.loads(path.read_text(encoding="utf-8")):
        root = ElementTree.fromstring(row["xml"])
        codes = known.intersection(each.text or "" for each in root.iter(f"{TERMS}conformsTo"))
        if codes:
            title, body = (html.unescape(root.findtext(DC + name, "")) for name in _TEXTS)
            yield Resource(title, body, frozenset(codes), _levels(root))


_TEXTS = ("title", "description")


def _levels(root: ElementTree.Element) -> tuple[str, ...]:
    stated = (levels(each.text or "") for each in root.iter(f"{TERMS}educationLevel"))
    keys = {key for found in stated if found for key in found.keys}
    return tuple(key for key in LEVELS if key in keys)


def report(name: str, resources: Sequence[Resource], compiled: Statements) -> None:
    """First right, any of five right, recall at five, and how right each band of confidence is."""
    first = any_ = recall = 0.0
    judged: list[tuple[float, bool]] = []
    for each in resources:
        guesses = align(
            each.title, each.body, "en", compiled, levels=each.levels, limit=20, minimum=0
        )
        judged += [(guess.confidence, guess.value in each.codes) for guess in guesses]
        right = [guess.value in each.codes for guess in guesses[:5]]
        first, any_ = first + any(right[:1]), any_ + any(right)
        recall += sum(right) / min(5, len(each.codes))
    count = len(resources)
    print(
        f"{name:24} {count:3} resources  first right {first / count:.2f}"
        f"  one of five right {any_ / count:.2f}  recall at five {recall / count:.2f}"
    )
    for low, high in itertools.pairwise(BANDS):
        inside = [is_right for confidence, is_right in judged if low <= confidence < high]
        if inside:
            share = sum(inside) / len(inside)
            print(
                f"  confidence {low:.1f} to {high:.1f}: {len(inside):3} guesses, right {share:.2f}"
            )


def amplified(statements: Sequence[Statement], count: int) -> list[Statement]:
    """The statements over and over, each with five words of others mixed in."""
    chance = random.Random(SEED)
    words = [word for each in statements for word in each.text.split()]
    return [
        each._replace(
            id=f"{number}", code="", text=f"{each.text} {' '.join(chance.choices(words, k=5))}"
        )
        for number, each in zip(range(count), itertools.cycle(statements), strict=False)
    ]


def speed(resources: Sequence[Resource], compiled: Statements) -> float:
    """Resources a second of processor time, the best of three rounds."""
    best = 0.0
    for _round in range(3):
        start = time.process_time()
        for each in resources:
            align(each.title, each.body, "en", compiled)
        best = max(best, len(resources) / (time.process_time() - start))
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED)
    path = parser.parse_args().data / "nsdl_dc.json"
    print(f"{platform.machine()}, Python {platform.python_version()}, processor time of one core")
    statements, ours = framework(), written()
    compiled = Statements.of(statements)
    report("ours, fitted", ours, compiled)
    if path.exists():
        theirs = list(nsdl(path, frozenset(each.id for each in statements)))
        report("NSDL, without levels", [each._replace(levels=()) for each in theirs], compiled)
        report("NSDL, with levels", theirs, compiled)
    else:
        print(f"{path} is not there; the records of NSDL were not looked at.")
    print(f"{len(statements)} statements: {speed(ours, compiled):,.0f} resources a second")
    start = time.process_time()
    large = Statements.of(amplified(statements, AMPLIFIED))
    taken, size = time.process_time() - start, len(pickle.dumps(large)) / 1e6
    print(f"{AMPLIFIED:,} statements (amplified) compiled in {taken:.1f} s, {size:.0f} MB pickled")
    print(f"{AMPLIFIED:,} statements: {speed(ours, large):,.0f} resources a second")


if __name__ == "__main__":
    main()
