"""How fast links are kept and asked.

    python benchmarks/bench_links.py [--links 50000] [--hosts 2000] [--asked 10000] [--seed 7]

First the bookkeeping, without a network: gathering the links of new resources, gathering them again
when nothing has changed, and writing down answers, 50 to a transaction as a round does, for links
of which a tenth has missed. The floor is one plain UPDATE of four columns per link in transactions
of the same size, in the same run. Then a round over loopback: so many due links on so many hosts of
their own (each an address in 127.0.0.0/8), which want a second between two requests (`Crawl-delay`)
and of which every fiftieth is down. A server in a process of its own notes when each host was asked
and how many requests it had at once, so that politeness is measured and not believed.
"""

import argparse
import asyncio
import multiprocessing
import os
import platform
import random
import socket
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from armillary.evaluation.enums import Outcome

PIECE = 500  # resources of a harvest page
BUNCH = 50  # answers of a transaction
DOWN = 50  # every so many hosts is down
WORDS = ("wave", "force", "cell", "angle", "graph", "energy", "orbit", "ratio", "proof", "prism")
ROBOTS = b"User-agent: *\nCrawl-delay: 1\n"


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="armillary-bench-") as home:
        os.environ.setdefault("ARMILLARY_SECRET_KEY", "for this benchmark only")
        os.environ |= {
            "ARMILLARY_HOME": home,
            "ARMILLARY_LINK_CHECKS": "on",
            "ARMILLARY_ALLOW_PRIVATE_ADDRESSES": "on",
            "DJANGO_SETTINGS_MODULE": "armillary.config.settings",
        }
        (Path(home) / "static").mkdir()
        _prepare()
        _tell(arguments)
        _measure_bookkeeping(arguments.links, random.Random(arguments.seed))
        _measure_round(arguments.asked, arguments.hosts)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", type=int, default=50_000, help="of the bookkeeping")
    parser.add_argument("--asked", type=int, default=10_000, help="of the round")
    parser.add_argument("--hosts", type=int, default=2_000, help="of the round")
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


def _prepare() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def _tell(arguments: argparse.Namespace) -> None:
    from django.db import connection

    lines = Path("/proc/cpuinfo").read_text().splitlines()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    print(f"{arguments.links:,} links kept; {arguments.asked:,} asked on {arguments.hosts:,} hosts")
    print(f"{next(named, platform.machine())}, {os.cpu_count()} cores; seed {arguments.seed}")
    version = ".".join(map(str, connection.get_database_version()))
    print(f"Python {platform.python_version()}; {connection.vendor} {version}\n")


# the bookkeeping


