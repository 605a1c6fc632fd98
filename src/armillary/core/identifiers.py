"""Public identifiers: short, random, unambiguous when read aloud, and never reused."""

import secrets
from typing import Final

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
LENGTH = 12  # 60 bits: a clash among a million ids has a chance of one in two million


_PAIRS: Final = [first + second for first in ALPHABET for second in ALPHABET]


def new_public_id() -> str:
    return new_public_ids(1)[0]


def new_public_ids(count: int) -> list[str]:
    """So many at once, by one question to the source of randomness."""
    numbers = memoryview(secrets.token_bytes(8 * count)).cast("Q")
    return [
        "".join([_PAIRS[(bits >> place) & 1023] for place in range(0, 5 * LENGTH, 10)])
        for bits in numbers
    ]
