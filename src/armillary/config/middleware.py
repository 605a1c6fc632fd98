"""What every request meets: headers of the answer, a limit to its body, errors as pages."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from armillary.config.uploads import longest_body, path_without_language
from armillary.config.views import too_large
from armillary.core.content_policy import content_policy
from armillary.core.errors import ArmillaryError
from armillary.core.remembering import remembering

logger = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = content_policy()

PRIVATE = ("/desk/", "/accounts/", "/submit/", "/submissions/", "/lists/", "/searches/")
# A protocol request is a few names and a token.
SHORT_BODIES = {
    "/oai": 65_536,
    "/mcp": 65_536,
    "/lti/login": 65_536,
    "/lti/launch": 200_000,
    "/lti/pick": 200_000,
}


class SecurityHeaders:
    """A content security policy for every page; a view may set its own."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"
        )
        if _is_private(request.path_info):
            response.headers["Cache-Control"] = "no-store, private"
        return response


def _is_private(path: str) -> bool:
    """Pages of one person, under whatever language: nobody else on their machine finds them."""
    return path_without_language(path).startswith(PRIVATE)


class BodyLimit:
    """Refuses a body that is too long before anything reads it, the form token's check included."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limit = SHORT_BODIES.get(request.path_info, longest_body(request))
        if _length(request) > limit:
            return too_large(request)
        return self.get_response(request)


def _length(request: HttpRequest) -> int:
    """What the request says; the server reads no more than that."""
    stated = request.META.get("CONTENT_LENGTH") or "0"
    return int(stated) if stated.isdecimal() else 0


class AskedOnce:
    """While a page is made that changes nothing, nobody's roles are looked up twice."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with remembering():
            return self.get_response(request)


class ErrorPages:
    """An error that a person can act on becomes a page that says so, never a traceback."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, ArmillaryError):
            return None
        context = {"message": error.message, "status": error.status}
        return render(request, "core/error.html", context, status=error.status)
