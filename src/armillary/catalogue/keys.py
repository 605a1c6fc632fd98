"""Identity keys as they are stored: cut to the column by digest, never by fusing two of them."""

import hashlib
from collections.abc import Iterable

from armillary.catalogue.models import KEY_LENGTH, IdentityKey
from armillary.core.bulk import insert_missing_rows
from armillary.formats.values.identifiers import keys_of


def stored_key(key: str) -> str:
    """The key itself, or its kind and digest where it is too long to be indexed."""
    if len(key) <= KEY_LENGTH:
        return key
    kind, _, value = key.partition(":")
    return f"{kind}:sha256:{hashlib.sha256(value.encode()).hexdigest()}"


def stored_keys(keys: Iterable[str]) -> list[str]:
    return sorted({stored_key(key) for key in keys})


def add_keys(resource: int, stated: Iterable[str]) -> None:
    """Let a resource be known by these addresses and identifiers too, as a record that states them
    would. A key that another resource has stays with it."""
    keys = stored_keys(key for each in stated for key in keys_of(each))
    insert_missing_rows(IdentityKey, ("key", "resource_id"), [(key, resource) for key in keys])
