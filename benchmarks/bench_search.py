"""Measure the search engine through `queries.find`, against a floor and a peer in the same run.

Floor: the same index asked by bare tantivy, two terms in title or body, top 20 and a count, without
facets, stems or any code of ours. Peer: SQLite FTS5 (unicode61 without diacritics, optimised, WAL,
memory-mapped, bm25 with the title ×3), counting the same eight facets by SQL over a facet table.

One client, one process, one query at a time, every query different. Our own cache of counts is
emptied before each query; the operating system's page cache is warm, as it is on a running site.
The data are amplified (see amplify.py), so this measures speed and not the quality of results.

    python benchmarks/bench_search.py --documents 100000
"""

import argparse
import json
import platform
import random
import re
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import django
from django.conf import settings

sys.path.insert(0, str(Path(__file__).parent))
import amplify

HOME = Path(tempfile.mkdtemp(prefix="armillary-bench-"))
settings.configure(
    INDEX_ROOT=HOME / "index",
    SECRET_KEY="for measuring only",
    INSTALLED_APPS=["armillary.search.apps.SearchConfig"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": HOME / "db.sqlite3"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
django.setup()

from django.core.management import call_command  # noqa: E402
from tantivy import Index, Occur, Query  # noqa: E402

from armillary.search import analysis, counting, operations  # noqa: E402
from armillary.search.documents import FACETS, Document, register_documents  # noqa: E402
from armillary.search.engines import engine  # noqa: E402
from armillary.search.engines.tantivy.schema import build_schema, register_analyzers  # noqa: E402
from armillary.search.queries import SearchRequest, find  # noqa: E402

Times = dict[str, float]
SIZE = 20


def measure(asks: Iterable[Callable[[], object]]) -> Times:
    """Milliseconds by the clock, at three percentiles, and of processor, at two.

    On a machine that others use too, trust the processor's: the clock counts waiting for a core.
    """
    taken, worked = [], []
    for ask in asks:
        start, start_work = time.perf_counter(), time.process_time()
        ask()
        taken.append(1000 * (time.perf_counter() - start))
        worked.append(1000 * (time.process_time() - start_work))
    cuts = statistics.quantiles(taken, n=100, method="inclusive")
    work = statistics.quantiles(worked, n=100, method="inclusive")
    clock = {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98]}
    return {**clock, "cpu p50": work[49], "cpu p95": work[94], "queries": len(taken)}


def word_pairs(documents: Sequence[Document], count: int, chance: random.Random) -> list[list[str]]:
    """Two words of four letters or more out of one title, as somebody might type them."""
    pairs: dict[tuple[str, ...], None] = {}
    while len(pairs) < count:
        title = " ".join(chance.choice(documents).titles.values())
        words = sorted(
            {w for w in re.findall(r"[^\W\d_]{4,}", title) if analysis.script(w) != "han"}
        )
        if len(words) >= 2:
            pairs[tuple(chance.sample(words, 2))] = None
    return [list(pair) for pair in pairs]


def build(documents: list[Document]) -> Times:
    register_documents(
        "resource",
        build=lambda ids: [documents[number - 1] for number in ids],
        walk=lambda: range(1, len(documents) + 1),
    )
    start, start_work = time.perf_counter(), time.process_time()
    assert operations.rebuild() == len(documents)
    taken, work = time.perf_counter() - start, time.process_time() - start_work
    size = sum(file.stat().st_size for file in settings.INDEX_ROOT.rglob("*") if file.is_file())
    rates = {"documents/s": len(documents) / taken, "documents/cpu s": len(documents) / work}
    return {"seconds": taken, **rates, "index MB": size / 1e6}


def update(count: int, documents: int, chance: random.Random) -> Times:
    operations.note_changes("resource", chance.sample(range(1, documents + 1), count))
    start = time.perf_counter()
    operations.drain_outbox()
    engine().reader()
    return {"changes": count, "ms until searchable": 1000 * (time.perf_counter() - start)}


def ours(texts: Iterable[str], **options: Any) -> Times:
    def ask(text: str) -> Callable[[], object]:
        counting.RECENT.clear()
        return lambda: find(SearchRequest(text=text, size=SIZE, **options))

    return measure(ask(text) for text in texts)


def floor(pairs: list[list[str]], *, facets: bool) -> Times:
    index = Index(build_schema(), path=str(settings.INDEX_ROOT / engine().generation()))
    register_analyzers(index)
    schema, searcher = index.schema, index.searcher()
    wanted = {f: {"terms": {"field": f, "size": 1000}} for f in FACETS}

    def word(text: str) -> Query:
        token = analysis.words(text)[0]
        fields = [(Occur.Should, Query.term_query(schema, f, token)) for f in ("title", "body")]
        return Query.boolean_query(fields)

    def ask(pair: list[str]) -> object:
        query = Query.boolean_query([(Occur.Must, word(text)) for text in pair])
        found = searcher.search(query, SIZE, count=True)
        if facets:
            searcher.aggregate(query, wanted)
        return searcher.fast_field_values("id", [address for _, address in found.hits])

    return measure((lambda pair=pair: ask(pair)) for pair in pairs)  # type: ignore[misc]


def fill_peer(path: Path, documents: Sequence[Document]) -> tuple[sqlite3.Connection, float]:
    peer = sqlite3.connect(path, isolation_level=None)
    peer.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=2000000000;"
        "PRAGMA cache_size=-262144; PRAGMA temp_store=MEMORY;"
        "CREATE VIRTUAL TABLE text USING fts5(title, body, content='', "
        'tokenize="unicode61 remove_diacritics 2");'
        "CREATE TABLE facet(doc INTEGER, field INTEGER, value TEXT, PRIMARY KEY(doc, field, value))"
        " WITHOUT ROWID; CREATE TEMP TABLE hit(doc INTEGER PRIMARY KEY); BEGIN;"
    )
    start = time.perf_counter()
    peer.executemany(
        "INSERT INTO text(rowid, title, body) VALUES (?, ?, ?)",
        ((d.id, " ".join(d.titles.values()), " ".join(d.bodies.values())) for d in documents),
    )
    peer.executemany(
        "INSERT OR IGNORE INTO facet VALUES (?, ?, ?)",
        ((d.id, FACETS.index(f), v) for d in documents for f, vs in d.facets.items() for v in vs),
    )
    peer.execute("COMMIT")
    peer.execute("INSERT INTO text(text) VALUES ('optimize')")
    peer.execute("ANALYZE")
    return peer, time.perf_counter() - start


