"""Where copied files lie: each once, under its own digest."""

import fcntl
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from armillary.dissemination.packs.errors import NoRoom, PackUnderWay
from armillary.dissemination.packs.models import Pack

UNFINISHED: Final = "unfinished-"
LOCK: Final = ".lock"
SWEEPING: Final = f"sweeping{LOCK}"
SPARE: Final = 50_000_000  # bytes that stay free


def root() -> Path:
    return Path(settings.PACKS_ROOT)


def folder_of(pack: Pack) -> Path:
    """Of its releases, one folder each."""
    return root() / pack.public_id


def objects() -> Path:
    return root() / "objects"


def object_path(sha256: str) -> Path:
    return objects() / sha256[:2] / sha256


def check_room(size: int) -> None:
    """Raises `NoRoom` where so many bytes do not fit, with some to spare."""
    root().mkdir(parents=True, exist_ok=True)
    needed, free = size + SPARE, shutil.disk_usage(root()).free
    if free < needed:
        raise NoRoom(
            _("The disk is too full: %(needed)d MB are needed, and %(free)d MB are free.")
            % {"needed": needed // 1_000_000, "free": free // 1_000_000}
        )


def has(sha256: str) -> bool:
    return object_path(sha256).exists()


@contextmanager
def alone_with(pack: Pack) -> Iterator[None]:
    """Nobody else makes a release of a pack meanwhile, or deletes it; and nobody sweeps. Raises
    `PackUnderWay`."""
    with _locked(f"{pack.public_id}{LOCK}", fcntl.LOCK_EX | fcntl.LOCK_NB) as is_ours:
        if not is_ours:
            raise PackUnderWay(_("A release of this pack is being made already."))
        with _locked(SWEEPING, fcntl.LOCK_SH):
            yield


@contextmanager
def nobody_packing() -> Iterator[bool]:
    """Whether nobody is making a release, and nobody begins meanwhile."""
    with _locked(SWEEPING, fcntl.LOCK_EX | fcntl.LOCK_NB) as is_ours:
        yield is_ours


@contextmanager
def _locked(name: str, how: int) -> Iterator[bool]:
    root().mkdir(parents=True, exist_ok=True)
    with (root() / name).open("a") as file:
        try:
            fcntl.flock(file, how)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def fresh_file() -> Iterator[Path]:
    """A place for a file that is coming; gone afterwards if it was not kept."""
    objects().mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(prefix=UNFINISHED, dir=objects(), delete=False) as file:
        path = Path(file.name)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def keep(path: Path) -> tuple[str, str, int]:
    """Its SHA-256, MD5 and size; it is in the store from now on."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        md5 = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
    size = path.stat().st_size
    target = object_path(sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    path.replace(target)
    return sha256, md5, size
