"""Export the whole catalogue as one file: time, and the most memory.

Records are amplified from real ones (see amplify.py), described through the operation that every harvest
uses and then marked as listed in one statement, in a new SQLite file. Each export runs in a process of its
own, straight from the database to a file that nobody reads (/dev/null), one after the other; the page
cache of the operating system is warm, ours is empty. Memory is the peak of that process, with all it has
imported and what it maps of the database's file. The floor is `json.dumps` of documents that are ready in
memory: no export of the same documents by the standard library can be faster.

    python benchmarks/bench_export.py                      # 20,000 records
    python benchmarks/bench_export.py --records 1000000    # the target: under 300 s and 300 MB
"""

import argparse
import json
import os
import platform
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import amplify

CHILD = os.environ.get("BENCH_EXPORT_HOME")
HOME = CHILD or tempfile.mkdtemp(prefix="armillary-bench-")
for name in [name for name in os.environ if name.startswith("ARMILLARY_")]:
    del os.environ[name]
os.environ["ARMILLARY_HOME"] = HOME
os.environ["DJANGO_SETTINGS_MODULE"] = "armillary.config.settings"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from armillary.catalogue.enums import ResourceState  # noqa: E402
from armillary.catalogue.models import Resource  # noqa: E402
from armillary.catalogue.operations import Incoming, describe_resources  # noqa: E402
from armillary.core.clock import now  # noqa: E402
from armillary.dissemination.exports.chosen import everything  # noqa: E402
from armillary.dissemination.exports.table import Style  # noqa: E402
from armillary.dissemination.exports.writing import written  # noqa: E402
from armillary.formats.description import Description  # noqa: E402
from armillary.formats.values.licences import LICENCES  # noqa: E402
from armillary.people.actors import SYSTEM  # noqa: E402
from armillary.search.documents import Document  # noqa: E402
from armillary.vocabularies.queries import scheme_keys, subject_resolver  # noqa: E402

CHUNK = 2_000
READY = 10_000  # documents of the floor
GOAL_SECONDS, GOAL_MEGABYTES, OF = 300, 300, 1_000_000
KINDS = ("jsonld", "jsonld.jsonl", "csv", "bib")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--records", type=int, default=20_000)
    asked.add_argument("--kinds", nargs="*", default=[*KINDS])
    asked.add_argument("--child", help="internal")
    given = asked.parse_args()
    if given.child:
        sys.stdout.write(json.dumps(one(given.child)))
        return
    rows = amplify.read_rows(amplify.DEFAULT_SOURCE)
    if not rows:
        return
    try:
        report(given.records, given.kinds, rows)
    finally:
        shutil.rmtree(HOME, ignore_errors=True)


def report(records: int, kinds: list[str], rows: list[amplify.Row]) -> None:
    call_command("migrate", interactive=False, verbosity=0)
    fill(amplify.amplify(rows, records))
    print(f"{records:,} amplified records, seed {amplify.DEFAULT_SEED}, {hardware()}")
    for kind in [*kinds, "floor"]:
        found = apart(kind)
        per_second = found["records"] / found["seconds"]
        print(
            f"{kind:13} {found['seconds']:8.1f} s  {found['cpu']:8.1f} s of processor  "
            f"{per_second:9,.0f} records/s  {found['megabytes_written']:8,.0f} MB written  "
            f"peak {found['peak']:6.0f} MB  load {os.getloadavg()[0]:.1f}"
        )
        if kind == "jsonld":
            print(f"{'':13} target: {GOAL_SECONDS * records / OF:.1f} s, {GOAL_MEGABYTES} MB")


def fill(documents: Iterable[Document]) -> None:
    chance, walk, done = random.Random(amplify.DEFAULT_SEED), iter(documents), 0
    resolve, subjects = subject_resolver(), scheme_keys("subjects")
    types = frozenset(scheme_keys("types"))
    while chunk := list(islice(walk, CHUNK)):
        incoming = []
        for document in chunk:
            facets = document.facets
            known = [key for key in map(resolve, facets["subject"]) if key]
            described = description(document, known or [chance.choice(subjects)])
            described["types"] = [key for key in facets["type"] if key in types] or ["textbook"]
            described["published"] = str(chance.randrange(1990, 2027))
            incoming.append(Incoming(None, described, origins={"titles": f"b:{document.id}"}))
        describe_resources(incoming, by=SYSTEM)
        done += len(chunk)
        sys.stderr.write(f"\r{done} records described")
    sys.stderr.write("\n")
    Resource.objects.update(state=ResourceState.LISTED, listed_at=now())
    with connection.cursor() as cursor:  # as a site that runs does by and by
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def description(document: Document, subjects: list[str]) -> Description:
    facets, by_key = document.facets, {each.key: each.address for each in LICENCES.values()}
    return Description(
        titles=document.titles,
        descriptions=document.bodies,
        subjects=subjects,
        keywords=document.keywords,
        levels=facets["level"],
        audiences=facets["audience"],
        languages=facets["language"],
        licence=by_key[facets["licence"][0]],
        creators=[{"name": name, "kind": "person", "address": ""} for name in document.names],
        addresses=[f"https://{facets['source'][0]}/{document.id}"],
    )


def apart(kind: str) -> dict[str, Any]:
    """One measurement in a process of its own."""
    command = [sys.executable, __file__, "--child", kind]
    environment = {**os.environ, "BENCH_EXPORT_HOME": HOME}
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def one(kind: str) -> dict[str, Any]:
    if kind == "floor":
        return floor()
    start, busy, size = time.perf_counter(), time.process_time(), 0
    with Path(os.devnull).open("wb") as nowhere:
        for piece in written(everything(), kind, Style()):
            size += nowhere.write(piece)
    return measured(Resource.objects.count(), size, start, busy)


def floor() -> dict[str, Any]:
    """The first documents, ready, written again and again until all would have been."""
    lines = islice(written(everything(), "jsonld.jsonl", Style()), 1, 2 + READY // 500)
    ready = [json.loads(line) for piece in lines for line in piece.splitlines()][:READY]
    start, busy, size = time.perf_counter(), time.process_time(), 0
    for document in ready:
        size += len(json.dumps(document, ensure_ascii=False).encode())
    return measured(len(ready), size, start, busy)


def measured(records: int, size: int, start: float, busy: float) -> dict[str, Any]:
    return {
        "records": records,
        "seconds": time.perf_counter() - start,
        "cpu": time.process_time() - busy,
        "megabytes_written": size / 1e6,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def hardware() -> str:
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"


if __name__ == "__main__":
    main()
