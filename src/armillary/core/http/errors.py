"""Why a fetch failed, in one line on which a curator can act."""

from armillary.core.errors import ArmillaryError
from armillary.core.http.values import Hop


class FetchError(ArmillaryError):
    """The address gave nothing, and asking again would not change that. `hops` are the redirects
    that were followed before."""

    status = 502
    code = "fetch-failed"
    hops: tuple[Hop, ...] = ()


class AddressRefused(FetchError):
    """We did not even ask: the address is not one this installation may fetch."""

    code = "address-refused"


class RobotsRefused(AddressRefused):
    """The host asks robots to stay away from the address."""

    code = "robots-refused"


class CertificateRefused(FetchError):
    """The host cannot prove that it is the one it is asked for."""

    code = "certificate-refused"


class EndlessRedirects(FetchError):
    """One redirect leads to the next, and none to a page."""

    code = "endless-redirects"


class CannotKeep(FetchError):
    """The address answers, but here is no room for it."""

    status = 507
    code = "cannot-keep"


class TryAgainLater(FetchError):
    """The other side may answer later; `after` is how many seconds it asked us to wait."""

    status = 503
    code = "try-again-later"

    def __init__(self, message: str, *, after: float = 0.0) -> None:
        super().__init__(message)
        self.after = after


class Unreachable(TryAgainLater):
    """Nobody answered, or not in time."""

    code = "unreachable"


class NoSuchHost(Unreachable):
    """No machine has this name now."""

    code = "no-such-host"
