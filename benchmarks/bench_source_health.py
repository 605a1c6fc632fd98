"""How long a source's findings take to be brought up to date after a run, and a report to open.

    python benchmarks/bench_source_health.py [--kept 100000] [--changed 10000] [--seed 7]

A source has so many records in oai_dc of about 1.3 kB (made up by a seed; a third have one fault, a
tenth have four, one in a hundred repeats another), counted before. Then a run changes some of them, all
scattered, as an incremental harvest does. Measured: looking at the changed records (read, judge, write
what differs), adding up the findings of the source, both again when nothing has changed, and the report
as page and as JSON through the whole stack. The floor, in the same database and run, is one SQL count
of the source's records. Processor time beside wall time, since the machine may be shared.
"""

import argparse
import os
import platform
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

OPENING = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">'
)
WORDS = ("wave", "force", "cell", "angle", "graph", "energy", "orbit", "ratio", "proof", "prism")
OPENED = 50  # times


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="armillary-bench-") as home:
        os.environ.setdefault("ARMILLARY_SECRET_KEY", "for this benchmark only")
        os.environ |= {
            "ARMILLARY_HOME": home,
            "DJANGO_SETTINGS_MODULE": "armillary.config.settings",
        }
        (Path(home) / "static").mkdir()
        _prepare()
        print(f"{platform.platform()}, load {os.getloadavg()[0]:.1f}, seed {arguments.seed}")
        _measure(arguments.kept, arguments.changed, random.Random(arguments.seed))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kept", type=int, default=100_000, help="records of the source")
    parser.add_argument("--changed", type=int, default=10_000, help="by the run")
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


def _prepare() -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)


def _measure(kept: int, changed: int, seeded: random.Random) -> None:
    from armillary.harvest.models import Record, Run, Source
    from armillary.harvest.operations import add_source
    from armillary.harvest.operations.health import count_source, share_report
    from armillary.people.actors import OPERATOR, SYSTEM

    source = add_source("oai", "https://b.example/oai", "b", by=OPERATOR)
    _store(source, kept, seeded, Run.objects.create(source=source, state="finished"))
    _timed(f"first counting of {kept} records", lambda: count_source(source, by=SYSTEM), kept)
    _change(source, changed, seeded, Run.objects.create(source=source, state="finished"))
    floor = _timed(
        f"floor: one SQL count of {kept} records",
        lambda: Record.objects.filter(source=source, is_deleted=False).count(),
    )
    pieces = _timed(f"looking at {changed} changed records", lambda: _pieces(source), changed)
    _timed("adding up the findings", lambda: _sum_up(source))
    again = _timed("the same when nothing has changed", lambda: count_source(source, by=SYSTEM))
    print(
        f"changed records over the floor: {pieces / floor:.1f} ×; unchanged {again / floor:.1f} ×"
    )
    assert Source.objects.count() == 1
    _open(share_report(source, by=OPERATOR))


def _pieces(source: Any) -> None:
    from armillary.harvest.health.counting import count_piece

    while count_piece(source):
        pass


def _sum_up(source: Any) -> None:
    from armillary.harvest.health.summing import sum_up

    sum_up(source)


def _timed(what: str, act: Callable[[], Any], records: int = 0) -> float:
    began, processor = time.perf_counter(), time.process_time()
    act()
    seconds, used = time.perf_counter() - began, time.process_time() - processor
    rate = f", {records / used:,.0f} records per CPU-second" if records else ""
    print(f"{what}: {seconds:.3f} s, {used:.3f} s of CPU{rate}")
    return used


def _open(token: str) -> None:
    from django.test import Client

    client = Client()
    for name, address in (
        ("page", f"/source-health/{token}/"),
        ("JSON", f"/source-health/{token}.json"),
    ):
        client.get(address)
        times = []
        for _time in range(OPENED):
            began = time.perf_counter()
            answer = client.get(address)
            times.append(1000 * (time.perf_counter() - began))
        assert answer.status_code == 200
        middle, most = statistics.median(times), sorted(times)[int(0.95 * OPENED)]
        print(
            f"report as {name}: p50 {middle:.1f} ms, p95 {most:.1f} ms, {len(answer.content)} bytes"
        )


def _store(source: Any, count: int, seeded: random.Random, run: Any) -> None:
    from django.db import transaction

    from armillary.catalogue.operations import Incoming, describe_resources
    from armillary.harvest.models import Record
    from armillary.people.actors import SYSTEM

    for start in range(0, count, 1000):
        numbers = range(start, min(start + 1000, count))
        described = [
            Incoming(
                None, {"titles": {"en": f"Lesson {number}"}}, keys=[], origins={"titles": "b:1"}
            )
            for number in numbers
        ]
        with transaction.atomic():
            ids = [outcome.resource_id for outcome in describe_resources(described, by=SYSTEM)]
            Record.objects.bulk_create(
                Record(
                    source=source,
                    identifier=f"oai:b.example:{number}",
                    payload=_payload(number, seeded),
                    resource_id=ids[0] if number % 100 == 1 else ids[number - start],
                    changed_in=run.pk,
                    seen_in=run.pk,
                )
                for number in numbers
            )


def _change(source: Any, count: int, seeded: random.Random, run: Any) -> None:
    from armillary.harvest.models import Record

    every = max(1, Record.objects.count() // count)
    rows = list(Record.objects.filter(source=source).order_by("pk")[::every][:count])
    for row in rows:
        row.payload, row.changed_in = _payload(row.pk, seeded), run.pk
    Record.objects.bulk_update(rows, ["payload", "changed_in"], batch_size=500)


def _payload(number: int, seeded: random.Random) -> bytes:
    lot = seeded.random()
    lines = [
        f"<dc:title>Lesson {number}: {' '.join(seeded.choices(WORDS, k=6))}</dc:title>",
        f"<dc:identifier>https://b.example/lessons/{number}</dc:identifier>",
        f"<dc:description>{' '.join(seeded.choices(WORDS, k=120))}</dc:description>",
    ]
    if lot < 0.1:
        lines[2] = ""
        lines += ["<dc:language>English</dc:language>", "<dc:date>3 May 2019</dc:date>"]
        lines.append("<dc:rights>Ask the library.</dc:rights>")
    else:
        lines += ["<dc:language>en</dc:language>", "<dc:date>2019-05-03</dc:date>"]
        if lot > 0.43:
            lines.append("<dc:rights>https://creativecommons.org/licenses/by/4.0/</dc:rights>")
    return f"{OPENING}{''.join(lines)}</oai_dc:dc>".encode()


if __name__ == "__main__":
    main()
