"""Entries on disk, to be read again by their place: a million of them would fill the memory."""

import marshal
import os
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Final

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
    """Blobs one after the other in a file. Written first, then read."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w+b", buffering=1 << 20)
        self._ends = array("q", [0])

    def __len__(self) -> int:
        return len(self._ends) - 1

    def write(self, blobs: Sequence[bytes]) -> None:
        end = self._ends[-1]
        for blob in blobs:
            end += len(blob)
            self._ends.append(end)
        self._file.write(b"".join(blobs))

    def read(self, place: int) -> bytes:
        """Only these bytes: a buffer would fetch a thousand entries to give one."""
        self._file.flush()
        start, end = self._ends[place], self._ends[place + 1]
        return os.pread(self._file.fileno(), end - start, start)

    def close(self) -> None:
        self._file.close()
