"""From a file of records to resources that can be found: database and search index included.

10,741 real records (`free-programming-books.jsonl`, not shipped) are harvested as a table into a
new SQLite file, listed, and indexed, by the same functions that a run from the command line calls.
The floor, measured in the same process, is what no harvester can do without: parse the JSON of every
line and insert the line with its digest into a table (`executemany`, one transaction per 500).
Each round is a process and a database of its own; the best of the rounds counts.
Target: 2,000 records a second. Run: `python benchmarks/bench_harvest.py FILE`
"""

import argparse
import json
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from hashlib import blake2b
from pathlib import Path
from typing import Any

TARGET = 2_000
ROUNDS = 3
AT_ONCE = 500


class Clock:
    """Wall and processor time of a stage; threads of the index count as processor time."""

    def __init__(self) -> None:
        self.wall, self.processor = time.perf_counter(), time.process_time()

    def stop(self) -> dict[str, float]:
        wall = time.perf_counter() - self.wall
        processor = time.process_time() - self.processor
        return {"seconds": round(wall, 3), "cpu_seconds": round(processor, 3)}


def floor(data: Path, home: Path) -> dict[str, float]:
    """Parse and insert, nothing else."""
    clock = Clock()
    database = sqlite3.connect(home / "floor.sqlite3")
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE TABLE r (id INTEGER PRIMARY KEY, u TEXT, p BLOB, d TEXT)")
    lines = data.read_bytes().splitlines()
    for start in range(0, len(lines), AT_ONCE):
        rows = [
            (json.loads(line)["url"], line, blake2b(line, digest_size=16).hexdigest())
            for line in lines[start : start + AT_ONCE]
        ]
        with database:
            database.executemany("INSERT INTO r (u, p, d) VALUES (?, ?, ?)", rows)
    database.close()
    return clock.stop()


def one_round(data: Path) -> dict[str, Any]:
    """All stages once, in the home folder of the environment."""
    import django

    django.setup()
    from django.core.management import call_command

    from armillary.catalogue.models import Resource
    from armillary.catalogue.operations import list_resources
    from armillary.harvest.operations import add_source, run_source
    from armillary.people.actors import OPERATOR
    from armillary.search.operations import drain_outbox

    call_command("migrate", verbosity=0, skip_checks=True)
    drain_outbox()  # makes the empty index
    stages = {"floor": floor(data, Path(os.environ["ARMILLARY_HOME"]))}
    source = add_source("table", data.as_uri(), "books", options={"language": "en"}, by=OPERATOR)
    clock = Clock()
    run = run_source(source, by=OPERATOR)
    stages["harvest"] = clock.stop()
    clock = Clock()
    listed = list_resources(list(Resource.objects.values_list("pk", flat=True)), by=OPERATOR)
    stages["list"] = clock.stop()
    clock = Clock()
    drain_outbox()
    stages["index"] = clock.stop()
    clock = Clock()
    again = run_source(source, by=OPERATOR)
    stages["again"] = clock.stop()
    return {
        "counts": run.counts,
        "again": again.counts,
        "resources": len(listed),
        "stages": stages,
    }


def in_process(data: Path) -> dict[str, Any]:
    home = tempfile.mkdtemp(prefix="armillary-bench-")
    environment = {
        **os.environ,
        "ARMILLARY_HOME": home,
        "DJANGO_SETTINGS_MODULE": "armillary.config.settings",
    }
    command = [sys.executable, __file__, str(data), "--child"]
    try:
        done = subprocess.run(command, env=environment, check=True, capture_output=True)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def whole(result: dict[str, Any], kind: str) -> float:
    return sum(float(result["stages"][name][kind]) for name in ("harvest", "list", "index"))


def report(results: list[dict[str, Any]]) -> dict[str, Any]:
    """The best round, with rates in records a second."""
    best = min(results, key=lambda result: whole(result, "seconds"))
    received = best["counts"]["received"]
    bare = float(best["stages"]["floor"]["seconds"])
    seconds = whole(best, "seconds")
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
        "python": platform.python_version(),
        "records": received,
        "records_per_second": round(received / seconds),
        "records_per_cpu_second": round(received / whole(best, "cpu_seconds")),
        "floor_records_per_second": round(received / bare),
        "times_the_floor": round(seconds / bare, 1),
        "unchanged_again_per_second": round(received / best["stages"]["again"]["seconds"]),
        "rounds": [round(received / whole(result, "seconds")) for result in results],
        "target": TARGET,
        **best,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    data = arguments.data.resolve()
    if arguments.child:
        print(json.dumps(one_round(data)))
        return
    print(json.dumps(report([in_process(data) for _round in range(arguments.rounds)]), indent=2))


if __name__ == "__main__":
    main()
