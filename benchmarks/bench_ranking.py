"""How good the ranking is: nDCG@10 and cross-language recall@10 on judged queries in six languages.

Collection: the demonstration content, `free-programming-books.jsonl` and `nsdl_dc.json` (neither of
the two is shipped), put in through the doors that everybody uses. 144 queries, 24 in each language,
with graded judgements of pooled records; half of them are held out, see docs/explanation/ranking.md.
The baseline is BM25 with an analyser per language over the same fields (ranking/baseline.py).

nDCG counts a record in any language by its topic. "own" counts only records in the query's language,
for the queries whose good answers are in it: what a reader of that language alone would see. Recall
is the share of the useful records in other languages (at most ten) among the first ten, for the
queries whose good answers are there. Differences with a paired bootstrap over queries, 95 %.

    python benchmarks/bench_ranking.py
    python benchmarks/bench_ranking.py --each                     # every query that is for tuning
    python benchmarks/bench_ranking.py --pools /tmp/pools.jsonl   # what is still to be judged
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

HOME = Path(tempfile.mkdtemp(prefix="armillary-bench-"))
for name in [name for name in os.environ if name.startswith("ARMILLARY_")]:
    del os.environ[name]
os.environ["ARMILLARY_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "armillary.config.settings"

import django  # noqa: E402

django.setup()

from armillary.methods.retrieval import (  # noqa: E402
    DEPTH,
    Difference,
    ndcg,
    paired_difference,
    recall,
)
from ranking.baseline import Baseline  # noqa: E402
from ranking.collection import Collection, collection, fill, is_complete, search  # noqa: E402
from ranking.judged import (  # noqa: E402
    RELEVANT,
    Asked,
    Judged,
    halves,
    judgements,
    needs,
    queries,
    translations,
)
from ranking.pooling import pools, unjudged  # noqa: E402

SHARED = Path(__file__).parents[2] / "shared" / "data"
SEED = 20261130
GAIN = 0.08  # of nDCG on the held-out half, over the baseline
CROSS = 0.6  # recall of records in other languages

System = Callable[[Asked], list[int]]


class Measured(NamedTuple):
    """One query by one system. `recall` is None where no record in another language is useful."""

    asked: Asked
    ndcg: float
    own: float
    recall: float | None
    unjudged: int


def graded(found: Collection, judged: Judged) -> dict[str, dict[int, int]]:
    """Need → record → grade. Records that became one have the best grade of them."""
    grades: dict[str, dict[int, int]] = {}
    for need, by_address in judged.items():
        mine = {
            number: max(known)
            for number, record in found.items()
            if (known := [by_address[each] for each in record.addresses if each in by_address])
        }
        grades[need] = mine
    return grades


def measured(
    asked: Asked, ranked: list[int], found: Collection, grades: dict[int, int]
) -> Measured:
    """The first ten of one system."""
    native = {number for number, record in found.items() if asked.language in record.languages}
    gains = [grades.get(number, 0) for number in ranked]
    own = [grades.get(number, 0) if number in native else 0 for number in ranked]
    own_judged = [grade for number, grade in grades.items() if number in native]
    foreign = {
        number
        for number, grade in grades.items()
        if grade >= RELEVANT and number not in native and found[number].languages
    }
    return Measured(
        asked,
        ndcg(gains, grades.values()),
        ndcg(own, own_judged),
        recall(ranked, foreign) if foreign else None,
        sum(number not in grades for number in ranked[:DEPTH]),
    )


def run(system: System, found: Collection, judged: Judged) -> list[Measured]:
    grades = graded(found, judged)
    return [
        measured(asked, system(asked), found, grades.get(asked.need, {})) for asked in queries()
    ]


class Row(NamedTuple):
    """A line of the table: which queries, which measure."""

    name: str
    measure: Callable[[Measured], float | None]
    takes: Callable[[Asked], bool]


def rows() -> Iterator[Row]:
    for half in ("tune", "held-out"):
        yield Row(f"{half}: nDCG@10", _ndcg, _of(half))
        yield Row(f"{half}: nDCG@10, same", _ndcg, _of(half, kind="same"))
        yield Row(f"{half}: nDCG@10, cross", _ndcg, _of(half, kind="cross"))
        yield Row(f"{half}: own nDCG@10, same", _own, _of(half, kind="same"))
        yield Row(f"{half}: recall@10, cross", _recall, _of(half, kind="cross"))
        for language in ("ar", "en", "es", "fr", "ru", "zh"):
            yield Row(f"{half}: nDCG@10, {language}", _ndcg, _of(half, language=language))


def _of(half: str, *, kind: str = "", language: str = "") -> Callable[[Asked], bool]:
    return lambda asked: (
        asked.half == half and kind in ("", asked.kind) and language in ("", asked.language)
    )


def _ndcg(each: Measured) -> float:
    return each.ndcg


def _own(each: Measured) -> float:
    return each.own


def _recall(each: Measured) -> float | None:
    return each.recall


def values(row: Row, measures: Iterable[Measured]) -> list[float]:
    several = (row.measure(each) for each in measures if row.takes(each.asked))
    return [value for value in several if value is not None]


def report(theirs: list[Measured], ours: list[Measured]) -> dict[str, tuple[float, Difference]]:
    """Prints the table; row → our mean and the difference."""
    found = {}
    print(f"{'':28}    n  baseline  find()  difference (95 %)")
    for row in rows():
        before, now = values(row, theirs), values(row, ours)
        difference = paired_difference(now, before, seed=SEED)
        found[row.name] = (statistics.fmean(now), difference)
        print(
            f"{row.name:28} {len(now):4}     {statistics.fmean(before):.3f}   "
            f"{statistics.fmean(now):.3f}  {difference.mean:+.3f} "
            f"({difference.low:+.3f} to {difference.high:+.3f})"
        )
    return found


def report_each(theirs: list[Measured], ours: list[Measured]) -> None:
    """Of the half for tuning only; the other is there to be looked at as a whole."""
    for before, now in zip(theirs, ours, strict=True):
        if now.asked.half == "tune":
            print(f"{now.asked.id}  {before.ndcg:.3f}  {now.ndcg:.3f}  {now.asked.text}")


def verdict(found: dict[str, tuple[float, Difference]]) -> None:
    gain = found["held-out: nDCG@10"][1].mean
    crossing = found["held-out: recall@10, cross"][0]
    print(f"held-out nDCG@10 over the baseline {gain:+.3f}; goal +{GAIN} met: {gain >= GAIN}")
    print(f"held-out recall@10 {crossing:.3f}; goal {CROSS} met: {crossing >= CROSS}")


def introduce(found: Collection, judged: Judged) -> None:
    count = sum(map(len, judged.values()))
    useful = sum(grade >= RELEVANT for each in judged.values() for grade in each.values())
    known = sum(map(len, graded(found, judged).values()))
    print(
        f"{len(found)} records listed; {len(queries())} queries, {count} judgements, {useful} useful"
    )
    print(f"{known} judged records are in the collection as it is; bootstrap seed {SEED}")
    print(
        f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}, "
        f"tantivy {version('tantivy')}; nothing is timed, nothing cached between the systems"
    )


def unknown(name: str, measures: list[Measured]) -> str:
    worst = max(each.unjudged for each in measures)
    mean = statistics.fmean(each.unjudged for each in measures)
    return f"{name} {mean:.2f} a query, at most {worst}"


def write_pools(path: Path, found: Collection, baseline: Baseline, judged: Judged) -> None:
    wanted = needs()
    with path.open("w", encoding="utf-8") as file:
        for need, numbers in pools(queries(), translations(), baseline).items():
            for record in unjudged(numbers, found, judged.get(need, {})):
                line = {"need": need, "wanted": wanted[need], **record}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=SHARED)
    parser.add_argument("--each", action="store_true", help="show the queries for tuning, too")
    parser.add_argument("--pools", type=Path, help="write what is still to be judged, and stop")
    asked = parser.parse_args()
    try:
        if not is_complete(asked.data):
            print(f"Not run: {asked.data} does not have the shared records.")
            return
        fill(asked.data, say=lambda text: sys.stderr.write(f"{text}\n"))
        found, judged = collection(), judgements()
        baseline = Baseline(record.with_names for record in found.values())
        if asked.pools:
            write_pools(asked.pools, found, baseline, judged)
            return
        compare(found, judged, baseline, is_each=asked.each)
    finally:
        shutil.rmtree(HOME, ignore_errors=True)


def compare(found: Collection, judged: Judged, baseline: Baseline, *, is_each: bool) -> None:
    assert all(each.half == halves(queries())[each.need] for each in queries())
    introduce(found, judged)
    theirs = run(lambda each: baseline.search(each.text, size=DEPTH), found, judged)
    ours = run(lambda each: search(each.text, language=each.language, size=DEPTH), found, judged)
    print("not judged among ten:", unknown("baseline", theirs) + ";", unknown("find()", ours))
    if is_each:
        report_each(theirs, ours)
    verdict(report(theirs, ours))


if __name__ == "__main__":
    main()
