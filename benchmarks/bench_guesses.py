"""Languages of short titles and levels of descriptions: how often a guess is right, and how fast.

* Languages: the 10,741 titles of `free-programming-books.jsonl` (not shipped), by their lists. Titles
  in Latin letters in the lists of languages with other letters are left out: they are English. Many
  other "wrong" ones are English too.
* Levels: the demonstration content, whose levels are people's judgement; a guess is right if they
  named the level. Most descriptions say nothing of levels, and no guess is made there.

Run: `python benchmarks/bench_guesses.py`
"""

import argparse
import html
import json
import platform
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from armillary.formats.values.levels import levels
from armillary.methods.enrichment.languages import language_of
from armillary.methods.enrichment.levels import levels_of
from bench_subjects import SHARED
from demonstration import Described, demonstration

Row = TypeVar("Row")

_BEYOND_LATIN = re.compile("[\u0370-\u1dff\u2e80-\ufaff]")
_OTHER_LETTERS = frozenset(
    ("am", "ar", "bg", "bn", "el", "fa", "he", "hi", "hy", "ja", "ka", "kn", "ko", "ml", "mr", "my",
     "ru", "sr", "ta", "te", "th", "uk", "ur", "zh")
)  # fmt: skip


def titles(path: Path) -> Iterator[tuple[str, str]]:
    """Each title with the base tag of its list."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        base, title = re.split("[-_]", row["language"])[0], html.unescape(row["title"])
        if base not in _OTHER_LETTERS or _BEYOND_LATIN.search(title):
            yield title, base


def report_languages(rows: Sequence[tuple[str, str]]) -> None:
    right: Counter[str] = Counter()
    given: Counter[str] = Counter()
    for title, base in rows:
        guess = language_of([title])
        if guess is not None:
            given[guess.rule] += 1
            right[guess.rule] += guess.value == base
    print(f"languages of {len(rows):,} titles, {sum(given.values()):,} answered")
    for rule, count in given.items():
        print(f"  {rule:12} {right[rule]:5} of {count:5} right: {right[rule] / count:.3f}")
    print(f"  {rate(rows, lambda row: language_of(row[:1])):,.0f} titles a second")


def report_levels(rows: Sequence[Described]) -> None:
    right: Counter[str] = Counter()
    given: Counter[str] = Counter()
    found = 0
    for row in rows:
        stated = {key for word in row.levels if (read := levels(word)) for key in read.keys}
        guesses = levels_of(row.title, row.body, row.language)
        found += any(guess.value in stated for guess in guesses)
        for guess in guesses:
            band = f"{int(guess.confidence * 10) / 10:.1f}"
            given[band] += 1
            right[band] += guess.value in stated
    print(f"levels of {len(rows)} descriptions; {found} have a right guess")
    for band in sorted(given):
        print(f"  confidence from {band}: {right[band]:3} of {given[band]:3} right")
    print(f"  {rate(rows, lambda row: levels_of(row.title, row.body, row.language)):,.0f} a second")


def rate(rows: Sequence[Row], work: Callable[[Row], object]) -> float:
    """Rows a second of processor time, after a first round that only warms up."""
    for row in rows:
        work(row)
    start = time.process_time()
    for row in rows:
        work(row)
    return len(rows) / (time.process_time() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED)
    path = parser.parse_args().data / "free-programming-books.jsonl"
    print(f"{platform.machine()}, Python {platform.python_version()}, processor time of one core")
    if path.exists():
        report_languages(list(titles(path)))
    else:
        print(f"{path} is not there; languages were not looked at.")
    report_levels([row for row in demonstration() if row.levels])


if __name__ == "__main__":
    main()
