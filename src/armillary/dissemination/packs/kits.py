"""Write kits, and updates from one release to the next, as archives that a phone can unpack."""

import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from armillary.dissemination.packs import signing
from armillary.formats.packs import deltas, sums
from armillary.formats.packs.kits import KEY, PROGRAM, SIGNATURE, SUMS, Find, Kit, about, place_of
from armillary.formats.packs.listing import Listing
from armillary.formats.packs.program import program
from armillary.formats.packs.updating import OBJECTS, UPDATE, UPDATE_SIGNATURE

WHEN: Final = (1980, 1, 1, 0, 0, 0)  # the same content is the same file
PACKED: Final = frozenset((".html", ".css", ".js", ".json", ".txt", ".csv", ".svg"))
CHUNK: Final = 1 << 20

Signed = tuple[str, str]  # digest of a kit's sums, and their signature, both hexadecimal


def write_kit(kit: Kit, listing: Listing, find: Find, target: Path, *, folder: str = "") -> Signed:
    """Everything below `folder`, or at the top. Raises `OSError`, and what a file cost that is not there."""
    found: dict[str, str] = {}
    with zipfile.ZipFile(target, "w", strict_timestamps=False) as archive:
        for entry in kit.entries(listing, find):
            total = _add(archive, folder + entry.place, entry.content)
            if entry.is_summed:
                found[entry.place] = total
        own = {PROGRAM: program(), KEY: signing.public_key()}
        places = {place_of(kit, listing, name): body for name, body in own.items()}
        for place, body in [*about(kit, listing), *places.items()]:
            found[place] = _add(archive, folder + place, body)
        body = sums.written(found)
        signature = signing.signed(body)
        _add(archive, folder + place_of(kit, listing, SUMS), body)
        _add(archive, folder + place_of(kit, listing, SIGNATURE), signature)
    return sums.sum_of(body), signature.hex()


def write_update(
    before: Listing, after: Listing, kits: Mapping[str, Signed], find: Find, target: Path
) -> None:
    """What brings either kit of one release to the next. Raises `OSError`."""
    body = deltas.written(deltas.difference(before, after, kits))
    with zipfile.ZipFile(target, "w", strict_timestamps=False) as archive:
        _add(archive, UPDATE, body)
        _add(archive, UPDATE_SIGNATURE, signing.signed(body))
        for sha256 in sorted(set(after.files()) - set(before.files())):
            _add(archive, f"{OBJECTS}/{sha256}", find(sha256))
        if before.program != after.program:
            _add(archive, f"{OBJECTS}/{after.program}", program())


def _add(archive: zipfile.ZipFile, place: str, content: bytes | Path) -> str:
    """Its SHA-256, read on the way. Text is packed. All else lies as it is: copies of a kit, which a
    peer hands out of the archive (see `peer`), and those of an update, which are mostly packed already
    and whose places do not say of which kind they are."""
    info = zipfile.ZipInfo(place, WHEN)
    info.external_attr = 0o644 << 16
    suffix = Path(place).suffix
    is_text = suffix in PACKED or not (suffix or place.startswith(f"{OBJECTS}/"))
    info.compress_type = zipfile.ZIP_DEFLATED if is_text else zipfile.ZIP_STORED
    digest = hashlib.sha256()
    if isinstance(content, bytes):
        digest.update(content)
        archive.writestr(info, content)
        return digest.hexdigest()
    with content.open("rb") as file, archive.open(info, "w", force_zip64=True) as packed:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            packed.write(chunk)
    return digest.hexdigest()
