"""Four pages of this site take a file: a table of suggestions, one of decisions on unknown values, one of
translations, and a vocabulary, from whoever is signed in. On every other page none is read, kept in memory
or written to disk."""

from io import BytesIO
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import SuspiciousMultipartForm
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.utils.translation import get_language_from_path

from armillary.harvest.submissions.tables import LARGEST

FILE_PAGES: Final = frozenset(
    {
        "/submit/table/",
        "/desk/terms/exchange/",
        "/desk/texts/table/",
        "/desk/vocabularies/import/",
    }
)
AROUND_A_FILE: Final = 50_000  # bytes of the form that a file comes in


def path_without_language(path: str) -> str:
    """`/ar/submit/` is the page `/submit/` in Arabic."""
    language = get_language_from_path(path)
    return path.removeprefix(f"/{language}") if language else path


def takes_a_file(request: HttpRequest) -> bool:
    return path_without_language(request.path_info) in FILE_PAGES


def longest_body(request: HttpRequest) -> int:
    """Bytes of a body that are read on this page."""
    if takes_a_file(request):
        return LARGEST + AROUND_A_FILE
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)


class OnlyFilesAsked(FileUploadHandler):
    """Keeps the one file of such a page in memory; what it is shows its content, which is looked at
    there. A form with a file for any other page is answered with 400 before the file is read, and
    a file of somebody who is not signed in is passed over."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._count = 0
        self._body = BytesIO()

    def new_file(self, *facts: Any, **more: Any) -> None:
        super().new_file(*facts, **more)
        self._begin()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if start + len(raw_data) > LARGEST + AROUND_A_FILE:
            raise SuspiciousMultipartForm("The file is too large.")
        self._body.write(raw_data)
        return None

    def _begin(self) -> None:
        request = self.request
        if request is None or not takes_a_file(request):
            raise SuspiciousMultipartForm("This page takes no files.")
        self._count += 1
        if self._count > 1:
            raise SuspiciousMultipartForm("This page takes one file.")
        if SESSION_KEY not in request.session:
            raise SkipFile

    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        if not self._count or not file_size:
            return None
        self._body.seek(0)
        return InMemoryUploadedFile(
            self._body, self.field_name, self.file_name or "", None, file_size, None
        )
