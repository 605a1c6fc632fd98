"""Show the thing itself beside its description, where its kind allows: a picture, sound, a film, a document,
or a simulation in a frame that can do nothing to us. What cannot be shut in (the viewer of documents, the
players of two known sites) is shown only where it is sure what it is. Only when a reader asks, since whoever shows it
learns the reader's network address."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import SplitResult, parse_qs, urlsplit

from django.conf import settings

from armillary.catalogue.models import Resource
from armillary.evaluation.links.answers import seen_at


class Showing(StrEnum):
    """How something is shown."""

    IMAGE = "image"
    SOUND = "sound"
    FILM = "film"
    DOCUMENT = "document"
    PLAYER = "player"  # of a known site for films
    FRAME = "frame"


@dataclass(frozen=True, slots=True)
class Preview:
    showing: Showing
    address: str
    host: str

    @property
    def policy(self) -> dict[str, str]:
        """What the page may load for it beside our own things. Any host, since files are often kept
        elsewhere than they are asked for; the page has nothing else of theirs."""
        if self.showing is Showing.IMAGE:
            return {"img-src": "'self' data: https:"}
        kind = "media-src" if self.showing in (Showing.SOUND, Showing.FILM) else "frame-src"
        return {kind: "https:"}


TYPES: Final = {
    Showing.IMAGE: (
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "image/avif",
        "image/svg+xml",
    ),
    Showing.SOUND: (
        "audio/mpeg",
        "audio/ogg",
        "audio/wav",
        "audio/mp4",
        "audio/webm",
        "audio/flac",
    ),
    Showing.FILM: ("video/mp4", "video/webm", "video/ogg"),
    Showing.DOCUMENT: ("application/pdf",),
}
SHOWING_OF: Final = {name: showing for showing, names in TYPES.items() for name in names}
ENDINGS: Final = {
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg"), Showing.IMAGE),
    **dict.fromkeys((".mp3", ".oga", ".ogg", ".wav", ".m4a", ".flac"), Showing.SOUND),
    **dict.fromkeys((".mp4", ".m4v", ".webm", ".ogv"), Showing.FILM),
    ".pdf": Showing.DOCUMENT,
}
TRIED: Final = frozenset(
    {"simulation", "game", "animation", "tool", "map"}
)  # what is used in a page
PAGES: Final = frozenset({"", "text/html", "application/xhtml+xml"})
YOUTUBE: Final = frozenset({"youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be"})
VIMEO: Final = frozenset({"vimeo.com", "www.vimeo.com"})
PEERTUBE: Final = re.compile(r"/videos/watch/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/?")


def preview_of(resource: Resource) -> Preview | None:
    """The first of its address and its files that can be shown; None where nothing can. A document is
    shown only where the link checks have seen that it is one."""
    media_type, may_be_framed = seen_at(resource)
    for address, stated, is_seen in _candidates(resource, media_type):
        parts = _elsewhere(address)
        if parts and (found := _shown(address, stated, parts, is_seen=is_seen)):
            return found
    parts = _elsewhere(resource.address)
    is_page = media_type in PAGES and TRIED & set(resource.facts.get("types", ()))
    if parts is None or not is_page or may_be_framed is False:
        return None
    return Preview(Showing.FRAME, resource.address, parts.hostname or "")


def _candidates(resource: Resource, media_type: str) -> Iterator[tuple[str, str, bool]]:
    """Addresses with their media types, and whether somebody has seen that they are of it."""
    yield resource.address, media_type, bool(media_type)
    for file in resource.facts.get("files", ()):
        yield file["address"], file["media_type"], False


def _elsewhere(address: str) -> SplitResult | None:
    """The parts of a secure address on another machine than ours: a browser shows no other beside a
    secure page, and what is framed from our own address could act in our reader's name."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    ours = urlsplit(settings.BASE_URL).hostname
    return parts if parts.scheme == "https" and parts.hostname not in (None, ours) else None


def _shown(address: str, media_type: str, parts: SplitResult, *, is_seen: bool) -> Preview | None:
    if player := _player(parts):
        return Preview(Showing.PLAYER, player, urlsplit(player).hostname or "")
    if found := PEERTUBE.fullmatch(parts.path):  # of any host, so it is shut in like any page
        embed = f"https://{parts.netloc.rpartition('@')[2]}/videos/embed/{found[1]}"
        return Preview(Showing.FRAME, embed, parts.hostname or "")
    name = media_type.partition(";")[0].strip().lower()
    showing = SHOWING_OF.get(name)
    if showing is None and not name:
        showing = ENDINGS.get(PurePosixPath(parts.path).suffix.lower())
    if showing is Showing.DOCUMENT and not is_seen:
        return None  # what shows documents cannot be shut in, so a page that claims to be one is kept out
    return Preview(showing, address, parts.hostname or "") if showing else None


def _player(parts: SplitResult) -> str:
    """The address under which one of two sites for films plays one inside other pages; empty for others.
    Their players do not work shut in, and these sites are known."""
    host, path = parts.hostname or "", parts.path
    if host in YOUTUBE:
        stated = path[1:] if host == "youtu.be" else parse_qs(parts.query).get("v", [""])[0]
        is_one = re.fullmatch(r"[\w-]{11}", stated, re.ASCII)
        return f"https://www.youtube-nocookie.com/embed/{stated}" if is_one else ""
    if host in VIMEO and re.fullmatch(r"/\d+/?", path, re.ASCII):
        return f"https://player.vimeo.com/video/{path.strip('/')}?dnt=1"
    return ""
