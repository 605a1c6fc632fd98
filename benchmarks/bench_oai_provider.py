"""How long the provider takes for a page of 1,000 records, wherever in a long list it stands, and how
many records one process serves over HTTP.

    python benchmarks/bench_oai_provider.py [--records 100000] [--repeats 200] [--seed 7]

Fills a database of its own (ARMILLARY_DATABASE_URL, or a file in a temporary folder) with listed
resources made from a seed, and asks through Django's handler, middleware included, for pages at
the start, in the middle and at the end: of everything, of a set, and of a window of datestamps.
The floor is the bare read of the same stored bytes and their join, in the same run; the ratio
compares the best of both, which other work on the machine disturbs least; `cpu` is this process's
own time per request. Requests are warm: each is sent once before it is timed. Peer of `building` (a
page out of its rows, as far as the answer's bytes) is lxml: the same records from their values, as a
tree, serialised. Over HTTP `armillary serve` has one web process, and `wrk` (Debian; four connections,
from the same cores) asks for pages all over the list, uncompressed.
"""

import argparse
import os
import platform
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from django.test import Client

    from armillary.catalogue.models import Resource

PAGE = 1_000
GOALS = {"building": 2.0, "records/s": 50_000, "over lxml": 20}
BATCH = 5_000
WORDS = ("wave", "force", "cell", "angle", "graph", "energy", "orbit", "ratio", "proof", "prism")
SUBJECTS = ("algebra", "physics", "mathematics", "chemistry", "biology")
SET = "subject:mathematics"


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="armillary-bench-") as home:
        os.environ.setdefault("ARMILLARY_SECRET_KEY", "for this benchmark only")
        os.environ["ARMILLARY_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "armillary.config.settings"
        (Path(home) / "static").mkdir()
        _prepare()
        _tell(arguments)
        _fill(arguments.records, random.Random(arguments.seed))
        _measure(arguments.repeats)
        _measure_building(arguments.repeats)
        _measure_serving()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


def _prepare() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def _tell(arguments: argparse.Namespace) -> None:
    from django.db import connection

    print(f"{arguments.records:,} records, seed {arguments.seed}, warm caches, one client")
    print(f"{_processor()}, {os.cpu_count()} cores; Python {platform.python_version()}")
    print(f"{connection.vendor} {'.'.join(map(str, connection.get_database_version()))}\n")


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if sys.platform == "linux" else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def _fill(count: int, chance: random.Random) -> None:
    """Listed resources through the model, then stored records through the operation."""
    from armillary.catalogue.models import Resource
    from armillary.dissemination.operations import rebuild_records
    from armillary.people.actors import SYSTEM

    started = time.perf_counter()
    for first in range(0, count, BATCH):
        rows = [_resource(number, chance) for number in range(first, min(first + BATCH, count))]
        Resource.objects.bulk_create(rows, batch_size=500)
    filled = time.perf_counter()
    done = rebuild_records(by=SYSTEM)
    seconds = time.perf_counter() - filled
    print(f"catalogue filled in {filled - started:.0f} s")
    print(f"records made: {done.written:,} in {seconds:.0f} s, {done.written / seconds:,.0f}/s")
    started = time.perf_counter()
    again = rebuild_records(by=SYSTEM)
    seconds = time.perf_counter() - started
    print(f"nothing changed: {again.unchanged:,} in {seconds:.0f} s\n")


def _resource(number: int, chance: random.Random) -> "Resource":
    from armillary.catalogue.enums import ResourceState
    from armillary.catalogue.models import Resource
    from armillary.core.clock import now
    from armillary.core.texts import TranslatedText

    title = " ".join(chance.choices(WORDS, k=8)).capitalize()
    address = f"https://lessons.example.org/{number}"
    return Resource(
        state=ResourceState.LISTED,
        listed_at=now(),
        titles=TranslatedText.of(en=title),
        descriptions=TranslatedText.of(en=" ".join(chance.choices(WORDS, k=80))),
        facts={
            "subjects": [chance.choice(SUBJECTS)],
            "languages": [chance.choice(("en", "ar", "es", "fr"))],
            "types": ["lesson-plan"],
            "levels": ["lower-secondary"],
            "licence": "https://creativecommons.org/licenses/by/4.0/",
            "creators": [{"name": "A. Noor", "kind": "person", "address": ""}],
            "addresses": [address],
        },
    )


def _measure(repeats: int) -> None:
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    print(f"{'ms':30}{'cpu':>8}{'best':>8}{'p50':>8}{'p95':>8}{'floor':>8}{'ratio':>8}{'kB':>7}")
    for label, query, positions in _requests():
        page, size, processor = _timed(partial(_page, client, query), repeats)
        floor, _size, _processor = _timed(partial(_bare_page, positions), repeats)
        middle, high = statistics.median(page), sorted(page)[int(len(page) * 0.95)]
        best, bare = min(page), min(floor)
        print(
            f"{label:30}{processor * 1e3:8.2f}{best * 1e3:8.2f}{middle * 1e3:8.2f}{high * 1e3:8.2f}"
            f"{bare * 1e3:8.2f}{best / bare:8.2f}{size / 1e3:7.0f}",
            flush=True,
        )


def _requests() -> Iterator[tuple[str, dict[str, str], list[int]]]:
    """Label, arguments and the positions of the records of every page to be timed."""
    from armillary.dissemination.models import OaiMembership, OaiRecord

    whole = list(OaiRecord.objects.order_by("position").values_list("position", flat=True))
    members = OaiMembership.objects.filter(set__spec=SET).order_by("position")
    window = {"from": "2000-01-01", "until": "2100-01-01"}
    yield from _places("all", {}, whole)
    yield from _places("set", {"set": SET}, list(members.values_list("position", flat=True)))
    yield from _places("from, until", window, whole)


def _places(
    name: str, stated: dict[str, str], positions: list[int]
) -> Iterator[tuple[str, dict[str, str], list[int]]]:
    from armillary.dissemination.oai.tokens import ListState, write_token

    first = {"verb": "ListRecords", "metadataPrefix": "oai_dc", **stated}
    yield f"{name}: start, of {len(positions):,}", first, positions[:PAGE]
    for place, start in (("middle", len(positions) // 2), ("end", len(positions) - PAGE)):
        state = ListState(
            "ListRecords",
            "oai_dc",
            stated.get("set", ""),
            stated.get("from", ""),
            stated.get("until", ""),
            after=positions[start - 1],
            cursor=start,
            size=len(positions),
        )
        resumed = {"verb": "ListRecords", "resumptionToken": write_token(state)}
        yield f"{name}: {place}", resumed, positions[start : start + PAGE]


def _page(client: "Client", query: dict[str, str]) -> bytes:
    return client.get("/oai", query).content


def _bare_page(positions: list[int]) -> bytes:
    """The same bytes by a bare query on the key, joined."""
    from django.db import connection

    with connection.cursor() as cursor:
        marks = ",".join(["%s"] * len(positions))
        cursor.execute(
            f"SELECT header, oai_dc FROM dissemination_oairecord WHERE position IN ({marks})",
            positions,
        )
        return b"".join([part for row in cursor.fetchall() for part in row])


def _measure_building(repeats: int) -> None:
    """The page itself, without the handler and what it asks the database beside."""
    from armillary.dissemination.oai import envelopes
    from armillary.dissemination.queries import Selection, page

    chosen = Selection(1, None)

    def build() -> bytes:
        return b"".join(envelopes.records(page(chosen, limit=PAGE + 1)[:PAGE]))

    values = [_values(bytes(row.metadata)) for row in page(chosen, limit=PAGE)]
    ours, _size, _processor = _timed(build, repeats)
    peer, _size, _processor = _timed(partial(_lxml_page, values), max(5, repeats // 10))
    ratio = min(peer) / min(ours)
    print(
        f"\nbuilding a page of {PAGE:,}: best {min(ours) * 1e3:.2f} ms, p50 "
        f"{statistics.median(ours) * 1e3:.2f}; lxml {min(peer) * 1e3:.1f} ms, {ratio:.1f} × "
        f"(goals {GOALS['building']} ms, {GOALS['over lxml']} ×)"
    )


def _values(metadata: bytes) -> list[tuple[str, str]]:
    from lxml import etree

    return [(str(each.tag), each.text or "") for each in etree.fromstring(metadata)]


def _lxml_page(values: list[list[tuple[str, str]]]) -> bytes:
    """Each record with a header and its metadata as a tree, serialised."""
    from lxml import etree

    space = "{http://www.openarchives.org/OAI/2.0/}"
    root = etree.Element(f"{space}ListRecords")
    for number, record in enumerate(values):
        made = etree.SubElement(root, f"{space}record")
        header = etree.SubElement(made, f"{space}header")
        etree.SubElement(header, f"{space}identifier").text = f"oai:127.0.0.1:{number}"
        etree.SubElement(header, f"{space}datestamp").text = "2026-11-30T00:00:00Z"
        metadata = etree.SubElement(made, f"{space}metadata")
        dc = etree.SubElement(metadata, "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc")
        for tag, text in record:
            etree.SubElement(dc, tag).text = text
    return etree.tostring(root, encoding="utf-8")


def _measure_serving() -> None:
    from serving import free_port, load, served

    if not shutil.which("wrk"):
        print("wrk is not here: serving over HTTP was not measured")
        return
    os.environ["ARMILLARY_WEB_WORKERS"] = "1"
    with served(free_port()) as address:
        paths = [f"/oai?{urlencode(query)}" for _label, query, _positions in _requests()]
        home = Path(os.environ["ARMILLARY_HOME"])
        rate, told = load(address, paths[:3], 10, home, connections=4, encoding="identity")
    print(
        f"over HTTP, one process: {rate * PAGE:,.0f} records/s (goal {GOALS['records/s']:,}); "
        f"{told}; load {os.getloadavg()[0]:.1f}"
    )


def _timed(ask: Callable[[], bytes], repeats: int) -> tuple[list[float], int, float]:
    """Seconds of each turn by the clock, the answer's bytes, seconds of this process per turn."""
    size = len(ask())
    times = []
    used = time.process_time()
    for _turn in range(repeats):
        started = time.perf_counter()
        ask()
        times.append(time.perf_counter() - started)
    return times, size, (time.process_time() - used) / repeats


if __name__ == "__main__":
    main()