def ask_peer(peer: sqlite3.Connection, match: str) -> None:
    peer.execute("DELETE FROM hit")
    peer.execute("INSERT INTO hit SELECT rowid FROM text WHERE text MATCH ?", (match,))
    peer.execute(
        "SELECT rowid FROM text WHERE text MATCH ? ORDER BY bm25(text, 3, 1) LIMIT ?", (match, SIZE)
    ).fetchall()
    peer.execute(
        "SELECT field, value, count(*) FROM hit CROSS JOIN facet USING (doc) GROUP BY 1, 2"
    ).fetchall()


def peer_times(documents: Sequence[Document], pairs: list[list[str]]) -> dict[str, Times]:
    path = HOME / "peer.sqlite3"
    peer, seconds = fill_peer(path, documents)
    matches = [" ".join(f'"{word}"' for word in pair) for pair in pairs]
    loose = [" OR ".join(f'"{word}"' for word in pair) for pair in pairs]
    size = path.stat().st_size / 1e6
    return {
        "build": {"seconds": seconds, "documents/s": len(documents) / seconds, "file MB": size},
        "both words": measure((lambda m=m: ask_peer(peer, m)) for m in matches),  # type: ignore[misc]
        "either word": measure((lambda m=m: ask_peer(peer, m)) for m in loose[:100]),  # type: ignore[misc]
    }


def misspell(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word) - 1)
    return word[:place] + word[place + 1 :] if len(word) > 4 else word + word[-1]


def run(documents: list[Document], queries: int, seed: int) -> dict[str, Any]:
    chance = random.Random(seed + 1)
    results: dict[str, Any] = {"build": build(documents)}
    pairs = word_pairs(documents, queries, chance)
    texts = [" ".join(pair) for pair in pairs]
    filters = {"language": ["en"], "level": ["bachelor", "master"]}
    floor(pairs[:50], facets=False)  # warms what the operating system keeps
    results["floor: tantivy, no facets"] = floor(pairs, facets=False)
    results["floor: tantivy, 8 facets"] = floor(pairs, facets=True)
    results["find: both words"] = ours(texts)
    results["find: both words, newest"] = ours(texts, sort="newest")
    results["find: both words, 2 filters"] = ours(texts, filters=filters)
    results["find: one word"] = ours(pair[0] for pair in pairs)
    results["find: one word misspelt"] = ours(misspell(pair[0], chance) for pair in pairs)
    results["find: relaxed"] = ours(f"{' '.join(pair)} zzzzqx" for pair in pairs)
    results["find: everything"] = ours([""] * 30)
    results["find: a stop word"] = ours(["the", "of", "and", "de", "la", "для"] * 5)
    results["update"] = update(200, len(documents), chance)
    for name, times in peer_times(documents, pairs).items():
        results[f"peer: FTS5, {name}"] = times
    return results


def ratios(results: dict[str, Any]) -> dict[str, str]:
    found = results["find: both words"]
    names = ("floor: tantivy, no facets", "floor: tantivy, 8 facets", "peer: FTS5, both words")
    return {
        name: " / ".join(
            f"{found[p] / results[name][p]:.2f}" for p in ("p50", "p95", "cpu p50", "cpu p95")
        )
        for name in names
    }


def hardware() -> str:
    told = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    models = re.findall(r"model name\s*:\s*(.+)", told)
    return f"{len(models) or '?'} × {models[0] if models else platform.processor()}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=amplify.DEFAULT_SEED)
    parser.add_argument("--source", type=Path, default=amplify.DEFAULT_SOURCE)
    parser.add_argument("--json", action="store_true", help="print JSON for machines")
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
    results = run(documents, asked.queries, asked.seed)
    if asked.json:
        print(json.dumps({"results": results, "ratios": ratios(results), "seed": asked.seed}))
        return
    print(f"{asked.documents} documents AMPLIFIED from {len(rows)} real rows, seed {asked.seed}")
    print(f"{hardware()}, Python {platform.python_version()}; our cache emptied before each query")
    for name, values in results.items():
        print(f"  {name:30}", ", ".join(f"{key} {value:,.2f}" for key, value in values.items()))
    print("find, both words, over (p50 / p95 / cpu p50 / cpu p95):")
    for name, ratio in ratios(results).items():
        print(f"  {name:30} {ratio}")


if __name__ == "__main__":
    main()
