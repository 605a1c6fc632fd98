"""Our engine beside Lucene, PostgreSQL and SQLite FTS5: the same hits, the same facets, one run.

Every engine has the same documents, cut into the same words beforehand, and is asked the same: a
word, or two words, out of a title: which documents have all of them, the best 20, how many there are, and
the values of eight facets with their numbers. That they found the same is checked, query by query. Ours is `find()`, with
all that it does around the engine and nine more facets, which these data leave empty. It also has the
stems of the same texts, and asks for each word in four fields, where the others have one.

One client, one query at a time. Kept counts are emptied before each query, and each engine has answered
all queries once before they are timed. Peers are set up as their manuals advise: Lucene 8.7 (Debian's
liblucene8-java) with frequencies only, merged into one segment, on MMapDirectory; PostgreSQL with a GIN
index without a pending list, VACUUM ANALYZE, no JIT, `work_mem` 256 MB and facet values in one array; FTS5
contentless with columns as its detail, optimised, memory-mapped, with a table of facet values.
The data are amplified (see amplify.py): this measures speed, not the quality of results.

    POSTGRES_OPTIONS='-c shared_buffers=4GB' scripts/with-postgres \\
        .venv/bin/python benchmarks/bench_engines.py --documents 1000000
"""

import argparse
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
POSTGRES = os.environ.get("ARMILLARY_DATABASE_URL", "")

from django.core.management import call_command  # noqa: E402

import amplify  # noqa: E402
import bench_search  # noqa: E402
from armillary.search import analysis, counting  # noqa: E402
from armillary.search.documents import Document  # noqa: E402
from armillary.search.queries import SearchRequest, find  # noqa: E402

JAVA = Path("/usr/share/java")
JARS = [
    jar
    for name in ("core", "facet", "analyzers-common")
    for jar in sorted(JAVA.glob(f"lucene-{name}-[0-9]*.jar"))[-1:]
]
LUCENE = Path(__file__).parent / "lucene" / "Bench.java"
DIMENSIONS = ("subject", "level", "type", "language", "licence", "audience", "source", "review")
SIZE = 20
GOALS = {"Lucene": 1.25, "PostgreSQL": 20, "FTS5": 4}

Answer = tuple[int, float]  # hits, milliseconds
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """What one engine took to build, in seconds, and its answers in the order of the queries."""

    build: float
    answers: list[Answer]

    def milliseconds(self, percent: int, chosen: slice) -> float:
        taken = [milliseconds for _hits, milliseconds in self.answers[chosen]]
        return statistics.quantiles(taken, n=100, method="inclusive")[percent - 1]


@lru_cache(maxsize=1_000_000)
def plain(word: str) -> str:
    """A word in letters and digits that no peer's tokenizer cuts or changes."""
    return f"w{word.encode().hex()}"


def words(document: Document) -> set[str]:
    texts = [*document.titles.values(), *document.bodies.values(), *document.names]
    return {word for text in [*texts, *document.keywords] for word in analysis.words(text)}


def values(document: Document) -> Iterator[str]:
    for name in DIMENSIONS:
        yield from (f"{name}={value}" for value in dict.fromkeys(document.facets[name]))


def timed(searches: Sequence[Words], ask: Callable[[Words], int]) -> list[Answer]:
    for search in searches:
        ask(search)
    answers = []
    for search in searches:
        start = time.perf_counter()
        hits = ask(search)
        answers.append((hits, 1000 * (time.perf_counter() - start)))
    return answers


def ours(documents: list[Document], searches: Sequence[Words]) -> Measured:
    def ask(search: Words) -> int:
        counting.RECENT.clear()
        text = " ".join(f'"{word}"' for word in search)
        return find(SearchRequest(text=text, size=SIZE, across=False)).complete

    built = bench_search.build(documents)
    return Measured(built["seconds"], timed(searches, ask))


def lucene(file: Path, searches: Sequence[Words], home: Path) -> Measured | None:
    if len(JARS) < 3 or not shutil.which("java"):
        return None
    queries = home / "queries.txt"
    queries.write_text("".join(" ".join(map(plain, search)) + "\n" for search in searches))
    command = ["java", "-Xmx4g", "-cp", ":".join(map(str, JARS)), str(LUCENE)]
    arguments = [str(file), str(queries), str(home / "lucene"), ",".join(DIMENSIONS)]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=True)
    first, *rest = done.stdout.splitlines()
    answers = [(int(hits), float(taken)) for hits, taken in map(str.split, rest)]
    return Measured(float(first.split()[1]), answers)


def fts5(file: Path, searches: Sequence[Words], home: Path) -> Measured:
    peer = sqlite3.connect(home / "peer.sqlite3", isolation_level=None)
    peer.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=4000000000;"
        "PRAGMA cache_size=-1048576; PRAGMA temp_store=MEMORY;"
        "CREATE VIRTUAL TABLE text USING fts5(words, content='', detail='column', "
        "tokenize='ascii');"
        "CREATE TABLE facet(doc INTEGER, value TEXT, PRIMARY KEY(doc, value)) WITHOUT ROWID;"
        "CREATE TEMP TABLE hit(doc INTEGER PRIMARY KEY); BEGIN;"
    )
    start = time.perf_counter()
    for part in rows(file):
        peer.execute("INSERT INTO text(rowid, words) VALUES (?, ?)", (part[0], part[1]))
        peer.executemany("INSERT INTO facet VALUES (?, ?)", ((part[0], v) for v in part[2:]))
    for ending in ("COMMIT", "INSERT INTO text(text) VALUES ('optimize')", "ANALYZE"):
        peer.execute(ending)
    build = time.perf_counter() - start

    def ask(search: Words) -> int:
        match = " ".join(map(plain, search))
        peer.execute("DELETE FROM hit")
        hits = peer.execute(
            "INSERT INTO hit SELECT rowid FROM text WHERE text MATCH ?", (match,)
        ).rowcount
        peer.execute(
            "SELECT rowid FROM text WHERE text MATCH ? ORDER BY rank LIMIT ?", (match, SIZE)
        ).fetchall()
        peer.execute(
            "SELECT value, count(*) FROM hit CROSS JOIN facet USING (doc) GROUP BY 1"
        ).fetchall()
        return hits

    return Measured(build, timed(searches, ask))


