"""Frameworks, statements and alignments as JSON values, for every door that speaks JSON."""

from typing import Any

from armillary.catalogue.alignments.coverage import Coverage, StatementRow
from armillary.catalogue.alignments.queries import FrameworkRow, WaitingPage
from armillary.catalogue.models import Alignment

Json = dict[str, Any]


def framework_facts(row: FrameworkRow) -> Json:
    return {
        "key": row.scheme.key,
        "address": row.scheme.uri,
        "title": row.scheme.title.texts,
        "statements": row.statements,
        "confirmed": row.confirmed,
        "waiting": row.waiting,
    }


def coverage_facts(found: Coverage, *, gaps: bool = False) -> Json:
    """All statements in the order of the tree, or only those without a resource."""
    rows = found.gaps if gaps else found.rows
    codes = {row.id: row.code for row in found.rows}
    return {
        "framework": found.framework.key,
        "leaves": found.leaves,
        "covered": found.covered,
        "statements": [_statement(row, codes) for row in rows],
    }


def _statement(row: StatementRow, codes: dict[int, str]) -> Json:
    return {
        "code": row.code,
        "address": row.address,
        "texts": row.text.texts,
        "levels": row.levels,
        "above": codes[row.above] if row.above is not None else None,
        "own": row.own,
        "confirmed": row.confirmed,
        "waiting": row.waiting,
        "gap": row.is_gap,
    }


def waiting_facts(page: WaitingPage) -> Json:
    return {"items": [alignment_facts(row) for row in page.rows], "next": page.after or None}


def alignment_facts(row: Alignment) -> Json:
    return {
        "id": row.pk,
        "resource": row.resource.public_id,
        "framework": row.statement.scheme.key,
        "code": row.statement.key,
        "address": row.statement.uri,
        "texts": row.statement.label.texts,
        "state": row.state,
        "confidence": row.confidence,
        "rule": row.rule,
        "evidence": row.evidence,
        "decided_at": row.decided_at.isoformat() if row.decided_at else None,
    }
