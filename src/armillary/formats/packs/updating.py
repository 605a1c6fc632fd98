"""Bring a pack up to date, all or nothing.

What is new lies beside the pack until it is known to be what the signature promised; then it is put in its
place; what is not needed any more goes last. Whoever is interrupted meanwhile (a full disk, a plug pulled)
says the same once more.
"""

import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from armillary.formats.packs import deltas, ed25519, listing, sums
from armillary.formats.packs.installed import DAMAGE, Installed, Lying, Refused
from armillary.formats.packs.kits import (
    KEY,
    LIST,
    MARK,
    PROGRAM,
    SIGNATURE,
    SUMS,
    about,
    place_of,
)
from armillary.formats.packs.listing import Listing

UPDATE: Final = "update.json"
UPDATE_SIGNATURE: Final = "update.json.sig"
OBJECTS: Final = "objects"
STAGE: Final = ".armillary-update"
BEFORE: Final = "SHA256SUMS.before"  # until what was in it and is not needed any more is gone
BEFORE_SIGNATURE: Final = "SHA256SUMS.before.sig"
MOST_JSON: Final = 200_000_000  # bytes of an update's list
MOST_PROGRAM: Final = 5_000_000  # bytes

_DIGEST: Final = re.compile(r"[0-9a-f]{64}\Z")
_METHODS: Final = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
_DAMAGED: Final = "This is no update of a pack, or it is damaged: fetch it again."
_LATER: Final = (
    "This program cannot read the update, which may be of a later format. `apply` runs the program that "
    "comes with an update; or take the whole pack. Nothing was changed."
)


@dataclass(frozen=True, slots=True)
class Update:
    """What is known of an update, in whatever later format the rest of it is: the digests of the list
    that it `begins` with, of the one it `ends` with, and of the `program` that it was made for."""

    archive: zipfile.ZipFile
    body: bytes
    begins: str
    ends: str
    program: str

    @property
    def delta(self) -> deltas.Delta:
        """Raises `Refused`."""
        try:
            return deltas.read(self.body)
        except listing.BadListing as error:  # it was signed, so that nobody has damaged it
            raise Refused(_LATER) from error


@contextmanager
def opened(update: Path, pack: Installed) -> Iterator[Update]:
    """An update that was made for this very release of a pack, by whoever made the pack. Raises
    `Refused`."""
    with _archive(update) as archive:
        body = _member(archive, UPDATE)
        if not ed25519.is_signed(body, _member(archive, UPDATE_SIGNATURE), pack.key):
            raise Refused(
                "This update was not signed by whoever made the pack. Nothing was changed."
            )
        yield _for(pack, archive, body)


