"""From a file's bytes to rows, whatever the format, the delimiter and the encoding are."""

import codecs
import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import Any, Final

from armillary.formats.errors import FormatError
from armillary.formats.tables import parquet
from armillary.formats.tables.workbook import Limits, workbook_rows

Value = str | list[str]

MAXIMUM_SIZE: Final = 512 * 1024 * 1024  # bytes
MAXIMUM_COLUMNS: Final = 1000
MAXIMUM_LINE: Final = 16 * 1024 * 1024  # bytes of one JSON line
MAXIMUM_JSON: Final = 32 * 1024 * 1024  # characters of a JSON document, which is parsed whole
LONGEST_NAME: Final = 1000  # of a column in JSON, with those around it
MAXIMUM_DEPTH: Final = 32
SAMPLE: Final = 64 * 1024  # bytes
MOST_CONTROLS: Final = 6  # different ones in a sample of a text
EARLY: Final = 20  # rows whose keys become the columns of JSON

_DELIMITERS: Final = ",;\t|"
_CYRILLIC: Final = frozenset(range(0xC0, 0x100)) | {0xA8, 0xB8}


@dataclass(slots=True)
class Row:
    """`verbatim` is the JSON line's own bytes, or the row as canonical JSON (sorted, UTF-8)."""

    values: dict[str, Value]
    verbatim: bytes


@dataclass(slots=True)
class Problem:
    """Why a row can't be read, in one sentence, and its bytes as far as there are any."""

    message: str
    verbatim: bytes = b""


@dataclass(slots=True)
class Table:
    """`rows` yields (number, row or problem) once; numbers are lines, or rows of the sheet, from 1.

    For JSON and Parquet, `columns` are those of the first rows. `encoding` is how the text was read; `format`
    one of csv, tsv, jsonl, json, xlsx, parquet.
    """

    columns: list[str]
    rows: Iterator[tuple[int, Row | Problem]]
    encoding: str
    format: str
    problems: list[str] = field(default_factory=list)


