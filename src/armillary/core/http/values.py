"""What a fetch gives, and what every fetcher is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, Protocol

MEGABYTE: Final = 1_000_000
NONE: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer with its body, decompressed. Header names are in lower case; `encoding` is the
    charset of Content-Type, empty where it has none. Without `is_framed` the server did not say
    where the body ends, so that it may have been cut off (RFC 9112 §8). It came after so many
    `attempts`, the last of which took so many `seconds`, without the wait for our turn."""

    body: bytes
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    final_address: str = ""
    encoding: str = ""
    is_framed: bool = True
    attempts: int = 1
    seconds: float = 0.0


class Hop(NamedTuple):
    """An address that answered with a redirect, and the status it did so with."""

    address: str
    status: int


Method = Literal["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address answers, be it good news or bad. `body` is the beginning of what came, and
    `is_whole` says whether it is all; `after` is how many seconds the host asks us to wait."""

    status: int
    final_address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_whole: bool = True
    encoding: str = ""
    hops: tuple[Hop, ...] = ()
    after: float = 0.0

    @property
    def media_type(self) -> str:
        """In lower case and without parameters; empty where the host states none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Fetcher(Protocol):
    """Anything that can be asked for the body behind an address."""

    def fetch(
        self,
        address: str,
        *,
        limit: int = 50 * MEGABYTE,
        accept: str = "*/*",
        validators: Mapping[str, str] = NONE,
    ) -> Fetched:
        """The answer, at most `limit` bytes. Raises `FetchError`.

        With `validators`, the `etag` or `last-modified` of an earlier answer, the answer may have
        the status 304 and no body: nothing has changed (RFC 9110 §13.1).
        """

    def close(self) -> None:
        """Give back connections."""
