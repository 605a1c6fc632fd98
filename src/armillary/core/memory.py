"""Records and documents come by the thousand, without cycles among them, and are soon forgotten:
looking for cycles meanwhile takes a quarter of the time and finds none."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_search_for_cycles() -> Iterator[None]:
    """For as long as a page or a batch takes; nested uses end with the outermost."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
