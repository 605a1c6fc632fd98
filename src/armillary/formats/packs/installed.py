"""A pack as it lies on a stick: what it is, and whether it is whole."""

import sqlite3
import struct
import tempfile
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from armillary.formats.packs import ed25519, listing, sums
from armillary.formats.packs.kits import KEY, LIST, MARK, SIGNATURE, SUMS, Kit
from armillary.formats.packs.kolibri import KOLIBRI
from armillary.formats.packs.listing import Listing
from armillary.formats.packs.site import SITE

KITS: Final[dict[str, Kit]] = {kit.name: kit for kit in (SITE, KOLIBRI)}

MOST_TAKEN: Final = 50  # copies that lie beside the pack at once

# What reading an archive raises where its bytes are not what somebody wrote. A method of compression that
# is not known here is a `RuntimeError`.
DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    ValueError,
    RuntimeError,
    OverflowError,
)


class Lying:
    """Copied files of a pack by their content, as they were copied: each as it lies there, or taken out of
    what it is in there and put into `folder` for as long as a few others are asked for. Raises `FileNotFoundError` for one that is not there."""

    def __init__(self, pack: "Installed", folder: Path) -> None:
        self._pack, self._folder = pack, folder
        self._taken: deque[Path] = deque()
        self._plain = {total: pack.root / place for place, total in pack.sums.items()}

    def __call__(self, sha256: str) -> Path:
        plain = self._plain.get(sha256)
        if plain is not None and plain.exists():
            return plain
        found = self._folder / sha256
        if not found.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            found.write_bytes(self._taken_out(sha256))
            self._taken.append(found)
        if len(self._taken) > MOST_TAKEN:
            self._taken.popleft().unlink(missing_ok=True)
        return found

    def _taken_out(self, sha256: str) -> bytes:
        holder = self._holders.get(sha256)
        try:
            for name, body in self._pack.kit.copies(holder) if holder else ():
                if name == sha256:
                    return body
        except DAMAGE as error:
            raise FileNotFoundError(sha256) from error
        raise FileNotFoundError(sha256)

    @cached_property
    def _holders(self) -> "dict[str, Path]":
        paths = [self._pack.root / place for place in self._pack.sums]
        return {name: path for path in paths if path.exists() for name in self._pack.kit.held(path)}


class Refused(Exception):
    """It cannot be done, in one line that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Installed:
    """A pack as it lies here: places are counted from `root`, and `about` is the folder of its list."""

    root: Path
    about: Path
    kit: Kit
    listing: Listing
    key: bytes

    @property
    def sums(self) -> dict[str, str]:
        """As they lie here, signed or not. Raises `Refused`."""
        try:
            return sums.read((self.about / SUMS).read_bytes())
        except (OSError, ValueError) as error:
            raise Refused(_no_sums(self)) from error

    def path(self, place: str) -> Path:
        """Where a place is. Raises `Refused` where a link leads out of the pack."""
        found = self.root / place
        try:
            is_here = found.resolve().is_relative_to(self.root)
        except (OSError, RuntimeError):  # links that go round in a ring
            is_here = False
        if not is_here:
            raise Refused(
                f"{place} leads out of the pack by a link: nothing was written or deleted there. "
                "Take the link away, and say the same again."
            )
        return found

    def is_signed(self, name: str, signature: str) -> bool:
        """Whether a file beside the list was signed, as another one there says, by whoever made the pack."""
        try:
            body, signed = ((self.about / each).read_bytes() for each in (name, signature))
        except OSError:
            return False
        return ed25519.is_signed(body, signed, self.key)


def _no_sums(pack: Installed) -> str:
    address = pack.listing.address
    return f"{SUMS} is missing or cannot be read: take the whole pack anew from {address}."


def installed(about: Path) -> Installed:
    """The pack whose list lies in a folder. Raises `Refused`."""
    try:
        found = listing.read((about / LIST).read_bytes())
        kit = KITS[(about / MARK).read_text(encoding="ascii").strip()]
        key = ed25519.key_in((about / KEY).read_bytes())
    except (OSError, KeyError, ValueError) as error:
        raise Refused(f"There is no pack in {about}, or its list cannot be read.") from error
    depth = len(Path(kit.about(found)).parts)
    here = about.resolve()
    if depth > len(here.parents):
        raise Refused(f"{about} is not where its list says: copy the pack anew, folders and all.")
    return Installed(here.parents[depth - 1] if depth else here, here, kit, found, key)


def problems(pack: Installed) -> Iterator[str]:
    """What is wrong, a line each; nothing where everything is as it was signed."""
    if not (pack.about / SUMS).exists():
        yield _no_sums(pack)
        return
    if not pack.is_signed(SUMS, SIGNATURE):
        yield f"{SUMS} is not what was signed: take the whole pack anew from {pack.listing.address}."
        return
    found = [line for place, wanted in pack.sums.items() if (line := _problem(pack, place, wanted))]
    yield from found or _made_otherwise(pack)


def _problem(pack: Installed, place: str, wanted: str) -> str:
    try:
        is_same = sums.sum_of(pack.root / place) == wanted
    except OSError:
        return f"{place} is missing or cannot be read."
    return "" if is_same else f"{place} is damaged or was changed."


def _made_otherwise(pack: Installed) -> Iterator[str]:
    """Databases are not summed, because their bytes depend on who wrote them: their rows are made anew."""
    with tempfile.TemporaryDirectory() as folder:
        for entry in pack.kit.entries(pack.listing, Lying(pack, Path(folder))):
            if not entry.is_summed and isinstance(entry.content, Path):
                here = pack.root / entry.place
                if not here.exists() or _rows(here) != _rows(entry.content):
                    yield f"{entry.place} is missing, damaged or was changed."


def _rows(database: Path) -> "list[str] | None":
    """All that is in a database, as SQL; None for what is none."""
    try:
        with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as opened:
            return list(opened.iterdump())
    except sqlite3.Error:
        return None
