"""Harvest an OAI-PMH provider into the database: a first time, and again when nothing has changed.

Records are amplified from real ones (see amplify.py: real titles, hosts, subjects and languages,
drawn together by a seed), written as oai_dc of about 1.3 kB and served in pages of 100 over loopback by a
process of its own. Ours goes the whole way: fetch, parse, normalise, match by identity keys, store
record, resource, keys, provenance, search outbox, checkpoint and receipt, in a new SQLite file.
Checks and indexing are another process's work and are not run. The peers, Sickle and oaipmh-scythe,
fetch and parse the same list and store identifier, datestamp and the record's XML in a SQLite table,
100 rows a transaction: the least that a harvest must keep. Each runs in a process of its own, one
after the other; "per CPU-second" is by that process's processor time, which other work on the
machine disturbs least. The floor is the peers' storing alone, of our pages, without HTTP or parsing.

    python benchmarks/bench_gather.py                     # 20,000 records
    python benchmarks/bench_gather.py --records 1000000 --alone   # memory over a million
"""

import argparse
import json
import multiprocessing
import os
import platform
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

sys.path.insert(0, str(Path(__file__).parent))
import amplify
from armillary.formats.values.licences import LICENCES
from armillary.search.documents import Document

PER_PAGE = 100
GOALS = {"first": 6_000, "again": 20_000}  # records per CPU-second
TIMES = 2.0  # as fast as either peer
MEMORY = 300  # MB
OAI = "http://www.openarchives.org/OAI/2.0/"
HEAD = (
    f'<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="{OAI}">'
    "<responseDate>2026-06-01T00:00:00Z</responseDate><request>http://b/</request>"
)
IDENTIFY = (
    "<Identify><repositoryName>B</repositoryName><baseURL>http://b/</baseURL>"
    "<protocolVersion>2.0</protocolVersion><adminEmail>a@b.example</adminEmail>"
    "<earliestDatestamp>2020-01-01T00:00:00Z</earliestDatestamp><deletedRecord>no</deletedRecord>"
    "<granularity>YYYY-MM-DDThh:mm:ssZ</granularity></Identify>"
)
OPENING = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation='
    '"http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd">'
)
ADDRESSES = {each.key: each.address for each in LICENCES.values()}


def element(name: str, text: str) -> str:
    return f"<dc:{name}>{escape(text)}</dc:{name}>"


def record(document: Document) -> str:
    """An amplified document as a provider would send it."""
    [(language, title)] = document.titles.items()
    facets = document.facets
    inside = [
        element("title", title),
        *(element("creator", name) for name in document.names),
        *(element("subject", subject) for subject in facets["subject"]),
        *(element("description", text) for text in document.bodies.values()),
        element("type", facets["type"][0]),
        element("identifier", f"https://{facets['source'][0]}/{document.id}"),
        element("language", language),
        element("rights", ADDRESSES[facets["licence"][0]]),
    ]
    return (
        f"<record><header><identifier>oai:b.example:{document.id}</identifier>"
        "<datestamp>2026-01-01T00:00:00Z</datestamp><setSpec>all</setSpec></header>"
        f"<metadata>{OPENING}{''.join(inside)}</oai_dc:dc></metadata></record>"
    )


class Pages:
    """The list, page by page as it is asked for; asked for the first page it begins anew."""

    def __init__(self, source: Path, count: int, seed: int) -> None:
        self._rows = amplify.read_rows(source)
        self._count, self._seed = count, seed
        self._walk: Iterator[Document] = iter(())
        self._last: tuple[int, bytes] = (-1, b"")

    def __getitem__(self, start: int) -> bytes:
        if start == self._last[0]:
            return self._last[1]
        if not start:
            self._walk = amplify.amplify(self._rows, self._count, seed=self._seed)
        inside = "".join(map(record, islice(self._walk, PER_PAGE)))
        following = start + PER_PAGE
        token = following if following < self._count else ""
        last = f'<resumptionToken completeListSize="{self._count}">{token}</resumptionToken>'
        body = f"{HEAD}<ListRecords>{inside}{last}</ListRecords></OAI-PMH>".encode()
        self._last = (start, body)
        return body


