"""Addresses and pages behind which a password is wanted."""

import re
from typing import Final
from urllib.parse import urlsplit

from armillary.formats.seen_page.page import SeenPage
from armillary.formats.seen_page.wording import SIGN_IN, says

FEW: Final = 60  # words of its own that a door has at most

_PATH: Final = re.compile(
    r"(?:\A|/)(?:log[-_]?in|sign[-_]?in|log[-_]?on|sign[-_]?on|sso|saml2?|cas|idp|wayf|oauth2?|"
    r"shibboleth\.sso|session/new|users?/sign_in|accounts?/login|auth(?:entication|enticate)?|"
    r"anmelden|anmeldung|connexion|iniciar[-_]sesion|acceso|entrar|wp-login)"
    r"(?:\.(?:php|aspx?|html?|jsp|do|action))?(?:/|\Z)",
    re.IGNORECASE,
)
_HOST: Final = re.compile(
    r"\A(?:log-?in|sso|auth|accounts?|idp|cas|sign-?in|shib(?:boleth)?|passport|identity|wayf)\."
)


def is_sign_in_address(address: str) -> bool:
    """Is it the address of a door, by what it is called?"""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(_HOST.match(parts.hostname or "") or _PATH.search(parts.path))


def looks_like_sign_in(page: SeenPage) -> bool:
    """A field for a password, hardly anything else, and a title or heading that says so."""
    if not page.has_password or len(page.words) > FEW:
        return False
    return any(says(line, SIGN_IN) for line in (page.title, *page.headings))
