"""Read what an API answers: the records of a page, how many there are, and where the list goes on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from armillary.formats.errors import FormatError
from armillary.formats.rest_mapping.description import RestDescription, Since
from armillary.formats.rest_mapping.paths import DEEPEST
from armillary.formats.rest_mapping.values import texts_in
from armillary.formats.statement import Statement

MOST_RECORDS: Final = 10_000  # of a page
MOST_NODES: Final = 2_000_000  # of an answer
MOST_NODES_OF_RECORD: Final = 20_000
LARGEST_RECORD: Final = 1_000_000  # bytes
LONGEST_IDENTIFIER: Final = 512
LATEST_MOMENT: Final = 253_402_300_799  # the last second that a date can have

NO_IDENTIFIER: Final = "The record has no identifier."
LONG_IDENTIFIER: Final = "The record's identifier is too long."
NO_OBJECT: Final = "The record is no JSON object."
TOO_LARGE: Final = "The record is too large to be read."
NO_NUMBER: Final = "The record has a number that is too large to be kept."
PROBLEMS: Final = (NO_IDENTIFIER, LONG_IDENTIFIER, NO_OBJECT, TOO_LARGE, NO_NUMBER)


@dataclass(frozen=True, slots=True)
class RestRecord:
    """One record as it came; `payload` is its JSON with the names in order."""

    identifier: str
    payload: bytes = b""
    datestamp: str = ""
    is_deleted: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A page. `following` is a link or a cursor as the answer says it, empty if it says none;
    `moment` the server's clock as the description finds it."""

    records: list[RestRecord]
    total: int | None = None
    following: str = ""
    moment: str = ""


def read_answer(
    body: bytes, headers: Mapping[str, str], description: RestDescription, *, is_first: bool = True
) -> Answer:
    """The records of an answer. Raises `FormatError` where it is none."""
    document = _loaded(body)
    _require_bounds(document, MOST_NODES)
    found = description.items.values(document, most=MOST_RECORDS + 1)
    if len(found) > MOST_RECORDS:
        raise FormatError("It has more records than can be read at once.")
    total = _total(document, description)
    if not found and is_first and total != 0 and not description.items.has_list(document):
        raise FormatError("There is no list where the description says it is.")
    return Answer(
        records=[_record(each, description) for each in found],
        total=total,
        following=_following(document, description),
        moment=_moment(document, headers, description.since),
    )


def read_record(payload: bytes, description: RestDescription) -> Statement:
    """What a stored record says. Raises `FormatError`."""
    record = _loaded(payload)
    found = {name: field.of(record) for name, field in description.fields.items()}
    return Statement(**found)


def _loaded(body: bytes) -> Any:
    try:
        return json.loads(body, parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        raise FormatError("It is not JSON.") from error


def _refused(name: str) -> None:
    raise ValueError(name)


def _require_bounds(document: Any, most: int) -> int:
    """How many nodes a document has. Raises `FormatError` for one that is too large or deep."""
    count, level = 0, [document]
    for _depth in range(DEEPEST):
        count += len(level)
        if not level or count > most:
            break
        level = [
            child
            for node in level
            if isinstance(node, dict | list)
            for child in (node.values() if isinstance(node, dict) else node)
        ]
    if level:
        raise FormatError("It is too large or nested too deeply to be read.")
    return count


def _total(document: Any, description: RestDescription) -> int | None:
    if description.total is None:
        return None
    found = list(texts_in(description.total.values(document, most=1)))
    digits = found[0].removesuffix(".0") if found else ""
    is_number = digits.isascii() and digits.isdecimal() and len(digits) < 16
    return int(digits) if is_number else None


def _following(document: Any, description: RestDescription) -> str:
    path = description.paging.path
    found = list(texts_in(path.values(document, most=1))) if path is not None else []
    return found[0].strip() if found else ""


def _record(found: Any, description: RestDescription) -> RestRecord:
    try:
        return _read(found, description)
    except FormatError as error:
        return RestRecord("", problem=str(error))


def _read(found: Any, description: RestDescription) -> RestRecord:
    if not isinstance(found, dict):
        raise FormatError(NO_OBJECT)
    identifier = next(
        (each.strip() for each in description.identifier.of(found) if each.strip()), ""
    )
    if not identifier:
        raise FormatError(NO_IDENTIFIER)
    if len(identifier) > LONGEST_IDENTIFIER:
        raise FormatError(LONG_IDENTIFIER)
    payload = canonical(found)
    datestamp = next(iter(description.modified.of(found)), "") if description.modified else ""
    return RestRecord(
        identifier=identifier,
        payload=payload,
        datestamp=datestamp[:40],
        is_deleted=description.deleted is not None and description.deleted.is_said_of(found),
        problem="" if _is_small(found, payload) else TOO_LARGE,
    )


def _is_small(found: Any, payload: bytes) -> bool:
    if len(payload) > LARGEST_RECORD:
        return False
    try:
        return _require_bounds(found, MOST_NODES_OF_RECORD) > 0
    except FormatError:
        return False


def canonical(record: Any) -> bytes:
    """The same bytes for the same record, in whatever order a server writes its names. Raises
    `FormatError`."""
    try:
        text = json.dumps(
            record, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
        )
    except ValueError as error:  # 1e999 is JSON, and no number that anybody can keep
        raise FormatError(NO_NUMBER) from error
    return text.encode("utf-8", "surrogatepass")


def _moment(document: Any, headers: Mapping[str, str], since: Since | None) -> str:
    if since is None or since.is_ours:
        return ""
    if since.path is not None:
        stated = next(texts_in(since.path.values(document, most=1)), "")
    else:
        stated = headers.get(since.header, "")
    return read_moment(stated)


def read_moment(stated: str) -> str:
    """A moment in ISO 8601, HTTP's own form (RFC 9110 §5.6.7), or seconds or milliseconds since 1970,
    in UTC to the second; empty for anything else."""
    stated = stated.strip()[:60]
    for read in (_of_number, datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(stated)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return ""


def _of_number(stated: str) -> datetime:
    seconds = float(stated)
    if seconds > LATEST_MOMENT / 10:  # milliseconds
        seconds /= 1000
    return datetime.fromtimestamp(seconds, tz=UTC)
