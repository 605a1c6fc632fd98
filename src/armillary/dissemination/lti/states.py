"""The state of a launch: what we knew when it began, signed, so that nothing is kept for launches that
never come. `proof` is a digest of a secret that only the browser it began in has."""

import hashlib
import hmac
import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Final

from django.core import signing
from django.utils.translation import gettext as _

from armillary.dissemination.lti.errors import LaunchRefused

SALT: Final = "lti state"
GOOD_FOR: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class LaunchState:
    """A launch under way: of which registration, by which nonce, and where the browser keeps its
    secret (`storage`, the name of a frame of the platform; empty for our own)."""

    registration: str
    nonce: str
    proof: str
    storage: str = ""

    @property
    def key(self) -> str:
        """The name under which the browser keeps its secret."""
        return f"lti-{self.nonce[:16]}"


def begin_state(registration: str, *, storage: str = "") -> tuple[LaunchState, str]:
    """A new state and the secret that belongs to it."""
    secret = secrets.token_urlsafe(24)
    nonce = secrets.token_urlsafe(24)
    return LaunchState(registration, nonce, _digest(secret), storage), secret


def write_state(state: LaunchState) -> str:
    return signing.dumps(asdict(state), salt=SALT, compress=True)


def read_state(token: str) -> LaunchState:
    """Raises `LaunchRefused` for one that is not ours, or too old."""
    try:
        return LaunchState(**signing.loads(token, salt=SALT, max_age=GOOD_FOR))
    except signing.SignatureExpired:
        raise LaunchRefused(_("This took too long. Open it from the course again.")) from None
    except (signing.BadSignature, TypeError, ValueError):
        raise LaunchRefused(
            _("This launch did not begin here. Open it from the course again.")
        ) from None


def is_proof(state: LaunchState, secret: str) -> bool:
    return hmac.compare_digest(state.proof, _digest(secret))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()[:32]
