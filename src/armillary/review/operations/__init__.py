"""What can be done with rubrics and reviews. Each decision leaves one entry in the log."""

from armillary.review.operations.reviews import (
    publish_review,
    save_draft,
    start_review,
    submit_review,
    withdraw_review,
)
from armillary.review.operations.rubrics import load_rubric, load_shipped_rubrics

__all__ = [
    "load_rubric",
    "load_shipped_rubrics",
    "publish_review",
    "save_draft",
    "start_review",
    "submit_review",
    "withdraw_review",
]
