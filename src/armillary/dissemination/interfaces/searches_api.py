"""Saved searches over the API, for whoever is signed in."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status
from ninja.security import django_auth

from armillary.core.stated import Flag
from armillary.dissemination.enums import HowOften
from armillary.dissemination.searches import operations
from armillary.dissemination.searches.asked import AskedSearch
from armillary.dissemination.searches.facts import search_facts
from armillary.dissemination.searches.operations import LONGEST_NAME
from armillary.dissemination.searches.queries import search_by_public_id, searches_of
from armillary.people.interfaces.requests import person_of

router = Router(tags=["Saved searches"])

Mail = Literal["never", "daily", "weekly"]
MAIL = "How often to write what is new."


class SearchChange(Schema):
    """What can be changed of a saved search."""

    name: str = Field(max_length=LONGEST_NAME)
    mail: Mail = Field("never", description=MAIL)


class SearchIn(SearchChange):
    """A search as `/resources` takes it, with a name."""

    q: str = Field("", max_length=1_000, description="In the query language.")
    filters: dict[str, list[str]] = Field({}, description="Facet → values, as in `/resources`.")
    sort: Literal["relevance", "newest", "reviewed"] = "relevance"
    across: Flag = Field(True, description="Also what words mean, in any language.")
    language: str = Field("en", max_length=12, description="That the results are read in.")


class SearchOut(Schema):
    id: str
    name: str
    q: str
    filters: dict[str, list[str]]
    sort: str
    across: bool
    language: str
    mail: Mail = Field(description=MAIL)
    mail_asked: datetime | None = Field(description="Since when, if mail is wanted.")
    page: str = Field(description="Where its results are.")
    feed: str = Field(description="The newest of them as an Atom feed, open to everybody.")
    saved: datetime


class SearchesOut(Schema):
    items: list[SearchOut]


@router.get("/searches", response=SearchesOut, auth=django_auth, summary="Your saved searches")
def own_searches(request: HttpRequest) -> dict[str, Any]:
    return {"items": [search_facts(found) for found in searches_of(person_of(request))]}


@router.post("/searches", response={201: SearchOut}, auth=django_auth, summary="Save a search")
def save_search(request: HttpRequest, sent: SearchIn) -> Status[dict[str, Any]]:
    by = person_of(request)
    made = operations.save_search(
        sent.name,
        AskedSearch.of(sent.q, sent.filters, sort=sent.sort, is_across=sent.across),
        language=sent.language.lower(),
        how_often=HowOften(sent.mail),
        owner=by,
        by=by,
    )
    return Status(201, search_facts(made))


@router.get("/searches/{public_id}", response=SearchOut, auth=django_auth, summary="A saved search")
def read_search(request: HttpRequest, public_id: str) -> dict[str, Any]:
    return search_facts(search_by_public_id(public_id, by=person_of(request)))


@router.put(
    "/searches/{public_id}",
    response=SearchOut,
    auth=django_auth,
    summary="Rename a saved search, or change how often you get mail",
)
def change_search(request: HttpRequest, public_id: str, sent: SearchChange) -> dict[str, Any]:
    """Sending the same twice changes nothing."""
    by = person_of(request)
    found = search_by_public_id(public_id, by=by)
    how_often = HowOften(sent.mail)
    return search_facts(operations.change_search(found, name=sent.name, how_often=how_often, by=by))


@router.delete(
    "/searches/{public_id}",
    response={204: None},
    auth=django_auth,
    summary="Delete a saved search",
)
def delete_search(request: HttpRequest, public_id: str) -> Status[None]:
    by = person_of(request)
    operations.delete_search(search_by_public_id(public_id, by=by), by=by)
    return Status(204, None)
