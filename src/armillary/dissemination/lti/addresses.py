"""Where this tool stands, as platforms are told."""

import re
from typing import Final

from django.conf import settings

from armillary.dissemination.addresses import site

_RESOURCE: Final = re.compile(r"(?:/[a-z-]{2,8})?/(?:lti/)?resources/([0-9a-z]{1,12})/?")


def launch_address() -> str:
    return site("/lti/launch")


def login_address() -> str:
    return site("/lti/login")


def keys_address() -> str:
    return site("/lti/jwks")


def register_address() -> str:
    return site("/lti/register")


def resource_address(public_id: str) -> str:
    """What a platform opens for a picked resource."""
    return site(f"/lti/resources/{public_id}/")


def is_ours(address: object) -> bool:
    """Does it lead to this tool, or to a resource of this site?"""
    if not isinstance(address, str) or not address.startswith(f"{settings.BASE_URL}/"):
        return False
    return _path(address) == "/lti/launch" or bool(_RESOURCE.fullmatch(_path(address)))


def resource_named(address: str) -> str:
    """The public id of the resource that an address of ours stands for; empty for the tool itself."""
    found = _RESOURCE.fullmatch(_path(address))
    return found[1] if found else ""


def _path(address: str) -> str:
    return re.split(r"[?#]", address.removeprefix(settings.BASE_URL), maxsplit=1)[0]
