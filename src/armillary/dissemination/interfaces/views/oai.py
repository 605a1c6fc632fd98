"""The address of the OAI-PMH provider: GET or POST, and HTTP 200 whatever the protocol answers."""

from collections.abc import Iterator
from importlib.resources import files

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from armillary.dissemination.oai import schemas
from armillary.dissemination.oai.arguments import read_arguments
from armillary.dissemination.oai.envelopes import envelope
from armillary.dissemination.oai.errors import ProtocolError
from armillary.dissemination.oai.verbs import answer
from armillary.dissemination.queries import settled_moment
from armillary.formats.markup import element

BARE = ("badVerb", "badArgument")  # their request element has no attributes (§3.6)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """One request of a harvester."""
    moment = settled_moment()  # before anything is read, see there
    arguments: dict[str, str] = {}
    try:
        arguments = read_arguments(_pairs(request))
        content = answer(arguments)
    except ProtocolError as error:
        content = [element("error", error.message, code=error.code).encode()]
        arguments = {} if error.code in BARE else arguments
    body = envelope(content, moment=moment, arguments=arguments)
    response = HttpResponse(body, content_type="text/xml; charset=utf-8")
    response["Cache-Control"] = "no-store"  # it holds the moment: a tag of it would be of no use
    return response


@require_safe
def schema(_request: HttpRequest, name: str) -> HttpResponse:
    """`/oai/json-ld.xsd` and `/oai/reviews.xsd`: what is our own in records."""
    content = files(schemas).joinpath(f"{name}.xsd").read_bytes()
    response = HttpResponse(content, content_type="application/xml; charset=utf-8")
    response["Cache-Control"] = "public, max-age=86400"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _pairs(request: HttpRequest) -> Iterator[tuple[str, str]]:
    query = request.POST if request.method == "POST" else request.GET
    for name, values in query.lists():
        for value in values:
            yield str(name), str(value)
