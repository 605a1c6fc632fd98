from armillary.core.errors import Conflict, InvalidInput, NotFound, Refused, Unavailable


class LaunchRefused(Refused):
    """A learning platform's message is not one that we may act on."""

    code = "launch-refused"


class PlatformSilent(Unavailable):
    """A learning platform does not say what we need from it."""

    code = "platform-silent"


class NoSuchRegistration(NotFound):
    """No such learning platform is registered."""

    code = "no-such-registration"


class InvalidRegistration(InvalidInput):
    """A learning platform cannot be registered like this."""

    code = "invalid-registration"


class RegisteredAlready(Conflict):
    """The platform has registered this client id before."""

    code = "registered-already"


class InvalidPick(InvalidInput):
    """What was picked cannot be put into the course."""

    code = "invalid-pick"
