"""Whose turn it is to be asked: one request at a time to one machine, and a pause after each,
whichever source, thread or process of this installation's machine it is made for.

Threads wait for a lock of the host's, processes for a file of it that the kernel unlocks when its
holder dies; the file's time says when the last answer had come.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

try:
    import fcntl
except ImportError:  # no such locks on this system: its processes do not wait for each other
    fcntl = None  # type: ignore[assignment]

MOST_KEPT: Final = 10_000  # hosts; those whose turn is over are forgotten then
A_LOOK: Final = 0.05  # seconds between two looks at a file that another process holds
BUSY: Final = 1.0  # seconds after which to look again at a host that is being asked
CREDIBLE: Final = (
    600.0  # seconds; a file that asks for a longer pause tells of a clock that was set
)


class TooLong(Exception):
    """It would not be our turn in time."""


class _Lane:
    """One host: who asks it holds the lock; `waiting` counts holders and those in line."""

    __slots__ = ("due", "lock", "waiting")

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.due = 0.0
        self.waiting = 0


class Turns:
    """When each host may be asked again. Safe for threads; with a folder, for processes too."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._lanes: dict[str, _Lane] = {}

    def share_in(self, folder: Path) -> None:
        """Wait for whoever else has the same folder."""
        if self._folder != folder:
            folder.mkdir(parents=True, exist_ok=True)
            self._folder = folder

    @contextmanager
    def turn(
        self, host: str, *, sleep: Callable[[float], None] = time.sleep, within: float = 1e9
    ) -> Iterator["Turn"]:
        """Wait for our turn and hold it. Raises `TooLong` rather than wait for `within` seconds."""
        until = time.monotonic() + within
        lane = self._enter(host)
        try:
            if not lane.lock.acquire(timeout=min(within, threading.TIMEOUT_MAX)):
                raise TooLong
            try:
                with _held(self._file(host), until) as file:
                    turn = Turn(lane, file)
                    turn.wait(until, sleep)
                    try:
                        yield turn
                    finally:
                        turn.end()
            finally:
                lane.lock.release()
        finally:
            self._leave(lane)

    def left(self, host: str) -> float:
        """Seconds until the host may be asked again, for whoever has something else to do."""
        with self._lock:
            lane = self._lanes.get(host)
            if lane is None:
                return 0.0
            return max(0.0, lane.due - time.monotonic(), BUSY if lane.waiting else 0.0)

    def _enter(self, host: str) -> _Lane:
        with self._lock:
            if len(self._lanes) > MOST_KEPT:
                current = time.monotonic()
                kept = self._lanes.items()
                self._lanes = {name: it for name, it in kept if it.waiting or it.due > current}
            lane = self._lanes.setdefault(host, _Lane())
            lane.waiting += 1
            return lane

    def _leave(self, lane: _Lane) -> None:
        with self._lock:
            lane.waiting -= 1

    def _file(self, host: str) -> Path | None:
        """Few files, whatever strangers call their hosts; two that share one wait a little."""
        if self._folder is None or fcntl is None:
            return None
        return self._folder / sha256(host.encode()).hexdigest()[:4]


class Turn:
    """Ours, until it is over. The next one is `pause` seconds later."""

    def __init__(self, lane: _Lane, file: int | None) -> None:
        self._lane = lane
        self._file = file
        self.pause = 0.0

    def wait(self, until: float, sleep: Callable[[float], None]) -> None:
        left = self._lane.due - time.monotonic()
        if self._file is not None:
            told = os.fstat(self._file).st_mtime - time.time()
            left = max(left, told if told <= CREDIBLE else 0.0)
        if time.monotonic() + left >= until:
            raise TooLong
        if left > 0:
            sleep(left)

    def end(self) -> None:
        """The pause is counted from the end of the answer, not from when it was asked."""
        self._lane.due = time.monotonic() + self.pause
        if self._file is not None and self.pause:
            with suppress(OSError):
                os.utime(self._file, (time.time(), time.time() + self.pause))


@contextmanager
def _held(path: Path | None, until: float) -> Iterator[int | None]:
    """The file, locked; nothing where it cannot be had, which must not keep anybody from asking."""
    opened = _opened(path)
    if opened is None:
        yield None
        return
    try:
        while not _is_locked(opened):
            if time.monotonic() >= until:
                raise TooLong
            time.sleep(A_LOOK)
        yield opened
    finally:
        os.close(opened)


def _opened(path: Path | None) -> int | None:
    if path is None:
        return None
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError:
        return None


def _is_locked(opened: int) -> bool:
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True


SHARED: Final = Turns()
