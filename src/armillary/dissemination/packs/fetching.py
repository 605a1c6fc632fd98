"""Fetch what may be copied, and make it as small as it can be read.

What cannot be had is written down with the reason and never stops the rest; what was had before stays. A file is
kept if it begins as files of its kind do; of a page its text and pictures are kept; pictures are made smaller.
"""

import io
import logging
import struct
import zlib
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from armillary.core.clock import now
from armillary.core.http import MEGABYTE, CannotKeep, FetchError, HttpFetcher, Manners, outgoing
from armillary.core.http.values import Fetched
from armillary.dissemination.packs import store
from armillary.dissemination.packs.copying import LARGEST, Wanted
from armillary.dissemination.packs.errors import NoRoom
from armillary.dissemination.packs.media import Kind, has_end, kind_of_file, kind_of_type
from armillary.dissemination.packs.models import LONGEST_ADDRESS, PackedFile
from armillary.formats.errors import FormatError
from armillary.formats.lrmi.pages import MAXIMUM_SIZE
from armillary.formats.page_copy import Picture, page_copy

logger = logging.getLogger(__name__)

PATIENT: Final = Manners(total=3600.0, attempts=2, longest_delay=30.0)
QUICK: Final = Manners(total=60.0, attempts=1)  # for pictures in pages, which may be many
PICTURE_SIDE: Final = 1600  # pixels
SMALL_SIDE: Final = 800  # of a picture in a page
QUALITY: Final = 75  # of JPEG
MOST_PIXELS: Final = 60_000_000
MOST_PICTURE: Final = 10 * MEGABYTE
MOST_MOVING: Final = MEGABYTE  # of a moving picture in a page; one above it stands still
MOVING: Final = frozenset({"GIF", "PNG", "WEBP"})
UNKNOWN: Final = 50 * MEGABYTE  # for a file of which nobody says how large it is
# What Pillow raises for a picture that is spoilt somewhere.
SPOILT: Final = (
    OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, MemoryError, ArithmeticError,
    struct.error, zlib.error, Image.DecompressionBombError,
)  # fmt: skip


def fetch_all(
    wanted: Iterable[Wanted],
    tell: Callable[[int], None] = lambda _count: None,
    *,
    most: int = LARGEST,
) -> None:
    """`tell` hears of every file that was tried; a file may have `most` bytes. Raises `NoRoom`."""
    with closing(outgoing(manners=PATIENT)) as files, closing(outgoing(manners=QUICK)) as pictures:
        for each in wanted:
            fetch(each, Fetchers(files, pictures), most=most)
            tell(1)


class Fetchers(NamedTuple):
    files: HttpFetcher
    pictures: HttpFetcher


def fetch(wanted: Wanted, fetchers: Fetchers, *, most: int = LARGEST) -> PackedFile:
    """Raises `NoRoom`."""
    row = PackedFile.objects.filter(key=wanted.key).first() or PackedFile(
        key=wanted.key, address=wanted.address[:LONGEST_ADDRESS]
    )
    row.tried_at = now()
    limit = min(most, wanted.most, LARGEST)
    try:
        with store.fresh_file() as path:
            store.check_room(min(wanted.size or UNKNOWN, limit))
            _fetch_into(path, wanted, row, fetchers, limit)
    except NoRoom:
        raise
    except CannotKeep as error:
        raise NoRoom(error.message) from error
    except OSError as error:
        raise NoRoom(_room(error)) from error
    except (FetchError, FormatError, _NotWorthIt) as error:
        _note_trouble(row, error)
    except Exception:  # one strange file stops no others
        logger.exception("No copy could be made of %s", row.address)
        _note_trouble(row, _NotWorthIt(_("A copy could not be fetched.")))
    row.save()
    return row


class _NotWorthIt(Exception):
    """What came cannot be used; `why` is a reason of the list where it is more than a failure."""

    def __init__(self, message: str, why: str = "failed") -> None:
        super().__init__(message)
        self.why = why


def _note_trouble(row: PackedFile, error: Exception) -> None:
    """A copy that was had before is better than none."""
    if not row.sha256:
        row.why = error.why if isinstance(error, _NotWorthIt) else "failed"
        row.problem = str(error)[:300]
    logger.info("Nothing to pack at %s: %s", row.address, error)


def _room(error: OSError) -> str:
    return _("The disk has no room for what was fetched: %(reason)s.") % {
        "reason": error.strerror or type(error).__name__
    }


def _fetch_into(
    path: Path, wanted: Wanted, row: PackedFile, fetchers: Fetchers, limit: int
) -> None:
    is_here = row.sha256 and store.has(row.sha256)
    validators = {"etag": row.etag, "last-modified": row.last_modified} if is_here else {}
    validators = {name: value for name, value in validators.items() if value}
    with path.open("r+b") as file:
        answer = fetchers.files.fetch_into(file, wanted.address, limit=limit, validators=validators)
    if answer.status == 304:
        return
    _check_answer(path, answer, wanted)
    kind = _made_ready(path, answer, wanted, fetchers.pictures)
    row.sha256, row.md5, row.size = store.keep(path)
    row.media_type, row.extension = kind.media_type, kind.extension
    row.etag = answer.headers.get("etag", "")[:200]
    row.last_modified = answer.headers.get("last-modified", "")[:60]
    row.why = row.problem = ""


