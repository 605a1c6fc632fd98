"""Count how many texts of a long list are different, in eight bytes each.

A set of a million numbers takes 80 MB. Here only the latest are in one; the others are in a sorted
array, which is asked for a page of them at once. Texts are told apart by their hashes of 64 bits.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_LATEST: Final = 50_000


class Distinct:
    """The different texts that were added so far."""

    def __init__(self) -> None:
        self._latest: set[int] = set()
        self._settled: NDArray[np.int64] = np.empty(0, np.int64)

    def add(self, texts: Iterable[str]) -> int:
        """How many of the texts are new, each counted once."""
        fresh = set(map(hash, texts)) - self._latest
        if fresh and len(self._settled):
            fresh = self._unsettled(fresh)
        self._latest |= fresh
        if len(self._latest) > MOST_LATEST:
            self._settle()
        return len(fresh)

    def _unsettled(self, hashes: set[int]) -> set[int]:
        asked = np.fromiter(hashes, np.int64, len(hashes))
        places = np.searchsorted(self._settled, asked)
        places[places == len(self._settled)] = 0
        return set(asked[self._settled[places] != asked].tolist())

    def _settle(self) -> None:
        latest = np.fromiter(self._latest, np.int64, len(self._latest))
        self._settled = np.concatenate((self._settled, np.sort(latest)))
        self._settled.sort(kind="stable")  # two runs in order are merged
        self._latest.clear()
