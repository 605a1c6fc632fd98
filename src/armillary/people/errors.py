from armillary.core.errors import Conflict, NotFound


class NoSuchPerson(NotFound):
    """Nobody has this address."""

    code = "no-such-person"


class AddressTaken(Conflict):
    """An account with this address exists."""

    code = "address-taken"
