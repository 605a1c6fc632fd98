"""Receipts as files that a spreadsheet opens."""

import csv
from io import StringIO
from typing import Any, Final

from armillary.harvest.receipts import COUNTED

HEADER: Final = ("part", "name", "value", "examples")
FACTS: Final = ("source", "run", "state", "started_at", "finished_at", "whole_list", "problem")
FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")


def receipt_csv(facts: dict[str, Any]) -> str:
    """One line for each fact, count, proof and reason of a receipt (`queries.receipt`)."""
    lines = StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(("run", name, safe(facts[name]), "") for name in FACTS)
    writer.writerows(("count", name, facts[name], "") for name in (*COUNTED, "suspected"))
    writer.writerows(("proof", name, safe(value), "") for name, value in facts["proof"].items())
    writer.writerows(
        ("reason", safe(entry["reason"]), entry["count"], safe(" | ".join(entry["examples"])))
        for entry in facts["reasons"]
    )
    return lines.getvalue()


def safe(value: Any) -> str:
    """What strangers wrote must not be run as a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULAS) else text
