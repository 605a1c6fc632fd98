"""Take away copies that no pack needs, and what packs left that are gone."""

import math
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Final

from armillary.catalogue.queries import chunks
from armillary.core.clock import now
from armillary.dissemination.packs import store
from armillary.dissemination.packs.models import Pack, PackedFile
from armillary.dissemination.packs.queries import current_listings
from armillary.formats.packs.kits import LIST

MOST_UPDATES: Final = 3  # releases from which there is an update
IDLE: Final = timedelta(days=7)  # for so long a copy that was fetched may wait for its pack
ABANDONED: Final = timedelta(days=1).total_seconds()


def sweep() -> int:
    """How many copies went: those that no pack has needed for long. None while a release is being made, or
    somebody else sweeps."""
    with store.nobody_packing() as is_ours:
        return _sweep() if is_ours else 0


def _sweep() -> int:
    needed = {sha for listing in current_listings() for sha in listing.files()}
    idle = PackedFile.objects.exclude(sha256="").filter(tried_at__lt=now() - IDLE)
    rows = [row for row in idle.iterator() if row.sha256 not in needed]
    for part in chunks([row.pk for row in rows]):
        PackedFile.objects.filter(pk__in=part).delete()
    known = set(PackedFile.objects.exclude(sha256="").values_list("sha256", flat=True)) | needed
    limit = now().timestamp() - ABANDONED
    gone = [
        path
        for path in store.objects().glob("??/*")
        if path.name not in known and _age_of(path) < limit  # its row may be on the way
    ]
    for path in gone:
        path.unlink(missing_ok=True)
    _sweep_unfinished()
    _sweep_folders()
    _sweep_releases()
    return len(gone)


def _age_of(path: Path) -> float:
    """When it was written; of one that is gone meanwhile the end of time."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return math.inf


def forget(digests: set[str]) -> None:
    """Copies of what was withdrawn go at once, unless another pack still holds the same."""
    needed = {sha for listing in current_listings() for sha in listing.files()}
    for part in chunks(sorted(digests - needed)):
        PackedFile.objects.filter(sha256__in=part).delete()
        for digest in part:
            store.object_path(digest).unlink(missing_ok=True)


def _sweep_unfinished() -> None:
    limit = now().timestamp() - ABANDONED
    for path in store.objects().glob(f"{store.UNFINISHED}*"):
        if _age_of(path) < limit:
            path.unlink(missing_ok=True)


def _sweep_folders() -> None:
    """Of packs that were deleted."""
    known = {*Pack.objects.values_list("public_id", flat=True), "objects"}
    for path in store.root().iterdir() if store.root().exists() else ():
        if path.is_dir() and path.name not in known:
            shutil.rmtree(path, ignore_errors=True)
        elif path.suffix == store.LOCK and path.stem not in known and path.name != store.SWEEPING:
            path.unlink(missing_ok=True)


def _sweep_releases() -> None:
    """Of releases that are offered no more only the list stays, and that of the latest ones only."""
    for pack in Pack.objects.all():
        rows = list(pack.releases.order_by("-number"))
        kept = {row.number for row in rows[: MOST_UPDATES + 1]}
        current = {row.number for row in rows if row.is_current}
        for folder in store.folder_of(pack).glob("*"):
            number = int(folder.name) if folder.name.isdecimal() else 0
            if number in kept and number not in current:
                keep_list_only(folder)
            elif number and number not in kept:
                shutil.rmtree(folder, ignore_errors=True)


def keep_list_only(folder: Path) -> None:
    for path in folder.glob("*"):
        if path.name != LIST:
            path.unlink(missing_ok=True)
