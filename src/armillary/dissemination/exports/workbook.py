"""Resources as a workbook (Office Open XML). Its library writes row by row into a file on disk, and only
the finished file can be read, so memory does not grow with the rows, but nothing leaves before the end."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from armillary.catalogue.models import Resource
from armillary.core.languages import direction
from armillary.dissemination.exports.table import TABLE, Cell, Style, cells, headings

ROWS_OF_A_SHEET: Final = 1_000_000  # a sheet holds 1,048,576
LONGEST: Final = 32_767  # characters of a cell
NO_CHARACTERS: Final = {0xFFFE: None, 0xFFFF: None}  # which XML 1.0 forbids (2.2)
BLOCK: Final = 65_536
WIDTHS: Final = {"title": 48, "description": 60, "url": 36, "page": 36}


def workbook(pieces: Iterable[Sequence[Resource]], style: Style) -> Iterator[bytes]:
    """One sheet for every million rows."""
    book = Workbook(write_only=True)
    sheet, rows = _sheet(book, style), 0
    for resources in pieces:
        for resource in resources:
            if rows == ROWS_OF_A_SHEET:
                sheet, rows = _sheet(book, style), 0
            sheet.append([_cell(sheet, value) for value in cells(resource, style)])
            rows += 1
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while block := file.read(BLOCK):
            yield block


def _sheet(book: Workbook, style: Style) -> Any:
    sheet: Any = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.sheet_view.rightToLeft = style.is_named and direction(style.language) == "rtl"
    for place, column in enumerate(TABLE, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTHS.get(column.key, 18)
    heads = [_text(sheet, heading) for heading in headings(style)]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    return sheet


def _cell(sheet: Any, value: Cell) -> Any:
    """What the library would take for a formula or an error is said to be a text; to say it of every
    cell would take twice as long."""
    if isinstance(value, int) or not value:
        return value if value != "" else None
    text = value.translate(NO_CHARACTERS)[:LONGEST]
    return _text(sheet, text) if text.startswith(("=", "#")) else text


def _text(sheet: Any, text: str) -> Any:
    cell: Any = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell
