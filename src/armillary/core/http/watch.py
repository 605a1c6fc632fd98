"""A clock that cuts off whoever plays for time: a server that sends a byte a second, in headers or
body, never runs into the time limit between two packets."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Final, NamedTuple

LONGEST_TICK: Final = 1.0
TICKS: Final = 8  # per time limit: how late a cut may come


class _Job(NamedTuple):
    opened: socket.socket
    until: float
    was_cut: threading.Event


class Watch:
    """One thread for all requests of a fetcher, which are made one after the other; starting one
    for every request would cost more than the request."""

    def __init__(self) -> None:
        self._job: _Job | None = None
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    @contextlib.contextmanager
    def over(self, opened: socket.socket, seconds: float) -> Iterator[threading.Event]:
        """Shut the socket down after so many seconds, and set the event that is given."""
        if self._thread is None:
            self._start(min(LONGEST_TICK, seconds / TICKS))
        self._job = _Job(opened, time.monotonic() + seconds, threading.Event())
        try:
            yield self._job.was_cut
        finally:
            self._job = None

    def close(self) -> None:
        self._closed.set()
        if self._thread is not None:
            self._thread.join()
        self._thread = None
        self._closed = threading.Event()

    def _start(self, tick: float) -> None:
        self._thread = threading.Thread(
            target=self._look, args=(self._closed, tick), name="http-watch", daemon=True
        )
        self._thread.start()

    def _look(self, closed: threading.Event, tick: float) -> None:
        while not closed.wait(tick):
            job = self._job
            if job is None or time.monotonic() < job.until:
                continue
            job.was_cut.set()
            with contextlib.suppress(OSError):
                job.opened.shutdown(socket.SHUT_RDWR)
