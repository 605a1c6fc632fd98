"""Where copied files lie: each once, under its own digest."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings

from armillary.dissemination.packs.models import Pack

UNFINISHED: Final = "unfinished-"


def root() -> Path:
    return Path(settings.PACKS_ROOT)


def folder_of(pack: Pack) -> Path:
    """Of its releases, one folder each."""
    return root() / pack.public_id


def objects() -> Path:
    return root() / "objects"


def object_path(sha256: str) -> Path:
    return objects() / sha256[:2] / sha256


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
