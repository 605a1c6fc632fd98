"""Know a message of ours, after Standard Webhooks 1.0."""

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping
from typing import Final

TOLERANCE: Final = 300.0  # seconds that clocks may differ, and that a message may be under way


def is_genuine(
    secret: str, headers: Mapping[str, str], body: bytes, *, tolerance: float = TOLERANCE
) -> bool:
    """Did the holder of the secret send this, lately? Names of headers may be in any case; False for
    whatever is not a message."""
    known = {name.lower(): value for name, value in headers.items()}
    try:
        number, stamp = known["webhook-id"], known["webhook-timestamp"]
        given = known["webhook-signature"].split()
        age = abs(time.time() - int(stamp))
    except (KeyError, ValueError):
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{number}.{stamp}.".encode() + body, hashlib.sha256).digest()
    expected = f"v1,{base64.b64encode(digest).decode()}".encode()
    is_ours = [hmac.compare_digest(expected, each.encode()) for each in given]
    return any(is_ours) and age < tolerance
