from armillary.core.errors import ArmillaryError, Conflict, InvalidInput, NotFound, Unavailable


class NoSuchSource(NotFound):
    """No source has this name."""

    code = "no-such-source"


class NoSuchRun(NotFound):
    """The source has no run of this number."""

    code = "no-such-run"


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


class RunOver(Conflict):
    """The run has ended already, so it cannot be stopped."""

    code = "run-over"


class RunTakenOver(Conflict):
    """Another process goes on with this run."""

    code = "run-taken-over"


class AlreadyDecided(Conflict):
    """A decision on this pair was taken before."""

    code = "already-decided"


class InvalidMapping(InvalidInput):
    """A mapping that cannot be applied as it is written; `place` names the spot in it."""

    code = "invalid-mapping"
    place = ""


class NoSuchMapping(NotFound):
    """The source has no mapping of this number, or no draft."""

    code = "no-such-mapping"


class MappingConflict(Conflict):
    """Somebody else was faster, or there is nothing to do."""

    code = "mapping-conflict"


class NoSuchGuess(NotFound):
    """A machine does not guess this of the resource, or no longer."""

    code = "no-such-guess"


class SourceUnreadable(Unavailable):
    """What the source sends cannot be read, so that the run cannot go on."""

    code = "source-unreadable"


class NoSuchSubmission(NotFound):
    """There is no such submission, or it is somebody else's."""

    code = "no-such-submission"


class InvalidSubmission(InvalidInput):
    """A submission that lacks what nobody can do without."""

    code = "invalid-submission"


class SubmittedAlready(Conflict):
    """The same person has suggested this address, and it waits for a decision."""

    code = "submitted-already"


class SubmissionDecided(Conflict):
    """Somebody has decided on the submission, so that it cannot be changed any more."""

    code = "submission-decided"


class SubmissionsClosed(Conflict):
    """This installation takes no submissions at present."""

    code = "submissions-closed"


class TooManySubmissions(ArmillaryError):
    """One person has sent as much as is taken in a day."""

    status = 429
    code = "too-many-submissions"


class NoSuchReport(NotFound):
    """No report on a source is open at this address, or no longer."""

    code = "no-such-report"
