"""Decisions on unknown values as a table, so that institutes can share them.

Columns: `kind`, `value`, `key` (“nothing” where the value means nothing) and `source`, the name of
the one it holds for, or empty. A decision of one's own is never overwritten by somebody else's.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from typing import Any, Final

from django.db.models import F
from django.utils.translation import gettext as _

from armillary.core.errors import ArmillaryError
from armillary.formats.unmapped import NOTHING, term_of
from armillary.harvest.models import Source, TermDecision
from armillary.harvest.terms.errors import InvalidTermDecision
from armillary.harvest.terms.meaning import Meaning, spelling_of
from armillary.harvest.terms.vocabulary import checked_key, checked_kind

HEADER: Final = ("kind", "value", "key", "source")
MEANS_NOTHING: Final = "nothing"
FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "'")
DELIMITERS: Final = (",", ";", "\t")
LARGEST: Final = 20_000_000  # characters


@dataclass(slots=True)
class Read:
    """What a table says: new decisions, how many we have already, and what cannot be used."""

    meanings: list[Meaning] = field(default_factory=list)
    same: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)  # (line, why)


def read_facts(read: Read) -> dict[str, Any]:
    """What became of a table as JSON values."""
    return {
        "taken": len(read.meanings),
        "same": read.same,
        "problems": [{"line": line, "why": why} for line, why in read.problems],
    }


def decisions_csv() -> str:
    """Every decision in force."""
    lines = StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(HEADER)
    rows = TermDecision.objects.filter(undone_at=None).select_related("term", "source")
    everywhere_first = F("source_id").asc(nulls_first=True)
    rows = rows.order_by("term__kind", "term__folded", everywhere_first)
    for row in rows.iterator(chunk_size=1000):
        source = row.source.name if row.source else ""
        value = _guarded(spelling_of(row.term))
        writer.writerow((row.term.kind, value, row.key or MEANS_NOTHING, source))
    return lines.getvalue()


def table_text(body: bytes) -> str:
    """A table as it was sent or kept. Raises `InvalidTermDecision` for what is no text."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidTermDecision(
            _("The table is no UTF-8 text. Save it as “CSV UTF-8” and send it again.")
        ) from error


def read_decisions(text: str, *, known: dict[tuple[str, str, int | None], str]) -> Read:
    """`known` are the decisions in force, by kind, folded value and source. Raises
    `InvalidTermDecision` for what is no such table."""
    read = Read()
    sources = dict(Source.objects.values_list("name", "pk"))
    seen = dict(known)
    for line, row in _rows(text):
        try:
            meaning = _meaning(row, sources)
        except ArmillaryError as error:
            read.problems.append((line, str(error)))
            continue
        place = (*meaning.term, meaning.source)
        if place not in seen:
            seen[place] = meaning.key
            read.meanings.append(meaning)
        elif seen[place] == meaning.key:
            read.same += 1
        else:
            read.problems.append((line, _("Decided otherwise here; that stays.")))
    return read


def _rows(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    if len(text) > LARGEST:
        raise InvalidTermDecision(_("The table is too large to be read."))
    text = text.removeprefix("\ufeff")
    reader = csv.DictReader(StringIO(text), delimiter=_delimiter(text))
    try:
        if absent := [name for name in HEADER[:3] if name not in (reader.fieldnames or ())]:
            raise InvalidTermDecision(
                _("The table has no column called %(absent)s.") % {"absent": ", ".join(absent)}
            )
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise InvalidTermDecision(
            _("The table cannot be read: %(why)s") % {"why": error}
        ) from error


def _delimiter(text: str) -> str:
    """Spreadsheets write semicolons where a comma parts whole numbers from fractions."""
    header, _newline, _rest = text.partition("\n")
    return max(DELIMITERS, key=header.count)


def _meaning(row: dict[str, Any], sources: dict[str, int]) -> Meaning:
    kind = checked_kind((row["kind"] or "").strip())
    value = (row["value"] or "").strip().removeprefix("'")
    key = (row["key"] or "").strip()
    name = (row.get("source") or "").strip()
    if not term_of(value):
        raise InvalidTermDecision(_("Say which value is decided on."))
    if name and name not in sources:
        raise InvalidTermDecision(_("There is no source called %(name)s here.") % {"name": name})
    means = NOTHING if key == MEANS_NOTHING else checked_key(kind, key)
    return Meaning(kind, value, means, sources[name] if name else None)


def _guarded(value: str) -> str:
    """What strangers wrote must not be run as a formula by a spreadsheet."""
    return f"'{value}" if value.startswith(FORMULAS) else value
