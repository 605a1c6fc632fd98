"""`SHA256SUMS` as the program of that name writes and checks it, and the digest of files of any size."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

CHUNK: Final = 1 << 20
_LINE: Final = re.compile(r"([0-9a-f]{64})  (.+)\Z")


def sum_of(content: bytes | Path) -> str:
    """SHA-256 in hexadecimal digits. Raises `OSError`."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    digest = hashlib.sha256()
    with content.open("rb") as file:  # `hashlib.file_digest` came with Python 3.11
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def written(sums: Mapping[str, str]) -> bytes:
    """place → sum, sorted by place."""
    return "".join(f"{sums[place]}  {place}\n" for place in sorted(sums)).encode()


def read(body: bytes) -> dict[str, str]:
    """place → sum. Raises `ValueError` for what is no list of sums, or names a place outside of the pack."""
    found = {}
    for line in body.decode().splitlines():
        match = _LINE.match(line)
        if not match or not is_inside(match[2]):
            raise ValueError(f"This is no line of a list of sums: {line[:80]!r}.")
        found[match[2]] = match[1]
    return found


def is_inside(place: str) -> bool:
    """Whether a place stays below the folder it is counted from, on every system."""
    parts = place.split("/")
    return bool(place) and not any(
        part in {"", ".", ".."} or "\\" in part or ":" in part or "\0" in part for part in parts
    )
