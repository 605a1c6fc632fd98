"""Bring a pack up to date, all or nothing.

What is new lies beside the pack until it is known to be what the signature promised; then it is put in its
place; what is not needed any more goes last. Whoever is interrupted meanwhile (a full disk, a plug pulled)
says the same once more.
"""

import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from armillary.formats.packs import deltas, ed25519, listing, sums
from armillary.formats.packs.installed import Installed, Lying, Refused
from armillary.formats.packs.kits import KEY, PROGRAM, SIGNATURE, SUMS, about, place_of
from armillary.formats.packs.listing import Listing

UPDATE: Final = "update.json"
UPDATE_SIGNATURE: Final = "update.json.sig"
OBJECTS: Final = "objects"
STAGE: Final = ".armillary-update"
BEFORE: Final = "SHA256SUMS.before"  # until what was in it and is not needed any more is gone
MOST_JSON: Final = 200_000_000  # bytes of an update's list


@contextmanager
def opened(update: Path, pack: Installed) -> "Iterator[tuple[zipfile.ZipFile, deltas.Delta]]":
    """An update that was made for a pack by whoever made the pack. Raises `Refused`."""
    try:
        with zipfile.ZipFile(update) as archive:
            body = _member(archive, UPDATE)
            if not ed25519.is_signed(body, _member(archive, UPDATE_SIGNATURE), pack.key):
                raise Refused(
                    "This update was not signed by whoever made the pack. Nothing was changed."
                )
            yield archive, deltas.read(body)
    except (OSError, KeyError, zipfile.BadZipFile, listing.BadListing) as error:
        if isinstance(error, OSError) and update.exists():
            raise
        raise Refused(
            f"{update.name} is no update of a pack, or it is damaged: fetch it again."
        ) from error


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > MOST_JSON:
        raise Refused("This update is larger than any update can be.")
    return archive.read(name)


def preview(pack: Installed, update: Path) -> deltas.Change:
    """Raises `Refused`."""
    with opened(update, pack) as (_archive, delta):
        return deltas.change(pack.listing, _after(pack, delta))


def successor(pack: Installed, update: Path, folder: Path) -> Path | None:
    """The program that an update was made for, taken out of it, where it is a later one than the pack's:
    it makes pages that this one cannot. Raises `Refused`."""
    with opened(update, pack) as (archive, delta):
        wanted = str(delta.head.get("program", ""))
        if wanted == pack.listing.program:
            return None
        return _Finder(pack, archive, folder)(wanted)


def _after(pack: Installed, delta: deltas.Delta) -> Listing:
    if pack.listing.digest == delta.after:
        return pack.listing
    try:
        return deltas.applied(delta, pack.listing)
    except listing.BadListing as error:
        here = pack.listing.release
        raise Refused(
            f"{error} This is release {here}: take the update that begins with it."
        ) from error


def apply(pack: Installed, update: Path) -> deltas.Change:
    """Raises `Refused`, and `OSError` where the disk is full or cannot be written; the pack is then as it
    was, or `apply` said again finishes what was begun."""
    with opened(update, pack) as (archive, delta):
        after = _after(pack, delta)
        change = deltas.change(pack.listing, after)
        if pack.listing.digest != delta.after:
            stage = pack.root / STAGE
            shutil.rmtree(stage, ignore_errors=True)
            try:
                _put_in_place(pack, after, _staged(pack, after, archive, delta, stage), stage)
            except BaseException:
                shutil.rmtree(stage, ignore_errors=True)
                raise
    _sweep(pack)
    return change


@dataclass(frozen=True, slots=True)
class _Staged:
    """place → the new file that waits for it, and the sums of the whole kit."""

    waiting: Mapping[str, Path]
    body: bytes
    signature: bytes