def _check_answer(path: Path, answer: Fetched, wanted: Wanted) -> None:
    """Refuse what is no file: part of one that nobody asked for, or nothing."""
    if answer.status not in {200, 203}:
        raise _NotWorthIt(
            _("%(host)s answered with the status %(status)d. Check the address.")
            % {"host": _host(wanted), "status": answer.status}
        )
    if not path.stat().st_size:
        raise _NotWorthIt(_("The address gives an empty file."))


def _host(wanted: Wanted) -> str:
    return urlsplit(wanted.address).netloc.rpartition("@")[2]


def _made_ready(path: Path, answer: Fetched, wanted: Wanted, pictures: HttpFetcher) -> Kind:
    """The file as it goes in, in its place."""
    media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    kind = kind_of_file(path, media_type, wanted.address)
    if kind is None:
        said = media_type[:60] or _("nothing about what it is")
        raise _NotWorthIt(
            _("The address gives %(kind)s, and it is no file that can be copied.") % {"kind": said}
        )
    if kind.group == "page":
        return _page(path, answer, wanted, pictures, kind)
    if not answer.is_framed and not has_end(path, kind):
        broke_off = _("The answer of %(host)s broke off. Try again later.")
        raise _NotWorthIt(broke_off % {"host": _host(wanted)})
    if kind.group == "image":
        return _image(path, kind, is_verbatim=wanted.is_verbatim)
    return kind


def _page(path: Path, answer: Fetched, wanted: Wanted, pictures: HttpFetcher, kind: Kind) -> Kind:
    if wanted.is_verbatim:
        raise _NotWorthIt(_("The licence allows no part of a page to be taken out."), "adapts")

    def find(address: str) -> Picture | None:
        return _picture(address, pictures)

    with path.open("rb") as file:
        page = file.read(MAXIMUM_SIZE + 1)  # one that is larger is refused
    address = answer.final_address or wanted.address
    path.write_bytes(page_copy(page, address, find, encoding=answer.encoding))
    return kind


def _picture(address: str, pictures: HttpFetcher) -> Picture | None:
    """A picture in a page, made small; None where there is none to have, or it is none."""
    if not address.startswith(("http://", "https://")):
        return None
    try:
        answer = pictures.fetch(address, limit=MOST_PICTURE, accept="image/*")
        return smaller(answer.body, SMALL_SIDE, moving=MOST_MOVING)
    except (FetchError, *SPOILT):
        return None


def _image(path: Path, kind: Kind, *, is_verbatim: bool) -> Kind:
    try:
        if path.stat().st_size > MOST_PICTURE:
            raise ValueError("The picture has too many bytes.")
        made = smaller(path.read_bytes(), PICTURE_SIDE)
    except SPOILT as error:
        raise _NotWorthIt(_("The picture is damaged, or too large to be looked at.")) from error
    if is_verbatim or len(made.body) >= path.stat().st_size:
        return kind
    path.write_bytes(made.body)
    found = kind_of_type(made.media_type)
    return found or kind


def smaller(body: bytes, side: int, *, moving: int = MOST_PICTURE) -> Picture:
    """A picture upright, with no side longer than `side` pixels and nothing of what cameras write into it;
    one that moves stays as it is, up to `moving` bytes. Raises one of `SPOILT` for what is no picture."""
    with Image.open(io.BytesIO(body), formats=("JPEG", "PNG", "GIF", "WEBP")) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise ValueError("The picture has too many pixels.")
        if _moves(opened) and len(body) <= moving:
            opened.load()  # its beginning is sound
            return Picture(Image.MIME[opened.format or ""], body)
        opened.draft("RGB", (side, side))
        is_clear = "transparency" in opened.info or opened.mode in {"RGBA", "LA", "PA"}
        picture = opened.convert("RGBA" if is_clear else "RGB")
        is_drawn = opened.format in MOVING
    picture.thumbnail((side, side))
    with suppress(*SPOILT):  # what a camera wrote may be spoilt where its picture is not
        ImageOps.exif_transpose(picture, in_place=True)
    for written in ("exif", "xmp", "XML:com.adobe.xmp"):
        picture.info.pop(written, None)
    made = [] if is_clear else [Picture("image/jpeg", _saved(picture, "JPEG"))]
    if is_clear or is_drawn:
        made.append(Picture("image/png", _saved(picture, "PNG")))
    return min(made, key=lambda each: len(each.body))


def _moves(opened: Image.Image) -> bool:
    """Photos of some cameras come with a second, smaller one: they stand still."""
    return opened.format in MOVING and getattr(opened, "is_animated", False)


def _saved(picture: Image.Image, form: str) -> bytes:
    written = io.BytesIO()
    picture.save(written, form, quality=QUALITY, optimize=True)
    return written.getvalue()
