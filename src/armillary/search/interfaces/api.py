"""What a reader may be typing, and how the index stands, for whoever waits for a change to be found."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.search.queries import index_status
from armillary.search.suggestions import LONGEST, Kind, Suggestion, suggest

router = Router(tags=["Search"])


class IndexStatusOut(Schema):
    """The index and what it does not hold yet."""

    generation: str = Field(description="Name of the index in use.")
    documents: int = Field(description="How many things can be found.")
    waiting: int = Field(description="Changes that are not in the index yet.")
    failed: int = Field(description="Changes that wait for the index to be built anew.")


class Typed(Schema):
    """What a reader has typed so far."""

    q: str = Field("", max_length=LONGEST, description="The beginning of a search.")
    language: str = Field("en", max_length=35, description="The reader's language.")


class SuggestionOut(Schema):
    """Something to choose instead of typing on; it has either `q` or `page`."""

    kind: Kind
    text: str = Field(description="In the reader's language where there is one.")
    matched: str = Field(description="The name in another language that was begun, or empty.")
    count: int = Field(description="How many resources `q` finds.")
    q: str = Field(description="A search in the query language.")
    page: str = Field(description="The path of a page.")


class SuggestionList(Schema):
    items: list[SuggestionOut]


@router.get("/suggestions", response=SuggestionList, summary="Complete what a reader is typing")
def list_suggestions(request: HttpRequest, typed: Query[Typed]) -> dict[str, Any]:
    """Subjects by their name in any language, titles, people and collections."""
    found = suggest(typed.q, language=typed.language)
    return {"items": [_suggestion(each, typed.language.lower()) for each in found]}


def _suggestion(found: Suggestion, language: str) -> dict[str, Any]:
    prefix = f"/{language}" if language in INTERFACE_LANGUAGES and language != "en" else ""
    return {
        "kind": found.kind,
        "text": found.text,
        "matched": found.matched,
        "count": found.count,
        "q": found.query,
        "page": prefix + found.path if found.path else "",
    }


@router.get("/search/index", response=IndexStatusOut, summary="State of the search index")
def read_index_status(request: HttpRequest) -> dict[str, Any]:
    return asdict(index_status())
