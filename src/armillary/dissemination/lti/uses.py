"""What may be used once: nonces of launches, invitations."""

import hashlib
from datetime import timedelta

from django.db import IntegrityError, transaction

from armillary.core.clock import now
from armillary.dissemination.lti.models import LtiUse


def is_first_use(purpose: str, value: str, *, within: timedelta) -> bool:
    """Note a use. False where it was used before; of two at the same time, one is the first. Whoever
    calls sees to it that nothing is accepted that is older than `within`."""
    try:
        with transaction.atomic():
            LtiUse.objects.create(digest=_digest(purpose, value), expires_at=now() + within)
    except IntegrityError:
        return False
    return True


def is_used(purpose: str, value: str) -> bool:
    return LtiUse.objects.filter(digest=_digest(purpose, value)).exists()


def forget_uses() -> int:
    """Those that cannot come again, because what they were part of has expired."""
    return LtiUse.objects.filter(expires_at__lt=now()).delete()[0]


def _digest(purpose: str, value: str) -> str:
    return hashlib.sha256(f"{purpose}\0{value}".encode()).hexdigest()
