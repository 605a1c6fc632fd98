"""What is known of resources: findings in the reader's language, candidates, reviews, history."""

from armillary.evaluation.queries.candidates import (
    CandidateFilters,
    CandidatePage,
    CandidateRow,
    candidates,
)
from armillary.evaluation.queries.history import HistoryLine, history_of
from armillary.evaluation.queries.pages import public_signals
from armillary.evaluation.queries.reports import (
    CheckView,
    FindingText,
    checks_of,
    findings_in,
    report_of,
)
from armillary.evaluation.queries.reviews import ReviewSummary, review_of, review_summary
from armillary.evaluation.queries.signals import Signals, enrichments_for, signals_for

__all__ = [
    "CandidateFilters",
    "CandidatePage",
    "CandidateRow",
    "CheckView",
    "FindingText",
    "HistoryLine",
    "ReviewSummary",
    "Signals",
    "candidates",
    "checks_of",
    "enrichments_for",
    "findings_in",
    "history_of",
    "public_signals",
    "report_of",
    "review_of",
    "review_summary",
    "signals_for",
]
