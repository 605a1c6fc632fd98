from armillary.core.errors import Conflict, InvalidInput, NotFound


class ReasonMissing(InvalidInput):
    """A decision against a resource needs a reason that its makers can read."""

    code = "reason-missing"


class GateClosed(Conflict):
    """The resource lacks something without which no reader could use the entry."""

    code = "gate-closed"


class DecidedAlready(Conflict):
    """The resource is not in a state in which this decision can be made."""

    code = "decided-already"


class ReviewedAlready(Conflict):
    """The reviewer has handed in a review of this resource."""

    code = "reviewed-already"


class NoSuchField(NotFound):
    """There is no field of this name to edit."""

    code = "no-such-field"
