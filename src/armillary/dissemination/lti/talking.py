"""How we talk to a platform: through the fetcher that everything goes out by, and not for long, since
somebody waits."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from armillary.core.cleaning import cleaned
from armillary.core.http import HttpFetcher, Manners, outgoing
from armillary.dissemination.lti.errors import InvalidRegistration

# A platform gives its administrator these addresses for us, so robots.txt does not speak of them.
MANNERS: Final = Manners(
    connect=5.0, read=10.0, total=10.0, altogether=20.0, interval=0.0, attempts=1, heed_robots=False
)
LONGEST: Final = 1000
USUAL: Final = {("https", 443), ("http", 80)}

# Addresses go into headers and forms: nothing that means anything there. Other scripts come encoded.
_PLAIN: Final = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&()*+,;=%-]+")
_HOST: Final = re.compile(r"[a-z0-9.-]+|[0-9a-f:.]+")


@contextmanager
def talking(*, follows: bool = True) -> Iterator[HttpFetcher]:
    """Without `follows` a redirect is no answer, so that a secret goes nowhere else."""
    fetcher = outgoing(manners=MANNERS if follows else replace(MANNERS, redirects=0))
    try:
        yield fetcher
    finally:
        fetcher.close()


def is_fit(address: object) -> bool:
    """Is it an address that somebody may be sent to? On a site over HTTPS, only over HTTPS."""
    if not isinstance(address, str) or len(address) > LONGEST:
        return False
    try:
        parts = urlsplit(address)
        _port = parts.port
    except ValueError:
        return False
    schemes = ("https",) if settings.SECURE else ("https", "http")
    is_known = parts.scheme in schemes and bool(_HOST.fullmatch(parts.hostname or ""))
    return is_known and parts.username is None and bool(_PLAIN.fullmatch(address))


def checked(address: str) -> str:
    """A fit address. Raises `InvalidRegistration`."""
    stated = address.strip()
    if not is_fit(stated):
        scheme = "https://" if settings.SECURE else "http://"
        raise InvalidRegistration(
            _("“%(address)s” is not an address that starts with %(scheme)s.")
            % {"address": cleaned(stated)[:100], "scheme": scheme}
        )
    return stated


def origin(address: str) -> str:
    """Scheme, host and port of a fit address.

    >>> origin("https://lms.example.org:8443/mod/lti/auth.php?x=1")
    'https://lms.example.org:8443'
    """
    parts = urlsplit(address)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = f":{parts.port}" if parts.port and (parts.scheme, parts.port) not in USUAL else ""
    return f"{parts.scheme}://{host}{port}"
