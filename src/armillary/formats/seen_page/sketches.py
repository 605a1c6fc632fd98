"""Compare the texts of pages by small keepsakes: a sketch, which tells how alike two pages are, and a
print of 64 bits, which tells whether a page is still the one that somebody has looked at.

The sketch holds the smallest hashes of all runs of three words (Broder, "On the resemblance and
containment of documents", SEQUENCES 1997). The print is the sign of the sum of their hashes, bit by
bit (Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002).
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

RUN: Final = 3  # words that stand together
KEPT: Final = 64  # hashes of a sketch
BITS: Final = 64
ALIKE: Final = 10  # bits in which the prints of one page may differ from visit to visit

Sketch = tuple[int, ...]

# A byte with each bit in a lane of its own, so that one addition counts eight bits.
LANE: Final = 16
_SPREAD: Final = [
    sum(1 << LANE * bit for bit in range(8) if byte >> bit & 1) for byte in range(256)
]


def sketch_of(words: Sequence[str]) -> Sketch:
    """The smallest hashes of a text's runs of words, in ascending order."""
    return tuple(sorted(_hashes(words))[:KEPT])


def resemblance(first: Sketch, second: Sketch) -> float:
    """The share of runs that two texts have in common, estimated; 1 for equal texts, 0 for strangers
    and where there is nothing to compare."""
    if not first or not second:
        return 0.0
    together = sorted(set(first) | set(second))[:KEPT]
    common = set(first) & set(second)
    return sum(each in common for each in together) / len(together)


def print_of(words: Sequence[str]) -> int:
    """64 bits as a signed number, as databases keep them; 0 for a text without words."""
    hashes = _hashes(words)
    totals = [0] * (BITS // 8)
    for number in hashes:
        for place, byte in enumerate(number.to_bytes(BITS // 8, "big")):
            totals[place] += _SPREAD[byte]
    half = len(hashes) / 2
    bits = "".join(str(int(each > half)) for total in totals for each in _lanes(total))
    unsigned = int(bits, 2)
    return unsigned - (1 << BITS) if unsigned >> (BITS - 1) else unsigned


def _lanes(total: int) -> list[int]:
    """How often each bit of a byte was set, the highest first."""
    return [total >> LANE * bit & (1 << LANE) - 1 for bit in reversed(range(8))]


def same_print(first: int, second: int) -> bool:
    """Are these prints of one page, but for what changes by itself?"""
    return ((first ^ second) & ((1 << BITS) - 1)).bit_count() <= ALIKE


def _hashes(words: Sequence[str]) -> set[int]:
    return {_hash(run) for run in _runs(words)}


def _runs(words: Sequence[str]) -> Iterable[str]:
    last = max(1, len(words) - RUN + 1) if words else 0
    return (" ".join(words[start : start + RUN]) for start in range(last))


def _hash(run: str) -> int:
    return int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8).digest(), "big")
