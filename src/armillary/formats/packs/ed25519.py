"""Check Ed25519 signatures (RFC 8032, section 5.1.7) where nothing but Python is at hand.

Only checking, never signing: nothing here is secret, so that it need not take the same time for every input.
Slow, a few milliseconds a signature, and there is one in a pack.
"""

import base64
import hashlib
from typing import Final

_P: Final = 2**255 - 19
_Q: Final = 2**252 + 27742317777372353535851937790883648493
_D: Final = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT: Final = pow(2, (_P - 1) // 4, _P)  # of minus one

Point = tuple[int, int, int, int]  # X, Y, Z and T with x = X/Z, y = Y/Z, x·y = T/Z

_PEM_PREFIX: Final = bytes.fromhex(
    "302a300506032b6570032100"
)  # RFC 8410: what stands before the key


def is_signed(message: bytes, signature: bytes, key: bytes) -> bool:
    """Whether `signature` (64 bytes) over `message` was made by whoever has the secret half of `key`
    (32 bytes)."""
    point, commitment = _point(key), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or point is None or commitment is None or scalar >= _Q:
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    challenge = int.from_bytes(digest, "little") % _Q
    return _equal(_times(scalar, _BASE), _sum(commitment, _times(challenge, point)))


def key_in(pem: bytes) -> bytes:
    """The 32 bytes of a public key in PEM (RFC 8410). Raises `ValueError`."""
    lines = [line.strip() for line in pem.decode("ascii").strip().splitlines()]
    if [*lines[:1], *lines[-1:]] != ["-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----"]:
        raise ValueError("This is no public key in PEM.")
    der = base64.b64decode("".join(lines[1:-1]), validate=True)
    if not der.startswith(_PEM_PREFIX) or len(der) != len(_PEM_PREFIX) + 32:
        raise ValueError("This is no Ed25519 key.")
    return der[len(_PEM_PREFIX) :]


def fingerprint(key: bytes) -> str:
    """What people compare: the first half of the key's SHA-256, in groups of four digits."""
    digits = hashlib.sha256(key).hexdigest()[:32]
    return " ".join(digits[start : start + 4] for start in range(0, 32, 4))


def _point(body: bytes) -> Point | None:
    if len(body) != 32:
        return None
    y = int.from_bytes(body, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = _recovered(y, sign)
    return None if x is None else (x, y, 1, x * y % _P)


def _recovered(y: int, sign: int) -> int | None:
    """The x of a point, of the two there are that with this `sign`."""
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    if square == 0:
        return None if sign else 0
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P:
        return None
    return _P - x if x & 1 != sign else x


def _sum(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % _P
    b = (one[1] + one[0]) * (other[1] + other[0]) % _P
    c = 2 * one[3] * other[3] * _D % _P
    d = 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(scalar: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while scalar > 0:
        if scalar & 1:
            found = _sum(found, point)
        point = _sum(point, point)
        scalar >>= 1
    return found


def _equal(one: Point, other: Point) -> bool:
    return not (
        (one[0] * other[2] - other[0] * one[2]) % _P or (one[1] * other[2] - other[1] * one[2]) % _P
    )


def _base() -> Point:
    y = 4 * pow(5, _P - 2, _P) % _P
    x = _recovered(y, 0)
    assert x is not None  # noqa: S101  (the base point is on the curve)
    return x, y, 1, x * y % _P


_BASE: Final = _base()
