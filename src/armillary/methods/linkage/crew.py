"""Helpers that work on chunks of entries side by side, each a process of its own.

They are plain subprocesses that speak over pipes, so that they can be had from anywhere: from a
worker that may have no children of `multiprocessing`, from a shell, from a program without a file.
With one helper or few entries the work is done here instead.
"""

import gc
import marshal
import os
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Final, Self

from armillary.methods.linkage import work

WORK: Final[dict[str, Callable[[Any], Any]]] = {
    "columns": work.columns,
    "alike": work.alike,
    "judge": work.judge,
}
_LENGTH: Final = struct.Struct("<Q")
_AHEAD: Final = 2  # chunks per helper that wait


class Crew:
    """Does named work on chunks; results come in the order of the chunks."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        self._helpers: list[subprocess.Popen[bytes]] = []
        self._threads: ThreadPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for helper in self._helpers:
            if helper.stdin is not None:
                helper.stdin.close()
        if self._threads is not None:
            self._threads.shutdown()
        for helper in self._helpers:
            helper.wait()
            if helper.stdout is not None:
                helper.stdout.close()

    def do(self, name: str, chunks: Iterable[Any]) -> Iterator[Any]:
        if self._size < 2:
            yield from map(WORK[name], chunks)
            return
        waiting: deque[Future[Any]] = deque()
        for chunk in chunks:
            waiting.append(self._pool().submit(self._ask, name, chunk))
            if len(waiting) >= self._size * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _pool(self) -> ThreadPoolExecutor:
        if self._threads is None:
            self._helpers = [_helper() for _ in range(self._size)]
            for helper in self._helpers:
                self._idle.put(helper)
            self._threads = ThreadPoolExecutor(self._size)
        return self._threads

    def _ask(self, name: str, chunk: Any) -> Any:
        helper = self._idle.get()
        try:
            return _exchange(helper, (name, chunk))
        finally:
            self._idle.put(helper)


def _helper() -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.Popen(
        [sys.executable, "-c", "from armillary.methods.linkage import crew; crew.main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    )


def _exchange(helper: "subprocess.Popen[bytes]", message: Any) -> Any:
    if helper.stdin is None or helper.stdout is None:
        raise ChildProcessError("A helper has no pipes.")
    blob = marshal.dumps(message)
    helper.stdin.write(_LENGTH.pack(len(blob)) + blob)
    helper.stdin.flush()
    head = helper.stdout.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise ChildProcessError("A helper that compares entries ended too early; see its errors.")
    return marshal.loads(helper.stdout.read(_LENGTH.unpack(head)[0]))  # noqa: S302  our helper


def main() -> None:
    """Work until the other side closes the pipe. Nothing made here refers to itself, so no garbage
    has to be looked for."""
    gc.disable()
    while len(head := sys.stdin.buffer.read(_LENGTH.size)) == _LENGTH.size:
        name, chunk = marshal.loads(sys.stdin.buffer.read(_LENGTH.unpack(head)[0]))  # noqa: S302
        blob = marshal.dumps(WORK[name](chunk))
        sys.stdout.buffer.write(_LENGTH.pack(len(blob)) + blob)
        sys.stdout.buffer.flush()
