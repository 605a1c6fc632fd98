"""Our own key pairs: what is sent back to a platform is signed by one, and platforms read all of them.

A new pair is shown for a day before it signs, because platforms keep what they have read for a while; an
old one stays for a month after its last signature. One that may have leaked is taken away at once.
"""

import json
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from joserfc import jwt
from joserfc.jwk import RSAKey

from armillary.core.clock import now
from armillary.core.errors import require
from armillary.dissemination.lti import rules
from armillary.dissemination.lti.models import LtiKey
from armillary.people.actors import SYSTEM, Actor
from armillary.people.log import write_log

ALGORITHM: Final = "RS256"
STREAM: Final = "lti"
SIZE: Final = 2048  # bits
SHOWN_BEFORE: Final = timedelta(days=1)
SHOWN_AFTER: Final = timedelta(days=30)
ROTATES: Final = timedelta(days=90)


class Escaping(json.JSONEncoder):
    """Writes ASCII: what a platform wants to hear again may hold halves of characters."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "ensure_ascii": True})


def key_set() -> dict[str, Any]:
    """Our public keys (RFC 7517), the one that signs first."""
    return {"keys": [key.public for key in _shown()]}


def signed(claims: dict[str, Any]) -> str:
    """A token by the key whose turn it is."""
    key, pair = _signing()
    return jwt.encode({"alg": ALGORITHM, "kid": key.kid}, claims, pair, encoder_cls=Escaping)


@transaction.atomic
def rotate_keys(*, at_once: bool = False, by: Actor) -> LtiKey:
    """Make the next key pair. `at_once`: it signs from now on, and all others are taken away, for when
    one may have leaked."""
    require(rules.may_keep_platforms(by))
    has_any = LtiKey.objects.exists()
    if at_once:
        LtiKey.objects.all().delete()
    made = _made(now() if at_once or not has_any else now() + SHOWN_BEFORE)
    write_log(STREAM, "rotate-keys", by=by, on=made.kid, at_once=at_once)
    return made


def tend_keys() -> None:
    """Rotate what has signed for long enough, and take away what nothing can be signed by any more."""
    keys = list(LtiKey.objects.order_by("-signs_from"))
    if keys and keys[0].signs_from < now() - ROTATES:
        rotate_keys(by=SYSTEM)
    past = [key.pk for newer, key in pairwise(keys) if _is_past(newer)]
    LtiKey.objects.filter(pk__in=past).delete()


def _is_past(newer: LtiKey) -> bool:
    return newer.signs_from < now() - SHOWN_AFTER


def _shown() -> list[LtiKey]:
    keys = list(LtiKey.objects.order_by("-signs_from"))
    if not keys:
        keys = [rotate_keys(by=SYSTEM)]
    return keys


def _signing() -> tuple[LtiKey, RSAKey]:
    """The newest whose turn has come and which can be read: after the secret key was changed none can,
    so that there is a new one."""
    for key in (*_shown(), None):
        found = key or rotate_keys(at_once=True, by=SYSTEM)
        if found.signs_from <= now() and (pair := _opened(found)):
            return found, pair
    raise AssertionError  # what was just made can be read


def _made(signs_from: datetime) -> LtiKey:
    parameters: Any = {"use": "sig", "alg": ALGORITHM}
    pair = RSAKey.generate_key(SIZE, parameters, private=True, auto_kid=True)
    return LtiKey.objects.create(
        kid=str(pair.kid),
        public=pair.as_dict(private=False),
        private=pair.as_pem(private=True, password=settings.SECRET_KEY).decode(),
        signs_from=signs_from,
    )


def _opened(key: LtiKey) -> RSAKey | None:
    try:
        return RSAKey.import_key(key.private.encode(), password=settings.SECRET_KEY)
    except ValueError:
        return None
