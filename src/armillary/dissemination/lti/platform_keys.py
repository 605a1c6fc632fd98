"""The public keys of a platform: read when first needed, anew after a day, and once more where a launch
names one that we do not know, because platforms rotate theirs too."""

import json
from datetime import timedelta
from typing import Any, Final

from django.utils.translation import gettext as _
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from armillary.core.clock import now
from armillary.core.http import FetchError
from armillary.dissemination.lti.errors import PlatformSilent
from armillary.dissemination.lti.models import LtiRegistration
from armillary.dissemination.lti.talking import talking

LIMIT: Final = 200_000  # bytes
GOOD_FOR: Final = timedelta(days=1)
PAUSE: Final = timedelta(seconds=30)  # so that invented keys do not make us ask again and again
SMALLEST: Final = 2048  # bits


def platform_key(registration: LtiRegistration, kid: str) -> RSAKey | None:
    """The key of this name, None where the platform has no such key. Raises `PlatformSilent`."""
    if _age(registration) > GOOD_FOR:
        read_platform_keys(registration)
    found = _named(registration, kid)
    if found is None and _age(registration) > PAUSE:
        read_platform_keys(registration)
        found = _named(registration, kid)
    return found


def read_platform_keys(registration: LtiRegistration) -> None:
    """Ask the platform, and keep what it says. Raises `PlatformSilent`."""
    silent = PlatformSilent(
        _("The keys of %(platform)s cannot be read now. Try again later.")
        % {"platform": registration.name}
    )
    try:
        with talking() as fetcher:
            body = fetcher.fetch(registration.keys_address, limit=LIMIT, accept="application/json")
        keys = json.loads(body.body)["keys"]
    except (FetchError, ValueError, KeyError, TypeError) as error:
        raise silent from error
    if not isinstance(keys, list):
        raise silent
    registration.platform_keys = [_needed(key) for key in keys if isinstance(key, dict)]
    registration.keys_read_at = now()
    registration.save(update_fields=["platform_keys", "keys_read_at"])


def _needed(key: dict[str, Any]) -> dict[str, str]:
    """What a signature is checked by; the rest of what strangers say is not kept."""
    stated = {name: key.get(name) for name in ("kid", "kty", "n", "e")}
    return {
        name: value
        for name, value in stated.items()
        if isinstance(value, str) and value.isprintable()
    }


def _age(registration: LtiRegistration) -> timedelta:
    read_at = registration.keys_read_at
    return timedelta.max if read_at is None else now() - read_at


def _named(registration: LtiRegistration, kid: str) -> RSAKey | None:
    """An RSA key to check signatures by; nothing else is ever taken for one, whatever a token says."""
    stated: Any
    for stated in registration.platform_keys:
        if stated.get("kid") != kid or stated.get("kty") != "RSA":
            continue
        try:
            if len(stated["n"]) * 6 < SMALLEST:  # six bits a character
                continue
            key = RSAKey.import_key({name: stated[name] for name in ("kty", "n", "e")})
        except (JoseError, ValueError, KeyError, TypeError):
            continue
        if key.raw_value.key_size >= SMALLEST:
            return key
    return None