def serve(told: Connection, source: Path, count: int, seed: int) -> None:
    """Tell the port and serve until killed."""
    pages, identify = Pages(source, count, seed), f"{HEAD}{IDENTIFY}</OAI-PMH>".encode()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            start = int(asked.get("resumptionToken", ["0"])[0])
            body = identify if asked.get("verb") == ["Identify"] else pages[start]
            self.send_response(200)
            self.send_header("Content-Type", "text/xml; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    told.send(server.server_port)
    server.serve_forever()


def timed(work: Callable[[], int]) -> dict[str, Any]:
    wall, processor = time.perf_counter(), time.process_time()
    count = work()
    spent, busy = time.perf_counter() - wall, time.process_time() - processor
    return {
        "records": count,
        "per_second": round(count / spent),
        "per_cpu_second": round(count / busy),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def ours(address: str, home: Path) -> dict[str, Any]:
    """The first harvest and the one after it."""
    for name in [name for name in os.environ if name.startswith("ARMILLARY_")]:
        del os.environ[name]
    os.environ["ARMILLARY_HOME"] = str(home)
    os.environ["ARMILLARY_ALLOW_PRIVATE_ADDRESSES"] = "on"
    os.environ["DJANGO_SETTINGS_MODULE"] = "armillary.config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from armillary.core.http import HttpFetcher, Manners
    from armillary.harvest.operations import add_source, run_source
    from armillary.people.actors import OPERATOR

    call_command("migrate", interactive=False, verbosity=0)
    source = add_source("oai", address, "b", by=OPERATOR)
    manners = Manners(heed_robots=False)
    fetcher = HttpFetcher(user_agent="bench", allow_private=True, manners=manners)

    def harvest(fate: str) -> int:
        run = run_source(source, by=OPERATOR, full=True, fetcher=fetcher)
        if run.state != "finished" or not run.proof["complete"]:
            raise SystemExit(f"ours: {run.state} {run.problem} {run.proof}")
        return int(run.counts[fate])

    return {
        "first": timed(lambda: harvest("created")),
        "again": timed(lambda: harvest("unchanged")),
    }


class Shelf:
    """A table of what came, 100 rows a transaction."""

    def __init__(self, home: Path) -> None:
        self._database = sqlite3.connect(home / "peer.sqlite3")
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.execute("CREATE TABLE r (i TEXT PRIMARY KEY, d TEXT, p BLOB)")

    def store(self, rows: Iterator[tuple[str, str, str | bytes]]) -> int:
        count = 0
        while some := list(islice(rows, PER_PAGE)):
            self._database.executemany("INSERT OR REPLACE INTO r VALUES (?, ?, ?)", some)
            self._database.commit()
            count += len(some)
        return count


def sickle(address: str, home: Path) -> dict[str, Any]:
    from sickle import Sickle

    records: Any = Sickle(address).ListRecords(metadataPrefix="oai_dc")
    rows = ((r.header.identifier, r.header.datestamp, r.raw) for r in records if r.metadata)
    return {"first": timed(lambda: Shelf(home).store(rows))}


def scythe(address: str, home: Path) -> dict[str, Any]:
    from oaipmh_scythe import Scythe

    with Scythe(address) as client:
        records: Any = client.list_records(metadata_prefix="oai_dc")
        rows = ((r.header.identifier, r.header.datestamp, str(r)) for r in records if r.metadata)
        return {"first": timed(lambda: Shelf(home).store(rows))}


def floor(address: str, home: Path) -> dict[str, Any]:
    """Fetch with urllib3 and store every page as it is."""
    import urllib3

    pool = urllib3.PoolManager()

    def rows() -> Iterator[tuple[str, str, bytes]]:
        token = "0"
        while token:
            body = pool.request("GET", f"{address}?resumptionToken={token}").data
            for number in range(body.count(b"</record>")):
                yield f"{token}:{number}", "", body if not number else b""
            token = body.rpartition(b'">')[2].partition(b"<")[0].decode()

    return {"first": timed(lambda: Shelf(home).store(rows()))}


CLIENTS = {"armillary": ours, "sickle": sickle, "oaipmh-scythe": scythe, "floor": floor}


def child(name: str, address: str) -> dict[str, Any]:
    home = Path(tempfile.mkdtemp(prefix="armillary-bench-"))
    try:
        return CLIENTS[name](address, home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def best(address: str, names: list[str], rounds: int) -> dict[str, dict[str, Any]]:
    """Of each client the round with the most records per CPU-second."""
    found: dict[str, dict[str, Any]] = {}
    for _round in range(rounds):
        for name in names:
            command = [sys.executable, __file__, "--child", name, "--address", address]
            told = json.loads(subprocess.check_output(command))
            for stage, figures in told.items():
                known = found.setdefault(name, {}).get(stage)
                if known is None or figures["per_cpu_second"] > known["per_cpu_second"]:
                    found[name][stage] = figures
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=amplify.DEFAULT_SEED)
    parser.add_argument("--source", type=Path, default=amplify.DEFAULT_SOURCE)
    parser.add_argument("--alone", action="store_true", help="one round, without the peers")
    parser.add_argument("--child", choices=CLIENTS, help=argparse.SUPPRESS)
    parser.add_argument("--address", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        print(json.dumps(child(asked.child, asked.address)))
        return
    if not amplify.read_rows(asked.source):
        return
    ear, mouth = multiprocessing.Pipe(duplex=False)
    arguments = (mouth, asked.source, asked.records, asked.seed)
    server = multiprocessing.Process(target=serve, args=arguments, daemon=True)
    server.start()
    names = ["armillary"] if asked.alone else list(CLIENTS)
    rounds = 1 if asked.alone else asked.rounds
    found = best(f"http://127.0.0.1:{ear.recv()}/oai", names, rounds)
    server.terminate()
    server.join()
    own = found["armillary"]
    first = own["first"]["per_cpu_second"]
    report = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
        "python": platform.python_version(),
        "records": f"{asked.records} AMPLIFIED, seed {asked.seed}",
        **found,
        "times_as_fast_by_cpu": {
            name: round(first / found[name]["first"]["per_cpu_second"], 2)
            for name in found
            if name != "armillary"
        },
        "goals": {**GOALS, "times_as_fast": TIMES, "peak_mb": MEMORY},
        "met": {stage: own[stage]["per_cpu_second"] >= goal for stage, goal in GOALS.items()},
        "peak_mb_met": own["again"]["peak_mb"] <= MEMORY,
    }
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
