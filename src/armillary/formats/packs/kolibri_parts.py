"""What Kolibri shows of a resource: its files as they are, a page made of them, or a card.

A node has one file of each kind that there is a player for; a resource with more of them becomes a folder
with several nodes. Only what is being looked at is in memory.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from armillary.formats.packs import kolibri_codes as codes
from armillary.formats.packs import kolibri_pages as pages
from armillary.formats.packs.kits import Find
from armillary.formats.packs.listing import Item, Listing, StoredFile

_PAGE: Final = "text/html"
_PICTURE: Final = "picture"
_PRESETS: Final = {"pdf": "document", "epub": "epub", "mp3": "audio", "zip": "html5_zip"}
_LARGER, _SMALLER = "high_res_video", "low_res_video"
# Media type → the kind of node and how Kolibri ends the names of such files.
_SHOWN: Final = {
    "application/pdf": ("document", "pdf"),
    "application/epub+zip": ("document", "epub"),
    "video/mp4": ("video", "mp4"),
    "video/webm": ("video", "webm"),
    "audio/mpeg": ("audio", "mp3"),
    "audio/mp3": ("audio", "mp3"),
    _PAGE: ("html5", "html"),
}
_PICTURES: Final = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/svg+xml": "svg",
}
_THUMBNAILS: Final = frozenset({"png", "jpg"})
_ACTIVITIES: Final = {
    "document": codes.READ,
    "video": codes.WATCH,
    "audio": codes.LISTEN,
    "html5": codes.READ,
}


class Laid(NamedTuple):
    """A file of a node as it lies in the storage."""

    md5: str
    extension: str
    size: int
    preset: str
    content: bytes | Path


@dataclass(slots=True)
class Part:
    """What one node shows. `laid` makes its files, one after the other."""

    kind: str
    laid: Callable[[], Iterator[Laid]]
    name: str = ""  # of the file it was, for people
    activity: str = ""
    is_card: bool = False


@dataclass(slots=True)
class _Set:
    """Files that fit into one node, by how their names end."""

    kind: str
    files: dict[str, StoredFile] = field(default_factory=dict)


class Parts(NamedTuple):
    """At least one part, and the names of files that are in none."""

    shown: Sequence[Part]
    left_out: Sequence[str]


def parts(pack: Listing, item: Item, find: Find) -> Parts:
    """What is copied becomes what Kolibri can show of it, everything else a card."""
    files = item.main if item.how == "copy" else ()
    pictures = [file for file in files if media_type(file) in _PICTURES]
    shown = [_part(pack, item, each, find) for each in _sets(files)]
    if pictures:
        shown.append(_gallery(pack, item, pictures, find))
    others = [file for file in files if media_type(file) not in _SHOWN.keys() | _PICTURES.keys()]
    if shown:
        return Parts(shown, [file.name or file.extension for file in others])
    return Parts([_card(pack, item, others)], [])


def thumbnail(item: Item, kind: str, find: Find) -> Laid | None:
    """Its small picture, where Kolibri shows pictures of its type."""
    file = item.thumbnail
    extension = _PICTURES.get(media_type(file)) if file else None
    if file is None or extension not in _THUMBNAILS:
        return None
    return Laid(file.md5, extension, file.size, f"{kind}_thumbnail", find(file.sha256))


def media_type(file: StoredFile) -> str:
    return file.media_type.partition(";")[0].strip().lower()


def _sets(files: Sequence[StoredFile]) -> list[_Set]:
    found: list[_Set] = []
    for file in files:
        kind, extension = _SHOWN.get(media_type(file), ("", ""))
        if not kind:
            continue
        place = next(
            (each for each in found if each.kind == kind and extension not in each.files), None
        )
        if place is None:
            found.append(place := _Set(kind))
        place.files[extension] = file
    return found


def _part(pack: Listing, item: Item, found: _Set, find: Find) -> Part:
    def as_they_are() -> Iterator[Laid]:
        largest = max(file.size for file in found.files.values())
        for extension, file in found.files.items():
            video = _LARGER if file.size == largest else _SMALLER
            preset = _PRESETS.get(extension, video)
            yield Laid(file.md5, extension, file.size, preset, find(file.sha256))

    def page() -> Iterator[Laid]:
        for file in found.files.values():
            original = find(file.sha256).read_bytes()
            yield _archive(pages.copied(pack, item, file, original))

    first = next(iter(found.files.values()))
    laid = page if found.kind == "html5" else as_they_are
    return Part(found.kind, laid, first.name, _ACTIVITIES[found.kind])


def _gallery(pack: Listing, item: Item, files: Sequence[StoredFile], find: Find) -> Part:
    def page() -> Iterator[Laid]:
        seen = [
            (_PICTURES[media_type(file)], file, find(file.sha256).read_bytes()) for file in files
        ]
        yield _archive(pages.pictures(pack, item, seen))

    return Part("html5", page, files[0].name, codes.EXPLORE)


def _card(pack: Listing, item: Item, files: Sequence[StoredFile]) -> Part:
    def page() -> Iterator[Laid]:
        kinds = dict.fromkeys(file.extension for file in files)
        yield _archive(pages.card(pack, item, kinds))

    return Part("html5", page, activity=codes.READ, is_card=True)


def _archive(body: bytes) -> Laid:
    md5 = hashlib.md5(body, usedforsecurity=False).hexdigest()
    return Laid(md5, "zip", len(body), _PRESETS["zip"], body)
