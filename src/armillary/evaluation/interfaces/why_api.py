"""`/api/v1/resources/{id}/why`: why a resource stands where it does among what a search finds."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from armillary.catalogue.interfaces.api import ResourceSearch, request_of
from armillary.catalogue.public import public_resource
from armillary.evaluation.why import reasons_for

router = Router(tags=["Resources"])


class ReasonOut(Schema):
    """One reason."""

    key: str = Field(
        description="not-found, order, all-words, some-words, topic, word, language, checks, reviews, "
        "unavailable or popularity."
    )
    text: str = Field(description="A sentence in the language of the request.")


class ReasonList(Schema):
    items: list[ReasonOut]


@router.get(
    "/resources/{public_id}/why", response=ReasonList, summary="Why a search puts it where it does"
)
def list_reasons(
    request: HttpRequest, public_id: str, search: Query[ResourceSearch]
) -> dict[str, Any]:
    """The search is asked as for `/resources`; `after` and `size` change nothing."""
    reasons = reasons_for(public_resource(public_id), request_of(search))
    return {"items": [asdict(reason) for reason in reasons]}
