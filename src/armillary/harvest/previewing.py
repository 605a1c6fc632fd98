"""Plan, show, execute: how a table would be read, before anything is kept."""

from itertools import islice
from typing import Any, Final

from armillary.core.errors import require
from armillary.formats import tables
from armillary.formats.errors import FormatError
from armillary.harvest import rules
from armillary.harvest.describing import Describer
from armillary.harvest.fetching import fetcher_of
from armillary.harvest.kinds.table import LIMIT, opened, statement_of
from armillary.harvest.models import Source
from armillary.harvest.queries import source_by_name
from armillary.people.actors import Actor

LOOKED_AT: Final = 1000  # rows read for values that nobody knows
MOST_UNKNOWN: Final = 20


def preview_of(subject: str, *, mapping: dict[str, str], rows: int, by: Actor) -> dict[str, Any]:
    """`subject` is the name of a source or an address; `mapping` replaces parts of the proposal."""
    require(rules.may_read_files(by) or rules.may_add_source(by))
    source = _source(subject, by=by)
    source.mapping = {**source.mapping, **mapping}
    fetcher = fetcher_of(source)
    try:
        body = fetcher.fetch(source.address, limit=LIMIT).body
    finally:
        fetcher.close()
    table, whole = opened(body, source.address, source.mapping)
    seen = list(islice(table.rows, LOOKED_AT))
    shown, unknown = _read(seen, whole, source)
    return {
        "format": table.format,
        "encoding": table.encoding,
        "columns": table.columns,
        "mapping": whole,
        "mapping_lines": [f"{field} <- {column}" for field, column in whole.items()],
        "left_out": [name for name in table.columns if name not in whole.values()],
        "rows": shown[:rows],
        "unknown": {field: values[:MOST_UNKNOWN] for field, values in unknown.items()},
    }


def _source(subject: str, *, by: Actor) -> Source:
    if "://" not in subject:
        return source_by_name(subject)
    if subject.startswith("file:"):
        require(rules.may_read_files(by))
    return Source(name="preview", kind="table", address=subject)


def _read(
    rows: list[tuple[int, tables.Row | tables.Problem]], mapping: dict[str, str], source: Source
) -> tuple[list[dict[str, Any]], dict[str, list[str]]]:
    describer = Describer()
    shown: list[dict[str, Any]] = []
    unknown: dict[str, dict[str, None]] = {}
    for number, row in rows:
        try:
            described = describer.describe(statement_of(row, mapping), source)
        except FormatError as error:
            shown.append({"row": number, "problem": str(error)})
            continue
        shown.append({"row": number, **described.description})
        for field, values in described.unknown.items():
            unknown.setdefault(field, {}).update(dict.fromkeys(values))
    return shown, {field: list(values) for field, values in unknown.items()}
