"""How the index stands, for whoever waits for a change to be found."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from armillary.search.queries import index_status

router = Router(tags=["Search"])


class IndexStatusOut(Schema):
    """The index and what it does not hold yet."""

    generation: str = Field(description="Name of the index in use.")
    documents: int = Field(description="How many things can be found.")
    waiting: int = Field(description="Changes that are not in the index yet.")
    failed: int = Field(description="Changes that wait for the index to be built anew.")


@router.get("/search/index", response=IndexStatusOut, summary="State of the search index")
def read_index_status(request: HttpRequest) -> dict[str, Any]:
    return asdict(index_status())
