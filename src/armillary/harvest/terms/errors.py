from armillary.core.errors import Conflict, InvalidInput, NotFound


class NoSuchTerm(NotFound):
    """No record has, or had, this unknown value."""

    code = "no-such-term"


class NoSuchTermDecision(NotFound):
    """There is no such decision on an unknown value."""

    code = "no-such-term-decision"


class InvalidTermDecision(InvalidInput):
    """A decision on an unknown value that names no term of its vocabulary."""

    code = "invalid-term-decision"


class TermDecided(Conflict):
    """Somebody has decided on this value before, or has undone that."""

    code = "term-decided"
