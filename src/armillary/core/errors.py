"""The errors an operation may raise. `config` maps them once to a page, a problem+json, an exit code.

A message says what happened, why, and what to do next, in one line for the person who asked.
"""

from typing import ClassVar


class ArmillaryError(Exception):
    """Base of every error that a person can act on. `message` is translated text."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class InvalidInput(ArmillaryError):
    """The request cannot be read or does not make sense."""

    status = 400
    code = "invalid"


class Refused(ArmillaryError):
    """The actor may not do this."""

    status = 403
    code = "refused"


class NotFound(ArmillaryError):
    """There is no such thing."""

    status = 404
    code = "not-found"


class Conflict(ArmillaryError):
    """The thing is not in a state in which this can be done, or someone was faster."""

    status = 409
    code = "conflict"


class Unavailable(ArmillaryError):
    """Something this depends on does not answer now; trying later may help."""

    status = 503
    code = "unavailable"


def require(allowed: bool, message: str = "") -> None:
    """Refuse unless `allowed`; operations open with it."""
    if not allowed:
        from django.utils.translation import gettext as _

        raise Refused(message or _("You may not do this. Ask a curator or an administrator."))
