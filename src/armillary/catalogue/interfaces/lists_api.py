"""Reading lists over the API: one's own for whoever is signed in, published ones for everybody."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status
from ninja.security import django_auth

from armillary.catalogue.lists import operations
from armillary.catalogue.lists.entries import LONGEST_NOTE, LONGEST_TITLE, Entry
from armillary.catalogue.lists.facts import list_facts, whole_list_facts
from armillary.catalogue.lists.queries import list_by_public_id, lists_of
from armillary.catalogue.models import ReadingList
from armillary.catalogue.queries import public_id_in
from armillary.core.stated import Flag, Whole
from armillary.people.interfaces.requests import actor_of, person_of

router = Router(tags=["Reading lists"])


class EntryIn(Schema):
    """A resource on a list."""

    resource: str = Field(max_length=500, description="Public id or address of its page.")
    note: str = Field("", max_length=LONGEST_NOTE, description="What to do with it.")
    minutes: Whole | None = Field(None, description="For how long.")


class ListIn(Schema):
    """A list as a whole; its entries stand in their order."""

    title: str = Field(max_length=LONGEST_TITLE)
    published: Flag = Field(False, description="Open to whoever has its address.")
    entries: list[EntryIn] = Field([], max_length=1_000)


class EntryOut(Schema):
    resource: str
    available: bool = Field(
        description="False for what is not offered now; nothing else is said then."
    )
    page: str | None = None
    titles: dict[str, str] | None = None
    licence: str | None = None
    note: str | None = None
    minutes: int | None = None


class ListSummary(Schema):
    id: str
    title: str
    published: bool
    page: str
    changed: datetime
    count: int = Field(description="Entries on it.")


class ListOut(Schema):
    id: str
    title: str
    published: bool
    page: str
    changed: datetime
    minutes: int = Field(description="Of all entries that are available and have a time.")
    entries: list[EntryOut]


class ListsOut(Schema):
    items: list[ListSummary]


@router.get("/lists", response=ListsOut, auth=django_auth, summary="Your reading lists")
def own_lists(request: HttpRequest) -> dict[str, Any]:
    rows = lists_of(person_of(request))
    return {"items": [{**list_facts(row), "count": _count(row)} for row in rows]}


@router.post(
    "/lists",
    response={201: ListOut},
    exclude_unset=True,
    auth=django_auth,
    summary="Make a reading list",
)
def make_list(request: HttpRequest, sent: ListIn) -> Status[dict[str, Any]]:
    by = person_of(request)
    made = operations.make_list(sent.title, entries=_entries(sent), owner=by, by=by)
    if sent.published:
        operations.publish_list(made, by=by)
    return Status(201, whole_list_facts(made))


@router.get("/lists/{public_id}", response=ListOut, exclude_unset=True, summary="A reading list")
def read_list(request: HttpRequest, public_id: str) -> dict[str, Any]:
    """Published ones for everybody, others for their owner."""
    return whole_list_facts(list_by_public_id(public_id, by=actor_of(request)))


@router.put(
    "/lists/{public_id}",
    response=ListOut,
    exclude_unset=True,
    auth=django_auth,
    summary="Change a reading list",
)
def change_list(request: HttpRequest, public_id: str, sent: ListIn) -> dict[str, Any]:
    """The whole list as it should be; sending the same twice changes nothing."""
    by = person_of(request)
    found = list_by_public_id(public_id, by=by)
    row = operations.change_list(found, title=sent.title, entries=_entries(sent), by=by)
    publish = operations.publish_list if sent.published else operations.unpublish_list
    publish(row, by=by)
    return whole_list_facts(row)


@router.delete(
    "/lists/{public_id}", response={204: None}, auth=django_auth, summary="Delete a reading list"
)
def delete_list(request: HttpRequest, public_id: str) -> Status[None]:
    by = person_of(request)
    operations.delete_list(list_by_public_id(public_id, by=by), by=by)
    return Status(204, None)


def _entries(sent: ListIn) -> list[Entry]:
    return [Entry(public_id_in(each.resource), each.note, each.minutes) for each in sent.entries]


def _count(row: ReadingList) -> int:
    return int(getattr(row, "entry_count", 0))
