"""Read the first filled sheet of an XLSX workbook without letting it unpack to gigabytes."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from armillary.formats.errors import FormatError
from armillary.formats.safe_xml import refuse_document_type


@dataclass(frozen=True, slots=True)
class Limits:
    """What a workbook may hold: bytes once unpacked, rows, columns, members of its archive."""

    unpacked: int = 256 * 1024 * 1024
    rows: int = 1_048_576
    columns: int = 1000
    members: int = 2000


def workbook_rows(body: bytes, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """(row number, cells as text), blank rows left out; whole numbers without a decimal point."""
    _check_archive(body, limits)
    return _rows(body, limits)


def _check_archive(body: bytes, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            members = archive.infolist()
            if len(members) > limits.members:
                raise FormatError(f"The workbook holds more than {limits.members} files.")
            left = limits.unpacked
            for member in members:
                left -= _unpacked_size(archive, member, left)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise FormatError("The file is not a readable XLSX workbook.") from error


def _unpacked_size(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> int:
    """Count what really comes out, since the stated size may be a lie."""
    size = 0
    with archive.open(member) as file:
        while piece := file.read(1024 * 1024):
            if not size and member.filename.endswith((".xml", ".rels")):
                refuse_document_type(piece)
            size += len(piece)
            if size > left:
                raise FormatError("The workbook unpacks to more than is allowed.")
    return size


def _rows(body: bytes, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    # A fifth of every command's start, and few of them meet a workbook.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(BytesIO(body), read_only=True, data_only=True, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, SyntaxError, TypeError) as error:
        raise FormatError(f"The workbook can't be read: {error}.") from error
    for sheet in book.worksheets:
        found = False
        cells_of = sheet.iter_rows(values_only=True, max_col=limits.columns, max_row=limits.rows)
        for number, cells in enumerate(cells_of, start=1):
            texts = [_text(cell) for cell in cells]
            while texts and not texts[-1]:
                texts.pop()
            if texts:
                found = True
                yield number, texts
        if found:
            return


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == cell.time().min else cell.isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
