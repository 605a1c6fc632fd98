"""Records and documents come by the thousand and are soon forgotten: what a process keeps for the usual
case, where the same is asked for again, only costs time and memory then."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection

FEW_PAGES: Final = {"cache_size": -4096, "mmap_size": 0}  # 4 MiB, and none of the file in memory


@contextmanager
def no_search_for_cycles() -> Iterator[None]:
    """For as long as a page or a batch takes; nested uses end with the outermost. There are no cycles
    among records, and looking for them takes a quarter of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def few_pages_kept() -> Iterator[None]:
    """For whoever reads a whole table once, from the first row to the last: SQLite would keep 128 MB of
    it for nobody."""
    if connection.vendor != "sqlite":
        yield
        return
    before = {name: _pragma(name) for name in FEW_PAGES}
    try:
        for name, value in FEW_PAGES.items():
            _pragma(name, value)
        yield
    finally:
        for name, value in before.items():
            _pragma(name, value)


def _pragma(name: str, value: int | None = None) -> int:
    statement = f"PRAGMA {name}" if value is None else f"PRAGMA {name} = {value}"
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    return int(row[0]) if row else 0
