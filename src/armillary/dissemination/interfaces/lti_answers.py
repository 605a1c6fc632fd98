"""Pages that stand inside of a platform's own: in its language, framed by nobody else, kept by nobody, and
without a cookie. What is refused is one line on such a page, too."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_from_request, override

from armillary.core.errors import ArmillaryError
from armillary.dissemination.lti.framing import framed_policy
from armillary.dissemination.lti.models import LtiRegistration


def framed(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    origins: Iterable[str],
    language: str = "en",
    status: int = 200,
    policy: Mapping[str, str] | None = None,
) -> HttpResponse:
    with override(language):
        response = render(request, template, dict(context), status=status)
    response["Content-Language"] = language
    response["Content-Security-Policy"] = framed_policy(origins, policy)
    response["Cache-Control"] = "no-store, private"
    response["Cross-Origin-Opener-Policy"] = "unsafe-none"  # a platform may open us in a window
    response.xframe_options_exempt = True  # the policy says it better
    return response


def refused(
    request: HttpRequest,
    error: ArmillaryError,
    *,
    origins: Iterable[str] = (),
    language: str = "",
) -> HttpResponse:
    """In the language that the browser asks for, where we do not know the platform's yet."""
    context = {"message": error.message}
    return framed(
        request,
        "dissemination/lti/refused.html",
        context,
        origins=origins,
        language=language or get_language_from_request(request),
        status=error.status,
    )


def answered_for(
    request: HttpRequest,
    registration: LtiRegistration,
    answer: Callable[[], HttpResponse],
    *,
    language: str = "",
) -> HttpResponse:
    """An answer, or why there is none, where the platform's pages can show it."""
    try:
        with override(language or get_language_from_request(request)):
            return answer()
    except ArmillaryError as error:
        return refused(request, error, origins=registration.origins, language=language)
