"""Exports over the API: any search and any collection as one file."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponseBase
from ninja import Field, Query, Router, Schema

from armillary.catalogue.interfaces.api import Filters
from armillary.dissemination.exports.chosen import MOST, collected, on_list, searched
from armillary.dissemination.exports.kinds import KINDS
from armillary.dissemination.exports.table import Columns, Style
from armillary.dissemination.interfaces.exporting import export_response, style_asked
from armillary.dissemination.searches.asked import AskedSearch
from armillary.people.interfaces.requests import actor_of
from armillary.search.queries import MAX_DEPTH

router = Router(tags=["Exports"])


class Shape(Schema):
    """What kind of file it is."""

    format: str = Field(description=f"One of {', '.join(KINDS)}.")
    reader: str = Field("", description="The language of names: en, ar, es, fr, ru or zh-hans.")
    columns: Columns = Field(
        "names", description="Headings and terms of tables: names for people, or keys that stay."
    )

    def style(self) -> Style:
        return style_asked(self.reader, self.columns)


class SearchExport(Filters, Shape):
    """A search and what kind of file it becomes."""

    q: str = Field("", max_length=1_000, description="The query language of the site.")
    sort: Literal["relevance", "newest", "reviewed"] = Field(
        "relevance", description="Order of the results."
    )
    across: bool = Field(True, description="Also find what words mean, in any language.")


def _files() -> dict[str, Any]:
    binary = {"schema": {"type": "string", "format": "binary"}}
    types = dict.fromkeys((kind.media_type for kind in KINDS.values()), binary)
    return {"responses": {200: {"description": "The file.", "content": types}}}


@router.get(
    "/resources/export",
    openapi_extra=_files(),
    summary="What a search finds, as one file",
    description=f"In the order of the results; what has more than {MAX_DEPTH:,} by relevance comes "
    f"newest first. At most {MOST:,} resources: the whole catalogue is at `/dataset/`.",
)
def export_search(request: HttpRequest, wanted: Query[SearchExport]) -> HttpResponseBase:
    style = wanted.style()
    asked = AskedSearch.of(wanted.q, wanted.chosen(), sort=wanted.sort, is_across=wanted.across)
    return export_response(request, searched(asked, style.language), wanted.format, style)


@router.get(
    "/collections/{slug}/export", openapi_extra=_files(), summary="A collection, as one file"
)
def export_collection(request: HttpRequest, slug: str, wanted: Query[Shape]) -> HttpResponseBase:
    return export_response(request, collected(slug), wanted.format, wanted.style())


@router.get("/lists/{public_id}/export", openapi_extra=_files(), summary="A list, as one file")
def export_list(request: HttpRequest, public_id: str, wanted: Query[Shape]) -> HttpResponseBase:
    """A published one; its owner also one that is not."""
    chosen = on_list(public_id, by=actor_of(request))
    return export_response(request, chosen, wanted.format, wanted.style())
