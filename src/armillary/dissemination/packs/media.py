"""Files that are worth copying, known by their media type and by how they begin: no server is believed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

Group = Literal["page", "document", "video", "audio", "image", "other"]


@dataclass(frozen=True, slots=True)
class Kind:
    """`begins` are (offset, bytes), one of which must be there; `ends` stands near the end, where the
    kind has such a sign; `guess` is a size in bytes where nobody says one."""

    media_type: str
    extension: str
    group: Group
    begins: tuple[tuple[int, bytes], ...] = ()
    guess: int = 2_000_000
    ends: bytes = b""

    def fits(self, head: bytes) -> bool:
        return not self.begins or any(
            head[offset : offset + len(sign)] == sign for offset, sign in self.begins
        )


_ZIP: Final = ((0, b"PK\x03\x04"),)
_ZIP_END: Final = b"PK\x05\x06"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_OPEN: Final = "application/vnd.oasis.opendocument"
PAGE: Final = Kind("text/html", "html", "page", guess=300_000)
# Of documents that say the same the first one is taken.
KINDS: Final[tuple[Kind, ...]] = (
    Kind("application/pdf", "pdf", "document", ((0, b"%PDF-"),), ends=b"%%EOF"),
    Kind("application/epub+zip", "epub", "document", _ZIP, ends=_ZIP_END),
    PAGE,
    Kind(f"{_OPEN}.text", "odt", "other", _ZIP, ends=_ZIP_END),
    Kind(f"{_OFFICE}.wordprocessingml.document", "docx", "other", _ZIP, ends=_ZIP_END),
    Kind(f"{_OPEN}.presentation", "odp", "other", _ZIP, ends=_ZIP_END),
    Kind(f"{_OFFICE}.presentationml.presentation", "pptx", "other", _ZIP, ends=_ZIP_END),
    Kind(f"{_OPEN}.spreadsheet", "ods", "other", _ZIP, ends=_ZIP_END),
    Kind(f"{_OFFICE}.spreadsheetml.sheet", "xlsx", "other", _ZIP, ends=_ZIP_END),
    Kind("text/plain", "txt", "other", guess=100_000),
    Kind("text/csv", "csv", "other", guess=500_000),
    Kind("video/mp4", "mp4", "video", ((4, b"ftyp"),), 60_000_000),
    Kind("video/webm", "webm", "video", ((0, b"\x1a\x45\xdf\xa3"),), 60_000_000),
    Kind("audio/mpeg", "mp3", "audio", ((0, b"ID3"), (0, b"\xff\xfb"), (0, b"\xff\xf3"), (0, b"\xff\xf2")), 5_000_000),
    Kind("audio/ogg", "ogg", "audio", ((0, b"OggS"),), 5_000_000),
    Kind("image/jpeg", "jpg", "image", ((0, b"\xff\xd8\xff"),), 300_000, b"\xff\xd9"),
    Kind("image/png", "png", "image", ((0, b"\x89PNG\r\n"),), 300_000, b"IEND"),
    Kind("image/gif", "gif", "image", ((0, b"GIF8"),), 300_000),
    Kind("image/webp", "webp", "image", ((8, b"WEBP"),), 300_000),
)  # fmt: skip
_BY_TYPE: Final = {kind.media_type: kind for kind in KINDS}
_BY_EXTENSION: Final = {kind.extension: kind for kind in KINDS}
_ALSO: Final = {
    "application/xhtml+xml": PAGE,
    "audio/mp3": _BY_TYPE["audio/mpeg"],
    "application/ogg": _BY_TYPE["audio/ogg"],
    "image/jpg": _BY_TYPE["image/jpeg"],
}
_ALSO_EXTENSIONS: Final = {"htm": PAGE, "xhtml": PAGE, "jpeg": _BY_TYPE["image/jpeg"]}
HEAD: Final = 64  # bytes that are enough to see how a file begins
TAIL: Final = 2048  # and how it ends


def kind_of_type(media_type: str) -> Kind | None:
    return _BY_TYPE.get(media_type) or _ALSO.get(media_type)


def kind_of_address(address: str) -> Kind | None:
    """By the ending of its path; None where that says nothing."""
    try:
        name = unquote(urlsplit(address).path).rpartition("/")[2]
    except ValueError:
        return None
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    return _BY_EXTENSION.get(extension) or _ALSO_EXTENSIONS.get(extension)


def kind_of_file(path: Path, media_type: str, address: str) -> Kind | None:
    """What has come: as its server says, if it begins like that; or as its address says, if the server
    calls it a stream of bytes. None for what is not worth copying, or is not what it is called."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    stated = kind_of_type(media_type)
    if stated is None and media_type in {"", "application/octet-stream", "binary/octet-stream"}:
        stated = kind_of_address(address)
    return stated if stated is not None and stated.fits(head) else None


def has_end(path: Path, kind: Kind) -> bool:
    """Does a file end as its kind does? False for kinds that have no sign of it."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL))
        return bool(kind.ends) and kind.ends in file.read()
