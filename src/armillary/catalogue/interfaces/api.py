"""Resources and collections over the API: search, one resource with its whole story, collections.

Keys of subjects, levels, types and audiences are those of `/vocabularies`. Everything is paged by
key: `next` of a page is `after` of the following one.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.views.decorators.http import condition
from ninja import Field, Query, Router, Schema
from ninja.decorators import decorate_view

from armillary.catalogue import queries
from armillary.catalogue.facets import MET_BY
from armillary.catalogue.interfaces.schemas import (
    CollectionList,
    CollectionOut,
    ResourceOut,
    ResourcePage,
)
from armillary.catalogue.models import Collection, Resource
from armillary.catalogue.public import public_provenance, public_resource
from armillary.catalogue.works.queries import edition_facts, row_facts
from armillary.catalogue.works.showing import FoundEdition, found_editions
from armillary.search.documents import FACETS
from armillary.search.planning import Across, across_facts
from armillary.search.queries import MAX_SIZE, SearchRequest, Way, find

router = Router(tags=["Resources"])


class Filters(Schema):
    """Values of one facet widen what is looked at, different facets narrow it; of `classroom` and
    `accessibility` every value must hold."""

    subject: list[str] = Field([], description="Keys of subjects; those below are included.")
    level: list[str] = Field([], description="Keys of levels of education.")
    classroom: list[str] = Field(
        [], description=f"What it must be fit for: {', '.join(MET_BY)}. All of them must hold."
    )
    duration: list[str] = Field(
        [], description="At most 20, 40 or 90 minutes, each with all that is shorter; or longer."
    )
    type: list[str] = Field([], description="Keys of types of resource.")
    language: list[str] = Field([], description="BCP 47 tags of the resource's languages.")
    reuse: list[str] = Field(
        [], description="What its licence allows at most: adapt, share, read; or unclear."
    )
    licence: list[str] = Field([], description="Short keys of licences, such as cc-by-4.0.")
    audience: list[str] = Field([], description="Keys of audiences.")
    accessibility: list[str] = Field(
        [], description="schema.org accessibilityFeature terms, all of which must hold."
    )
    standard: list[str] = Field([], description="Keys of frameworks of learning standards.")
    country: list[str] = Field(
        [], description="ISO 3166-1 alpha-2 codes of countries of origin, such as TZ."
    )
    source: list[str] = Field([], description="Names of sources.")
    review: list[str] = Field([], description="reviewed or not-reviewed.")
    score: list[str] = Field(
        [], description="Reviewers gave at least 75 or 50 percent of the points; or below."
    )
    date: list[str] = Field(
        [], description="Published in 2025, 2020, 2015, 2010, 2005, 2000 or later; or earlier."
    )
    availability: list[str] = Field([], description="answers or unavailable; unknown has none.")

    def chosen(self) -> dict[str, list[str]]:
        """Facet → values, of those that have any."""
        stated = {facet: [value for value in getattr(self, facet) if value] for facet in FACETS}
        return {facet: values for facet, values in stated.items() if values}


class ResourceSearch(Filters):
    """A search. Values of one facet widen it, different facets narrow it; of `classroom` and
    `accessibility` every value must hold."""

    q: str = Field(
        "",
        max_length=1_000,
        description="The query language of the site: words, “phrases”, -without, begin*, title:word, "
        "author:name and facet:value.",
    )
    sort: Literal["relevance", "newest", "reviewed"] = Field(
        "relevance", description="Order of the results."
    )
    across: bool = Field(
        True,
        description="Also find what carries the concepts that words name, and their names in other "
        "languages.",
    )
    after: str = Field("", max_length=500, description="`next` of the page before.")
    size: int = Field(20, ge=1, le=MAX_SIZE, description="Resources of a page.")


def request_of(search: ResourceSearch) -> SearchRequest:
    """The search as it is asked everywhere, for a reader of the language of the request."""
    return SearchRequest(
        text=search.q,
        filters=search.chosen(),
        sort=search.sort,
        after=search.after,
        size=search.size,
        ui_language=get_language() or "en",
        across=search.across,
    )


@router.get(
    "/resources", response=ResourcePage, exclude_unset=True, summary="Search listed resources"
)
def search_resources(request: HttpRequest, search: Query[ResourceSearch]) -> dict[str, Any]:
    asked = request_of(search)
    language, found = asked.ui_language, find(asked)
    shown = found_editions(
        found.ids,
        language=language,
        wanted=found.languages,
        several=found.several,
        read=queries.rows_in_order,
    )
    return {
        "total": found.total,
        "items": [
            {**_summary(each.resource), "editions": [row_facts(other) for other in each.others]}
            for each in shown
            if each.resource.is_listed
        ],
        "facets": {
            name: [{"value": count.value, "count": count.count} for count in counts]
            for name, counts in found.facets.items()
        },
        "reading": str(found.reading),
        "readings": found.readings,
        "suggestion": found.suggestion,
        "relaxed": found.relaxed,
        "complete": found.complete,
        "across": _across(found.across, shown) if found.across else None,
        "ways": [
            {"q": way.text, "total": way.total, "without": _left_out(way)} for way in found.ways
        ],
        "next": found.next_cursor or None,
    }


def _across(across: Across, shown: Sequence[FoundEdition]) -> dict[str, Any]:
    return {
        "direct": across.direct,
        "named": across_facts(across),
        "brought": [each.resource.public_id for each in shown if each.found in across.brought],
    }


def _left_out(way: Way) -> str:
    if way.only:
        return ""
    return str(way.clause) if way.clause else f"{way.facet}:{way.value}"


def _last_modified(request: HttpRequest, public_id: str, **_arguments: object) -> datetime | None:
    """The last change that the outside can see; a change of state and a merge are such changes."""
    moments = Resource.objects.filter(public_id=public_id, alias_of=None)
    return moments.values_list("datestamp", flat=True).first()


@router.get(
    "/resources/{public_id}",
    response=ResourceOut,
    exclude_unset=True,
    summary="One resource with its whole story",
)
@decorate_view(condition(last_modified_func=_last_modified))
def read_resource(request: HttpRequest, public_id: str) -> dict[str, Any]:
    """The id of a resource that was merged into another answers with that one; a withdrawn
    resource answers 410 and says why."""
    resource = public_resource(public_id)
    return {
        **_summary(resource),
        "state": resource.state,
        "provenance": public_provenance(resource),
        "unknown": resource.unknown,
        "editions": edition_facts(resource),
    }


def _summary(resource: Resource) -> dict[str, Any]:
    return {
        "id": resource.public_id,
        "page": f"{settings.BASE_URL}/resources/{resource.public_id}/",
        "listed": resource.listed_at,
        "changed": resource.datestamp,
        "unavailable_since": resource.unavailable_since,
        "description": resource.description,
    }


@router.get("/collections", response=CollectionList, summary="Published collections")
def list_collections(request: HttpRequest) -> dict[str, Any]:
    return {"items": [_collection(found) for found in queries.published_collections()]}


@router.get(
    "/collections/{slug}",
    response=CollectionOut,
    exclude_unset=True,
    summary="A collection and its resources",
)
def read_collection(request: HttpRequest, slug: str) -> dict[str, Any]:
    collection = queries.collection_by_slug(slug)
    items = [
        {"resource": _summary(queries.standing(item.resource)), "note": item.note.texts}
        for item in queries.items_of(collection)
    ]
    return {**_collection(collection), "items": items}


def _collection(collection: Collection) -> dict[str, Any]:
    return {
        "slug": collection.slug,
        "title": collection.title.texts,
        "introduction": collection.introduction.texts,
        "page": f"{settings.BASE_URL}/collections/{collection.slug}/",
    }
