"""From the facts of a resource to the links it has."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import urldefrag, urlsplit

from armillary.evaluation.enums import LinkRole
from armillary.formats.values.addresses import clean

LONGEST: Final = 4096
LONGEST_HOST: Final = 300


class Place(NamedTuple):
    """An address as it is asked, on the host it is asked of."""

    address: str
    host: str

    @property
    def digest(self) -> str:
        return digest_of(self.address)


def digest_of(address: str) -> str:
    return hashlib.blake2b(address.encode(), digest_size=16).hexdigest()


def seed_of(digest: str) -> int:
    """The whole number by which the schedule tells addresses apart."""
    return int(digest[:8], 16)


def place_of(stated: str) -> Place | None:
    """None for what cannot be asked over HTTP."""
    address = urldefrag(clean(stated) or "").url
    host = urlsplit(address).netloc
    if not host or len(address) > LONGEST or len(host) > LONGEST_HOST:
        return None
    return Place(address, host)


def places_in(facts: Mapping[str, Any]) -> dict[Place, LinkRole]:
    """All that a resource leads to. Its main address is the one that readers are sent to."""
    places: dict[Place, LinkRole] = {}
    for stated, role in _stated(facts):
        place = place_of(stated)
        if place is not None:
            places.setdefault(place, role)
    return places


def main_address(facts: Mapping[str, Any]) -> str:
    """Where a reader is sent: the first address, or the first file; empty where there is none."""
    return next((stated for stated, _role in _stated(facts)), "")


def _stated(facts: Mapping[str, Any]) -> Iterator[tuple[str, LinkRole]]:
    addresses = facts.get("addresses") or []
    files = [file["address"] for file in facts.get("files") or []]
    rest = [
        *((each, LinkRole.FURTHER) for each in addresses),
        *((each, LinkRole.FILE) for each in files),
    ]
    yield from (
        (each, LinkRole.MAIN if not number else role) for number, (each, role) in enumerate(rest)
    )
