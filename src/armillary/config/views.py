"""Pages for what went wrong, and the answer for whoever watches over this server."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from armillary.config.api import problem
from armillary.core.languages import direction

CODES = {400: "invalid", 403: "refused", 404: "not-found", 413: "too-large"}


def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400, _("This request cannot be read. Go back and try again."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403, _("You may not see this page. Sign in with another account."))


def forgery_suspected(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without our token: most often a page that was open for very long."""
    return _page(request, 403, _("This page was open for too long. Load it again and retry."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404, _("There is no page at this address. Try the search."))


def too_large(request: HttpRequest) -> HttpResponse:
    return _page(request, 413, _("This is more than can be sent at once. Send less."))


def server_error(request: HttpRequest) -> HttpResponse:
    """A page that needs neither database nor style sheet: either may be what broke."""
    message = _("Something broke on our side. Please try again later.")
    if _is_machine(request):
        return _problem(request, 500, message)
    language = get_language() or "en"
    context = {"message": message, "language": language, "direction": direction(language)}
    return HttpResponse(render_to_string("core/broken.html", context), status=500)


def _is_machine(request: HttpRequest) -> bool:
    return request.path.startswith("/api/") or request.path == "/mcp"


def _problem(request: HttpRequest, status: int, message: str) -> HttpResponse:
    code = CODES.get(status, "error")
    return problem(request, status=status, code=code, title=message)


def _page(request: HttpRequest, status: int, message: str) -> HttpResponse:
    if _is_machine(request):
        return _problem(request, status, message)
    context = {"message": message, "status": status}
    return render(request, "core/error.html", context, status=status)
