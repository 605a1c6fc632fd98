from armillary.core.errors import Conflict, InvalidInput, NotFound


class NoSuchRubric(NotFound):
    """No published rubric has this name."""

    code = "no-such-rubric"


class NoSuchReview(NotFound):
    """No review has this id."""

    code = "no-such-review"


class InvalidRubric(InvalidInput):
    """A rubric document that cannot be used."""

    code = "invalid-rubric"


class InvalidScores(InvalidInput):
    """Scores that do not fit the rubric."""

    code = "invalid-scores"


class NameMissing(InvalidInput):
    """A review is published under a name, and its writer has given none."""

    code = "name-missing"


class ReviewClosed(Conflict):
    """The review is not in a state in which this can be done."""

    code = "review-closed"
