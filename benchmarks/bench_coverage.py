"""Measure what the page of coverage asks of the engine: subjects crossed with levels, countries, days.

Floor: one `find` of everything with its sixteen facets, in the same run. Our own cache of counts is
emptied before each question, so this is what the first reader after a commit waits for; later ones are
answered from memory. The data are amplified (see amplify.py); two thirds have a country, drawn from a
long tail.

    python benchmarks/bench_coverage.py --documents 100000
"""

import argparse
import json
import random
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from django.core.management import call_command

import amplify
from armillary.formats.values.countries import COUNTRIES
from armillary.search import counting
from armillary.search.documents import Document
from armillary.search.queries import SearchRequest, find
from armillary.search.spreading import crossed, days_of, spread_over, total_of
from bench_search import HOME, Times, build, hardware, measure

SUBJECTS = 14  # as many as our scheme has at its top
ROUNDS = 20
WEIGHTS = [1 / place for place in range(1, len(COUNTRIES) + 1)]


def with_countries(documents: list[Document], chance: random.Random) -> None:
    for document in documents:
        known = chance.random() < 2 / 3
        document.facets["country"] = chance.choices(COUNTRIES, WEIGHTS) if known else []


def uncached(ask: Callable[[], object]) -> Times:
    def fresh() -> object:
        counting.RECENT.clear()
        return ask()

    fresh()
    return measure([fresh] * ROUNDS)


def run(documents: list[Document], seed: int) -> dict[str, Any]:
    with_countries(documents, random.Random(seed))
    built = build(documents)
    counts = Counter(subject for each in documents for subject in each.facets["subject"])
    subjects = [subject for subject, _count in counts.most_common(SUBJECTS)]
    everything, some = SearchRequest(), SearchRequest(filters={"language": ["en"]})

    def page(request: SearchRequest) -> None:
        total_of(request)
        crossed(request, "subject", subjects, "level")
        spread_over(request, "country")
        days_of(request)

    return {
        "build": built,
        "floor: find, everything": uncached(lambda: find(everything)),
        "subjects by levels": uncached(lambda: crossed(everything, "subject", subjects, "level")),
        "countries": uncached(lambda: spread_over(everything, "country")),
        "days": uncached(lambda: days_of(everything)),
        "whole page": uncached(lambda: page(everything)),
        "whole page, one language": uncached(lambda: page(some)),
        "whole page, kept": measure([lambda: page(everything)] * ROUNDS),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=amplify.DEFAULT_SEED)
    parser.add_argument("--source", type=Path, default=amplify.DEFAULT_SOURCE)
    asked = parser.parse_args()
    try:
        rows = amplify.read_rows(asked.source)
        if rows:
            report(asked, rows)
    finally:
        shutil.rmtree(HOME, ignore_errors=True)


def report(asked: argparse.Namespace, rows: list[amplify.Row]) -> None:
    call_command("migrate", verbosity=0)
    documents = list(amplify.amplify(rows, asked.documents, seed=asked.seed))
    results = {
        "documents": asked.documents,
        "seed": asked.seed,
        "hardware": hardware(),
        **run(documents, asked.seed),
    }
    sys.stdout.write(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
