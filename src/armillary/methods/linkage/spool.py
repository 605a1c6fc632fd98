"""Entries on disk, to be read again by their place: a million of them would fill the memory."""

import marshal
import os
from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from armillary.methods.linkage.entries import Entry

_VERSION: Final = 4  # of the marshal format; written and read by one process and its helpers


def packed(entry: Entry) -> bytes:
    return marshal.dumps(
        (
            entry.id,
            dict(entry.titles),
            entry.names,
            entry.addresses,
            entry.identifiers,
            entry.year,
            entry.kind,
            entry.description,
        ),
        _VERSION,
    )


def unpacked(blob: bytes) -> Entry:
    return Entry(*marshal.loads(blob))  # noqa: S302  written by packed() a moment ago


class Spool:
    """Blobs one after the other in a file; written first, then read. Of a file that is not empty,
    `skip` tells how long the blobs are."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a+b", buffering=1 << 20)
        self._ends = array("q", [0])

    def __len__(self) -> int:
        return len(self._ends) - 1

    def write(self, blobs: Sequence[bytes]) -> None:
        self.skip([len(blob) for blob in blobs])
        self._file.write(b"".join(blobs))

    def skip(self, lengths: Iterable[int]) -> None:
        for length in lengths:
            self._ends.append(self._ends[-1] + length)

    def read(self, place: int) -> bytes:
        """Only these bytes: a buffer would fetch a thousand entries to give one."""
        self._file.flush()
        start, end = self._ends[place], self._ends[place + 1]
        return os.pread(self._file.fileno(), end - start, start)

    @property
    def size(self) -> int:
        return size_of(self._file)

    def synced(self) -> int:
        return synced(self._file)

    def truncate(self, size: int) -> None:
        """To be done before anything is written or skipped, or to nothing."""
        self._file.truncate(size)
        self._ends = array("q", [0])

    def close(self) -> None:
        self._file.close()


def synced(file: BinaryIO) -> int:
    """The size of a file, once all of it is on disk."""
    file.flush()
    os.fsync(file.fileno())
    return size_of(file)


def size_of(file: BinaryIO) -> int:
    return os.fstat(file.fileno()).st_size
