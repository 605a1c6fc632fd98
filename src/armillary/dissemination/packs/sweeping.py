"""Take away copies that no pack needs, and what packs left that are gone."""

import shutil
from datetime import timedelta
from typing import Final

from armillary.catalogue.queries import chunks
from armillary.core.clock import now
from armillary.dissemination.packs import store
from armillary.dissemination.packs.models import Pack, PackedFile
from armillary.dissemination.packs.queries import current_listings

IDLE: Final = timedelta(days=7)  # for so long a copy that was fetched may wait for its pack
ABANDONED: Final = timedelta(days=1).total_seconds()


def sweep() -> int:
    """How many copies went: those that were in a pack and are in none any more at once, others when they
    have waited for long."""
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
        if path.name not in known and path.stat().st_mtime < limit  # its row may be on the way
    ]
    for path in gone:
        path.unlink(missing_ok=True)
    _sweep_unfinished()
    _sweep_folders()
    return len(gone)


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
        if path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)


def _sweep_folders() -> None:
    """Of packs that were deleted."""
    known = {*Pack.objects.values_list("public_id", flat=True), "objects"}
    for path in store.root().iterdir() if store.root().exists() else ():
        if path.is_dir() and path.name not in known:
            shutil.rmtree(path, ignore_errors=True)
