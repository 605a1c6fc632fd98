"""What can be done with resources under evaluation: check, decide, correct, review."""

from armillary.evaluation.operations.checking import CheckOutcome, check_resources
from armillary.evaluation.operations.correcting import correct_resource, release_field
from armillary.evaluation.operations.foreign import take_foreign_reviews
from armillary.evaluation.operations.listing import (
    Decided,
    decide_resources,
    decline_resource,
    list_resource,
    reopen_resource,
    withdraw_resource,
)
from armillary.evaluation.operations.reviewing import announce_reviews, review_resource
from armillary.evaluation.operations.takedowns import (
    Claim,
    ask_takedown,
    asked_takedown,
    confirm_takedown,
    forget_claimants,
    refuse_takedown,
    uphold_takedown,
)
from armillary.evaluation.operations.unlisting import undo_listing

__all__ = [
    "CheckOutcome",
    "Claim",
    "Decided",
    "announce_reviews",
    "ask_takedown",
    "asked_takedown",
    "check_resources",
    "confirm_takedown",
    "correct_resource",
    "decide_resources",
    "decline_resource",
    "forget_claimants",
    "list_resource",
    "refuse_takedown",
    "release_field",
    "reopen_resource",
    "review_resource",
    "take_foreign_reviews",
    "undo_listing",
    "uphold_takedown",
    "withdraw_resource",
]
