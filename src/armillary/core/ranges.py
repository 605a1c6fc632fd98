"""Hand out a file from any byte on, so that a fetch that broke off goes on where it was (RFC 9110, section 14).

One range of bytes at a time. `If-Range` makes sure that nobody gets the end of one file behind the beginning
of another; what cannot be understood is answered with the whole, as the standard has it.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})\Z", re.ASCII)
CHUNK: Final = 1 << 16


class Section(NamedTuple):
    """A file inside of a file: where it begins there, and its size; by itself all of it."""

    path: Path
    start: int = 0
    size: int = -1

    @property
    def length(self) -> int:
        return self.path.stat().st_size if self.size < 0 else self.size


def file_in_ranges(
    request: HttpRequest, section: Section, *, etag: str, content_type: str, name: str = ""
) -> HttpResponseBase:
    """A whole file or the part that is asked for. `etag` is strong and in quotes; with a `name` browsers
    keep it as a file of that name. Raises `FileNotFoundError`."""
    response = get_conditional_response(request, etag) or _answer(
        request, section, etag, content_type, name
    )
    request.META.pop("HTTP_ACCEPT_ENCODING", None)  # packed for the way, its bytes would be others
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    return response


def _answer(
    request: HttpRequest, section: Section, etag: str, content_type: str, name: str
) -> HttpResponseBase:
    size = section.length
    if request.method == "HEAD":
        return HttpResponse(content_type=content_type, headers={"Content-Length": str(size)})
    wanted = _wanted(request, etag, size)
    start, end = wanted or (0, size)
    if wanted and start >= end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = StreamingHttpResponse(_part(section, start, end), content_type=content_type)
    response["Content-Length"] = str(end - start)
    if wanted:
        response.status_code = 206
        response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    if name:
        response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _wanted(request: HttpRequest, etag: str, size: int) -> tuple[int, int] | None:
    """From which byte and up to which, that one not included; None for all of it. A range that lies
    outside of the file is an empty one."""
    match = _RANGE.match(request.headers.get("Range", "").strip())
    condition = request.headers.get("If-Range", "").strip()
    if request.method != "GET" or not match or (condition and condition != etag):
        return None
    first, last = match[1], match[2]
    if first:
        if last and int(last) < int(first):
            return None
        return min(int(first), size), min(int(last) + 1, size) if last else size
    return (max(0, size - int(last)), size) if last else None


def _part(section: Section, start: int, end: int) -> Iterator[bytes]:
    """Opened now, so that what is missing is noticed before anything was sent."""
    file = section.path.open("rb")
    file.seek(section.start + start)
    return _pieces(file, end - start)


def _pieces(file: BinaryIO, left: int) -> Iterator[bytes]:
    with file:
        while left and (piece := file.read(min(CHUNK, left))):
            left -= len(piece)
            yield piece