def _measure_bookkeeping(count: int, chance: random.Random) -> None:
    from armillary.evaluation.links.errands import Answer
    from armillary.evaluation.links.gathering import tend_links
    from armillary.evaluation.links.keeping import keep_answers
    from armillary.evaluation.models import Link
    from armillary.people.actors import SYSTEM

    hosts = max(1, count // 20)
    ids = _resources([f"https://h{n % hosts}.example/lessons/{n}" for n in range(count)])
    pieces = [ids[start : start + PIECE] for start in range(0, count, PIECE)]
    _timed("gathered", count, lambda: [tend_links(piece, by=SYSTEM) for piece in pieces])
    _timed("gathered again, unchanged", count, lambda: [tend_links(p, by=SYSTEM) for p in pieces])
    links = list(Link.objects.order_by("pk").values_list("pk", flat=True))
    chance.shuffle(links)
    bunches = [links[start : start + BUNCH] for start in range(0, count, BUNCH)]
    outcomes = {link: _outcome(chance) for link in links}

    def keep() -> None:
        for bunch in bunches:
            keep_answers([Answer(n, outcomes[n], 0.95, 200) for n in bunch], by=SYSTEM)

    first = _timed("answers written, the first of each link", count, keep)
    again = _timed("answers written, as before", count, keep)
    floor = _timed("floor: a plain UPDATE each", count, lambda: _update_plainly(bunches))
    print(f"over the floor: {first / floor:.1f} × and {again / floor:.1f} ×\n", flush=True)


def _outcome(chance: random.Random) -> "Outcome":
    from armillary.evaluation.enums import Outcome

    return Outcome.MISSING if chance.random() < 0.1 else Outcome.ANSWERS


def _resources(addresses: Sequence[str]) -> list[int]:
    """Listed, through the model: what they cost elsewhere is not measured here."""
    from armillary.catalogue.models import Resource
    from armillary.core.clock import now
    from armillary.core.texts import TranslatedText

    title, moment = TranslatedText.of(en="A lesson"), now()
    rows = [
        Resource(state="listed", listed_at=moment, titles=title, facts={"addresses": [address]})
        for address in addresses
    ]
    Resource.objects.bulk_create(rows, batch_size=500)
    return [row.pk for row in rows]


def _update_plainly(bunches: Sequence[Sequence[int]]) -> None:
    from django.db import connection, transaction

    statement = (
        "UPDATE evaluation_link SET asked_at = %s, answered_last = %s, due_at = %s, "
        "answers = answers + 1 WHERE id = %s"
    )
    moment = connection.ops.adapt_datetimefield_value(_now())
    for bunch in bunches:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(statement, [(moment, moment, moment, link) for link in bunch])


def _now() -> datetime:
    from armillary.core.clock import now

    return now()


def _timed(label: str, count: int, do: Callable[[], object]) -> float:
    used, started = time.process_time(), time.perf_counter()
    do()
    seconds, processor = time.perf_counter() - started, time.process_time() - used
    print(
        f"{label:42}{count / seconds:10,.0f}/s{1e6 * seconds / count:8.0f} µs each"
        f"{1e6 * processor / count:8.0f} µs of CPU",
        flush=True,
    )
    return seconds


# the round


class Witness:
    """What the hosts noticed."""

    def __init__(self) -> None:
        self.asked: dict[str, list[float]] = defaultdict(list)
        self.busy: dict[str, int] = defaultdict(int)
        self.most = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while request := await reader.readline():
            while (line := await reader.readline()).strip():
                if line.lower().startswith(b"host:"):
                    host = line[5:].strip().decode()
            path = request.split()[1].decode()
            self.busy[host] += 1
            self.most = max(self.most, self.busy[host])
            self.asked[host].append(time.monotonic())
            writer.write(_answer(path))
            await writer.drain()
            self.busy[host] -= 1
        writer.close()

    def report(self) -> tuple[int, int, float]:
        """Requests, the most of one host at once, and the shortest pause after its robots.txt."""
        gaps = [
            second - first
            for moments in self.asked.values()
            for first, second in pairwise(moments[1:])
        ]
        return sum(map(len, self.asked.values())), self.most, min(gaps, default=0.0)


def _answer(path: str) -> bytes:
    if path == "/robots.txt":
        return _http(200, "text/plain", ROBOTS)
    if not path.startswith("/lessons/") or not path[9:].isdecimal():
        return _http(404, "text/html", b"<title>Not found</title>")
    chance = random.Random(path)
    words = " ".join(chance.choices(WORDS, k=300))
    page = f"<html><head><title>Lesson {path}</title></head><body><p>{words}</p></body></html>"
    return _http(200, "text/html; charset=utf-8", page.encode())


def _http(status: int, kind: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status} Said\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def _run_hosts(pipe: "Connection") -> None:
    async def run() -> None:
        witness = Witness()
        server = await asyncio.start_server(witness.serve, "0.0.0.0", 0, backlog=1024)
        pipe.send(server.sockets[0].getsockname()[1])
        await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
        pipe.send(witness.report())
        server.close()

    asyncio.run(run())


def _measure_round(count: int, hosts: int) -> None:
    from armillary.evaluation.links.gathering import tend_links
    from armillary.evaluation.links.operations import Round, ask_due_links
    from armillary.evaluation.models import Link, LinkHost, LinkUse
    from armillary.people.actors import SYSTEM

    for model in (LinkUse, Link, LinkHost):
        model.objects.all().delete()
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("fork").Process(target=_run_hosts, args=(there,))
    _forget_connections()
    server.start()
    port = here.recv()
    names = [_host(number, port) for number in range(hosts)]
    ids = _resources([f"http://{names[n % hosts]}/lessons/{n}" for n in range(count)])
    for start in range(0, count, PIECE):
        tend_links(ids[start : start + PIECE], by=SYSTEM)
    moment = _now() - timedelta(minutes=1)
    Link.objects.update(due_at=moment)
    LinkHost.objects.update(due_at=moment)
    used, started = time.process_time(), time.perf_counter()
    rounds: list[Round] = []
    while not rounds or rounds[-1].asked:
        rounds.append(ask_due_links(by=SYSTEM))
    seconds, processor = time.perf_counter() - started, time.process_time() - used
    here.send("stop")
    requests, most, pause = here.recv()
    server.join()
    asked = sum(each.asked for each in rounds)
    print(
        f"{asked:,} links asked in {seconds:.0f} s, {asked / seconds:,.0f}/s; CPU {processor:.0f} s"
    )
    for each in rounds[:-1]:
        print(f"  round: {each.as_json()}")
    print(f"requests, robots.txt and probes included: {requests:,}, {requests / seconds:,.0f}/s")
    print(f"most requests of a host at once: {most}; shortest pause of a host: {pause:.2f} s")
    print(f"down hosts: {sum(each.down for each in rounds)}, links of theirs asked once or twice")
    left = Link.objects.filter(due_at__lte=_now()).count()
    print(f"due and not asked, since their host is down: {left}")
    print(f"median answers of a link: {statistics.median(_answers()):.0f}")


def _answers() -> list[int]:
    from armillary.evaluation.models import Link

    return list(Link.objects.exclude(outcome="unreachable").values_list("answers", flat=True))


def _host(number: int, port: int) -> str:
    """A machine of its own; on the ports of some nobody listens."""
    high, low = divmod(number, 250)
    return f"127.2.{high}.{low + 1}:{_closed_port() if number % DOWN == DOWN - 1 else port}"


def _closed_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])


def _forget_connections() -> None:
    """Before the process forks: a connection to the database is not for sharing."""
    from django.db import connections

    connections.close_all()


if __name__ == "__main__":
    main()
