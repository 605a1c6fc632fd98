"""Measure the HTML search page: ten results and the counts of all facets, and the suggestions below the
search box, through the Django handler.

Floor: `search.queries.find` alone for the same searches in the same run, so the difference is what
the page costs: rows from the database, labels, addresses, templates, compression, middleware. One
client, one process, one request at a time. Every query is different, and our cache of counts is
emptied before each; vocabularies, templates and stems of words are kept by the process, as on a
running site. The data are amplified (see amplify.py): this measures speed, not quality.

    python benchmarks/bench_search_page.py --records 100000
"""

import argparse
import os
import platform
import random
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parent))
import amplify

HOME = Path(tempfile.mkdtemp(prefix="armillary-bench-"))
for name in [name for name in os.environ if name.startswith("ARMILLARY_")]:
    del os.environ[name]
os.environ["ARMILLARY_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "armillary.config.settings"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from armillary.catalogue.operations import (  # noqa: E402
    Incoming,
    describe_resources,
    list_resources,
)
from armillary.formats.description import Description  # noqa: E402
from armillary.formats.values.classroom import CONSTRAINTS, SEVERAL  # noqa: E402
from armillary.formats.values.licences import LICENCES  # noqa: E402
from armillary.people.actors import SYSTEM  # noqa: E402
from armillary.search import analysis, counting  # noqa: E402
from armillary.search.documents import Document  # noqa: E402
from armillary.search.operations import rebuild  # noqa: E402
from armillary.search.queries import SearchRequest, find  # noqa: E402
from armillary.vocabularies.queries import scheme_keys, subject_resolver  # noqa: E402

Times = dict[str, float]
CHUNK = 2_000
GOAL = {"p50": 12.0, "p95": 40.0}
SUGGESTION_GOAL = 5.0


def measure(asks: Iterable[Callable[[], object]]) -> Times:
    """Milliseconds at the 50th, 95th and 99th percentile, and of processor time at the 50th."""
    taken, worked = [], []
    for ask in asks:
        counting.RECENT.clear()
        start, busy = time.perf_counter(), time.process_time()
        ask()
        worked.append(1000 * (time.process_time() - busy))
        taken.append(1000 * (time.perf_counter() - start))
    cuts = statistics.quantiles(taken, n=100, method="inclusive")
    return {
        "p50": cuts[49],
        "p95": cuts[94],
        "p99": cuts[98],
        "cpu p50": statistics.median(worked),
    }


def description(document: Document, chance: random.Random) -> Description:
    """An amplified document in our own vocabulary, as a harvest would have described it."""
    facets = document.facets
    resolve, subjects = subject_resolver(), scheme_keys("subjects")
    known = [key for key in map(resolve, facets["subject"]) if key] or [chance.choice(subjects)]
    types = [key for key in facets["type"] if key in scheme_keys("types")] or ["textbook"]
    addresses = {each.key: each.address for each in LICENCES.values()}
    return Description(
        titles=document.titles,
        descriptions=document.bodies,
        types=types,
        subjects=known,
        keywords=document.keywords,
        levels=facets["level"],
        audiences=facets["audience"],
        languages=facets["language"],
        licence=addresses[facets["licence"][0]],
        creators=[{"name": name, "kind": "person", "address": ""} for name in document.names],
        addresses=[f"https://{facets['source'][0]}/{document.id}"],
        published=str(chance.randrange(1990, 2027)),
        **needs(chance),
    )


def needs(chance: random.Random) -> Description:
    """What a classroom needs, of every third resource, and how long half of all take."""
    found: Description = {}
    if chance.random() < 0.5:
        found["minutes"] = chance.randrange(5, 200)
    if chance.random() < 0.1:
        found["accessibility"] = chance.sample(["captions", "transcript", "signLanguage"], 2)
    if chance.random() < 1 / 3:
        for name, keys in CONSTRAINTS.items():
            key = chance.choice(list(keys))
            found[name] = [key] if name in SEVERAL else key  # type: ignore[literal-required]
    return found


def fill(documents: Iterable[Document], seed: int) -> int:
    """Describe and list through the operations that every door uses."""
    chance, walk, done = random.Random(seed), iter(documents), 0
    while chunk := list(islice(walk, CHUNK)):
        incoming = [
            Incoming(
                None,
                description(document, chance),
                origins={
                    "titles": f"{document.facets['source'][0].replace(':', '-')}:{document.id}"
                },
            )
            for document in chunk
        ]
        outcomes = describe_resources(incoming, by=SYSTEM)
        list_resources([outcome.resource_id for outcome in outcomes], by=SYSTEM)
        done += len(chunk)
        sys.stderr.write(f"\r{done} records described")
    sys.stderr.write("\n")
    return rebuild()


def searches(documents: list[Document], count: int, seed: int) -> list[dict[str, Any]]:
    """Two words out of one title; every third with a level, every fifth with a language too."""
    chance = random.Random(seed + 1)
    found: dict[str, dict[str, Any]] = {}
    while len(found) < count:
        document = chance.choice(documents)
        title = " ".join(document.titles.values())
        words = sorted(
            {w for w in re.findall(r"[^\W\d_]{4,}", title) if analysis.script(w) != "han"}
        )
        if len(words) >= 2:
            text = " ".join(chance.sample(words, 2))
            found[text] = {"q": text, **_filters(document, len(found))}
    return list(found.values())


