"""The files of a release, all of one list."""

import logging
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from armillary.dissemination.packs import store
from armillary.dissemination.packs.booklet import booklet_html, booklet_pdf
from armillary.dissemination.packs.enums import OutputKind
from armillary.dissemination.packs.kits import Signed, write_kit, write_update
from armillary.dissemination.packs.queries import Output
from armillary.dissemination.packs.zim import ZimNotWritten, ZimWriterMissing, write_zim
from armillary.formats.packs.installed import KITS
from armillary.formats.packs.listing import Listing
from armillary.formats.packs.sums import sum_of

logger = logging.getLogger(__name__)

MOST_IN_BOOKLET: Final = 500  # resources that anybody would print
MOST_IN_PDF: Final = 200  # more take minutes to lay out


def written_outputs(
    listing: Listing,
    earlier: Sequence[Listing],
    folder: Path,
    tell: Callable[[int, int], None] = lambda _done, _of: None,
) -> list[Output]:
    """Every file under a name that holds its content, so that nobody gets the end of one file behind the
    beginning of another. What this machine cannot write is left out. Raises `OSError`."""
    kits: dict[str, Signed] = {}
    steps: list[Callable[[], Iterator[Output]]] = [
        lambda: _kit("site", listing, folder, kits),
        lambda: _kit("kolibri", listing, folder, kits),
        lambda: _zim(listing, folder),
        lambda: _booklet(listing, folder),
        lambda: _updates(earlier, listing, folder, kits),
    ]
    found: list[Output] = []
    for number, step in enumerate(steps):
        tell(number, len(steps))
        found += step()
    tell(len(steps), len(steps))
    return found


def _kit(name: str, listing: Listing, folder: Path, kits: dict[str, Signed]) -> Iterator[Output]:
    top = f"{listing.slug}/" if name == "site" else ""
    kits[name] = write_kit(KITS[name], listing, store.object_path, folder / name, folder=top)
    yield _named(folder / name, name, listing, ".zip")


def _zim(listing: Listing, folder: Path) -> Iterator[Output]:
    with tempfile.TemporaryDirectory(prefix=store.UNFINISHED, dir=folder.parent) as scratch:
        try:
            write_zim(listing, store.object_path, folder / "zim", scratch=Path(scratch))
        except (ZimWriterMissing, ZimNotWritten) as error:  # the others are as good without it
            logger.warning("%s", error)
            return
    yield _named(folder / "zim", OutputKind.ZIM, listing, ".zim")


def _booklet(listing: Listing, folder: Path) -> Iterator[Output]:
    if len(listing.items) > MOST_IN_BOOKLET:
        return
    page = booklet_html(listing, store.object_path)
    (folder / "booklet").write_bytes(page)
    yield _named(folder / "booklet", OutputKind.BOOKLET, listing, ".html")
    if len(listing.items) <= MOST_IN_PDF and _is_laid_out(page, folder / "pdf"):
        yield _named(folder / "pdf", OutputKind.PDF, listing, ".pdf")


def _is_laid_out(page: bytes, target: Path) -> bool:
    """Whatever its program cannot do with a page, the others are as good without it."""
    try:
        return booklet_pdf(page, target)
    except OSError:
        raise
    except Exception:
        logger.exception("A booklet could not be laid out.")
        return False


def _updates(
    earlier: Sequence[Listing], listing: Listing, folder: Path, kits: dict[str, Signed]
) -> Iterator[Output]:
    for before in earlier:
        path = folder / f"update-{before.release}"
        write_update(before, listing, kits, store.object_path, path)
        yield _named(path, OutputKind.UPDATE, listing, ".zip", since=before.release)


def _named(path: Path, kind: str, listing: Listing, ending: str, *, since: int = 0) -> Output:
    digest = sum_of(path)
    what = f"update-from-{since}" if since else kind
    name = f"{listing.slug}-{listing.release}-{what}-{digest[:8]}{ending}"
    path.rename(path.with_name(name))
    return Output(kind, name, path.with_name(name).stat().st_size, digest, since)
