"""What the document of the API says beyond what its framework knows: the errors of every operation, and
that an answer without a schema of its own is an object."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final

ERRORS: Final = {
    400: "Values that cannot be read or do not make sense; `errors` names them where it is known.",
    401: "Nobody is signed in, or the token is wrong, expired or taken back.",
    403: "Whoever asks may not do this, or their token may only read.",
    404: "There is no such thing, or it is not for whoever asks.",
    409: "It is not in a state in which this can be done, or somebody was faster.",
    410: "It was here once: withdrawn, or published no more.",
    413: "The body is longer than what is read.",
    429: "This client has asked very often; `Retry-After` says how long to wait.",
    451: "It is not offered while a rights holder's request is looked into.",
    503: "What this depends on does not answer now.",
}
HEADERS: Final[dict[int, dict[str, Any]]] = {
    401: {"WWW-Authenticate": {"schema": {"type": "string"}}},
    429: {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}},
}
PROBLEM: Final[dict[str, Any]] = {
    "title": "Problem",
    "description": "An error (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "description": "Ends in the code of the error."},
        "title": {"type": "string", "description": "What happened and what to do, for people."},
        "status": {"type": "integer"},
        "errors": {
            "type": "array",
            "description": "Which values could not be read.",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}
OBJECT: Final = {"application/json": {"schema": {"type": "object"}}}


def describe_answers(document: dict[str, Any]) -> None:
    """Complete the document in place."""
    components = document["components"]
    components["schemas"]["Problem"] = PROBLEM
    components["responses"] = {_name(status): _response(status) for status in ERRORS}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _describe(path, method, operation)


def _describe(path: str, method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    for status, response in responses.items():
        if int(status) != HTTPStatus.NO_CONTENT:
            response.setdefault("content", OBJECT)
    for status in _errors(path, method, operation):
        responses[status] = {"$ref": f"#/components/responses/{_name(status)}"}


def _errors(path: str, method: str, operation: dict[str, Any]) -> Iterator[int]:
    """Those that this operation may answer with."""
    is_told_something = bool(operation.get("parameters") or operation.get("requestBody"))
    writes = method != "get"
    if is_told_something:
        yield 400
    yield 401
    if writes or "security" in operation:
        yield 403
    if is_told_something:
        yield 404
    if writes:
        yield 409
    if "{" in path:
        yield 410
    if operation.get("requestBody"):
        yield 413
    yield 429
    if "/resources/{" in path:
        yield 451
    yield 503


def _name(status: int) -> str:
    return HTTPStatus(status).phrase.title().replace(" ", "")


def _response(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    response: dict[str, Any] = {
        "description": ERRORS[status],
        "content": {"application/problem+json": {"schema": schema}},
    }
    if status in HEADERS:
        response["headers"] = HEADERS[status]
    return response
