"""Webhooks over the API, for whoever answers for a machine that wants to be told."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status
from ninja.security import django_auth

from armillary.core.stated import Flag
from armillary.dissemination.webhooks import operations
from armillary.dissemination.webhooks.delivering import send_again, send_test
from armillary.dissemination.webhooks.enums import EventType
from armillary.dissemination.webhooks.facts import delivery_facts, webhook_facts
from armillary.dissemination.webhooks.queries import (
    deliveries_of,
    delivery_by_message,
    webhook_by_public_id,
    webhooks_for,
)
from armillary.people.interfaces.requests import person_of

router = Router(tags=["Webhooks"])

EVENTS = "Some of: " + ", ".join(EventType.values) + "."


class WebhookIn(Schema):
    """Whom to tell, and of what."""

    address: str = Field(max_length=operations.LONGEST_ADDRESS, description="Over https.")
    name: str = Field("", max_length=operations.LONGEST_NAME, description="The host, if empty.")
    events: list[str] = Field(EventType.values, max_length=10, description=EVENTS)


class WebhookStart(Schema):
    """From where to go on."""

    from_now: Flag = Field(False, description="Leave out what has happened since it was told last.")


class SecretChange(Schema):
    """Why there is a new secret."""

    leaked: Flag = Field(False, description="The former one is no good any more from now on.")


class WebhookOut(Schema):
    id: str
    name: str
    address: str
    events: list[str]
    state: str = Field(description="active, paused, failed or gone.")
    owner: str
    failures: int = Field(description="In a row, up to now.")
    failing_since: datetime | None
    next_try: datetime | None = Field(description="If the last delivery failed.")
    former_secret_until: datetime | None = Field(description="Two signatures are sent until then.")
    registered: datetime


class WebhookSecretOut(WebhookOut):
    secret: str = Field(description="It is shown this once.")


class WebhooksOut(Schema):
    items: list[WebhookOut]


class DeliveriesQuery(Schema):
    """Which page."""

    after: str = Field("", max_length=200)
    size: int = Field(50, ge=1, le=200)


class DeliveryOut(Schema):
    id: str = Field(description="The header webhook-id.")
    type: str
    taken: bool
    tries: int
    status: int | None = Field(description="Of the last answer, if there was one.")
    problem: str = Field(description="The code of the error, if there was no answer.")
    answer: str = Field(description="How what was said began, if it was not taken.")
    seconds: float
    first: datetime
    last: datetime
    message: dict[str, Any]


class DeliveriesOut(Schema):
    items: list[DeliveryOut]
    next: str = Field(description="The value of `after` for the next page; empty on the last one.")


def _secret_facts(told: operations.Told) -> dict[str, Any]:
    return {**webhook_facts(told.webhook), "secret": told.secret}


@router.get("/webhooks", response=WebhooksOut, auth=django_auth, summary="Your webhooks")
def webhooks(request: HttpRequest) -> dict[str, Any]:
    """For administrators, those of everybody."""
    return {"items": [webhook_facts(each) for each in webhooks_for(person_of(request))]}


@router.post(
    "/webhooks", response={201: WebhookSecretOut}, auth=django_auth, summary="Register a webhook"
)
def register(request: HttpRequest, sent: WebhookIn) -> Status[dict[str, Any]]:
    """For curators. It is told of what comes from then on."""
    by = person_of(request)
    told = operations.register_webhook(
        sent.address, name=sent.name, events=sent.events, owner=by, by=by
    )
    return Status(201, _secret_facts(told))


@router.get("/webhooks/{public_id}", response=WebhookOut, auth=django_auth, summary="A webhook")
def webhook(request: HttpRequest, public_id: str) -> dict[str, Any]:
    return webhook_facts(webhook_by_public_id(public_id, by=person_of(request)))


@router.put(
    "/webhooks/{public_id}", response=WebhookOut, auth=django_auth, summary="Change a webhook"
)
def change(request: HttpRequest, public_id: str, sent: WebhookIn) -> dict[str, Any]:
    """Sending the same twice changes nothing."""
    by = person_of(request)
    found = webhook_by_public_id(public_id, by=by)
    changed = operations.change_webhook(
        found, name=sent.name, address=sent.address, events=sent.events, by=by
    )
    return webhook_facts(changed)


@router.delete(
    "/webhooks/{public_id}", response={204: None}, auth=django_auth, summary="Delete a webhook"
)
def delete(request: HttpRequest, public_id: str) -> Status[None]:
    by = person_of(request)
    operations.delete_webhook(webhook_by_public_id(public_id, by=by), by=by)
    return Status(204, None)


@router.post(
    "/webhooks/{public_id}/pause", response=WebhookOut, auth=django_auth, summary="Pause a webhook"
)
def pause(request: HttpRequest, public_id: str) -> dict[str, Any]:
    by = person_of(request)
    return webhook_facts(operations.pause_webhook(webhook_by_public_id(public_id, by=by), by=by))


@router.post(
    "/webhooks/{public_id}/start",
    response=WebhookOut,
    auth=django_auth,
    summary="Start a webhook again that was paused or stopped",
)
def start(request: HttpRequest, public_id: str, sent: WebhookStart) -> dict[str, Any]:
    by = person_of(request)
    found = webhook_by_public_id(public_id, by=by)
    return webhook_facts(operations.start_webhook(found, from_now=sent.from_now, by=by))


@router.post(
    "/webhooks/{public_id}/rotate",
    response=WebhookSecretOut,
    auth=django_auth,
    summary="Make a new secret",
)
def rotate(request: HttpRequest, public_id: str, sent: SecretChange) -> dict[str, Any]:
    """The former one stays good for a day, unless it leaked."""
    by = person_of(request)
    found = webhook_by_public_id(public_id, by=by)
    return _secret_facts(operations.rotate_secret(found, is_leaked=sent.leaked, by=by))


@router.post(
    "/webhooks/{public_id}/test",
    response=DeliveryOut,
    auth=django_auth,
    summary="Send an event that means nothing",
)
def test(request: HttpRequest, public_id: str) -> dict[str, Any]:
    """At once and once; the answer says what came of it."""
    by = person_of(request)
    return delivery_facts(send_test(webhook_by_public_id(public_id, by=by), by=by))


@router.get(
    "/webhooks/{public_id}/deliveries",
    response=DeliveriesOut,
    auth=django_auth,
    summary="What a webhook was told lately",
)
def deliveries(
    request: HttpRequest, public_id: str, asked: Query[DeliveriesQuery]
) -> dict[str, Any]:
    """The newest first: up to a thousand of the last thirty days."""
    found = webhook_by_public_id(public_id, by=person_of(request))
    page = deliveries_of(found, after=asked.after, size=asked.size)
    return {"items": [delivery_facts(each) for each in page.rows], "next": page.after}


@router.post(
    "/webhooks/{public_id}/deliveries/{message_id}/again",
    response=DeliveryOut,
    auth=django_auth,
    summary="Tell a webhook once more of a resource",
)
def again(request: HttpRequest, public_id: str, message_id: str) -> dict[str, Any]:
    """How it stands now, under a new id."""
    by = person_of(request)
    found = webhook_by_public_id(public_id, by=by)
    return delivery_facts(send_again(delivery_by_message(found, message_id), by=by))
