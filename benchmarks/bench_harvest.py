"""From a file of records to resources that can be found: database and search index included.

10,741 real records (`free-programming-books.jsonl`, not shipped) are harvested as a table into a
new SQLite file and made searchable, in two ways, each in a process and a database of its own:

* `stages`: harvested, listed and indexed one after the other in one process, without evaluation.
* `served`: from a trusted source, beside the worker process of `armillary serve`, which checks every
  resource, looks for duplicates, lists what passes, writes the OAI-PMH records and the index. The
  clock runs until the last listed resource is found by a search.

The floor, measured in the same process, is what no harvester can do without: parse the JSON of every
line and insert the line with its digest into a table (`executemany`, one transaction per 500).
The best of the rounds counts. Target: 2,000 records a second.
Run: `python benchmarks/bench_harvest.py`
"""

import argparse
import json
import os
import platform
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any

TARGET = 2_000
ROUNDS = 3
AT_ONCE = 500
START_OF_WORKER = 8.0  # seconds
PATIENCE = 600.0


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


def served_round(data: Path) -> dict[str, Any]:
    """Harvest beside the worker, and wait until everything that is listed can be found."""
    import django

    django.setup()
    from django.core.management import call_command

    from armillary.harvest.operations import add_source, run_source
    from armillary.people.actors import OPERATOR
    from armillary.search.operations import drain_outbox

    call_command("migrate", verbosity=0, skip_checks=True)
    drain_outbox()  # makes the empty index
    worker = subprocess.Popen([sys.executable, "-m", "armillary.cli.main", "work"])
    try:
        time.sleep(START_OF_WORKER)
        source = add_source(
            "table", data.as_uri(), "books", trusted=True, options={"language": "en"}, by=OPERATOR
        )
        clock = Clock()
        run = run_source(source, by=OPERATOR)
        harvest = clock.stop()
        found = _wait_until_found()
        until_found = clock.stop()["seconds"]
    finally:
        worker.terminate()
        worker.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "counts": run.counts,
        "found": found,
        "seconds": until_found,
        "harvest": harvest,
        "worker_cpu_seconds": round(used.ru_utime + used.ru_stime, 3),  # with its start
    }


def _wait_until_found() -> int:
    """How many resources a search finds, once all that are listed are found and none is to come."""
    from armillary.catalogue.queries import listed_count
    from armillary.search.queries import SearchRequest, find

    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if not _work_left():
            listed = listed_count()
            if listed and find(SearchRequest(kind="resource")).total == listed:
                return listed
        time.sleep(0.1)
    raise TimeoutError("The worker did not finish in time.")


def _work_left() -> bool:
    """Is there a task that may list a resource? Records for harvesters are not waited for."""
    from django_tasks_db.models import DBTaskResult

    waiting = DBTaskResult.objects.filter(status__in=["READY", "RUNNING"])
    return waiting.exclude(task_path__contains=".dissemination.").exists()


def in_process(data: Path, kind: str) -> dict[str, Any]:
    home = tempfile.mkdtemp(prefix="armillary-bench-")
    environment = {
        **os.environ,
        "ARMILLARY_HOME": home,
        "DJANGO_SETTINGS_MODULE": "armillary.config.settings",
    }
    command = [sys.executable, __file__, str(data), "--child", kind]
    try:
        done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def whole(result: dict[str, Any], kind: str) -> float:
    return sum(float(result["stages"][name][kind]) for name in ("harvest", "list", "index"))


def stages_report(results: list[dict[str, Any]]) -> dict[str, Any]:
    """The best round, with rates in records a second."""
    best = min(results, key=lambda result: whole(result, "seconds"))
    received = best["counts"]["received"]
    bare = float(best["stages"]["floor"]["seconds"])
    seconds = whole(best, "seconds")
    processor = [whole(result, "cpu_seconds") for result in results]
    return {
        "records": received,
        "records_per_second": round(received / seconds),
        "records_per_cpu_second": round(received / min(processor)),
        "floor_records_per_second": round(received / bare),
        "times_the_floor": round(seconds / bare, 1),
        "unchanged_again_per_second": round(received / best["stages"]["again"]["seconds"]),
        "rounds": [round(received / whole(result, "seconds")) for result in results],
        "cpu_microseconds_per_record": {
            name: round(min(r["stages"][name]["cpu_seconds"] for r in results) / received * 1e6)
            for name in best["stages"]
        },
        **best,
    }


def served_report(results: list[dict[str, Any]]) -> dict[str, Any]:
    best = min(results, key=lambda result: float(result["seconds"]))
    received = best["counts"]["received"]
    return {
        "records_per_second": round(received / best["seconds"]),
        "rounds": [round(received / result["seconds"]) for result in results],
        **best,
    }


ROUND: dict[str, Callable[[Path], dict[str, Any]]] = {"stages": one_round, "served": served_round}


SHARED = Path(__file__).parents[2] / "shared" / "data" / "free-programming-books.jsonl"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=SHARED)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--child", choices=ROUND, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    data = arguments.data.resolve()
    if not data.exists():
        print(f"Not run: {data} is not here.")
        return
    if arguments.child:
        print(json.dumps(ROUND[arguments.child](data)))
        return
    rounds = range(arguments.rounds)
    report = {
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 1),
        "stages": stages_report([in_process(data, "stages") for _round in rounds]),
        "served": served_report([in_process(data, "served") for _round in rounds]),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "load_after": round(os.getloadavg()[0], 1),
        "target": TARGET,
    }
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
