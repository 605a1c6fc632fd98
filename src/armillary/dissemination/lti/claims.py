"""What a launch must say of itself before anything else of it is read (LTI Core 1.3 §5.3, OpenID Connect
Core 1.0 §3.1.3.7). Each refusal is one line that names what is wrong."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from armillary.core.cleaning import cleaned
from armillary.core.clock import now
from armillary.dissemination.lti.addresses import is_ours
from armillary.dissemination.lti.errors import LaunchRefused
from armillary.dissemination.lti.models import LtiRegistration

LTI: Final = "https://purl.imsglobal.org/spec/lti/claim/"
DEEP_LINKING: Final = "https://purl.imsglobal.org/spec/lti-dl/claim/"
VERSION: Final = "1.3.0"
RESOURCE_LINK: Final = "LtiResourceLinkRequest"
PICKING: Final = "LtiDeepLinkingRequest"
PICKED: Final = "LtiDeepLinkingResponse"
SKEW: Final = timedelta(minutes=1)  # by which the clocks of two machines may differ
OLDEST: Final = timedelta(hours=1)

Claims = Mapping[str, Any]


def check_claims(claims: Claims, registration: LtiRegistration, *, nonce: str) -> None:
    """Raises `LaunchRefused`."""
    _check_parties(claims, registration)
    _check_times(claims)
    if claims.get("nonce") != nonce:
        raise LaunchRefused(
            _(
                "This launch answers another one (its nonce is wrong). Open it from the course again."
            )
        )
    _check_deployment(claims, registration)
    _check_message(claims)


def _check_parties(claims: Claims, registration: LtiRegistration) -> None:
    if claims.get("iss") != registration.issuer:
        raise LaunchRefused(_("This launch is by another platform (its issuer is wrong)."))
    audience = claims.get("aud")
    parties = audience if isinstance(audience, list) else [audience]
    if registration.client_id not in parties:
        raise LaunchRefused(_("This launch is meant for another tool (its audience is wrong)."))
    presenter = claims.get("azp")
    if (len(parties) > 1 or presenter is not None) and presenter != registration.client_id:
        raise LaunchRefused(_("This launch was made out to another tool (its azp is wrong)."))


def _check_times(claims: Claims) -> None:
    moment, skew = now().timestamp(), SKEW.total_seconds()
    expires, issued, starts = (_number(claims.get(name)) for name in ("exp", "iat", "nbf"))
    if expires is None or issued is None:
        raise LaunchRefused(_("This launch does not say when it was made and how long it is good."))
    if expires + skew <= moment or issued + OLDEST.total_seconds() <= moment:
        raise LaunchRefused(_("This launch has expired. Open it from the course again."))
    if max(issued, starts or issued) - skew > moment:
        raise LaunchRefused(
            _("This launch is not good yet: the clock of the platform and ours differ.")
        )


def _number(value: object) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else None  # type: ignore[arg-type]


def _check_deployment(claims: Claims, registration: LtiRegistration) -> None:
    deployment = claims.get(f"{LTI}deployment_id")
    is_text = isinstance(deployment, str) and deployment.isprintable()
    known = registration.deployments.filter(deployment_id=deployment)
    if not is_text or not known.exists():
        raise LaunchRefused(
            _(
                "This platform has put the tool where nobody here knows of it (deployment %(id)s). "
                "Ask an administrator of this site to add it."
            )
            % {"id": cleaned(str(deployment))[:100]}
        )


def _check_message(claims: Claims) -> None:
    if claims.get(f"{LTI}version") != VERSION:
        raise LaunchRefused(_("This launch is not one of LTI 1.3."))
    if claims.get(f"{LTI}message_type") not in (RESOURCE_LINK, PICKING):
        raise LaunchRefused(_("This launch asks for something that this site does not do."))
    if not is_ours(claims.get(f"{LTI}target_link_uri")):
        raise LaunchRefused(_("This launch leads to an address that is not one of this site."))


def part(claims: Claims, name: str) -> Claims:
    """A claim that is an object; empty where it is none."""
    found = claims.get(name)
    return found if isinstance(found, dict) else {}
