"""What a fetch gives, and what every fetcher is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer with its body, decompressed. Header names are in lower case; `encoding` is the
    charset of Content-Type, empty where it has none."""

    body: bytes
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    final_address: str = ""
    encoding: str = ""


class Fetcher(Protocol):
    """Anything that can be asked for the body behind an address."""

    def fetch(self, address: str, *, limit: int = 50 * MEGABYTE, accept: str = "*/*") -> Fetched:
        """The answer, at most `limit` bytes. Raises `FetchError`."""

    def close(self) -> None:
        """Give back connections."""