def _staged(
    pack: Installed, after: Listing, archive: zipfile.ZipFile, delta: deltas.Delta, stage: Path
) -> _Staged:
    wanted, signature = delta.sums[pack.kit.name]
    _check_room(archive, pack.root)
    find = _Finder(pack, archive, stage / OBJECTS)
    before, fresh, waiting = pack.sums, {}, {}
    for number, entry in enumerate(pack.kit.entries(after, find)):
        total = sums.sum_of(entry.content)
        if entry.is_summed:
            fresh[entry.place] = total
        if before.get(entry.place) != total or not (pack.root / entry.place).exists():
            waiting[entry.place] = _kept(entry.content, stage / f"{number}.new")
    if after.program != pack.listing.program:
        waiting[place_of(pack.kit, after, PROGRAM)] = _kept(find(after.program), stage / PROGRAM)
    for place, content in about(pack.kit, after):
        fresh[place] = sums.sum_of(content)
    fresh[place_of(pack.kit, after, PROGRAM)] = after.program
    fresh[place_of(pack.kit, after, KEY)] = sums.sum_of(pack.about / KEY)
    body = sums.written(fresh)
    if sums.sum_of(body) != wanted:
        raise Refused("What this update makes here is not what was signed. Nothing was changed.")
    return _Staged(waiting, body, bytes.fromhex(signature))


def _check_room(archive: zipfile.ZipFile, root: Path) -> None:
    """What comes, and as much again for pages that are made anew, with some to spare."""
    needed = sum(member.file_size for member in archive.infolist()) * 2 + 10_000_000
    free = shutil.disk_usage(root).free
    if free < needed:
        raise Refused(
            f"There is not enough room: {needed // 1_000_000} MB are needed and {free // 1_000_000} MB are "
            "free. Nothing was changed."
        )


class _Finder:
    """Copied files by content: out of the pack as it was, or out of the update."""

    def __init__(self, pack: Installed, archive: zipfile.ZipFile, folder: Path) -> None:
        self._archive, self._folder = archive, folder
        self._here = Lying(pack, folder)

    def __call__(self, sha256: str) -> Path:
        path = self._folder / sha256
        if not path.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            try:
                with self._archive.open(f"{OBJECTS}/{sha256}") as packed, path.open("wb") as file:
                    shutil.copyfileobj(packed, file)
            except KeyError:
                return self._out_of_the_pack(sha256)
        if sums.sum_of(path) != sha256:
            raise Refused("A file in this update is damaged: fetch the update again.")
        return path

    def _out_of_the_pack(self, sha256: str) -> Path:
        try:
            return self._here(sha256)
        except FileNotFoundError as error:
            raise Refused(
                "A file that this update counts on is not in the pack any more. Take the whole pack."
            ) from error


def _kept(content: bytes | Path, path: Path) -> Path:
    """In a place of its own: an entry's file may be gone when the next one is asked for."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        shutil.copyfile(content, path)
    return path


def _put_in_place(pack: Installed, after: Listing, staged: _Staged, stage: Path) -> None:
    """The list is changed when all it names is there; the sums as they were are kept until `_sweep`."""
    for place, path in staged.waiting.items():
        _move(path, pack.root / place)
    if not (pack.about / BEFORE).exists():
        shutil.copyfile(pack.about / SUMS, pack.about / BEFORE)
    _move(_kept(staged.body, stage / SUMS), pack.about / SUMS)
    _move(_kept(staged.signature, stage / SIGNATURE), pack.about / SIGNATURE)
    for place, content in about(pack.kit, after):
        _move(_kept(content, stage / "next"), pack.root / place)


def _move(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    path.replace(target)


def _sweep(pack: Installed) -> None:
    """Take away what only the list of before needed; another pack beside this one may still need it."""
    shutil.rmtree(pack.root / STAGE, ignore_errors=True)
    if not (pack.about / BEFORE).exists():
        return
    needed = set(pack.sums)
    for other in pack.root.glob(f"*/{SUMS}"):
        needed.update(sums.read(other.read_bytes()))
    for place in sums.read((pack.about / BEFORE).read_bytes()):
        if place not in needed:
            (pack.root / place).unlink(missing_ok=True)
    (pack.about / BEFORE).unlink()
