"""What can be done with sources, runs and suspicions. Each checks its permission and is logged."""

from armillary.harvest.operations.retiring import let_go_of_records, plan_removal, remove_source
from armillary.harvest.operations.runs import resume_run, run_source, stop_run, take_due_sources
from armillary.harvest.operations.sources import add_source, change_source
from armillary.harvest.operations.suspicions import (
    decide_suspicion,
    give_verdict,
    part_resources,
    settle_parting,
    undo_decision,
)

__all__ = [
    "add_source",
    "change_source",
    "decide_suspicion",
    "give_verdict",
    "let_go_of_records",
    "part_resources",
    "plan_removal",
    "remove_source",
    "resume_run",
    "run_source",
    "settle_parting",
    "stop_run",
    "take_due_sources",
    "undo_decision",
]
