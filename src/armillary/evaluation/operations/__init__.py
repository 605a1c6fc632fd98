"""What can be done with resources under evaluation: check, decide, correct, review."""

from armillary.evaluation.operations.checking import (
    CheckOutcome,
    check_addresses,
    check_resources,
)
from armillary.evaluation.operations.correcting import correct_resource, release_field
from armillary.evaluation.operations.listing import (
    decline_resource,
    list_resource,
    reopen_resource,
    withdraw_resource,
)
from armillary.evaluation.operations.reviewing import announce_reviews, review_resource

__all__ = [
    "CheckOutcome",
    "announce_reviews",
    "check_addresses",
    "check_resources",
    "correct_resource",
    "decline_resource",
    "list_resource",
    "release_field",
    "reopen_resource",
    "review_resource",
    "withdraw_resource",
]
