"""Remember answers for texts that repeat, but never texts of a length that could fill memory.

Sources are not trusted: a megabyte where a word belongs is neither kept nor read by patterns.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

_Answer = TypeVar("_Answer")

LONGEST_NAME = 250
LONGEST_REMEMBERED = 1000


def of_names(read: Callable[[str], _Answer | None]) -> Callable[[str], _Answer | None]:
    """Remember what names, codes and dates stand for; nothing longer is one of them."""
    known = lru_cache(maxsize=8192)(read)

    @wraps(read)
    def answer(text: str) -> _Answer | None:
        return known(text) if len(text) <= LONGEST_NAME else None

    return answer


def of_texts(read: Callable[[str], _Answer]) -> Callable[[str], _Answer]:
    """Remember the answers for texts of usual length, and read longer ones each time."""
    known = lru_cache(maxsize=8192)(read)

    @wraps(read)
    def answer(text: str) -> _Answer:
        return known(text) if len(text) <= LONGEST_REMEMBERED else read(text)

    return answer
