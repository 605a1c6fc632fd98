"""How many search pages, and JSON searches, `armillary serve` answers a second while its worker indexes.

The site runs as an operator runs it: two web processes, the worker beside them, SQLite. Once a second
some resources are marked as changed, so that the indexer commits all the time. `wrk` (Debian) asks with
eight connections and a different search each time, from the same two cores; what it takes itself is told.
Floor: `/healthz`, the same server with next to no page. The data are amplified (see amplify.py).

    python benchmarks/bench_serving.py --records 100000
"""

import argparse
import os
import shutil
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parent))
from django.core.management import call_command

import amplify
import bench_search_page as filling
from armillary.search.operations import note_changes
from serving import free_port, load, served

GOALS = {"page, en": 150, "JSON": 350}
CHANGES = 50  # a second
PATHS = {"page, en": "/resources/?", "page, ar": "/ar/resources/?", "JSON": "/api/v1/resources?"}


@contextmanager
def changing(count: int) -> Iterator[list[int]]:
    """Mark resources as changed once a second; the list has how many have been."""
    stopping, done = threading.Event(), [0]

    def change() -> None:
        while not stopping.wait(1.0):
            start = done[0] % count
            note_changes("resource", [1 + (start + n) % count for n in range(CHANGES)])
            done[0] += CHANGES

    thread = threading.Thread(target=change)
    thread.start()
    try:
        yield done
    finally:
        stopping.set()
        thread.join()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=3_000)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=amplify.DEFAULT_SEED)
    parser.add_argument("--source", type=Path, default=amplify.DEFAULT_SOURCE)
    asked = parser.parse_args()
    if not shutil.which("wrk"):
        print("wrk is not here (Debian: wrk): nothing was measured.")
        return
    try:
        rows = amplify.read_rows(asked.source)
        if not rows:
            return
        call_command("migrate", interactive=False, verbosity=0)
        documents = list(amplify.amplify(rows, asked.records, seed=asked.seed))
        filling.fill(documents, asked.seed)
        wanted = filling.searches(documents, asked.queries, asked.seed)
        del documents
        measure(wanted, asked)
    finally:
        shutil.rmtree(filling.HOME, ignore_errors=True)


def measure(wanted: Sequence[dict[str, str]], asked: argparse.Namespace) -> None:
    print(f"{asked.records} records AMPLIFIED, seed {asked.seed}, {os.cpu_count()} processors")
    with served(free_port()) as address:
        warm = [f"{path}{urlencode(each)}" for path in PATHS.values() for each in wanted[:100]]
        load(address, warm, 5, filling.HOME)
        floor, told = load(address, ["/healthz"], 5, filling.HOME)
        print(f"  {'/healthz':10} {floor:8.0f} a second; {told}; load {os.getloadavg()[0]:.1f}")
        for name, path in PATHS.items():
            paths = [f"{path}{urlencode(each)}" for each in wanted]
            with changing(asked.records) as changed:
                rate, told = load(address, paths, asked.seconds, filling.HOME)
            goal = f"; goal {GOALS[name]} met: {rate >= GOALS[name]}" if name in GOALS else ""
            print(f"  {name:10} {rate:8.0f} a second ({floor / rate:.0f} × less), {told}{goal}")
            print(f"             {changed[0]} resources were marked as changed meanwhile")


if __name__ == "__main__":
    main()
