"""A report as a table, one line for each finding and example, and the records of one finding."""

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Any, Final

from armillary.harvest.health.registry import Example
from armillary.harvest.interfaces.exports import safe

HEADER: Final = (
    *("state", "severity", "rule", "says", "standard", "standard_address", "mend", "unit"),
    *("count", "share", "since", "trend", "before", "record", "said", "expected"),
)
NO_EXAMPLE: Final = {"record": "", "said": "", "expected": ""}


def report_csv(facts: dict[str, Any]) -> str:
    """`facts` are those of `health.queries.report_facts`."""
    lines = StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(HEADER)
    for state, name in (("now", "findings"), ("gone", "gone")):
        for finding in facts[name]:
            for example in finding["examples"] or [NO_EXAMPLE]:
                writer.writerow(map(safe, _line(state, finding, example)))
    return lines.getvalue()


def records_csv(rows: Iterable[Example]) -> str:
    """One line for each record."""
    lines = StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(Example._fields)
    writer.writerows(map(safe, row) for row in rows)
    return lines.getvalue()


def _line(state: str, finding: dict[str, Any], example: dict[str, str]) -> list[Any]:
    standard = finding["standard"]
    facts = {**finding, "standard": standard["name"], "standard_address": standard["address"]}
    return [{"state": state, **facts, **example}[name] for name in HEADER]
