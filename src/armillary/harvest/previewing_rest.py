"""How an API would be read by a description: its first page, before anything is kept."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from armillary.core.errors import require
from armillary.core.http import Fetched
from armillary.formats.describe import Described
from armillary.formats.errors import FormatError
from armillary.formats.rest_mapping import (
    Answer,
    RestDescription,
    RestRecord,
    beginning,
    compile_description,
    following,
    read_answer,
)
from armillary.harvest import rules
from armillary.harvest.describing import Describer
from armillary.harvest.errors import InvalidSource, SourceUnreadable
from armillary.harvest.fetching import fetcher_of
from armillary.harvest.kinds.rest import ACCEPT, DESCRIPTION, LIMIT, Rest
from armillary.harvest.models import Source
from armillary.harvest.queries import source_by_name
from armillary.people.actors import Actor

MOST_UNKNOWN: Final = 20


def preview_of_api(
    subject: str, *, description: str = "", rows: int = 5, by: Actor
) -> dict[str, Any]:
    """`subject` is the name of a source or an address; `description` stands in for the source's.
    Raises `InvalidSource`, `SourceUnreadable` and `FetchError`."""
    require(rules.may_read_files(by))  # an address may be a file of this machine
    source = _source(subject, description)
    compiled = compile_description(str(source.options[DESCRIPTION]))
    address = beginning(source.address, compiled)
    fetched = _fetched(source, address)
    try:
        answer = read_answer(fetched.body, fetched.headers, compiled)
    except FormatError as error:
        raise SourceUnreadable(
            _("Page %(number)d of the list cannot be read: %(reason)s")
            % {"number": 1, "reason": error}
        ) from error
    return {
        "address": address,
        "records": len(answer.records),
        "total": answer.total,
        "next": _next(address, answer, fetched, compiled),
        **_read(answer.records, source, rows=rows),
    }


def _source(subject: str, description: str) -> Source:
    source = (
        Source(name="preview", kind=Rest.name, address=subject)
        if "://" in subject
        else source_by_name(subject)
    )
    if source.kind != Rest.name:
        raise InvalidSource(_("%(name)s is no REST API.") % {"name": source.name})
    if description:
        source.options = {**source.options, DESCRIPTION: description}
    if DESCRIPTION not in source.options:
        raise InvalidSource(_("Say also: %(names)s.") % {"names": DESCRIPTION})
    Rest().check(source.address, source.options)
    return source


def _fetched(source: Source, address: str) -> Fetched:
    fetcher = fetcher_of(source)
    try:
        return fetcher.fetch(address, limit=LIMIT, accept=ACCEPT)
    finally:
        fetcher.close()


def _next(address: str, answer: Answer, fetched: Fetched, compiled: RestDescription) -> str:
    received = len(answer.records)
    return following(address, answer, fetched.headers, compiled, page=1, received=received)


def _read(records: Sequence[RestRecord], source: Source, *, rows: int) -> dict[str, Any]:
    """The first records as they would be described, and of all of them what nobody knows."""
    describer = Describer()
    shown: list[dict[str, Any]] = []
    unknown: dict[str, dict[str, None]] = {}
    for record in records:
        row: dict[str, Any] = {"identifier": record.identifier, "deleted": record.is_deleted}
        try:
            described = _described(record, source, describer)
        except FormatError as error:
            shown.append({**row, "problem": str(error)})
            continue
        shown.append({**row, **described.description})
        for field, values in described.unknown.items():
            unknown.setdefault(field, {}).update(dict.fromkeys(values))
    listed = {field: list(values)[:MOST_UNKNOWN] for field, values in unknown.items()}
    return {"rows": shown[:rows], "unknown": listed}


def _described(record: RestRecord, source: Source, describer: Describer) -> Described:
    if record.problem:
        raise FormatError(record.problem)
    return describer.describe(Rest().read(record.payload, source), source)
