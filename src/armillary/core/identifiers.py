"""Public identifiers: short, random, unambiguous when read aloud, and never reused."""

import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
LENGTH = 12  # 60 bits: a clash among a million ids has a chance of one in two million


def new_public_id() -> str:
    bits = secrets.randbits(5 * LENGTH)
    return "".join(ALPHABET[(bits >> (5 * place)) & 31] for place in range(LENGTH))
