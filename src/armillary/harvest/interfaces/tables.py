"""Receipts and lists as tables for the terminal."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from rich.console import Group
from rich.markup import escape
from rich.table import Table

from armillary.harvest.models import Suspicion
from armillary.harvest.queries import SourceRow
from armillary.harvest.receipts import COUNTED


def receipt_lines(facts: dict[str, Any]) -> Group:
    """Counts, then reasons with examples."""
    counts = Table(show_header=False)
    for name in (*COUNTED, "suspected"):
        counts.add_row(name, str(facts[name]))
    return Group(
        escape(f"{facts['title']}: {facts['state']}"),
        counts,
        *([_reasons(facts["reasons"])] if facts["reasons"] else []),
    )


def _reasons(entries: list[dict[str, Any]]) -> Table:
    reasons = Table(_("Reason"), _("Count"), _("Examples"))
    for entry in entries:
        examples = "\n".join(escape(example) for example in entry["examples"])
        reasons.add_row(escape(entry["reason"]), str(entry["count"]), examples)
    return reasons


def source_lines(rows: Iterable[SourceRow]) -> Table:
    lines = Table(_("Name"), _("Kind"), _("Address"), _("Last run"))
    for row in rows:
        last = f"{row.run.state} {row.run.started_at:%Y-%m-%d %H:%M}" if row.run else "-"
        lines.add_row(row.source.name, row.source.kind, escape(row.source.address), last)
    return lines


def suspicion_lines(rows: Iterable[Suspicion]) -> Table:
    lines = Table(_("Score"), _("First"), _("Second"), _("Because"))
    for row in rows:
        reasons = ", ".join(entry["reason"] for entry in row.reasons)
        lines.add_row(f"{row.score:.2f}", _named(row, "first"), _named(row, "second"), reasons)
    return lines


def _named(row: Suspicion, side: str) -> str:
    resource = getattr(row, side)
    return escape(f"{resource.public_id} {resource}")
