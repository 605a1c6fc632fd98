"""Packs over the API: what is offered to everybody, and for curators how packs are put together."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status
from ninja.security import django_auth

from armillary.catalogue.queries import collection_on_desk
from armillary.core.errors import require
from armillary.core.stated import Flag, Whole
from armillary.dissemination.packs import operations, rules
from armillary.dissemination.packs.enums import OutputKind, VideoProfile
from armillary.dissemination.packs.facts import pack_facts, packs_facts, plan_facts
from armillary.dissemination.packs.planning import plan_of
from armillary.dissemination.packs.queries import all_packs, pack_by_slug, published_packs
from armillary.people.interfaces.requests import actor_of, person_of

router = Router(tags=["Packs"])

VIDEOS = "One of: " + ", ".join(VideoProfile.values) + "."


class PackIn(Schema):
    """Of a collection or, without one, of a search."""

    title: str = Field(max_length=operations.LONGEST_TITLE)
    language: str = Field("en", max_length=35, description="BCP 47; that of its pages.")
    collection: str = Field("", max_length=80, description="Name of a collection.")
    search: str = Field("", max_length=1000, description="Parameters of a page of results.")
    budget: Whole = Field(description="Bytes that its files may take.", ge=1, le=2 * 10**12)
    video: str = Field(VideoProfile.SMALL.value, max_length=10, description=VIDEOS)
    copies: Flag = Field(True, description="Copy what licences allow, or write cards only.")
    name: str = Field("", max_length=60, description="Made of the title, if empty.")


class PackFileOut(Schema):
    kind: str = Field(description="One of: " + ", ".join(OutputKind.values) + ".")
    address: str
    size: int = Field(description="Bytes. A fetch that broke off can go on: ranges are answered.")
    sha256: str
    since: int | None = Field(description="The release that an update begins with.")


class PackReleaseOut(Schema):
    number: int
    made: datetime
    resources: int
    copied: int
    size: int = Field(description="Bytes of all copied files.")
    list_sha256: str = Field(description="Of pack.json, which is in every kit.")
    files: list[PackFileOut]


class KolibriOut(Schema):
    address: str = Field(description="Of this site, as of another Kolibri on the network.")
    token: str


class PackOut(Schema):
    name: str
    id: str
    address: str
    title: str
    language: str
    collection: str | None
    search: str | None
    budget: int
    video: str
    copies: bool
    published: bool
    kolibri: KolibriOut | None = Field(description="From where a Kolibri imports it by itself.")
    release: PackReleaseOut | None = Field(description="What is offered now.")


class PacksOut(Schema):
    items: list[PackOut]


class PlannedOut(Schema):
    id: str
    title: str
    how: str = Field(description="copy or card.")
    why: str = Field(description="Why it is a card: a reason as in pack.json.")
    problem: str
    size: int
    guessed: bool
    files: list[str]


class PlanOut(Schema):
    copies: int
    cards: int
    size: int
    guessed: bool = Field(description="Whether sizes that nobody states are guessed.")
    budget: int
    reasons: dict[str, int]
    items: list[PlannedOut]


@router.get("/packs", response=PacksOut, summary="Packs to take along")
def packs(request: HttpRequest) -> dict[str, Any]:
    """For curators, those that are not published, too."""
    found = all_packs() if rules.may_keep_packs(actor_of(request)) else published_packs()
    return {"items": packs_facts(found)}


@router.post("/packs", response={201: PackOut}, auth=django_auth, summary="Put a pack together")
def add(request: HttpRequest, sent: PackIn) -> Status[dict[str, Any]]:
    """For curators. Nothing is fetched before a release is made."""
    by = person_of(request)
    require(rules.may_keep_packs(by))
    pack = operations.add_pack(
        sent.title,
        collection=collection_on_desk(sent.collection) if sent.collection else None,
        search=sent.search,
        language=sent.language,
        budget=sent.budget,
        video=sent.video,
        copies=sent.copies,
        slug=sent.name,
        by=by,
    )
    return Status(201, pack_facts(pack))


@router.get("/packs/{name}", response=PackOut, summary="A pack")
def pack(request: HttpRequest, name: str) -> dict[str, Any]:
    return pack_facts(pack_by_slug(name, by=actor_of(request)))


@router.delete("/packs/{name}", response={204: None}, auth=django_auth, summary="Delete a pack")
def delete(request: HttpRequest, name: str) -> Status[None]:
    """With all files that were made of it."""
    by = person_of(request)
    operations.delete_pack(pack_by_slug(name, by=by), by=by)
    return Status(204, None)


@router.get(
    "/packs/{name}/plan", response=PlanOut, auth=django_auth, summary="What goes in, and why"
)
def plan(request: HttpRequest, name: str) -> dict[str, Any]:
    """As a copy, or as a card for a reason. Nothing is fetched for it."""
    by = person_of(request)
    require(rules.may_keep_packs(by))
    return plan_facts(plan_of(pack_by_slug(name, by=by)))


@router.post(
    "/packs/{name}/releases",
    response={202: PackOut},
    auth=django_auth,
    summary="Have a release made",
)
def ask_for_release(request: HttpRequest, name: str) -> Status[dict[str, Any]]:
    """In the background; ask for the pack again to see whether it is ready."""
    by = person_of(request)
    found = pack_by_slug(name, by=by)
    operations.ask_for_release(found, by=by)
    return Status(202, pack_facts(found))


@router.put(
    "/packs/{name}/published", response=PackOut, auth=django_auth, summary="Offer it to everybody"
)
def publish(request: HttpRequest, name: str) -> dict[str, Any]:
    by = person_of(request)
    found = pack_by_slug(name, by=by)
    operations.publish_pack(found, by=by)
    return pack_facts(found)


@router.delete(
    "/packs/{name}/published", response=PackOut, auth=django_auth, summary="Offer it to nobody"
)
def unpublish(request: HttpRequest, name: str) -> dict[str, Any]:
    by = person_of(request)
    found = pack_by_slug(name, by=by)
    operations.publish_pack(found, is_published=False, by=by)
    return pack_facts(found)
