"""Which addresses may be told: not our own, or we would answer ourselves, and none inside the network
that we stand in, unless whoever runs the site allows it."""

from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from armillary.core.cleaning import cleaned
from armillary.core.http import AddressRefused, NoSuchHost
from armillary.core.http.targets import Target, find_target
from armillary.dissemination.errors import InvalidWebhook

LONGEST: Final = 500


def checked_address(stated: str) -> tuple[str, str]:
    """An address that may be told, and its host. Raises `InvalidWebhook`. A name that nobody knows now
    passes: every delivery looks again."""
    address = cleaned(stated)
    if not address or len(address) > LONGEST or any(sign.isspace() for sign in address):
        raise InvalidWebhook(
            _("Give an address without spaces, of at most %(most)d characters.") % {"most": LONGEST}
        )
    refuse_own(address)
    try:
        target = find_target(address, allow_private=settings.ALLOW_PRIVATE_ADDRESSES)
    except NoSuchHost:
        _require_https(address)
        return address, urlsplit(address).netloc.lower()
    except AddressRefused as error:
        raise InvalidWebhook(error.message) from error
    if not _is_at_home(target):
        _require_https(address)
    return address, target.host_header


def _is_at_home(target: Target) -> bool:
    """In an intranet, which only counts where private addresses are allowed, there may be no https."""
    return target.is_private


def _require_https(address: str) -> None:
    if not address.lower().startswith("https://"):
        raise InvalidWebhook(_("The address has to start with https://."))


def refuse_own(address: str) -> None:
    """Raises `InvalidWebhook`. On a private machine each port may be somebody else; a name of ours is
    ours at any port."""
    try:
        split = urlsplit(address)
        host, port = (split.hostname or "").rstrip("."), split.port
    except ValueError:
        return  # the fetcher says what is wrong with it
    own = urlsplit(settings.BASE_URL)
    if host in _own_names() or (host, port) == (own.hostname, own.port):
        raise InvalidWebhook(
            _("This address is our own. Give one of the machine that wants to be told.")
        )


def _own_names() -> set[str]:
    """Those of the settings, less what every machine calls itself."""
    loopback = {"localhost", "127.0.0.1", "[::1]", "::1", "*", ""}
    return {name.lstrip(".").lower() for name in settings.ALLOWED_HOSTS} - loopback
