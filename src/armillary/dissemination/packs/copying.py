"""What of a resource may be copied, and which of its files are enough.

Whether it may be is the licence's word, never ours: without a licence that allows it there is a card, which
says where the resource is. A licence that forbids changes allows a file as it is, and no page taken out of
its surroundings.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from armillary.catalogue.models import Resource
from armillary.dissemination.packs.enums import VideoProfile
from armillary.dissemination.packs.media import KINDS, PAGE, Kind, kind_of_address, kind_of_type
from armillary.formats.description import File
from armillary.formats.packs.listing import Why
from armillary.formats.values.licences import Licence, licence

SMALL_VIDEO: Final = 100_000_000  # bytes
LARGEST: Final = 4_000_000_000  # bytes of one file: what every file system takes


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to be copied; `size` is 0 where nobody says, and `most` is what it may have whatever is
    said, in bytes. `is_verbatim`: it may not be changed."""

    address: str
    kind: Kind
    size: int
    is_verbatim: bool
    name: str = ""
    most: int = LARGEST

    @property
    def key(self) -> str:
        """By which it is found again: a copy that may not be changed is another one than that which may."""
        form = "verbatim" if self.is_verbatim else "adapted"
        return hashlib.sha256(f"{form} {self.address}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Copying:
    """Either files, or why there are none."""

    files: tuple[Wanted, ...] = ()
    why: Why = ""


def terms_of(resource: Resource) -> Licence | None:
    address = resource.stated.get("licence", "")
    return licence(address) if address else None


def copying(resource: Resource, video: VideoProfile) -> Copying:
    """By what records and curators say of the licence; a machine's guess is none."""
    terms = terms_of(resource)
    if terms is None:
        return Copying(why="no-licence")
    if not terms.copy:
        return Copying(why="licence")
    offered = _offered(resource, is_verbatim=not terms.adapt)
    if not offered:
        return Copying(why="nothing")
    chosen = _chosen(offered, video)
    if not chosen:
        return Copying(why="video")
    if not terms.adapt and all(each.kind is PAGE for each in chosen):
        return Copying(why="adapts")
    return Copying(files=tuple(each for each in chosen if terms.adapt or each.kind is not PAGE))


def _offered(resource: Resource, *, is_verbatim: bool) -> list[Wanted]:
    """What the resource has: its files of a kind we know, or else what is at its address."""
    stated = resource.stated
    files = [
        found
        for file in stated.get("files", ())
        if (found := _wanted(file, is_verbatim=is_verbatim))
    ]
    if files:
        return files
    address = next(iter(stated.get("addresses", ())), "")
    if not address.startswith(("http://", "https://")):
        return []
    return [Wanted(address, kind_of_address(address) or PAGE, 0, is_verbatim)]


def _wanted(file: File, *, is_verbatim: bool) -> Wanted | None:
    address = file["address"]
    kind = kind_of_type(file.get("media_type", "")) or kind_of_address(address)
    if kind is None or not address.startswith(("http://", "https://")):
        return None
    name = address.partition("?")[0].rpartition("/")[2][:100]
    return Wanted(address, kind, file.get("size", 0), is_verbatim, name)


def _chosen(offered: Sequence[Wanted], video: VideoProfile) -> list[Wanted]:
    """One to read, one to watch, one to hear, and pictures where there is nothing else: more would be
    the same over again."""
    texts = _first(each for each in offered if each.kind.group in {"document", "page"})
    texts = texts or _first(each for each in offered if each.kind.group == "other")
    videos = _video([each for each in offered if each.kind.group == "video"], video)
    sounds = _first(each for each in offered if each.kind.group == "audio")
    found = [*texts, *videos, *sounds]
    if not found and not any(each.kind.group == "video" for each in offered):
        return [each for each in offered if each.kind.group == "image"]
    return found


def _first(files: Iterable[Wanted]) -> list[Wanted]:
    """Of the kind that stands first among those that we know, the first one."""
    return sorted(files, key=lambda each: KINDS.index(each.kind))[:1]


def _video(videos: Sequence[Wanted], profile: VideoProfile) -> list[Wanted]:
    """The largest that the profile allows; the first where no size is known."""
    if profile == VideoProfile.NONE:
        return []
    most = SMALL_VIDEO if profile == VideoProfile.SMALL else LARGEST
    fitting = [each for each in videos if each.size <= most]
    return [replace(each, most=most) for each in sorted(fitting, key=lambda each: -each.size)[:1]]
