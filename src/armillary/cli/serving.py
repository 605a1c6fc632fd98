"""Run the web processes and one process for background work and the index, until told to stop."""

import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from armillary.core.tasks import DELIVERIES, LONG, run_worker
from armillary.search.indexer import run_indexer

PAUSE_BEFORE_RESTART = 2.0
THREADS = 4  # per web process; more only wait for each other


def serve_forever(*, host: str, port: int) -> None:
    """Blocks until interrupted. A worker that dies is started again."""
    from granian.constants import Interfaces
    from granian.server import Server

    call_command("collectstatic", interactive=False, verbosity=0)
    connections.close_all()
    stopping = threading.Event()
    keeper = threading.Thread(target=_keep_working, args=(stopping,), daemon=True)
    keeper.start()
    server = Server(
        "armillary.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.WEB_WORKERS,
        blocking_threads=THREADS,
        websockets=False,
        log_access=False,
        respawn_failed_workers=True,
    )
    sys.stdout.write(_greeting(f"http://{host}:{port}"))
    sys.stdout.flush()
    try:
        server.serve()
    finally:
        stopping.set()
        keeper.join(timeout=15)


def _greeting(listening: str) -> str:
    line = f"Armillary is at {listening}. Stop it with Ctrl+C.\n"
    if "ARMILLARY_BASE_URL" in os.environ or listening == settings.BASE_URL:
        return line
    advice = "set ARMILLARY_BASE_URL before content is loaded to change that"
    return f"{line}Links and identifiers in records begin with {settings.BASE_URL}; {advice}.\n"


def _keep_working(stopping: threading.Event) -> None:
    """Hold a worker process; it is asked to stop first, then ended."""
    while not stopping.is_set():
        process = subprocess.Popen([sys.executable, "-m", "armillary.cli.main", "work"])
        while process.poll() is None and not stopping.wait(0.3):
            pass
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
        stopping.wait(PAUSE_BEFORE_RESTART)


def work_forever() -> None:
    """Background tasks in this thread, the indexer in another, deliveries and long tasks in some
    more, so that none waits for the others."""
    limit_memory(settings.WORKER_MEMORY)
    stopping = threading.Event()
    parent = os.getppid()

    def stop(*_signal: object) -> None:
        stopping.set()

    def is_over() -> bool:
        return stopping.is_set() or os.getppid() != parent

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    indexer = threading.Thread(target=_index, args=(is_over,), daemon=True)
    indexer.start()
    for queue in (DELIVERIES, *[LONG] * settings.HARVESTERS):
        threading.Thread(target=_work_beside, args=(is_over, queue), daemon=True).start()
    run_worker(until=is_over)
    indexer.join(timeout=10)


def limit_memory(mebibytes: int) -> None:
    """Beyond this a document that swells raises `MemoryError` and fails alone, instead of taking
    the machine with it. 0 sets no limit."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = mebibytes * 1024 * 1024
    if wanted and (hard == resource.RLIM_INFINITY or wanted < hard):
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def _work_beside(is_over: Callable[[], bool], queue: str) -> None:
    """A harvest that is cut off by the end of the process goes on from its last page, a delivery is
    made once more."""
    try:
        run_worker(until=is_over, queue=queue)
    finally:
        connections.close_all()


def _index(is_over: Callable[[], bool]) -> None:
    try:
        run_indexer(until=is_over)
    finally:
        connections.close_all()