def _filters(document: Document, number: int) -> dict[str, str]:
    filters = {}
    if number % 3 == 0:
        filters["level"] = document.facets["level"][0]
    if number % 5 == 0:
        filters["language"] = document.facets["language"][0]
    return filters


def alone(asked: dict[str, Any]) -> Callable[[], object]:
    filters = {name: [value] for name, value in asked.items() if name != "q"}
    request = SearchRequest(asked["q"], filters, size=10, ui_language="en")
    return lambda: find(request)


def page(client: Client, asked: dict[str, Any], language: str) -> Callable[[], object]:
    prefix = "" if language == "en" else f"/{language}"
    address = f"{prefix}/resources/?{urlencode(asked)}"

    def ask() -> object:
        response = client.get(address, headers={"accept-encoding": "gzip"})
        assert response.status_code == 200
        return response

    return ask


def beginnings(documents: list[Document], count: int, seed: int) -> list[str]:
    """What somebody has typed of a title or of a name: two letters of a word up to five, every third
    time behind the word before it."""
    chance = random.Random(seed + 2)
    typed: list[str] = []
    while len(typed) < count:
        document = chance.choice(documents)
        text = " ".join([*document.titles.values(), *document.names])
        words = [word for word in text.split() if len(word) >= 4 and word.isalpha()]
        if words:
            place = chance.randrange(len(words))
            start = words[place][: chance.randint(2, 5)]
            before = f"{words[place - 1]} " if place and len(typed) % 3 == 0 else ""
            typed.append(before + start)
    return typed


def suggestion(client: Client, text: str) -> Callable[[], object]:
    address = f"/api/v1/suggestions?{urlencode({'q': text, 'language': 'en'})}"

    def ask() -> object:
        response = client.get(address)
        assert response.status_code == 200
        return response

    return ask


def handler_floor(client: Client) -> Times:
    """The same middleware, handler and test client with next to no page behind them."""
    return measure([lambda: client.get("/healthz")] * 200)


def run(asked: list[dict[str, Any]], typed: list[str]) -> dict[str, Times]:
    client = Client(SERVER_NAME="127.0.0.1")
    for each in asked[-20:]:  # warm: templates, vocabularies, the operating system's page cache
        page(client, each, "en")()
        page(client, each, "ar")()
    results = {"client, middleware and /healthz": handler_floor(client)}
    for language in ("en", "ar"):
        results[f"find() alone, before {language}"] = measure(alone(each) for each in asked)
        results[f"page, {language}"] = measure(page(client, each, language) for each in asked)
    results["suggestions"] = measure(suggestion(client, each) for each in typed)
    return results


def profile(asked: list[dict[str, Any]]) -> None:
    import cProfile
    import pstats

    client = Client(SERVER_NAME="127.0.0.1")
    page(client, asked[0], "en")()
    profiler = cProfile.Profile()
    profiler.enable()
    for each in asked:
        counting.RECENT.clear()
        page(client, each, "en")()
    profiler.disable()
    pstats.Stats(profiler).sort_stats("tottime").print_stats(35)
    pstats.Stats(profiler).sort_stats("cumtime").print_stats(60)


def report(results: dict[str, Times], records: int, rows: int, seed: int) -> None:
    print(f"{records} records AMPLIFIED from {rows} real rows, seed {seed}, SQLite")
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} processors, load {load:.1f} (above 1, the processor times say more)")
    print(f"Python {platform.python_version()}, Django {django.__version__}, milliseconds")
    for name, times in results.items():
        print(f"  {name:34}", "  ".join(f"{key} {value:7.2f}" for key, value in times.items()))
    for language in ("en", "ar"):
        floor, whole = results[f"find() alone, before {language}"], results[f"page, {language}"]
        ratio = " / ".join(f"{whole[key] / floor[key]:.2f}" for key in whole)
        met = all(whole[key] <= limit for key, limit in GOAL.items())
        print(
            f"page over find(), {language}: {ratio} (p50 / p95 / p99 / cpu); goal {GOAL} met: {met}"
        )
    typing = results["suggestions"]["p50"]
    least = results["client, middleware and /healthz"]["p50"]
    print(
        f"suggestions over /healthz: {typing / least:.2f} (p50); goal {SUGGESTION_GOAL} ms "
        f"met: {typing <= SUGGESTION_GOAL}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--seed", type=int, default=amplify.DEFAULT_SEED)
    parser.add_argument("--source", type=Path, default=amplify.DEFAULT_SOURCE)
    parser.add_argument("--profile", action="store_true", help="show where the time goes instead")
    asked = parser.parse_args()
    try:
        rows = amplify.read_rows(asked.source)
        if not rows:
            return
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        documents = list(amplify.amplify(rows, asked.records, seed=asked.seed))
        fill(documents, asked.seed)
        wanted = searches(documents, asked.queries, asked.seed)
        if asked.profile:
            profile(wanted)
        else:
            typed = beginnings(documents, asked.queries, asked.seed)
            report(run(wanted, typed), asked.records, len(rows), asked.seed)
    finally:
        shutil.rmtree(HOME, ignore_errors=True)


if __name__ == "__main__":
    main()
