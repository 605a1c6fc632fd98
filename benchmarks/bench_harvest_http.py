"""Read a whole OAI-PMH list over HTTP: ours beside Sickle and oaipmh-scythe, on one server.

10,000 made-up oai_dc records of about 1.5 kB in pages of 100, rendered beforehand and served over
loopback by a process of its own that keeps connections open. Every client goes through the whole
list and makes values of every record: ours a statement and the record's own bytes, the other two
their dictionaries. Nothing is stored. The clients take turns; the best of nine passes counts, by
the client's processor time, which other work on the machine disturbs least, and by the clock.
Target: twice as fast as either. Run: `python benchmarks/bench_harvest_http.py`
"""

import argparse
import json
import multiprocessing
import os
import platform
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from urllib.parse import parse_qs, urlsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "armillary.config.settings")

RECORDS = 10_000
PER_PAGE = 100
ROUNDS = 9
TARGET = 2.0

OAI = "http://www.openarchives.org/OAI/2.0/"
IDENTIFY = (
    "<Identify><repositoryName>B</repositoryName><baseURL>http://b/</baseURL>"
    "<protocolVersion>2.0</protocolVersion><adminEmail>a@b.example</adminEmail>"
    "<earliestDatestamp>2020-01-01T00:00:00Z</earliestDatestamp><deletedRecord>no</deletedRecord>"
    "<granularity>YYYY-MM-DDThh:mm:ssZ</granularity></Identify>"
)


def record(number: int) -> str:
    words = " ".join(f"word{(number * 31 + place) % 5000}" for place in range(70))
    return (
        f"<record><header><identifier>oai:b.example:{number}</identifier>"
        "<datestamp>2026-01-01T00:00:00Z</datestamp><setSpec>all</setSpec></header><metadata>"
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation='
        '"http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd">'
        f"<dc:title>The book with the number {number}</dc:title>"
        f"<dc:creator>Author {number % 977}</dc:creator><dc:creator>Second {number % 91}</dc:creator>"
        "<dc:subject>Mathematics</dc:subject><dc:subject>Algebra</dc:subject>"
        f"<dc:description>{words}</dc:description><dc:publisher>Press</dc:publisher>"
        "<dc:date>2024-05-01</dc:date><dc:type>Text</dc:type><dc:format>text/html</dc:format>"
        f"<dc:identifier>https://b.example/{number}</dc:identifier><dc:language>en</dc:language>"
        "<dc:rights>https://creativecommons.org/licenses/by/4.0/</dc:rights></oai_dc:dc>"
        "</metadata></record>"
    )


def envelope(inside: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="{OAI}">'
        "<responseDate>2026-06-01T00:00:00Z</responseDate><request>http://b/</request>"
        f"{inside}</OAI-PMH>"
    ).encode()


def rendered() -> list[bytes]:
    pages = []
    for start in range(0, RECORDS, PER_PAGE):
        rows = "".join(record(number) for number in range(start, start + PER_PAGE))
        token = start + PER_PAGE if start + PER_PAGE < RECORDS else ""
        last = f'<resumptionToken completeListSize="{RECORDS}">{token}</resumptionToken>'
        pages.append(envelope(f"<ListRecords>{rows}{last}</ListRecords>"))
    return pages


def serve(told: Connection) -> None:
    """Tell the port and serve until killed."""
    pages, identify = rendered(), envelope(IDENTIFY)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            start = int(asked.get("resumptionToken", ["0"])[0])
            body = identify if asked.get("verb") == ["Identify"] else pages[start // PER_PAGE]
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


def ours(address: str) -> int:
    from armillary.core.http import HttpFetcher, Manners
    from armillary.core.memory import no_search_for_cycles
    from armillary.harvest.kinds.oai import Oai
    from armillary.harvest.listing import Listing

    manners = Manners(heed_robots=False)
    fetcher = HttpFetcher(user_agent="bench", allow_private=True, manners=manners)
    pages = Oai().pages(Listing(address=address, fetcher=fetcher))
    count = 0
    while True:
        with no_search_for_cycles():  # as a run does
            page = next(pages, None)
        if page is None:
            break
        count += sum(bool(item.later and item.later() and item.payload) for item in page.items)
    fetcher.close()
    return count


def sickle(address: str) -> int:
    from sickle import Sickle

    records = Sickle(address).ListRecords(metadataPrefix="oai_dc")
    return sum(bool(record.metadata) for record in records)


def scythe(address: str) -> int:
    from oaipmh_scythe import Scythe

    with Scythe(address) as client:
        records = client.list_records(metadata_prefix="oai_dc")
        return sum(bool(getattr(record, "metadata", None)) for record in records)


CLIENTS: dict[str, Callable[[str], int]] = {
    "armillary": ours,
    "sickle": sickle,
    "oaipmh-scythe": scythe,
}


def measure(address: str, rounds: int) -> dict[str, tuple[float, float]]:
    """Best wall time and best processor time of each client."""
    best: dict[str, tuple[float, float]] = {}
    for _round in range(rounds):
        for name, client in CLIENTS.items():
            wall, processor = time.perf_counter(), time.process_time()
            count = client(address)
            spent = time.perf_counter() - wall, time.process_time() - processor
            if count != RECORDS:
                raise SystemExit(f"{name} read {count} of {RECORDS} records")
            known = best.get(name, spent)
            best[name] = min(known[0], spent[0]), min(known[1], spent[1])
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    arguments = parser.parse_args()
    import django

    django.setup()
    ear, mouth = multiprocessing.Pipe(duplex=False)
    server = multiprocessing.Process(target=serve, args=(mouth,), daemon=True)
    server.start()
    best = measure(f"http://127.0.0.1:{ear.recv()}/oai", arguments.rounds)
    server.terminate()
    server.join()
    own = best["armillary"]
    report = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
        "python": platform.python_version(),
        "records_per_second": {name: round(RECORDS / spent[0]) for name, spent in best.items()},
        "records_per_cpu_second": {name: round(RECORDS / spent[1]) for name, spent in best.items()},
        "times_as_fast": {
            name: round(spent[0] / own[0], 2) for name, spent in best.items() if name != "armillary"
        },
        "times_as_fast_by_cpu": {
            name: round(spent[1] / own[1], 2) for name, spent in best.items() if name != "armillary"
        },
        "target": TARGET,
    }
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
