"""Take pages together where they come quickly, for a transaction costs as much as dozens of records.

The first page is taken at once. A later group is closed once asking for its pages took a second, so
that what a slow server gave is kept at once, and a run that is killed asks again for no more than a
second's worth (decision 10).
"""

from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Final

from armillary.core.http import MEGABYTE
from armillary.harvest.listing import Page

PATIENCE: Final = 1.0  # seconds of asking for the pages of a group
MOST_RECORDS: Final = 1000  # of a group, as far as its pages are alike
MOST_BYTES: Final = 16 * MEGABYTE


def in_groups(
    pages: Iterator[Page], *, clock: Callable[[], float] = perf_counter
) -> Iterator[list[Page]]:
    """The pages in their order. Those that came before an error are there before it is raised."""
    group: list[Page] = []
    records = size = 0
    spent = PATIENCE  # nothing is known yet of how quick the server is
    while True:
        asked = clock()
        try:
            page = next(pages, None)
        except Exception:
            if group:
                yield group
            raise
        spent += clock() - asked
        if page is not None:
            group.append(page)
            records += len(page.items)
            size += sum([len(item.payload) for item in page.items])
        is_full = records + records // max(1, len(group)) > MOST_RECORDS or size >= MOST_BYTES
        if group and (page is None or spent >= PATIENCE or is_full):
            yield group
            group, records, size, spent = [], 0, 0, 0.0
        if page is None:
            return
