"""Keys of blocks: entries that share one are compared.

Token blocking after Papadakis et al., "Blocking and Filtering Techniques for Entity Resolution: A
Survey", ACM Computing Surveys 53(2), 2020, https://doi.org/10.1145/3377455: a title stands in the
blocks of its rarest words; where these are too common, in those of their pairs. Blocks of more than
`BLOCK` are purged (§3.2 there), so that work grows with the number of entries, not with its square.
"""

from itertools import combinations
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

BLOCK: Final = 40
RARE_WORDS: Final = 3
PAIRED_WORDS: Final = 5


class Keys(NamedTuple):
    """Two columns: `row` of a title stands in the block `key`."""

    row: NDArray[np.int32]
    key: NDArray[np.uint64]


def keys_of_words(words: NDArray[np.uint32], counts: NDArray[np.int16]) -> Keys:
    """`words` are the hashes of all titles one after the other, `counts` how many each has."""
    row, word, spread = _rarest_first(words, counts)
    place = _place_within(row)
    is_rare = spread <= BLOCK
    alone = is_rare & (place < RARE_WORDS)
    rare_enough = np.bincount(row[alone], minlength=len(counts)) >= RARE_WORDS
    paired = (place < PAIRED_WORDS) & ~rare_enough[row]
    singles = Keys(row[alone], word[alone].astype(np.uint64))
    return _joined(singles, _pairs(row[paired], word[paired], place[paired]))


def _rarest_first(
    words: NDArray[np.uint32], counts: NDArray[np.int16]
) -> tuple[NDArray[np.int32], NDArray[np.uint32], NDArray[np.int64]]:
    """Words that more than one title has, with their number; of each title the rarest first."""
    known, inverse, spreads = np.unique(words, return_inverse=True, return_counts=True)
    order = np.lexsort((known, spreads))
    rank = np.empty(len(order), dtype=np.uint64)
    rank[order] = np.arange(len(order), dtype=np.uint64)
    kept = (spreads > 1)[inverse]
    row = np.repeat(np.arange(len(counts), dtype=np.uint64), counts)
    both = np.sort(row[kept] << np.uint64(32) | rank[inverse[kept]])  # one column sorts fastest
    at = order[both & np.uint64(0xFFFFFFFF)]
    return (both >> np.uint64(32)).astype(np.int32), known[at], spreads[at]


def _place_within(row: NDArray[np.int32]) -> NDArray[np.int64]:
    """The place of each item among those of its row; rows are sorted."""
    if not len(row):
        return np.zeros(0, dtype=np.int64)
    starts = np.flatnonzero(np.r_[True, row[1:] != row[:-1]])
    lengths = np.diff(np.r_[starts, len(row)])
    return np.arange(len(row)) - np.repeat(starts, lengths)


def _pairs(row: NDArray[np.int32], word: NDArray[np.uint32], place: NDArray[np.int64]) -> Keys:
    rows, at = np.unique(row, return_inverse=True)
    table = np.zeros((len(rows), PAIRED_WORDS), dtype=np.uint64)
    table[at, place] = word
    keys: list[Keys] = [Keys(np.zeros(0, np.int32), np.zeros(0, np.uint64))]
    for left, right in combinations(range(PAIRED_WORDS), 2):
        one, other = table[:, left], table[:, right]
        full = (one > 0) & (other > 0)
        low, high = np.minimum(one, other)[full], np.maximum(one, other)[full]
        keys.append(Keys(rows[full], low << np.uint64(32) | high))
    return _joined(*keys)


def _joined(*keys: Keys) -> Keys:
    return Keys(
        np.concatenate([one.row for one in keys]), np.concatenate([one.key for one in keys])
    )
