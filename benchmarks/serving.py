"""A site as it serves, and a load on it: what benchmarks of serving share. `wrk` (Debian) asks."""

import json
import os
import re
import resource
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


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


def load(
    address: str,
    paths: Sequence[str],
    seconds: int,
    folder: Path,
    *,
    connections: int = 8,
    encoding: str = "gzip",
) -> tuple[float, str]:
    """Answers a second, and what wrk says of time; anything but 200 ends the run."""
    script = folder / "asks.lua"
    script.write_text(
        f"local paths = {{{','.join(json.dumps(path) for path in paths)}}}\n"
        "local at = 0\n"
        "request = function()\n"
        "  at = at % #paths + 1\n"
        f"  return wrk.format('GET', paths[at], {{['Accept-Encoding'] = '{encoding}'}})\n"
        "end\n"
    )
    command = [
        "wrk",
        "-t1",
        f"-c{connections}",
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
