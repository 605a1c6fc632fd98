"""One indexer at a time on a machine. The lock goes with its process, however that ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

LOCK_FILE = "indexer.lock"


@contextmanager
def indexer_lock(*, wait: bool = False) -> Iterator[bool]:
    """Hold the lock for the block. Yields False if another has it and we were not to wait."""
    root = Path(settings.INDEX_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with (root / LOCK_FILE).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True
