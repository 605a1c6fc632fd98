"""A minute of readers, harvests and killed workers at once: no error is shown, nothing is lost.

Bounded: six readers on loopback, sixty seconds, four kills of the worker process.
"""

import random
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field

from conformance.live import PROGRAM, Site, environment, running_site

SECONDS, READERS, KILLS = 60.0, 6, 4
PATHS = (
    *("/", "/ar/", "/resources/?q=python", "/zh-hans/resources/?level=primary", "/collections/"),
    *("/resources/?q=mathematics&sort=newest", "/oai?verb=ListRecords&metadataPrefix=oai_dc"),
    *("/api/v1/resources?q=physics", "/feeds/resources.atom", "/ru/resources/?subject=computing"),
)


@dataclass
class Told:
    """What the readers saw: status → how often, and the slowest answer in seconds."""

    statuses: dict[int, int] = field(default_factory=dict)
    slowest: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, status: int, seconds: float) -> None:
        with self.lock:
            self.statuses[status] = self.statuses.get(status, 0) + 1
            self.slowest = max(self.slowest, seconds)


def read_until(end: float, site: Site, told: Told, seed: int) -> None:
    draw = random.Random(seed)
    while time.monotonic() < end:
        started = time.monotonic()
        try:
            with urllib.request.urlopen(site.address + draw.choice(PATHS), timeout=30) as answer:
                answer.read()
                status = answer.status
        except urllib.error.HTTPError as error:
            status = error.code
        told.note(status, time.monotonic() - started)


def worker_of(site: Site) -> list[int]:
    """The background process of this very site: the child of its `armillary serve`."""
    port = site.address.rpartition(":")[2]
    servers = pids(f"armillary serve --port {port}")
    return [child for parent in servers for child in pids("armillary.cli.main work", parent=parent)]


def pids(pattern: str, *, parent: int | None = None) -> list[int]:
    family = ["-P", str(parent)] if parent else []
    found = subprocess.run(
        ["pgrep", *family, "-f", pattern], capture_output=True, text=True, check=False
    )
    return [int(line) for line in found.stdout.split()]


def test_readers_harvests_and_kills_at_once():
    with running_site() as site:
        settings = environment(site.home, site.address)
        before = len(site.rows("SELECT id FROM catalogue_resource"))
        end, told = time.monotonic() + SECONDS, Told()
        readers = [
            threading.Thread(target=read_until, args=(end, site, told, seed))
            for seed in range(READERS)
        ]
        for reader in readers:
            reader.start()
        killed = 0
        while time.monotonic() < end - SECONDS / (KILLS + 1):
            time.sleep(SECONDS / (KILLS + 1))
            for pid in worker_of(site):
                subprocess.run(["kill", f"-{signal.SIGKILL.value}", str(pid)], check=False)
                killed += 1
            again = [PROGRAM, "harvest", "run", "open-repository", "--full", "--no-wait"]
            subprocess.run(again, env=settings, check=True, capture_output=True)
        for reader in readers:
            reader.join()
        time.sleep(5)
        doctor = subprocess.run([PROGRAM, "doctor"], env=settings, capture_output=True, text=True)
        assert (doctor.returncode, doctor.stderr) == (0, "")
        assert killed >= 1
        assert set(told.statuses) == {200}
        assert len(site.rows("SELECT id FROM catalogue_resource")) == before
        print(told.statuses, f"slowest {told.slowest:.2f} s, {killed} kills")
