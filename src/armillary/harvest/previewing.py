"""Plan, show, execute: how a table would be read, before anything is kept."""

from itertools import islice
from typing import Any, Final

from django.utils.translation import gettext as _

from armillary.core.errors import require
from armillary.formats import tables
from armillary.formats.errors import FormatError
from armillary.harvest import rules
from armillary.harvest.describing import Describer
from armillary.harvest.errors import NoSuchSource
from armillary.harvest.fetching import fetcher_of
from armillary.harvest.kinds.table import limit_of, opened, statement_of
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
        body = fetcher.fetch(source.address, limit=limit_of(source.address)).body
    finally:
        fetcher.close()
    table, whole = opened(body, source.address, source.mapping)
    return shown_of(table, whole, source, rows=rows)


def shown_of(
    table: tables.Table, whole: dict[str, str], source: Source, *, rows: int
) -> dict[str, Any]:
    """How an open table would be read by the mapping `whole`, as JSON values."""
    seen = list(islice(table.rows, LOOKED_AT))
    shown, unknown = _read(seen, whole, source)
    return {
        "format": table.format,
        "encoding": table.encoding,
        "columns": table.columns,
        "mapping": whole,
        "mapping_lines": [f"{field}={column}" for field, column in whole.items()],
        "left_out": [name for name in table.columns if not _is_read(name, whole)],
        "rows": shown[:rows],
        "unknown": {field: values[:MOST_UNKNOWN] for field, values in unknown.items()},
    }


def _source(subject: str, *, by: Actor) -> Source:
    if "://" not in subject:
        return _named(subject)
    if subject.startswith("file:"):
        require(rules.may_read_files(by))
    return Source(name="preview", kind="table", address=subject)


def _named(name: str) -> Source:
    try:
        return source_by_name(name)
    except NoSuchSource as error:
        raise NoSuchSource(
            _("There is neither a source nor a file called %(name)s.") % {"name": name}
        ) from error


def _is_read(column: str, mapping: dict[str, str]) -> bool:
    """As a field, or beside one as its text in another language (`title_fr`)."""
    if column in mapping.values():
        return True
    texts = {name: on for name, on in mapping.items() if name in {"titles", "descriptions"}}
    if not texts:
        return False
    probe = tables.Row({**dict.fromkeys(texts.values(), "-"), column: "found"}, b"")
    stated = tables.row_to_statement(probe, texts)
    return any(each.text == "found" for each in (*stated.titles, *stated.descriptions))


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
