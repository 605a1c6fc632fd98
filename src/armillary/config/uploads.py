"""No page of this site takes files, so none is read, kept in memory or written to disk."""

from django.core.exceptions import SuspiciousMultipartForm
from django.core.files.uploadhandler import FileUploadHandler


class RefuseFiles(FileUploadHandler):
    """Answers a form with a file in it with 400, at the first byte of the file."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        raise SuspiciousMultipartForm("This site takes no files.")

    def file_complete(self, file_size: int) -> None:
        raise SuspiciousMultipartForm("This site takes no files.")