def _archive(update: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(update)
    except OSError as error:
        said = error.strerror or error
        raise Refused(f"{update.name} cannot be read ({said}): fetch it again.") from error
    except DAMAGE as error:
        raise Refused(_DAMAGED) from error


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    """A member of a few bytes, in memory. Raises `Refused`."""
    try:
        info = archive.getinfo(name)
        if info.file_size > MOST_JSON or info.compress_type not in _METHODS:
            raise Refused("This update is larger than any update can be, or it is damaged.")
        return archive.read(info)
    except (*DAMAGE, OSError) as error:
        raise Refused(_DAMAGED) from error


def _for(pack: Installed, archive: zipfile.ZipFile, body: bytes) -> Update:
    """Only what every format has is read, and only then is anything of it used."""
    try:
        document: dict[str, Any] = json.loads(body)
        program = str(document["head"].get("program", ""))
        found = Update(archive, body, document["before"], document["after"], program)
        of = document["pack"]
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Refused(_LATER) from error
    here = pack.listing
    if of != here.id:
        raise Refused("This update is for another pack. Nothing was changed.")
    if here.digest not in {found.begins, found.ends}:
        raise Refused(
            f"This update is for another release of the pack. This is release {here.release}: take the "
            "update that begins with it."
        )
    return found


def preview(pack: Installed, update: Path) -> deltas.Change:
    """Raises `Refused`."""
    with opened(update, pack) as found:
        return deltas.change(pack.listing, _after(pack, found))


def successor(pack: Installed, update: Path, folder: Path) -> Path | None:
    """The program that an update was made for, taken out of it, where it is a later one than the pack's:
    it makes pages that this one cannot. Raises `Refused`."""
    with opened(update, pack) as found:
        if found.program == pack.listing.program:
            return None
        path = _unpacked_program(found, folder)
        if path is None:
            raise Refused("The program that this update needs is not in it: take the whole pack.")
        return path


def _unpacked_program(update: Update, folder: Path) -> Path | None:
    name = f"{OBJECTS}/{update.program}"
    if not _DIGEST.match(update.program) or name not in update.archive.namelist():
        return None
    if update.archive.getinfo(name).file_size > MOST_PROGRAM:
        raise Refused("The program in this update is larger than any program of a pack can be.")
    return _unpacked(update.archive, update.program, folder)


def _after(pack: Installed, update: Update) -> Listing:
    if pack.listing.digest == update.ends:
        return pack.listing
    delta = update.delta
    try:
        return deltas.applied(delta, pack.listing)
    except (listing.BadListing, KeyError, TypeError, AttributeError, ValueError) as error:
        raise Refused(_LATER) from error


def apply(pack: Installed, update: Path) -> deltas.Change:
    """Raises `Refused`, and `OSError` where the disk is full or cannot be written; the pack is then as it
    was, or `apply` said again finishes what was begun."""
    with opened(update, pack) as found:
        after = _after(pack, found)
        change = deltas.change(pack.listing, after)
        stage = pack.path(STAGE)
        _sweep(pack)  # what an earlier update left
        if pack.listing.digest != found.ends:
            try:
                _put_in_place(pack, after, _staged(pack, after, found, stage), stage)
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


def _staged(pack: Installed, after: Listing, update: Update, stage: Path) -> _Staged:
    before, fresh, waiting = _checked(pack, pack.sums), {}, {}
    _check_room(update.archive, pack.root)
    find = _Finder(pack, update.archive, stage / OBJECTS)
    for number, entry in enumerate(pack.kit.entries(after, find)):
        total, here = sums.sum_of(entry.content), pack.path(entry.place)
        if entry.is_summed:
            fresh[entry.place] = total
        if before.get(entry.place) != total or not here.exists():
            waiting[entry.place] = _kept(entry.content, stage / f"{number}.new")
    own = place_of(pack.kit, after, PROGRAM)
    fresh[own] = after.program
    if after.program != pack.listing.program:
        waiting[own] = _kept(find(after.program), stage / PROGRAM)
        fresh[own] = sums.sum_of(waiting[own])
    for place, content in about(pack.kit, after):
        fresh[place] = sums.sum_of(content)
    fresh[place_of(pack.kit, after, KEY)] = sums.sum_of(pack.about / KEY)
    body = sums.written(_checked(pack, fresh))
    return _Staged(waiting, body, _signature(pack, update, body))


def _checked(pack: Installed, stated: dict[str, str]) -> dict[str, str]:
    """Sums of places that lie in the pack, all of them, before anything is changed. Raises `Refused`."""
    for place in stated:
        pack.path(place)
    return stated


def _signature(pack: Installed, update: Update, body: bytes) -> bytes:
    """Of the sums that came out here. Raises `Refused` where others were signed."""
    wanted, signature = update.delta.sums.get(pack.kit.name, ("", ""))
    try:
        signed = bytes.fromhex(signature)
    except ValueError:
        signed = b""
    if sums.sum_of(body) != wanted or not ed25519.is_signed(body, signed, pack.key):
        raise Refused("What this update makes here is not what was signed. Nothing was changed.")
    return signed


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
        self._names = frozenset(archive.namelist())
        self._here = Lying(pack, folder)

    def __call__(self, sha256: str) -> Path:
        if f"{OBJECTS}/{sha256}" in self._names:
            return _unpacked(self._archive, sha256, self._folder)
        return self._out_of_the_pack(sha256)

    def _out_of_the_pack(self, sha256: str) -> Path:
        try:
            return self._here(sha256)
        except FileNotFoundError as error:
            raise Refused(
                "A file that this update counts on is not in the pack any more. Take the whole pack."
            ) from error


def _unpacked(archive: zipfile.ZipFile, sha256: str, folder: Path) -> Path:
    """A file of an update in a folder, as whoever made it knew it. Raises `Refused`, and `OSError` where
    it cannot be written."""
    path = folder / sha256
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with _member_opened(archive, f"{OBJECTS}/{sha256}") as packed, path.open("wb") as file:
                shutil.copyfileobj(packed, file)
        except DAMAGE as error:
            raise Refused(_DAMAGED) from error
    if sums.sum_of(path) != sha256:
        raise Refused("A file in this update is damaged: fetch the update again.")
    return path


def _member_opened(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    info = archive.getinfo(name)
    if info.compress_type not in _METHODS:
        raise Refused(_DAMAGED)
    try:
        return archive.open(info)
    except OSError as error:  # its place in the archive is none
        raise Refused(_DAMAGED) from error


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
        _move(path, pack.path(place))
    if _is_settled(
        pack
    ):  # otherwise another try has kept them, and put the new ones in their place
        for name, copy in ((SIGNATURE, BEFORE_SIGNATURE), (SUMS, BEFORE)):
            _move(_kept(pack.about / name, stage / copy), pack.about / copy)
    _move(_kept(staged.body, stage / SUMS), pack.about / SUMS)
    _move(_kept(staged.signature, stage / SIGNATURE), pack.about / SIGNATURE)
    for place, content in about(pack.kit, after):
        _move(_kept(content, stage / "next"), pack.path(place))


def _move(path: Path, target: Path) -> None:
    """Whatever lies there is replaced, a link too: nothing is written where it leads."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with path.open("r+b") as file:  # Windows syncs only what may be written
        os.fsync(file.fileno())
    path.replace(target)


def _is_settled(pack: Installed) -> bool:
    """Whether the sums here are signed and those of the list here: no update is half in place."""
    if not pack.is_signed(SUMS, SIGNATURE):
        return False
    return pack.sums.get(_place_of_list(pack)) == sums.sum_of(pack.about / LIST)


def _place_of_list(pack: Installed) -> str:
    return place_of(pack.kit, pack.listing, LIST)


def _sweep(pack: Installed) -> None:
    """Take away what only the list of before needed; another pack beside this one may still need it, and
    where that cannot be known everything stays until it can."""
    shutil.rmtree(pack.root / STAGE, ignore_errors=True)
    if not _is_settled(pack):
        return
    others = _needed_by_others(pack)
    if others is None:
        return
    for place in _places_before(pack) - pack.sums.keys() - others:
        pack.path(place).unlink(missing_ok=True)
    for name in (BEFORE, BEFORE_SIGNATURE):
        (pack.about / name).unlink(missing_ok=True)


def _places_before(pack: Installed) -> frozenset[str]:
    """What the kit had before the update; nothing where what says so was not signed, or not for this one."""
    if not pack.is_signed(BEFORE, BEFORE_SIGNATURE):
        return frozenset()
    try:
        found = sums.read((pack.about / BEFORE).read_bytes())
    except ValueError:
        return frozenset()
    return frozenset(found) if _place_of_list(pack) in found else frozenset()


def _needed_by_others(pack: Installed) -> frozenset[str] | None:
    """Places of the other packs of a drive; None where one of them cannot be read. Sums of anything
    else that lies there are no concern of ours."""
    needed: set[str] = set()
    for other in pack.root.glob(f"*/{SUMS}"):
        if not all((other.parent / name).exists() for name in (LIST, MARK)):
            continue
        try:
            needed.update(sums.read(other.read_bytes()))
        except (OSError, ValueError):
            return None
    return frozenset(needed)
