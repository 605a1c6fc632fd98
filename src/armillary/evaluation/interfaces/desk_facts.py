"""What the desk's API and commands say, as JSON values."""

from typing import Any

from django.utils.translation import gettext as _

from armillary.evaluation.errors import NothingToDecide
from armillary.evaluation.operations import Decided
from armillary.evaluation.queries import CandidatePage


def decided_facts(decided: Decided) -> dict[str, Any]:
    """A decision that was just made. Raises `NothingToDecide` where it was made about nothing."""
    if decided.decision is None:
        problems = list(decided.problems.values())
        raise NothingToDecide(problems[0] if problems else _("Nothing waits for a decision."))
    return {
        "id": f"listing-{decided.decision.public_id}",
        "decided": decided.decision.resources,
        "problems": decided.problems,
    }


def candidate_facts(page: CandidatePage, reader: str) -> dict[str, Any]:
    """A page of candidates as JSON values. `noted` is null where nobody has checked yet."""
    rows = [
        {
            "id": row.public_id,
            "title": row.title.read(reader),
            "sources": row.sources,
            "noted": None if row.noted is None else [each.check for each in row.noted],
        }
        for row in page.rows
    ]
    return {"items": rows, "next": page.after or None}
