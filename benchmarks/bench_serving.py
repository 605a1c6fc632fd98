"""How many search pages, and JSON searches, `armillary serve` answers a second while its worker indexes.

The site runs as an operator runs it: two web processes, the worker beside them, SQLite. Once a second
some resources are marked as changed, so that the indexer commits all the time. `wrk` (Debian) asks with
eight connections and a different search each time, from the same two cores; what it takes itself is told.
Floor: `/healthz`, the same server with next to no page. The data are amplified (see amplify.py).

    python benchmarks/bench_serving.py --records 100000
"""

import argparse
import json
import os
import re
import resource
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parent))
from django.core.management import call_command

import amplify
import bench_search_page as filling
from armillary.search.operations import note_changes

GOALS = {"page, en": 150, "JSON": 350}
CHANGES = 50  # a second
PATHS = {"page, en": "/resources/?", "page, ar": "/ar/resources/?", "JSON": "/api/v1/resources?"}


@contextmanager
def served(port: int) -> Iterator[str]:
    address = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "ARMILLARY_BASE_URL": address, "ARMILLARY_API_LIMIT": "0"}
    command = [sys.executable, "-m", "armillary.cli.main", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        for _time in range(300):
            try:
                urllib.request.urlopen(f"{address}/healthz", timeout=1)
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


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


def load(address: str, paths: Sequence[str], seconds: int, folder: Path) -> tuple[float, str]:
    """Answers a second, and what wrk says of time; anything but 200 ends the run."""
    script = folder / "asks.lua"
    script.write_text(
        f"local paths = {{{','.join(json.dumps(path) for path in paths)}}}\n"
        "local at = 0\n"
        "request = function()\n"
        "  at = at % #paths + 1\n"
        "  return wrk.format('GET', paths[at], {['Accept-Encoding'] = 'gzip'})\n"
        "end\n"
    )
    command = [
        "wrk",
        "-t1",
        "-c8",
        f"-d{seconds}s",
        "--latency",
        "--timeout",
        "10s",
        "-s",
        str(script),
        address,
    ]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if "Non-2xx" in said:
        raise SystemExit(said)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    [rate] = re.findall(r"Requests/sec:\s+([\d.]+)", said)
    times = ", ".join(
        f"p{p} {t}" for p, t in re.findall(r"^\s+(50|99)%\s+(\S+)", said, re.MULTILINE)
    )
    return float(rate), f"{times}; wrk itself {100 * spent / seconds:.0f} % of a core"


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=3_000)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=amplify.DEFAULT_SEED)
    parser.add_argument("--source", type=Path, default=amplify.DEFAULT_SOURCE)
    asked = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is not here; install it (Debian: wrk).")
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
