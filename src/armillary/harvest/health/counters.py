"""This context's own rules and who counts them."""

from armillary.harvest.health.counting import count_records
from armillary.harvest.health.record_rules import RECORD_RULES
from armillary.harvest.health.registry import register
from armillary.harvest.health.run_counts import count_runs
from armillary.harvest.health.run_rules import RUN_RULES
from armillary.harvest.health.term_rules import TERM_RULES, count_terms


def register_own() -> None:
    """Called when the context starts."""
    register("runs", RUN_RULES, count_runs)
    register("records", RECORD_RULES, count_records)
    register("terms", TERM_RULES, count_terms)
