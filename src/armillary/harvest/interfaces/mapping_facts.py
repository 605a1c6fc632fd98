"""What a mapping would do, as JSON values for the desk's addresses and the command line."""

from dataclasses import asdict
from typing import Any

from armillary.formats.statement import Statement
from armillary.harvest.mappings_trying import Diff, DryRun, Tried


def tried_facts(tried: Tried) -> dict[str, Any]:
    return {
        "record": tried.identifier,
        "payload": tried.payload,
        "payload_is_cut": tried.is_cut,
        "stated": _statement_facts(tried.stated),
        "mapped": _statement_facts(tried.mapped),
        "resource": diff_facts(tried.diff) if tried.diff else None,
        "unknown": tried.unknown,
        "problem": tried.problem,
    }


def dry_run_facts(found: DryRun) -> dict[str, Any]:
    return {
        "total": found.total,
        "tried": found.tried,
        "is_sample": found.is_sample,
        "changed": found.changed,
        "created": found.created,
        "rejected": found.rejected,
        "problems": dict(found.problems.most_common()),
        "fields": dict(found.fields.most_common()),
        "unknown": {name: dict(counted.most_common()) for name, counted in found.unknown.items()},
        "diffs": [diff_facts(diff) for diff in found.diffs],
    }


def diff_facts(diff: Diff) -> dict[str, Any]:
    """Only the fields that change; null where one comes or goes."""
    return {
        "id": diff.resource.public_id if diff.resource else None,
        "record": diff.identifier,
        "fields": {
            name: {"before": diff.before.get(name), "after": diff.after.get(name)}
            for name in diff.fields
        },
    }


def _statement_facts(statement: Statement | None) -> dict[str, Any] | None:
    if statement is None:
        return None
    return {name: value for name, value in asdict(statement).items() if value}