def postgresql(file: Path, searches: Sequence[Words]) -> Measured | None:
    if not POSTGRES.startswith("postgres"):
        return None
    import psycopg

    with psycopg.connect(POSTGRES, autocommit=True) as peer:
        peer.execute("SET jit = off")
        peer.execute("SET work_mem = '256MB'")
        peer.execute("SET maintenance_work_mem = '1GB'")
        start = time.perf_counter()
        peer.execute("CREATE TABLE doc (id int, words tsvector, facets text[])")
        with peer.cursor().copy("COPY doc FROM STDIN") as copy:
            for number, text, *found in rows(file):
                copy.write_row((number, text, found))
        peer.execute("ALTER TABLE doc ADD PRIMARY KEY (id)")
        peer.execute("CREATE INDEX ON doc USING gin (words) WITH (fastupdate = off)")
        peer.execute("VACUUM ANALYZE doc")
        build = time.perf_counter() - start

        def ask(search: Words) -> int:
            match = " & ".join(map(plain, search))
            peer.execute(
                "SELECT id FROM doc, to_tsquery('simple', %s) q WHERE words @@ q "
                "ORDER BY ts_rank(words, q) DESC LIMIT %s",
                (match, SIZE),
                prepare=True,
            ).fetchall()
            found = peer.execute(
                "WITH hit AS MATERIALIZED (SELECT facets FROM doc WHERE words @@ "
                "to_tsquery('simple', %s)) SELECT NULL, count(*) FROM hit UNION ALL "
                "(SELECT value, count(*) FROM hit, unnest(facets) value GROUP BY 1)",
                (match,),
                prepare=True,
            ).fetchall()
            return int(next(number for value, number in found if value is None))

        return Measured(build, timed(searches, ask))


def rows(file: Path) -> Iterator[list[str]]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n").split("\t")


def write(documents: Iterable[Document], file: Path) -> None:
    with file.open("w", encoding="utf-8") as out:
        for document in documents:
            text = " ".join(map(plain, sorted(words(document))))
            out.write("\t".join([str(document.id), text, *values(document)]) + "\n")


def searches_of(documents: Sequence[Document], count: int, seed: int) -> list[Words]:
    """So many single words out of titles, then so many times two words out of one."""
    chance = random.Random(seed + 3)
    found: dict[int, dict[Words, None]] = {1: {}, 2: {}}
    for size, kept in found.items():
        while len(kept) < count:
            tokens = sorted(
                {
                    token
                    for title in chance.choice(documents).titles.values()
                    for token in analysis.words(title)
                    if len(token) > 3 and token.isalpha()
                }
            )
            if len(tokens) >= size:
                kept[tuple(chance.sample(tokens, size))] = None
    return [*found[1], *found[2]]


def report(results: dict[str, Measured | None], documents: int) -> None:
    mine = results["ours"]
    assert mine is not None
    half = len(mine.answers) // 2
    kinds = {"one word": slice(half), "two words": slice(half, None)}
    for name, found in results.items():
        if found is None:
            print(f"  {name:11} is not here: not measured")
            continue
        agree = sum(a == b for (a, _), (b, _) in zip(mine.answers, found.answers, strict=True))
        print(
            f"  {name:11} built at {documents / found.build:,.0f}/s, as many hits as ours in"
            f" {agree} of {len(found.answers)}"
        )
        for kind, chosen in kinds.items():
            hits = statistics.median(hits for hits, _ in found.answers[chosen])
            fifty, most = (found.milliseconds(percent, chosen) for percent in (50, 95))
            print(f"    {kind:10} p50 {fifty:8.2f}, p95 {most:8.2f} ms; hits {hits:,.0f} (p50)")
    for name, goal in GOALS.items():
        if (peer := results[name]) is None:
            continue
        for kind, chosen in kinds.items():
            ratios = [
                mine.milliseconds(percent, chosen) / peer.milliseconds(percent, chosen)
                for percent in (50, 95)
            ]
            said = [f"{r:.2f} × its time" if r > 1 else f"{1 / r:.1f} × as fast" for r in ratios]
            print(f"  ours beside {name}, {kind}: p50 {said[0]}, p95 {said[1]} (goal {goal} ×)")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--seed", type=int, default=amplify.DEFAULT_SEED)
    parser.add_argument("--source", type=Path, default=amplify.DEFAULT_SOURCE)
    asked = parser.parse_args()
    home = bench_search.HOME
    try:
        real = amplify.read_rows(asked.source)
        if not real:
            return
        call_command("migrate", verbosity=0)
        documents = list(amplify.amplify(real, asked.documents, seed=asked.seed))
        searches = searches_of(documents, asked.queries, asked.seed)
        file = home / "documents.tsv"
        write(documents, file)
        results: dict[str, Measured | None] = {"ours": ours(documents, searches)}
        results["Lucene"] = lucene(file, searches, home)
        results["FTS5"] = fts5(file, searches, home)
        results["PostgreSQL"] = postgresql(file, searches)
        print(f"{asked.documents} documents AMPLIFIED from {len(real)} rows, seed {asked.seed}")
        print(f"{bench_search.hardware()}, load {os.getloadavg()[0]:.1f}, {len(searches)} queries")
        report(results, asked.documents)
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
