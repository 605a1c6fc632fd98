"""A pack as a ZIM file, which Kiwix and its relatives read.

It is written by `zimwriterfs` out of the same pages as a stick has. That program is GPL and therefore stays
a program of its own.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from babel.core import get_global
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw

from armillary.core.errors import Unavailable
from armillary.formats.packs.kits import Entry, Find
from armillary.formats.packs.listing import Listing
from armillary.formats.packs.site import pages
from armillary.formats.packs.site.markup import short

WRITER: Final = "zimwriterfs"
PATIENCE: Final = 3600  # seconds
# Chinese is found by pairs of characters, as its words mostly are; otherwise by whole sentences only.
PAIRS: Final = {"XAPIAN_CJK_NGRAM": "1"}
# Of the specification of metadata: characters that readers can count on being shown.
MOST_TITLE: Final = 30
MOST_DESCRIPTION: Final = 80
UNDETERMINED: Final = "und"
_SIDE: Final = 48  # pixels of the picture that libraries show
_FINE: Final = 8  # times larger while it is drawn


class ZimWriterMissing(Unavailable):
    """The program that writes ZIM files is not installed."""

    code = "zim-writer-missing"


class ZimNotWritten(Unavailable):
    """The program that writes ZIM files gave up."""

    code = "zim-not-written"


def write_zim(listing: Listing, find: Find, target: Path, *, scratch: Path) -> None:
    """Raises `ZimWriterMissing`, `ZimNotWritten`, and `OSError` where a copied file is not there or the
    disk is full. `target` is there whole or not at all."""
    writer = shutil.which(WRITER)
    if writer is None:
        raise ZimWriterMissing(
            _("ZIM files are written by zimwriterfs, which is not here. Install zim-tools.")
        )
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="zim-", dir=scratch) as folder:
        tree, made = Path(folder, "tree"), Path(folder, "made.zim")
        for entry in pages(listing, find):
            _put(tree, entry)
        _illustration(tree / "illustration.png")
        _run([writer, *_options(listing), str(tree), str(made)])
        _move(made, target)


def _put(tree: Path, entry: Entry) -> None:
    path = tree / entry.place
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(entry.content, bytes):
        path.write_bytes(entry.content)
        return
    try:
        os.link(entry.content.resolve(), path)  # a symbolic link would be a redirect
    except OSError:
        shutil.copyfile(entry.content, path)


def _options(listing: Listing) -> list[str]:
    language = iso_639_3(listing.language)
    title = short(listing.title, MOST_TITLE) or listing.slug
    text = short(listing.text, MOST_DESCRIPTION) or title
    publisher = short(listing.publisher, 200) or listing.slug
    return [
        "--welcome=index.html",
        "--illustration=illustration.png",
        f"--language={language}",
        f"--name={listing.slug}_{listing.language.partition('-')[0] or UNDETERMINED}",
        f"--title={title}",
        f"--description={text}",
        f"--creator={publisher}",
        f"--publisher={publisher}",
        f"--source={short(listing.address, 1000)}",
        "--scraper=armillary",
    ]


def _run(command: list[str]) -> None:
    try:
        subprocess.run(  # noqa: S603  (ours alone)
            command, check=True, capture_output=True, timeout=PATIENCE, env={**os.environ, **PAIRS}
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        said = (error.stderr or error.stdout or b"").decode(errors="replace").strip()
        reason = said.splitlines()[-1] if said else str(error)
        raise ZimNotWritten(
            _("The ZIM file could not be written: %(reason)s") % {"reason": short(reason, 300)}
        ) from error


def _move(made: Path, target: Path) -> None:
    """Into its place at once, from another disk too."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        shutil.move(made, beside)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def iso_639_3(language: str) -> str:
    """Three letters for the language of a BCP 47 tag."""
    base = language.lower().partition("-")[0]
    if len(base) == 3:
        return base
    return _CODES.get(base, UNDETERMINED)


# Of the codes that CLDR takes for the same language, those of a language within a larger one, and those that
# only libraries use (ISO 639-2/B) or that are gone, are none of ISO 639-3 for the whole.
_OTHERS: Final = (
    "alb arm baq bur chi cze dut fre geo ger gre ice mac mao may per rum slo tib wel "
    "adp als arb ayr azj cls cmn cwd drh ekk esk fat fuc gaz gug ike khk kmr knc kng kpv lvs mol npi ojg "
    "ory pbu pes plt prp quz scc scr src swh twi uzn ydd zsm zyb"
)


def _codes() -> dict[str, str]:
    known = get_global("language_aliases").items()
    codes = {
        two: three
        for three, two in known
        if (len(three), len(two)) == (3, 2) and three not in _OTHERS.split()
    }
    return {**codes, "tl": "tgl"}


_CODES: Final = _codes()


def _illustration(path: Path) -> None:
    """Rings around a ball: the instrument that the program is named for."""
    side = _SIDE * _FINE
    picture = Image.new("RGB", (side, side), "#07363f")
    draw = ImageDraw.Draw(picture)
    edge, middle = side // 10, side // 2
    for narrowed, colour in ((0, "#84cbd9"), (side // 4, "#84cbd9")):
        box = (edge + narrowed, edge, side - edge - narrowed, side - edge)
        draw.ellipse(box, outline=colour, width=side // 24)
    draw.ellipse(
        (edge, middle - side // 7, side - edge, middle + side // 7),
        outline="#f4b860",
        width=side // 20,
    )
    ball = side // 11
    draw.ellipse((middle - ball, middle - ball, middle + ball, middle + ball), fill="#ffffff")
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.resize((_SIDE, _SIDE), Image.Resampling.LANCZOS).save(path, "PNG", optimize=True)
