"""Pages by key, never by offset, so that a page costs the same at the start and at a million.

A cursor is the sort key of the last row shown, signed so that nobody can make one up, and written
with URL-unreserved characters only. Its `purpose` names the list: a cursor of one is none of another.
"""

import base64
import hashlib
import hmac
import json
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from armillary.core.errors import InvalidInput

SIGNATURE_BYTES = 6


def write_cursor(*key: Any, purpose: str) -> str:
    """An opaque cursor for the JSON values of `key`."""
    payload = json.dumps(key, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_signature(payload, purpose) + payload).decode().rstrip("=")


def read_cursor(cursor: str, *, purpose: str) -> list[Any]:
    """The values a cursor was written from. Raises `InvalidInput` for anything else than a cursor
    that we wrote for this purpose."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except ValueError as error:
        raise InvalidInput(_("This page address is damaged. Start again from the list.")) from error
    signature, payload = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
    if not hmac.compare_digest(signature, _signature(payload, purpose)):
        raise InvalidInput(_("This page address is damaged. Start again from the list."))
    values: list[Any] = json.loads(payload)
    return values


def _signature(payload: bytes, purpose: str) -> bytes:
    key = settings.SECRET_KEY.encode()
    message = f"cursor {purpose}\0".encode() + payload  # no payload holds a NUL
    return hmac.new(key, message, hashlib.sha256).digest()[:SIGNATURE_BYTES]
