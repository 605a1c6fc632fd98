"""Hand out a file from any byte on, so that a fetch that broke off goes on where it was (RFC 9110, section 14).

One range of bytes at a time. `If-Range` makes sure that nobody gets the end of one file behind the beginning
of another; what cannot be understood is answered with the whole, as the standard has it.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.utils.cache import get_conditional_response

_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})\Z", re.ASCII)
CHUNK: Final = 1 << 16


def file_in_ranges(
    request: HttpRequest, path: Path, *, etag: str, content_type: str, name: str = ""
) -> HttpResponseBase:
    """A whole file or the part that is asked for. `etag` is strong and in quotes; with a `name` browsers
    keep it as a file of that name. Raises `FileNotFoundError`."""
    response = get_conditional_response(request, etag) or _answer(
        request, path, etag, content_type, name
    )
    request.META.pop("HTTP_ACCEPT_ENCODING", None)  # packed for the way, its bytes would be others
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    return response


def _answer(
    request: HttpRequest, path: Path, etag: str, content_type: str, name: str
) -> HttpResponseBase:
    size = path.stat().st_size
    if request.method == "HEAD":
        return HttpResponse(content_type=content_type, headers={"Content-Length": str(size)})
    file = path.open("rb")
    wanted = _wanted(request, etag, size)
    if wanted is None:
        whole = FileResponse(
            file, as_attachment=bool(name), filename=name, content_type=content_type
        )
        whole["Content-Length"] = str(size)
        return whole
    start, end = wanted
    if start >= end:
        file.close()
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{size}"
        return refused
    part = StreamingHttpResponse(_part(file, start, end), status=206, content_type=content_type)
    part["Content-Length"] = str(end - start)
    part["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    if name:
        part["Content-Disposition"] = f'attachment; filename="{name}"'
    return part


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


def _part(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = end - start
        while left and (piece := file.read(min(CHUNK, left))):
            left -= len(piece)
            yield piece
