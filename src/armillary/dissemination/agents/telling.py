"""All that is public of one resource, or that it was withdrawn."""

import re
from typing import Any, Final, Literal

from django.utils.translation import override

from armillary.catalogue.alignments.queries import standards_of
from armillary.catalogue.errors import Paused, Withdrawn
from armillary.catalogue.models import Resource
from armillary.catalogue.public import public_provenance, public_resource
from armillary.catalogue.queries import (
    collections_holding,
    no_such_resource,
    public_id_in,
    resource_by_public_id,
)
from armillary.catalogue.works.queries import edition_facts
from armillary.dissemination import addresses
from armillary.dissemination.agents.answers import (
    CollectionGiven,
    GetGiven,
    StandardGiven,
    WholeGiven,
)
from armillary.dissemination.agents.asking import GetAsked
from armillary.dissemination.agents.searching import interface_language, licence_of
from armillary.dissemination.renditions import citation
from armillary.evaluation.interfaces.api import checks_out, reviews_out
from armillary.formats.citations import apa
from armillary.formats.description import Standard
from armillary.vocabularies.queries import label

ID: Final = re.compile(r"[0-9a-z]{1,12}")
NAMED: Final = (
    "types", "subjects", "levels", "audiences", "languages", "countries", "internet", "device",
    "laboratory", "consumables", "safety", "groups",
)  # fmt: skip


def get(asked: GetAsked) -> GetGiven:
    """Raises `NoSuchResource`, also for what was never listed."""
    public_id, reader = id_in(asked.resource), interface_language(asked.language)
    with override(reader):
        try:
            resource = public_resource(public_id)
        except Withdrawn as error:
            return _gone(public_id, reader, "withdrawn", str(error))
        except Paused as error:
            return _gone(public_id, reader, "paused", str(error))
        return GetGiven(
            id=resource.public_id,
            page=addresses.localised_landing(resource.public_id, reader),
            state="listed",
            reason="",
            resource=_whole(resource, asked.language.lower(), reader),
        )


def id_in(stated: str) -> str:
    """The id that an address of a page has, or that was stated. Raises `NoSuchResource` for what can be
    none."""
    found = public_id_in(stated)
    if not ID.fullmatch(found):
        raise no_such_resource()
    return found


def _gone(
    public_id: str, reader: str, state: Literal["withdrawn", "paused"], reason: str
) -> GetGiven:
    standing = resource_by_public_id(public_id).public_id
    page = addresses.localised_landing(standing, reader)
    return GetGiven(id=standing, page=page, state=state, reason=reason, resource=None)


def _whole(resource: Resource, language: str, reader: str) -> WholeGiven:
    since = resource.unavailable_since
    return WholeGiven.model_validate(
        {
            "title": resource.titles.read(language),
            "text": resource.descriptions.read(language),
            "description": resource.description,
            "names": _names(resource.facts, reader),
            "licence": licence_of(resource, reader),
            "provenance": public_provenance(resource),
            "citation": apa(citation(resource)),
            "unavailable_since": since.isoformat() if since else None,
            "editions": edition_facts(resource),
            "collections": [
                CollectionGiven(
                    title=each.title.read(language),
                    page=addresses.site(f"/collections/{each.slug}/", reader),
                )
                for each in collections_holding(resource)
            ],
            "standards": [_standard(each, language) for each in standards_of(resource)],
            "checks": checks_out(resource, reader),
            "reviews": reviews_out(resource, reader),
        }
    )


def _names(facts: dict[str, Any], reader: str) -> dict[str, dict[str, str]]:
    found = {}
    for field in NAMED:
        stated = facts.get(field) or []
        keys = [stated] if isinstance(stated, str) else stated
        found[field] = {key: label(field, key, reader) for key in keys}
    return {field: names for field, names in found.items() if names}


def _standard(served: Standard, language: str) -> StandardGiven:
    texts = served["texts"]
    text = texts.get(language) or texts.get("en") or next(iter(texts.values()), "")
    return StandardGiven(
        framework=served["framework"], code=served["code"], text=text, address=served["address"]
    )
