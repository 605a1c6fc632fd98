"""Texts to translate as a table, for translators who work offline or with their own tools.

Columns: `kind` and `key` name the text, `name` and `part` tell people what it is, `state` how it stands,
`seen` which original it was; `original` is to be translated into `language`, and `translation` is the one
column to write in.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import StringIO
from typing import Any, Final

from django.utils.translation import gettext as _

from armillary.core.errors import ArmillaryError, require
from armillary.editorial.errors import InvalidTranslation, NoSuchText
from armillary.editorial.translating.operations import save_translation
from armillary.editorial.translating.queries import (
    TextRow,
    checked_language,
    may_translate_any,
    rows_of,
    text_kind,
)
from armillary.people.actors import Actor

HEADER: Final = (
    "kind", "key", "name", "part", "state", "seen", "original_language", "original", "language",
    "translation",
)  # fmt: skip
NEEDED: Final = ("kind", "key", "language", "translation")
FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "'")
DELIMITERS: Final = (",", ";", "\t")
LARGEST: Final = 10_000_000  # bytes


@dataclass(slots=True)
class Taken:
    """What became of a table: translations saved, those that were there already, empty ones, and what
    cannot be used."""

    saved: int = 0
    same: int = 0
    empty: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)  # (line, why)

    def as_json(self) -> dict[str, Any]:
        problems = [{"line": line, "why": why} for line, why in self.problems]
        return {"saved": self.saved, "same": self.same, "empty": self.empty, "problems": problems}


def texts_csv(rows: Iterable[TextRow]) -> str:
    lines = StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(HEADER)
    for row in rows:
        cells = (
            row.kind.key,
            row.written.key,
            row.written.name,
            str(row.written.part),
            row.state.value,
            row.seen,
            row.written.text.original,
            row.original,
            row.language,
            row.words,
        )
        writer.writerow([_guarded(cell) for cell in cells])
    return lines.getvalue()


def take_table(body: bytes, *, by: Actor) -> Taken:
    """Save every translation that a table has. What is empty is left alone, what cannot be used is
    named, and the rest is saved all the same. Raises `InvalidTranslation` for what is no such table."""
    require(may_translate_any(by))
    taken, known = Taken(), _Known(by)
    for line, row in _rows(body):
        words = _bare(row["translation"] or "")
        if not words.strip():
            taken.empty += 1
            continue
        try:
            is_saved = save_translation(
                known.row(row), words, seen=(row.get("seen") or "").strip(), by=by
            )
        except ArmillaryError as error:
            taken.problems.append((line, error.message))
        else:
            taken.saved += is_saved
            taken.same += not is_saved
    return taken


class _Known:
    """The texts that a table may name, looked up once for each kind and language."""

    def __init__(self, by: Actor) -> None:
        self._by = by
        self._rows: dict[tuple[str, str], dict[str, TextRow]] = {}

    def row(self, cells: dict[str, Any]) -> TextRow:
        """Raises `NoSuchText`. Each is given out once: what is saved is not what was looked up."""
        kind, key, language = (
            _bare((cells[name] or "").strip()) for name in ("kind", "key", "language")
        )
        place = (kind, language)
        if place not in self._rows:
            rows = rows_of(text_kind(kind, self._by), self._by, checked_language(language))
            self._rows[place] = {row.written.key: row for row in rows}
        found = self._rows[place].pop(key, None)
        if found is None:
            raise NoSuchText(_("There is no such text to translate, or it stands in a line above."))
        return found


def _rows(body: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    text = _text(body)
    header, _newline, _rest = text.partition("\n")
    delimiter = max(DELIMITERS, key=header.count)
    reader = csv.DictReader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        if absent := [name for name in NEEDED if name not in (reader.fieldnames or ())]:
            raise InvalidTranslation(
                _("The table has no column called %(absent)s.") % {"absent": ", ".join(absent)}
            )
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise InvalidTranslation(_("The table cannot be read: %(why)s") % {"why": error}) from error


def _text(body: bytes) -> str:
    if len(body) > LARGEST:
        raise InvalidTranslation(_("The table is too large to be read."))
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidTranslation(
            _("The table is no UTF-8 text. Save it as “CSV UTF-8” and send it again.")
        ) from error


def _guarded(value: str) -> str:
    """What strangers wrote must not be run as a formula by a spreadsheet."""
    return f"'{value}" if value.startswith(FORMULAS) else value


def _bare(value: str) -> str:
    """Without the guard, whether a spreadsheet has kept it or not."""
    return value[1:] if value.startswith("'") and value[1:].startswith(FORMULAS) else value
