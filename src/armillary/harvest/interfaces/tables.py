"""Receipts and lists as tables for the terminal."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from rich.console import Group
from rich.markup import escape
from rich.table import Table

from armillary.harvest.interfaces.labels import proof_sentences
from armillary.harvest.models import Run
from armillary.harvest.queries import SourceRow
from armillary.harvest.receipts import COUNTED


def receipt_lines(facts: dict[str, Any]) -> Group:
    """Why the list is believed to be complete, counts, then reasons with examples."""
    counts = Table(show_header=False)
    for name in (*COUNTED, "suspected"):
        counts.add_row(name, str(facts[name]))
    return Group(
        escape(f"{facts['title']}: {facts['state']}"),
        *map(str, proof_sentences(facts)),
        counts,
        *([_reasons(facts["reasons"])] if facts["reasons"] else []),
    )


def _reasons(entries: list[dict[str, Any]]) -> Table:
    reasons = Table(_("Reason"), _("Count"), _("Examples"))
    for entry in entries:
        examples = "\n".join(escape(example) for example in entry["examples"])
        reasons.add_row(escape(entry["reason"]), str(entry["count"]), examples)
    return reasons


def run_lines(runs: Iterable[Run]) -> Table:
    lines = Table(
        _("Run"), _("Source"), _("State"), _("Began"), _("Received"), _("Rejected"), _("Problem")
    )
    for run in runs:
        counts = (str(run.counts.get(name, 0)) for name in ("received", "rejected"))
        began = f"{run.started_at:%Y-%m-%d %H:%M}"
        lines.add_row(
            str(run.pk), escape(run.source.name), run.state, began, *counts, escape(run.problem)
        )
    return lines


def source_lines(rows: Iterable[SourceRow]) -> Table:
    lines = Table(_("Name"), _("Kind"), _("Address"), _("Last run"))
    for row in rows:
        last = f"{row.run.state} {row.run.started_at:%Y-%m-%d %H:%M}" if row.run else "-"
        lines.add_row(row.source.name, row.source.kind, escape(row.source.address), last)
    return lines


def kind_lines(facts: Iterable[dict[str, Any]]) -> Table:
    lines = Table(_("Kind"), _("Address"), _("Options"))
    for kind in facts:
        options = "\n".join(f"{option['name']}: {option['label']}" for option in kind["options"])
        lines.add_row(kind["name"], escape(kind["hint"]), escape(options))
    return lines