def open_table(source: bytes | Path, name: str, *, limits: Limits | None = None) -> Table:
    """The table in a file; `name` (of the file) only helps to tell its format.

    Raises FormatError for a file that is empty, too large, or of no known format; for a workbook
    that unpacks to more than `limits` allow, before it is parsed.
    """
    if isinstance(source, Path):
        if source.stat().st_size > MAXIMUM_SIZE:
            raise FormatError(f"The table is larger than {MAXIMUM_SIZE} bytes.")
        source = source.read_bytes()
    if len(source) > MAXIMUM_SIZE:
        raise FormatError(f"The table is larger than {MAXIMUM_SIZE} bytes.")
    if source.startswith(b"PK\x03\x04"):
        return _workbook(source, limits or Limits())
    if source.startswith(parquet.MAGIC):
        return _parquet(source)
    encoding = sniffed_encoding(source)
    start = source[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if encoding.startswith("utf-8") and start.startswith(b"{"):
        return _json_lines(source, encoding)
    text = source.decode(encoding, "replace")
    if text[:4096].lstrip("\ufeff \t\r\n").startswith(("[{", "[\n", "[ ", "[\r", "[]", "{")):
        return _json(text, encoding)
    return _delimited(text, encoding, name)


def sniffed_encoding(body: bytes) -> str:
    """utf-8-sig, utf-16, utf-8, gb18030, cp1251 or cp1252, from marks and from what bytes allow."""
    if body.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    zeros = body[:SAMPLE:2].count(0), body[1:SAMPLE:2].count(0)
    if max(zeros) * 5 > len(body[:SAMPLE]):
        return "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
    if _decodes(body, "utf-8"):
        return "utf-8"
    return _national(body)


def _national(body: bytes) -> str:
    high = [byte for byte in body[: 16 * SAMPLE] if byte >= 0x80]
    # French accents stand alone, Russian letters in rows.
    pairs = sum(1 for first, second in pairwise(body[: 16 * SAMPLE]) if min(first, second) >= 0x80)
    cyrillic = sum(1 for byte in high if byte in _CYRILLIC)
    if _decodes(body, "gb18030") and _is_chinese(body.decode("gb18030")):
        return "gb18030"
    if pairs * 2 > len(high) and cyrillic * 10 > len(high) * 9:
        return "cp1251"
    return "cp1252"


def _is_chinese(text: str) -> bool:
    other = [char for char in text[:SAMPLE] if char > "\x7f"]
    # The commonest characters fill rows B0-D7 of GB 2312, level 1, which start so in Unicode.
    common = sum(1 for char in other if _in_level_one(char))
    return common * 10 > len(other) * 7


def _in_level_one(char: str) -> bool:
    if "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uffef":
        return True
    if not "\u4e00" <= char <= "\u9fff":
        return False
    code = char.encode("gb18030")
    # Russian and French words read as GB 18030 give lead bytes of C0-FF with trails below A1.
    return len(code) == 2 and 0xB0 <= code[0] <= 0xD7 and code[1] >= 0xA1


def _decodes(body: bytes, encoding: str) -> bool:
    try:
        body.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _workbook(body: bytes, limits: Limits) -> Table:
    rows = workbook_rows(body, limits)
    first = next(rows, (0, []))
    columns = _named(first[1])
    return Table(columns, _numbered(columns, rows), "", "xlsx")


def _parquet(body: bytes) -> Table:
    found = parquet.parquet_lines(body)
    rows = ((number, _parquet_row(line)) for number, line in enumerate(found.lines, start=1))
    early = list(islice(rows, EARLY))
    columns = list(dict.fromkeys((*found.plain, *_columns(early))))
    return Table(columns, chain(early, rows), "", "parquet")


def _parquet_row(line: str) -> Row | Problem:
    """What a row does not have is left out, so that a new empty column changes no row."""
    if len(line) > MAXIMUM_LINE:
        return Problem(f"The row is longer than {MAXIMUM_LINE} characters.")
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Problem(f"The row is not JSON: {error}.")
    return _object({name: item for name, item in value.items() if item is not None})


def _delimited(text: str, encoding: str, name: str) -> Table:
    text = text.removeprefix("\ufeff")
    delimiter = "\t" if name.lower().endswith(".tsv") else _delimiter(text[:SAMPLE])
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    rows = ((reader.line_num, cells) for cells in _forgiving(reader))
    first = next((row for row in rows if any(row[1])), None)
    if first is None:
        raise FormatError("The table is empty.")
    if _is_binary(text[:SAMPLE], first[1]) or len(first[1]) > MAXIMUM_COLUMNS:
        raise FormatError("This is no table: its first line can't be column names.")
    columns = _named(first[1])
    return Table(columns, _numbered(columns, rows), encoding, "tsv" if delimiter == "\t" else "csv")


def _is_binary(sample: str, first: list[str]) -> bool:
    """A stray NUL in a cell is somebody's mistake; in the names, or among many other characters that
    no text has, it is a program's own format."""
    if "\0" in "".join(first):
        return True
    return len({char for char in sample if char < " "} - set("\t\n\r")) > MOST_CONTROLS


def _forgiving(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    """A field beyond csv's limit spoils its row only."""
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield ["\0", str(error)]


def _delimiter(sample: str) -> str:
    """The candidate that the first line has most of, outside quotes."""
    line = next((line for line in sample.splitlines() if line.strip()), "")
    bare = "".join(line.split('"')[::2])
    return max(_DELIMITERS, key=bare.count)


def _named(cells: list[str]) -> list[str]:
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = cell.strip() or f"column {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return names


def _numbered(
    columns: list[str], rows: Iterator[tuple[int, list[str]]]
) -> Iterator[tuple[int, Row | Problem]]:
    for number, cells in rows:
        if cells[:1] == ["\0"]:
            yield number, Problem(f"The row can't be read: {cells[1]}.")
        elif len(cells) > len(columns) and any(cells[len(columns) :]):
            message = f"The row has {len(cells)} cells for {len(columns)} columns."
            yield number, Problem(message, canonical(cells))
        elif any(cells):
            values: dict[str, Value] = dict(zip(columns, cells, strict=False))
            yield number, Row(values, canonical(values))


def canonical(value: object) -> bytes:
    """The same JSON for the same values: keys sorted, no spaces, UTF-8."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def _json_lines(body: bytes, encoding: str) -> Table:
    lines = body.removeprefix(codecs.BOM_UTF8).splitlines()
    if len(lines) > 1 and lines[0].strip() in (b"{", b'{"'):  # one object over many lines
        return _json(body.decode(encoding), encoding)
    rows = _json_rows(lines)
    early = list(islice(rows, EARLY))
    return Table(_columns(early), chain(early, rows), encoding, "jsonl")


def _json_rows(lines: list[bytes]) -> Iterator[tuple[int, Row | Problem]]:
    for number, line in enumerate(lines, start=1):
        if line and not line.isspace():
            yield number, _json_row(line)


def _json_row(line: bytes) -> Row | Problem:
    if len(line) > MAXIMUM_LINE:
        return Problem(f"The line is longer than {MAXIMUM_LINE} bytes.")
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Problem(f"The line is not JSON: {error}.", line)
    if type(value) is not dict:
        return Problem("The line is not a JSON object.", line)
    return _json_object(value, line)


def _json_object(value: dict[str, Any], line: bytes) -> Row | Problem:
    """The row; one of texts and of lists of them, as most are, is taken as it stands."""
    if len(value) > MAXIMUM_COLUMNS:
        return Problem(f"The row has more than {MAXIMUM_COLUMNS} columns.", line)
    for name, item in value.items():
        if len(name) > LONGEST_NAME:
            return _row(value, line)
        if type(item) is not str and type(item) is not list:
            return _row(value, line)
        if type(item) is list and not all(type(part) is str for part in item):
            return _row(value, line)
    return Row(value, line)


def _row(value: dict[str, object], line: bytes) -> Row | Problem:
    try:
        return Row(_flattened(value), line)
    except FormatError as error:
        return Problem(str(error), line)
    except RecursionError:
        return Problem(f"The row nests values more than {MAXIMUM_DEPTH} deep.", line)


def _flattened(value: dict[str, object], prefix: str = "", depth: int = 0) -> dict[str, Value]:
    """Objects become columns with dotted names; null is left out, numbers and booleans are texts."""
    if depth > MAXIMUM_DEPTH:
        raise RecursionError
    flat: dict[str, Value] = {}
    for key, item in value.items():
        if len(prefix) + len(key) > LONGEST_NAME:
            raise FormatError(f"The row has a name of more than {LONGEST_NAME} characters.")
        if len(flat) > MAXIMUM_COLUMNS:
            raise FormatError(f"The row has more than {MAXIMUM_COLUMNS} columns.")
        if isinstance(item, dict):
            flat |= _flattened(item, f"{prefix}{key}.", depth + 1)
        elif isinstance(item, list):
            flat[f"{prefix}{key}"] = [_text(part) for part in item if part is not None]
        elif item is not None:
            flat[f"{prefix}{key}"] = _text(item)
    return flat


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _json(text: str, encoding: str) -> Table:
    if len(text) > MAXIMUM_JSON:
        raise FormatError(
            f"The JSON document is longer than {MAXIMUM_JSON} characters. "
            "Write it as JSON Lines: one object on every line."
        )
    try:
        value = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise FormatError(f"The file is not JSON: {error}.") from error
    if isinstance(value, dict):
        lists = [item for item in value.values() if isinstance(item, list)]
        value = lists[0] if len(lists) == 1 else [value]
    rows = ((number, _object(item)) for number, item in enumerate(value, start=1))
    early = list(islice(rows, EARLY))
    return Table(_columns(early), chain(early, rows), encoding, "json")


def _object(item: object) -> Row | Problem:
    try:
        verbatim = canonical(item)
    except RecursionError:
        return Problem(f"The row nests values more than {MAXIMUM_DEPTH} deep.")
    if not isinstance(item, dict):
        return Problem("The row is not a JSON object.", verbatim)
    return _row(item, verbatim)


def _columns(early: list[tuple[int, Row | Problem]]) -> list[str]:
    return list(
        dict.fromkeys(name for _, row in early if isinstance(row, Row) for name in row.values)
    )
