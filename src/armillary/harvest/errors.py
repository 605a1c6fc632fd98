from armillary.core.errors import Conflict, InvalidInput, NotFound, Unavailable


class NoSuchSource(NotFound):
    """No source has this name."""

    code = "no-such-source"


class NoSuchSuspicion(NotFound):
    """There is no such pair."""

    code = "no-such-suspicion"


class InvalidSource(InvalidInput):
    """A source that could not be harvested as it is described."""

    code = "invalid-source"


class SourceExists(Conflict):
    """Another source has this name."""

    code = "source-exists"


class SourceInUse(Conflict):
    """The source has records, so it cannot be removed."""

    code = "source-in-use"


class SourceBusy(Conflict):
    """The source is being harvested, or is paused."""

    code = "source-busy"


class RunTakenOver(Conflict):
    """Another process goes on with this run."""

    code = "run-taken-over"


class AlreadyDecided(Conflict):
    """A decision on this pair was taken before."""

    code = "already-decided"


class SourceUnreadable(Unavailable):
    """What the source sends cannot be read, so that the run cannot go on."""

    code = "source-unreadable"
