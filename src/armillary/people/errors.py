from typing import ClassVar

from armillary.core.errors import ArmillaryError, Conflict, NotFound


class NoSuchPerson(NotFound):
    """Nobody has this address."""

    code = "no-such-person"


class AddressTaken(Conflict):
    """An account with this address exists."""

    code = "address-taken"


class NoSuchToken(NotFound):
    """This person has no such token."""

    code = "no-such-token"


class InvalidToken(ArmillaryError):
    """A program sent a token that is not good here."""

    status: ClassVar[int] = 401
    code: ClassVar[str] = "invalid-token"
