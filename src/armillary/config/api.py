"""The REST API at `/api/v1/`: the routers of the contexts, and every error as problem+json."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from armillary import __version__
from armillary.catalogue.interfaces.api import router as catalogue
from armillary.catalogue.interfaces.coverage_api import router as coverage
from armillary.catalogue.interfaces.editions_api import router as editions
from armillary.catalogue.interfaces.lists_api import router as lists
from armillary.catalogue.interfaces.standards_api import router as standards
from armillary.catalogue.interfaces.topics_api import router as topics
from armillary.config.api_bodies import Objects
from armillary.config.api_document import describe_answers
from armillary.core.errors import ArmillaryError
from armillary.dissemination.interfaces.api import router as dissemination
from armillary.dissemination.interfaces.exports_api import router as exports
from armillary.dissemination.interfaces.packs_api import router as packs
from armillary.dissemination.interfaces.searches_api import router as searches
from armillary.dissemination.interfaces.webhooks_api import router as webhooks
from armillary.editorial.interfaces.api import router as editorial
from armillary.editorial.interfaces.texts_api import router as texts
from armillary.evaluation.interfaces.api import router as evaluation
from armillary.evaluation.interfaces.desk_api import router as desk
from armillary.evaluation.interfaces.link_api import router as links
from armillary.evaluation.interfaces.problem_api import router as problems
from armillary.evaluation.interfaces.takedown_api import router as takedowns
from armillary.evaluation.interfaces.why_api import router as reasons
from armillary.harvest.interfaces.guessing_api import router as guesses
from armillary.harvest.interfaces.health_api import router as source_health
from armillary.harvest.interfaces.mapping_api import router as mappings
from armillary.harvest.interfaces.pair_api import router as pairs
from armillary.harvest.interfaces.runs_api import router as runs
from armillary.harvest.interfaces.sources_api import router as sources
from armillary.harvest.interfaces.submission_api import router as submissions
from armillary.harvest.interfaces.terms_api import router as terms
from armillary.search.interfaces.api import router as search
from armillary.vocabularies.interfaces.api import router as vocabularies

HOW_TO_GET_ONE = "Made at /desk/account/tokens/ or with `armillary people create-token`."


class Api(NinjaAPI):
    """Its document also says that a token does where somebody has to be signed in, and which errors
    there are."""

    def get_openapi_schema(self, **stated: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**stated)
        schemes = schema["components"].setdefault("securitySchemes", {})
        schemes["Token"] = {"type": "http", "scheme": "bearer", "description": HOW_TO_GET_ONE}
        for path in schema["paths"].values():
            for operation in path.values():
                if "security" in operation:
                    operation["security"].append({"Token": []})
        describe_answers(schema)
        return schema


api = Api(
    title="Armillary",
    version=__version__,
    description="Search and read a clearinghouse of STEM education.",
    docs_url="/docs",
    openapi_url="/openapi.json",
    urls_namespace="api",
    parser=Objects(),
)
for router in (
    search,
    exports,  # before the catalogue, for whom "export" would be the id of a resource
    catalogue,
    coverage,
    standards,
    editions,
    lists,
    packs,
    searches,
    topics,
    guesses,
    sources,
    source_health,
    runs,
    mappings,
    terms,
    submissions,
    pairs,
    evaluation,
    reasons,
    desk,
    takedowns,
    problems,
    links,
    dissemination,
    editorial,
    texts,
    vocabularies,
    webhooks,
):
    api.add_router("", router)


def problem(
    request: HttpRequest, *, status: int, code: str, title: str, **more: Any
) -> HttpResponse:
    """An RFC 9457 problem document."""
    document = {"type": f"about:blank#{code}", "title": title, "status": status, **more}
    response = api.create_response(request, document, status=status)
    response["Content-Type"] = "application/problem+json"
    return response


@api.exception_handler(ArmillaryError)
def _armillary_error(request: HttpRequest, error: ArmillaryError) -> HttpResponse:
    return problem(request, status=error.status, code=error.code, title=str(error))


@api.exception_handler(ValidationError)
def _validation_error(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = [
        {"field": ".".join(str(part) for part in item["loc"]), "message": item["msg"]}
        for item in error.errors
    ]
    title = "The request has values that cannot be read."
    return problem(request, status=400, code="invalid", title=title, errors=fields)


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    refusal = problem(request, status=error.status_code, code="http", title=str(error))
    if error.status_code == HTTPStatus.UNAUTHORIZED:
        refusal.headers["WWW-Authenticate"] = "Bearer"
    return refusal
