"""A table of suggestions: sent, looked at together with its mapping, then submitted row by row.

Between the steps it waits in the database, so that any web process can go on with it; what stays
in the end are the records.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import blake2b
from itertools import islice
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from armillary.core.clock import now
from armillary.core.errors import require
from armillary.core.http import MEGABYTE
from armillary.formats import tables
from armillary.formats.errors import FormatError
from armillary.formats.tables.workbook import Limits
from armillary.formats.values.languages import language as known_language
from armillary.harvest import rules
from armillary.harvest.errors import InvalidSubmission, NoSuchSubmission
from armillary.harvest.kinds.submission import written
from armillary.harvest.kinds.table import (
    EMBEDDED,
    REPEATS,
    SAMPLE,
    NumberedRow,
    statement_of,
    whole_mapping,
)
from armillary.harvest.models import TITLE_LENGTH, Source, Submission, TableDraft
from armillary.harvest.previewing import shown_of
from armillary.harvest.receipts import storable
from armillary.harvest.submissions.operations import submit_rows
from armillary.harvest.submissions.patience import require_patience
from armillary.harvest.submissions.taking import Sent
from armillary.people.actors import Actor
from armillary.people.models import Person

LARGEST: Final = 10 * MEGABYTE
MOST_ROWS: Final = 5_000
MOST_AN_HOUR: Final = 100  # times that tables are opened for one person
ROWS_SHOWN: Final = 5
KEPT: Final = timedelta(days=1)
# One row more than is taken, and the head, so that a longer sheet is noticed.
WORKBOOK: Final = Limits(unpacked=60 * MEGABYTE, rows=MOST_ROWS + 2, columns=100, members=500)
# What begins like this is no table, whatever its name says.
OTHER_FILES: Final = (
    b"%PDF-",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
    b"7z\xbc",
    b"Rar!",
    b"PAR1",  # a table indeed, but none that people make by hand, and it unpacks to anything
)
OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Plan:
    """How a draft would be read: its columns, field → column, first rows and what is unclear."""

    columns: list[str]
    mapping: dict[str, str]
    rows: list[dict[str, Any]]
    count: int
    left_out: list[str]
    unknown: dict[str, list[str]]

    @property
    def is_sufficient(self) -> bool:
        return is_sufficient(self.mapping)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A draft that was opened."""

    draft: TableDraft
    table: tables.Table
    rows: list[NumberedRow]

    def mapping(self, chosen: Mapping[str, str]) -> dict[str, str]:
        """The proposal, with what was chosen instead. Raises `InvalidSubmission`."""
        columns = list(self.table.columns)
        if absent := set(filter(None, chosen.values())).difference(columns):
            raise InvalidSubmission(
                _("The table has no column called %(absent)s. Its columns: %(columns)s.")
                % {"absent": ", ".join(sorted(absent)), "columns": ", ".join(columns)[:500]}
            )
        sample = [row for _number, row in self.rows[:SAMPLE] if isinstance(row, tables.Row)]
        return whole_mapping(columns, sample, chosen)

    def table_again(self) -> tables.Table:
        """The same table, its rows to be gone through from the first one."""
        return replace(self.table, rows=iter(self.rows))


def is_sufficient(mapping: Mapping[str, str]) -> bool:
    """Without a title and something to know it again by, no row could become a resource."""
    if mapping.get(EMBEDDED):
        return True
    return bool(mapping.get("titles") and (mapping.get("addresses") or mapping.get("identifiers")))


@transaction.atomic
def keep_draft(name: str, body: bytes, *, by: Actor) -> TableDraft:
    """A table to look at; it takes the place of an earlier one. Raises `InvalidSubmission`."""
    require(rules.may_submit(by))
    require_patience("tables", most=MOST_AN_HOUR, by=by)
    _refuse_other(body)
    _opened(body, name)
    plain = storable(name).rpartition("/")[2].strip() or _("Table")
    draft, _is_new = TableDraft.objects.update_or_create(
        person=_person(by), defaults={"name": plain[-TITLE_LENGTH:], "body": body}
    )
    return draft


def _person(by: Actor) -> Person:
    assert isinstance(by, Person)  # noqa: S101  (whoever may submit is one)
    return by


