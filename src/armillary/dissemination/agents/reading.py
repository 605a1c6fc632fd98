"""Documents that assistants read by address: what filters are called, and a resource as JSON-LD."""

import json
from typing import Any, Final

from armillary.catalogue.public import public_resource
from armillary.core.errors import ArmillaryError
from armillary.dissemination.agents.telling import id_in
from armillary.dissemination.renditions import json_ld
from armillary.vocabularies.queries import choices, title

SCHEME: Final = "armillary://"
VOCABULARY, RESOURCE = f"{SCHEME}vocabularies/", f"{SCHEME}resources/"
JSON, JSON_LD = "application/json", "application/ld+json"
# Vocabulary → the filter whose values it names.
OFFERED: Final = {
    "subjects": "subject",
    "levels": "level",
    "types": "type",
    "audiences": "audience",
    "licences": "licence",
}
TEMPLATE: Final = {
    "uriTemplate": f"{RESOURCE}{{id}}",
    "name": "resource",
    "title": "A resource as JSON-LD",
    "description": "The schema.org document of a listed resource, by its id.",
    "mimeType": JSON_LD,
}


def documents() -> list[dict[str, Any]]:
    """What can be read without knowing an id."""
    return [
        {
            "uri": f"{VOCABULARY}{name}",
            "name": name,
            "title": title(name, "en"),
            "description": f"Key and English name of every value of the filter {facet}.",
            "mimeType": JSON,
        }
        for name, facet in OFFERED.items()
    ]


def document(uri: str) -> dict[str, Any] | None:
    """What stands at an address; None if there is nothing, or nothing any more."""
    if uri.startswith(VOCABULARY) and (name := uri.removeprefix(VOCABULARY)) in OFFERED:
        terms = [{"key": key, "name": called} for key, called in choices(name, "en")]
        return _contents(uri, JSON, terms)
    if not uri.startswith(RESOURCE):
        return None
    try:
        resource = public_resource(id_in(uri.removeprefix(RESOURCE)))
    except ArmillaryError:
        return None
    return _contents(uri, JSON_LD, json_ld(resource))


def _contents(uri: str, kind: str, value: Any) -> dict[str, Any]:
    text = json.dumps(value, ensure_ascii=False)
    return {"contents": [{"uri": uri, "mimeType": kind, "text": text}]}
