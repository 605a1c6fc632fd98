"""A table of resources: CSV, TSV, JSON Lines, JSON, a workbook or Parquet, each row a record.

A row is known again by its identifier or its address. Two different rows with one address are two
records of one resource; a row that repeats an earlier one letter by letter is rejected and says so.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from itertools import chain, islice
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armillary.core.http import MEGABYTE, Fetched
from armillary.formats import tables
from armillary.formats.dublin_core import read_oai_dc
from armillary.formats.errors import FormatError
from armillary.formats.statement import Statement
from armillary.harvest.errors import InvalidSource, SourceUnreadable
from armillary.harvest.kinds.options import LANGUAGE
from armillary.harvest.kinds.whole import walk
from armillary.harvest.listing import Item, Listing, Page
from armillary.harvest.models import Source

SAMPLE: Final = 20
LOOKED_THROUGH: Final = 1000  # rows in which a chosen column may show up, where rows name their own
LIMIT: Final = 100 * MEGABYTE  # of a stranger's table, which may come packed a hundredfold
FILE_LIMIT: Final = 512 * MEGABYTE  # of a file that somebody put on this machine
REPEATS: Final = "The row repeats an earlier one, letter by letter."
EMBEDDED: Final = "dublin_core"  # a column that holds a whole Dublin Core record in XML

NumberedRow = tuple[int, tables.Row | tables.Problem]


class Table:
    """A file of rows, here or at an address."""

    name = "table"
    label = gettext_lazy("Table (CSV, Excel, JSON, Parquet)")
    hint = gettext_lazy("The address of a file with one resource in every row.")
    options = (LANGUAGE,)
    is_incremental = False

    def check(self, address: str, options: Mapping[str, Any]) -> None:
        """Any address may hold a table."""

    def pages(self, listing: Listing) -> Iterator[Page]:
        def items_of(fetched: Fetched) -> Iterator[Item]:
            table, mapping = opened(fetched.body, listing.address, listing.mapping)
            return _Items(mapping).of(table.rows)

        return walk(listing, items_of, limit=limit_of(listing.address), ends_itself=False)

    def read(self, payload: bytes, source: Source) -> Statement:
        row = next((row for _number, row in tables.open_table(payload, "row.jsonl").rows), None)
        if row is None:
            raise FormatError("The row is empty.")
        if isinstance(row, tables.Problem):
            raise FormatError(row.message)
        looks = tuple(_looks(value) for value in row.values.values())
        return statement_of(row, _mapping(tuple(row.values), looks, tuple(source.mapping.items())))


def limit_of(address: str) -> int:
    """How many bytes of a table are read."""
    return FILE_LIMIT if address.startswith("file:") else LIMIT


def opened(
    body: bytes, address: str, mapping: Mapping[str, str]
) -> tuple[tables.Table, dict[str, str]]:
    """The table and which column is which field. Raises `SourceUnreadable`, and `InvalidSource` for
    a chosen column that the table does not have."""
    try:
        table = tables.open_table(body, urlsplit(address).path.rpartition("/")[2])
        early = list(islice(table.rows, SAMPLE))
        _require_columns(table, early, mapping)
    except FormatError as error:
        raise SourceUnreadable(_("The table cannot be read: %(why)s") % {"why": error}) from error
    table.rows = chain(early, table.rows)
    sample = [row for _number, row in early if isinstance(row, tables.Row)]
    return table, whole_mapping(table.columns, sample, mapping)


def _require_columns(
    table: tables.Table, early: list[NumberedRow], chosen: Mapping[str, str]
) -> None:
    """JSON may name a column late, so some more of its rows are looked at before it is refused."""
    absent = set(filter(None, chosen.values())).difference(table.columns)
    if absent and table.format in {"json", "jsonl", "parquet"}:
        early += islice(table.rows, LOOKED_THROUGH)
        rows = (row.values for _number, row in early if isinstance(row, tables.Row))
        absent = absent.difference(*rows)
    if absent:
        raise InvalidSource(
            _("The table has no column called %(absent)s. Its columns: %(columns)s.")
            % {"absent": ", ".join(sorted(absent)), "columns": ", ".join(table.columns)[:500]}
        )


def whole_mapping(
    columns: list[str], sample: list[tables.Row], chosen: Mapping[str, str]
) -> dict[str, str]:
    """The proposal, with what a curator chose instead; an empty choice leaves a field out."""
    mapping = tables.propose_mapping(columns, sample)
    for column in columns:
        values = [row.values.get(column) for row in sample]
        if values and all(_is_dublin_core(value) for value in values):
            mapping.setdefault(EMBEDDED, column)
    mapping |= chosen
    return {field: column for field, column in mapping.items() if column}


def _looks(value: object) -> str:
    """As much of a value as a proposal looks at."""
    text = value if isinstance(value, str) else ""
    if _is_dublin_core(text):
        return "<purl.org/dc/"
    return "http://" if text.startswith(("http://", "https://")) else "x" if text else ""


@lru_cache(maxsize=256)
def _mapping(
    columns: tuple[str, ...], looks: tuple[str, ...], chosen: tuple[tuple[str, str], ...]
) -> dict[str, str]:
    """The mapping of one row alone, as most rows of a table have it."""
    row = tables.Row(dict(zip(columns, looks, strict=True)), b"")
    return whole_mapping(list(columns), [row], dict(chosen))


def checked_mapping(chosen: Mapping[str, str]) -> dict[str, str]:
    """Field → column as a person wrote it: `title=Titel` means the field `titles`."""
    return {_field(name): column for name, column in chosen.items()}


def _field(name: str) -> str:
    if name in tables.FIELDS or name == EMBEDDED:
        return name
    known = tables.propose_mapping([name])
    if not known:
        raise InvalidSource(
            _("There is no field called %(name)s. Use one of: %(fields)s.")
            % {"name": name, "fields": ", ".join([*tables.FIELDS, EMBEDDED])}
        )
    return next(iter(known))


def statement_of(row: tables.Row | tables.Problem, mapping: dict[str, str]) -> Statement:
    """What a row states; an embedded record speaks first, the columns fill its gaps."""
    if isinstance(row, tables.Problem):
        raise FormatError(row.message)
    columns = {field: column for field, column in mapping.items() if field != EMBEDDED}
    stated = tables.row_to_statement(row, columns)
    embedded = row.values.get(mapping.get(EMBEDDED, ""))
    if not isinstance(embedded, str) or not embedded:
        return stated
    whole = read_oai_dc(embedded.encode())
    for name in Statement.__dataclass_fields__:
        if not getattr(whole, name):
            setattr(whole, name, getattr(stated, name))
    return whole


def _is_dublin_core(value: object) -> bool:
    return isinstance(value, str) and value.lstrip()[:1] == "<" and "purl.org/dc/" in value


class _Items:
    """Rows as items, with a memory of the rows before."""

    def __init__(self, mapping: dict[str, str]) -> None:
        self._mapping = mapping
        self._rows: dict[bytes, int] = {}
        self._identifiers: set[str] = set()

    def of(self, rows: Iterator[NumberedRow]) -> Iterator[Item]:
        for number, row in rows:
            yield self._item(number, row)

    def _item(self, number: int, row: tables.Row | tables.Problem) -> Item:
        digest = blake2b(row.verbatim, digest_size=16).digest()
        first = self._rows.setdefault(digest, number)
        if first != number and row.verbatim:
            return Item("", problem=REPEATS, label=f"row {number} repeats row {first}")
        label = f"row {number}"
        try:
            statement = statement_of(row, self._mapping)
        except FormatError as error:
            return Item("", problem=str(error), label=label)
        identifier = _identifier(statement) or f"row:{digest.hex()}"
        if identifier in self._identifiers:
            identifier = f"{identifier}#{digest.hex()[:12]}"
        self._identifiers.add(identifier)
        return Item(identifier, payload=row.verbatim, statement=statement, label=label)


def _identifier(statement: Statement) -> str:
    stated = statement.identifiers or statement.addresses
    return stated[0].strip() if stated else ""
