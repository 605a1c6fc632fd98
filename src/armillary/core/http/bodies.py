"""Read a body that may never end, may come drop by drop, and may swell when decompressed."""

import time
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO, Final, Protocol

from django.utils.translation import gettext as _

from armillary.core.http.errors import CannotKeep, FetchError, Unreachable

CHUNK: Final = 1 << 17
KNOWN_ENCODINGS: Final = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})


class Readable(Protocol):
    def read1(self, amt: int | None = ..., decode_content: bool | None = ...) -> bytes: ...


class _Inflater:
    """Decompress gzip or deflate, never more than `room` bytes at a time."""

    def __init__(self) -> None:
        self._expander: Any = None

    def inflate(self, data: bytes, room: int) -> bytes:
        if self._expander is None:
            self._expander = zlib.decompressobj(_window(data))
        return bytes(self._expander.decompress(data, room))

    @property
    def is_whole(self) -> bool:
        return self._expander is None or bool(self._expander.eof)


def _window(data: bytes) -> int:
    if data[:2] == b"\x1f\x8b":
        return 31
    return 15 if data[:1] == b"\x78" else -15  # servers send "deflate" with and without a header


def read_body(
    response: Readable,
    *,
    host: str,
    encoding: str,
    expected: str,
    limit: int,
    until: float,
    into: BinaryIO | None = None,
) -> bytes:
    """The whole body, decompressed; nothing where it was written `into` a file. Raises `FetchError` past
    `limit` bytes, `Unreachable` past the moment `until` and where the body is shorter than `expected`,
    its Content-Length."""
    inflater = _inflater(encoding, host)
    pieces: list[bytes] = []
    received = size = 0
    keep = pieces.append if into is None else _writer(into)
    while chunk := response.read1(CHUNK, decode_content=False):
        received += len(chunk)
        piece = _inflated(inflater, chunk, limit - size + 1, host)
        keep(piece)
        size += len(piece)
        if size > limit or received > limit:
            raise _too_large(host, limit)
        if time.monotonic() > until:
            raise too_slow(host)
    is_short = expected.isdigit() and received < int(expected)
    if is_short or (inflater and not inflater.is_whole):
        raise Unreachable(_("The answer of %(host)s broke off. Try again later.") % {"host": host})
    return b"".join(pieces)


def _writer(into: BinaryIO) -> Callable[[bytes], None]:
    def write(piece: bytes) -> None:
        try:
            into.write(piece)
        except OSError as error:
            raise CannotKeep(
                _("What was fetched could not be written down: %(reason)s.")
                % {"reason": error.strerror or type(error).__name__}
            ) from error

    return write


def peek_body(
    response: Readable, *, host: str, encoding: str, limit: int, until: float
) -> tuple[bytes, bool]:
    """The beginning of a body, at most `limit` bytes, and whether it is all there is. One in a
    compression that nobody asked for stays unread. Raises `Unreachable` past the moment `until`."""
    if encoding not in KNOWN_ENCODINGS:
        return b"", False
    inflater = _inflater(encoding, host)
    pieces: list[bytes] = []
    size = 0
    while size < limit and (chunk := response.read1(CHUNK, decode_content=False)):
        pieces.append(_inflated(inflater, chunk, limit - size, host)[: limit - size])
        size += len(pieces[-1])
        if time.monotonic() > until:
            raise too_slow(host)
    return b"".join(pieces), size < limit


def _inflater(encoding: str, host: str) -> _Inflater | None:
    if encoding in {"", "identity"}:
        return None
    if encoding in KNOWN_ENCODINGS:
        return _Inflater()
    raise FetchError(
        _("%(host)s answers in a compression nobody asked for (%(encoding)s).")
        % {"host": host, "encoding": encoding[:40]}
    )


def _inflated(inflater: _Inflater | None, chunk: bytes, room: int, host: str) -> bytes:
    if inflater is None:
        return chunk
    try:
        return inflater.inflate(chunk, room)
    except zlib.error as error:
        raise FetchError(
            _("The compressed answer of %(host)s cannot be unpacked.") % {"host": host}
        ) from error


def _too_large(host: str, limit: int) -> FetchError:
    return FetchError(
        _("The answer of %(host)s is larger than %(limit)s MB, and was not read.")
        % {"host": host, "limit": round(limit / 1_000_000, 1)}
    )


def too_slow(host: str) -> Unreachable:
    return Unreachable(
        _("The answer of %(host)s takes too long. Try again later.") % {"host": host}
    )
