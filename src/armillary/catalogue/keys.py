"""Identity keys as they are stored: cut to the column by digest, never by fusing two of them."""

import hashlib
from collections.abc import Iterable

from armillary.catalogue.models import KEY_LENGTH


def stored_key(key: str) -> str:
    """The key itself, or its kind and digest where it is too long to be indexed."""
    if len(key) <= KEY_LENGTH:
        return key
    kind, _, value = key.partition(":")
    return f"{kind}:sha256:{hashlib.sha256(value.encode()).hexdigest()}"


def stored_keys(keys: Iterable[str]) -> list[str]:
    return sorted({stored_key(key) for key in keys})
