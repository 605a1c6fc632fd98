"""`/mcp`: one message of an assistant in, one answer out, in JSON. Who asks plays no part: neither a
session nor a token opens more than a visitor sees."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from armillary.dissemination.agents.server import Reply, reply_to
from armillary.formats.mcp import INVALID_REQUEST, ProtocolError, encoded, refusal

JSON = "application/json"


@csrf_exempt
def mcp(request: HttpRequest) -> HttpResponse:
    """No stream is offered, so that GET and DELETE are not allowed."""
    if request.method != "POST":
        response = _refused(405, "Send a message with POST; no stream is offered here.")
        response["Allow"] = "POST"
        return response
    if not is_ours(request.headers.get("Origin")):
        return _refused(403, "This origin may not ask here.")
    if request.content_type != JSON:
        return _refused(415, f"Send {JSON}.")
    return _response(reply_to(request.body, request.headers))


def is_ours(origin: str | None) -> bool:
    """A page of somebody else's must not ask through a reader's browser, be its name made to lead here
    (DNS rebinding). Programs other than browsers send no origin."""
    if origin is None:
        return True
    try:
        host = urlsplit(origin).hostname or ""
    except ValueError:
        return False
    names = {name.strip("[]").lower() for name in settings.ALLOWED_HOSTS}
    return host in names


def _refused(status: int, message: str) -> HttpResponse:
    return _response(Reply(status, refusal(None, ProtocolError(INVALID_REQUEST, message))))


def _response(reply: Reply) -> HttpResponse:
    content = encoded(reply.document) if reply.document else b""
    response = HttpResponse(content, status=reply.status, content_type=JSON)
    response["Cache-Control"] = "no-store"
    return response
