"""Be a source from which Kolibri imports channels over the network, as it does from another Kolibri.

What Kolibri 0.19.5 asks was found by watching it: who we are, which channels there are, one channel by its id or
by a token, its database, and the files of its storage. A storage file lies in the archive of its kit as it
is, so it is handed out of there and stands nowhere twice. Whatever a pack offers no more is not there.
"""

import hashlib
import logging
import struct
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext as _

from armillary.core.ranges import Section
from armillary.dissemination import addresses
from armillary.dissemination.packs.enums import OutputKind
from armillary.dissemination.packs.errors import NoSuchChannel, NotOffered
from armillary.dissemination.packs.models import Pack, PackRelease
from armillary.dissemination.packs.queries import (
    Output,
    is_offered,
    offered_releases,
    outputs_of,
    published_packs,
    release_folder,
)
from armillary.formats.packs.kolibri import CONTENT
from armillary.formats.packs.kolibri_nodes import channel_id_of
from armillary.formats.packs.kolibri_texts import language

logger = logging.getLogger(__name__)

KOLIBRI: Final = "0.19.5"  # whose way of asking is answered
NEXT: Final = "next"  # what Kolibri asks for where it was told of no version
_LOCAL_HEADER: Final = struct.Struct("<26xHH")  # of a ZIP archive: lengths of name and extra field
_ALPHABET: Final = "abcdefghijkmnpqrstuvwxyz23456789"  # without what looks alike
_HALF: Final = 5


@dataclass(frozen=True, slots=True)
class Channel:
    """A pack that is offered as a channel now."""

    pack: Pack
    release: PackRelease
    output: Output

    @property
    def id(self) -> str:
        return channel_id_of(addresses.site("/"), self.pack.public_id).hex

    @property
    def archive(self) -> Path:
        return release_folder(self.release) / self.output.name


def address() -> str:
    """What people give Kolibri."""
    return addresses.site("/kolibri/")


def token_of(pack: Pack) -> str:
    """Ten letters and digits in two halves: the form that Kolibri takes."""
    number = int.from_bytes(hashlib.sha256(f"token {pack.public_id}".encode()).digest()[:8], "big")
    letters = ""
    for _place in range(2 * _HALF):
        number, rest = divmod(number, len(_ALPHABET))
        letters += _ALPHABET[rest]
    return f"{letters[:_HALF]}-{letters[_HALF:]}"


def info() -> dict[str, Any]:
    """Kolibri imports from Kolibri and from Studio, and from nobody who says to be something else."""
    home = addresses.site("/")
    return {
        "application": "kolibri",
        "kolibri_version": KOLIBRI,
        "instance_id": uuid5(NAMESPACE_URL, home).hex,
        "device_name": addresses.SITE_NAME,
        "operating_system": "Linux",
    }


def channels() -> list[Channel]:
    packs = published_packs()
    releases = offered_releases(packs)
    found = []
    for pack in packs:
        release = releases.get(pack.pk)
        for output in outputs_of(release) if release else ():
            if output.kind == OutputKind.KOLIBRI and release is not None:
                release.pack = pack  # read already
                found.append(Channel(pack, release, output))
    return found


def channels_by(wanted: str) -> list[Channel]:
    """By its id or its token, as people write it. Raises `NoSuchChannel`."""
    letters = wanted.replace("-", "").lower()
    found = [
        channel
        for channel in channels()
        if letters in {channel.id, token_of(channel.pack).replace("-", "")}
    ]
    if not found:
        raise NoSuchChannel(_("There is no channel with this id or token."))
    return found


def channel_facts(channel: Channel) -> dict[str, Any]:
    pack, release = channel.pack, channel.release
    known = language(pack.language)
    tag = known.id if known else None
    return {
        "id": channel.id,
        "name": pack.title.read(pack.language),
        "description": pack.collection.introduction.read(pack.language) if pack.collection else "",
        "version": release.number,
        "language": tag,
        "included_languages": [tag] if tag else [],
        "total_resource_count": release.resources,
        "published_size": channel.output.size,
        "last_published": f"{release.made_at:%Y-%m-%dT%H:%M:%SZ}",
        "icon_encoding": "",
        "public": True,
        "matching_tokens": [token_of(pack).replace("-", "")],
    }


def database(name: str) -> Section:
    """The database that Kolibri calls `name`: an id, perhaps with a version behind it. Raises
    `NotOffered`."""
    wanted, _mark, version = name.partition("-")
    for channel in channels():
        if channel.id == wanted and version in {"", NEXT, str(channel.release.number)}:
            return _found(channel, f"{CONTENT}/databases/{wanted}.sqlite3")
    raise _not_offered()


def stored_file(name: str) -> Section:
    """A file of any channel, by its MD5 and ending; the question costs the same with one channel and with
    many. Raises `NotOffered`."""
    for section in _lying(name):
        return section
    if _read_archives(channels()):  # there are releases since
        for section in _lying(name):
            return section
    raise _not_offered()


class _Held(NamedTuple):
    """A file in the archive of a release, behind its header."""

    release: int
    archive: Path
    header: int
    size: int


class _Shelf(NamedTuple):
    """What this process has read: ids of releases, and the name of each stored file → where it lies.
    Whether a release is still offered is asked of the database each time."""

    releases: frozenset[int] = frozenset()
    files: Mapping[str, Sequence[_Held]] = MappingProxyType({})


_SHELVES = [_Shelf()]  # the last one counts; it is replaced as a whole, for other threads


def _lying(name: str) -> Iterator[Section]:
    for held in _SHELVES[-1].files.get(name, ()):
        if is_offered(held.release):
            yield _section(held.archive, held.header, held.size)


def _read_archives(found: Sequence[Channel]) -> bool:
    """Whether there was anything new."""
    releases = frozenset(channel.release.pk for channel in found)
    if releases == _SHELVES[-1].releases:
        return False
    files: dict[str, list[_Held]] = {}
    for channel in found:
        for place, (header, size) in _contents(channel.archive).items():
            if place.startswith(f"{CONTENT}/storage/"):
                lying = _Held(channel.release.pk, channel.archive, header, size)
                files.setdefault(place.rpartition("/")[2], []).append(lying)
    _SHELVES[:] = [_Shelf(releases, files)]
    return True


def _found(channel: Channel, place: str) -> Section:
    header = _contents(channel.archive).get(place)
    if header is None:
        raise _not_offered()
    return _section(channel.archive, *header)


def _not_offered() -> NotOffered:
    return NotOffered(_("No channel of this site has such a file, or not any more."))


@lru_cache(maxsize=512)
def _contents(archive: Path) -> dict[str, tuple[int, int]]:
    """Place → where its header stands, and its size; nothing of an archive that cannot be read. Its name
    holds its digest, so what was read of it stays true."""
    try:
        with zipfile.ZipFile(archive) as opened:
            return {
                member.filename: (member.header_offset, member.file_size)
                for member in opened.infolist()
                if member.compress_type == zipfile.ZIP_STORED
            }
    except (OSError, zipfile.BadZipFile):
        logger.exception("The archive %s cannot be read.", archive)
        return {}


def _section(archive: Path, header: int, size: int) -> Section:
    """Where the content itself stands (PKWARE APPNOTE 6.3.10, section 4.3.7)."""
    try:
        with archive.open("rb") as file:
            file.seek(header)
            name, extra = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    except OSError as error:
        raise _not_offered() from error
    return Section(archive, header + _LOCAL_HEADER.size + name + extra, size)
