from armillary.core.errors import ArmillaryError, Conflict, InvalidInput, NotFound


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


class InvalidTakedown(InvalidInput):
    """A rights request lacks something that its answer needs."""

    code = "invalid-takedown"


class TooManyTakedowns(ArmillaryError):
    """As many rights requests as one address may send in a day."""

    status = 429
    code = "too-many-takedowns"


class ConfirmationExpired(Conflict):
    """The link that confirms a rights request is damaged or too old."""

    code = "confirmation-expired"


class NoSuchTakedown(NotFound):
    """No rights request has this id."""

    code = "no-such-takedown"


class InvalidProblem(InvalidInput):
    """A report does not say what is wrong, or says too much."""

    code = "invalid-problem"


class TooManyProblems(ArmillaryError):
    """As many reports as one visitor may send in a day."""

    status = 429
    code = "too-many-problems"


class NoSuchProblem(NotFound):
    """No report of a problem has this id."""

    code = "no-such-problem"


class LinkChecksOff(Conflict):
    """No address is asked: the operator has not turned link checks on."""

    code = "link-checks-off"


class NoSuchLink(NotFound):
    """No link has this id."""

    code = "no-such-link"


class NoSuchLinkDecision(NotFound):
    """No decision about links has this id."""

    code = "no-such-link-decision"


class NothingToDecide(Conflict):
    """Nothing that was chosen is in a state in which this can be done."""

    code = "nothing-to-decide"


class NoSuchDecision(NotFound):
    """No decision has this id."""

    code = "no-such-decision"


class CannotBeUndone(Conflict):
    """It has been undone already, or somebody has changed since what it was about."""

    code = "cannot-be-undone"
