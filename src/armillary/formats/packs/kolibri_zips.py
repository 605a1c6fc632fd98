"""Zip archives that are the same bytes wherever they are made, and what was copied into them.

A page is in its archive with a credit in it, so that no file of the kit is the copy that the list names;
the archive's comment tells where the copy lies, and whoever makes the kit anew takes it from there.
"""

import hashlib
import io
import re
import zipfile
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

_WHEN: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_MODE: Final = 0o100644 << 16
_MOST_COMMENT: Final = 65_535  # bytes, by the format
_HELD: Final = re.compile(rb"([0-9a-f]{64}) (\S+) ([0-9]{1,12}) ([0-9]{1,12})\Z")


class Member(NamedTuple):
    """A file of an archive. `copied` is the SHA-256 of the copied file that it was, before the bytes from
    `start` to `end` were put in; empty for what was copied from nowhere."""

    name: str
    content: bytes
    copied: str = ""
    start: int = 0
    end: int = 0


def zipped(members: Sequence[Member]) -> bytes:
    """Stored, not deflated: compressed bytes depend on the library that made them."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_STORED) as archive:
        for member in members:
            entry = zipfile.ZipInfo(member.name, _WHEN)
            entry.create_system, entry.external_attr = _UNIX, _MODE
            archive.writestr(entry, member.content, zipfile.ZIP_STORED)
        lines = [
            f"{each.copied} {each.name} {each.start} {each.end}" for each in members if each.copied
        ]
        comment = "\n".join(lines).encode()
        archive.comment = comment if len(comment) <= _MOST_COMMENT else b""
    return body.getvalue()


def put_in(page: bytes, name: str, copied: str, original: bytes) -> Member:
    """A page with one piece put in somewhere, which can be taken out again."""
    ends = range(len(original) + 1)
    start = bisect_left(ends, True, key=lambda end: page[:end] != original[:end]) - 1
    return Member(name, page, copied, start, start + len(page) - len(original))


def held(archive: Path) -> frozenset[str]:
    """SHA-256 of the copied files that `copies` gives back. Raises `OSError`; no archive holds nothing."""
    if archive.suffix != ".zip":
        return frozenset()
    try:
        with zipfile.ZipFile(archive) as opened:
            return frozenset(copied for copied, *_where in _listed(opened.comment))
    except zipfile.BadZipFile:
        return frozenset()


def copies(archive: Path) -> Iterator[tuple[str, bytes]]:
    """The copied files in an archive by their SHA-256, as they were copied; one that is damaged is left
    out. Raises `OSError` and `zipfile.BadZipFile`."""
    with zipfile.ZipFile(archive) as opened:
        for copied, name, start, end in _listed(opened.comment):
            try:
                body = opened.read(name)
            except (KeyError, zipfile.BadZipFile):
                continue
            original = body[:start] + body[end:]
            if hashlib.sha256(original).hexdigest() == copied:
                yield copied, original


def _listed(comment: bytes) -> Iterator[tuple[str, str, int, int]]:
    for line in comment.split(b"\n"):
        if match := _HELD.match(line):
            yield match[1].decode(), match[2].decode(errors="replace"), int(match[3]), int(match[4])