def draft_of(by: Actor) -> TableDraft:
    """Raises `NoSuchSubmission` where there is none."""
    found = TableDraft.objects.filter(person=by).first() if isinstance(by, Person) else None
    if found is None:
        raise NoSuchSubmission(_("There is no table any more. Send it again."))
    return found


def sheet_of(draft: TableDraft) -> Sheet:
    """The table in memory; a workbook takes seconds, so it is opened once a request."""
    require_patience("tables", most=MOST_AN_HOUR, by=draft.person)
    return Sheet(draft, *_opened(bytes(draft.body), draft.name))


def plan_of(sheet: Sheet, chosen: Mapping[str, str], *, language: str) -> Plan:
    """Nothing is kept. Raises `InvalidSubmission` for columns that the table does not have."""
    mapping = sheet.mapping(chosen)
    source = Source(name="preview", kind="table", options={"language": language})
    shown = shown_of(sheet.table_again(), mapping, source, rows=ROWS_SHOWN)
    return Plan(
        columns=sheet.table.columns,
        mapping=mapping,
        rows=shown["rows"],
        count=len(sheet.rows),
        left_out=shown["left_out"],
        unknown={field: values for field, values in shown["unknown"].items() if values},
    )


@transaction.atomic
def submit_table(
    sheet: Sheet, chosen: Mapping[str, str], *, language: str, note: str = "", by: Actor
) -> Submission:
    """Suggest every row; the table itself is forgotten."""
    draft = sheet.draft
    require(draft_of(by) == draft)
    if known_language(language) is None:
        raise InvalidSubmission(_("Say in which language the resources are."))
    mapping = sheet.mapping(chosen)
    if not is_sufficient(mapping):
        raise InvalidSubmission(_("Choose the columns that hold the title and the address."))
    submission = submit_rows(
        draft.name, lambda: _sent(sheet.rows, mapping, language), note=note, by=by
    )
    draft.delete()
    return submission


def forget_old_drafts(*, by: Actor) -> int:
    """Tables that nobody came back to."""
    require(by.is_machine)
    return TableDraft.objects.filter(changed_at__lt=now() - KEPT).delete()[0]


def _refuse_other(body: bytes) -> None:
    if len(body) > LARGEST:
        raise InvalidSubmission(
            _("The table is larger than %(limit)d MB. Send it in parts.")
            % {"limit": LARGEST // MEGABYTE}
        )
    if body.startswith(OLD_EXCEL):
        raise InvalidSubmission(_("This is an old Excel file. Save it as XLSX or CSV first."))
    start = body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start or start.startswith((*OTHER_FILES, b"<")):
        raise InvalidSubmission(_("This is no table. Send CSV, TSV, XLSX or JSON Lines."))


def _opened(body: bytes, name: str) -> tuple[tables.Table, list[NumberedRow]]:
    """The table and all of its rows."""
    try:
        table = tables.open_table(body, name, limits=WORKBOOK)
        rows = list(islice(table.rows, MOST_ROWS + 1))
    except FormatError as error:
        raise InvalidSubmission(_("The table cannot be read: %(why)s") % {"why": error}) from error
    if len(rows) > MOST_ROWS:
        raise InvalidSubmission(
            _("The table has more than %(limit)d rows. Send it in parts.") % {"limit": MOST_ROWS}
        )
    if not rows:
        raise InvalidSubmission(_("The table has no rows."))
    return table, rows


def _sent(rows: list[NumberedRow], mapping: dict[str, str], language: str) -> Iterator[Sent]:
    seen: set[bytes] = set()
    last = 0
    for stated, row in rows:
        last = number = max(stated, last + 1)
        digest = blake2b(row.verbatim, digest_size=16).digest()
        label = f"row {number}"
        if digest in seen and row.verbatim:
            yield Sent(number, row.verbatim, problem=REPEATS, label=label)
            continue
        seen.add(digest)
        try:
            statement = statement_of(row, mapping)
        except FormatError as error:
            yield Sent(number, row.verbatim, problem=str(error), label=label)
            continue
        statement.languages = statement.languages or [language]
        values = row.values if isinstance(row, tables.Row) else {}
        yield Sent(number, written(statement, row=values), statement, label=label)
