"""Programs at the API: who a token says they are, and how often one may ask.

What is told in headers follows RFC 6750 (bearer tokens) and draft-ietf-httpapi-ratelimit-headers-10.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address
from typing import Final

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from armillary.config.api import problem
from armillary.people.errors import InvalidToken
from armillary.people.tokens.queries import bearer_of

API: Final = "/api/v1/"
AGENTS: Final = "/mcp"
READING: Final = ("GET", "HEAD", "OPTIONS")
WINDOW: Final = 60.0  # seconds
MOST_CLIENTS: Final = 50_000  # counted at a time; who came first is forgotten beyond

Handler = Callable[[HttpRequest], HttpResponseBase]


class BearerToken:
    """`Authorization: Bearer arm_…` makes a request one of the token's owner, whatever cookies say.
    Nothing but a program sends that header, so no form token is asked for."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not request.path_info.startswith(API):
            return self.get_response(request)
        response = self._answer(request, secret.strip())
        response.headers["Cache-Control"] = "no-store, private"
        return response

    def _answer(self, request: HttpRequest, secret: str) -> HttpResponseBase:
        try:
            token = bearer_of(secret)
        except InvalidToken as error:
            refusal = problem(request, status=error.status, code=error.code, title=str(error))
            refusal.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
            return refusal
        if request.method not in READING and not token.may_write:
            title = _("This token may only read. Make one that may write at your account.")
            refusal = problem(request, status=403, code="refused", title=title)
            refusal.headers["WWW-Authenticate"] = 'Bearer error="insufficient_scope"'
            return refusal
        request.user = token.person
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        return self.get_response(request)


class HeadOfGet:
    """HEAD is answered as GET is, without the body (RFC 9110 §9.3.2), which the API's framework leaves
    undone."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "HEAD" or not request.path_info.startswith(API):
            return self.get_response(request)
        request.method = "GET"
        response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = []
        elif isinstance(response, HttpResponse):
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        request.method = "HEAD"
        return response


class OtherMethods:
    """A method that an address does not have is refused with a problem document, which the API's
    framework leaves undone."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        missing = HTTPStatus.METHOD_NOT_ALLOWED
        if response.status_code != missing or not request.path_info.startswith(API):
            return response
        refusal = problem(request, status=missing, code="http", title=missing.phrase)
        refusal.headers["Allow"] = ", ".join(sorted(response.headers["Allow"].split(", ")))
        return refusal


@dataclass(slots=True)
class _Window:
    """What one client has asked since a moment of the process's own clock."""

    begun: float
    asked: int = 0


WINDOWS: dict[str, _Window] = {}  # of each client the latest
_LOCK = threading.Lock()


class RateLimit:
    """So many requests a minute from one person or address, counted by each process on its own."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        quota = settings.API_LIMIT
        if not quota or not _is_counted(request):
            return self.get_response(request)
        asked, seconds = _count(_client(request), time.monotonic())
        if asked > quota:
            title = _("You have asked very often. Try again in %(seconds)d seconds.")
            said = title % {"seconds": seconds}
            response: HttpResponseBase = problem(
                request, status=429, code="too-many-requests", title=said
            )
            response.headers["Retry-After"] = str(seconds)
        else:
            response = self.get_response(request)
        response.headers["RateLimit-Policy"] = f'"client";q={quota};w={WINDOW:.0f}'
        response.headers["RateLimit"] = f'"client";r={max(0, quota - asked)};t={seconds}'
        return response


def _is_counted(request: HttpRequest) -> bool:
    return request.path_info.startswith(API) or request.path_info == AGENTS


def _count(client: str, moment: float) -> tuple[int, int]:
    """How often the client has asked in its window, this time included, and in how many seconds that
    ends."""
    with _LOCK:
        window = WINDOWS.get(client)
        if window is None or moment >= window.begun + WINDOW:
            WINDOWS.pop(client, None)  # the newest window stands last
            window = WINDOWS[client] = _Window(moment)
            if len(WINDOWS) > MOST_CLIENTS:
                del WINDOWS[next(iter(WINDOWS))]
        window.asked += 1
        return window.asked, max(1, round(window.begun + WINDOW - moment))


def _client(request: HttpRequest) -> str:
    """A person who is signed in, or else an address; of IPv6 the network, which one person has. Whoever
    sends neither cookie nor token is nobody, and what they are answered may be kept for others. To
    assistants everybody is nobody."""
    may_be_known = settings.SESSION_COOKIE_NAME in request.COOKIES
    may_be_known = may_be_known or "Authorization" in request.headers
    may_be_known = may_be_known and request.path_info != AGENTS
    if may_be_known and request.user.is_authenticated:
        return f"person {request.user.pk}"
    stated = get_adapter(request).get_client_ip(request) or ""
    try:
        address = ip_address(stated)
    except ValueError:
        return stated
    return str(int(address) >> 64) if isinstance(address, IPv6Address) else stated
