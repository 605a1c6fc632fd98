"""Why a fetch failed, in one line on which a curator can act."""

from armillary.core.errors import ArmillaryError


class FetchError(ArmillaryError):
    """The address gave nothing, and asking again would not change that."""

    status = 502
    code = "fetch-failed"


class AddressRefused(FetchError):
    """We did not even ask: the address is not one this installation may fetch."""

    code = "address-refused"


class TryAgainLater(FetchError):
    """The other side may answer later; `after` is how many seconds it asked us to wait."""

    status = 503
    code = "try-again-later"

    def __init__(self, message: str, *, after: float = 0.0) -> None:
        super().__init__(message)
        self.after = after
