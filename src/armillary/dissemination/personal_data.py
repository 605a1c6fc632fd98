"""What this context knows of a person: the searches they have saved, and the machines they have told."""

from typing import Any

from armillary.dissemination.models import SavedSearch
from armillary.dissemination.searches.asked import asked_again, asked_facts
from armillary.dissemination.webhooks.models import Webhook
from armillary.people.erasure import register_personal_data
from armillary.people.models import Person


def _export(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "id": found.public_id,
            "name": found.name,
            **asked_facts(asked_again(found.query)),
            "language": found.language,
            "mail": found.how_often,
            "mail_asked": found.mail_asked_at and found.mail_asked_at.isoformat(),
            "saved": found.created_at.isoformat(),
        }
        for found in SavedSearch.objects.filter(owner=person).order_by("pk")
    ]


def _erase(person: Person) -> None:
    SavedSearch.objects.filter(owner=person).delete()


def _export_webhooks(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "id": found.public_id,
            "name": found.name,
            "address": found.address,
            "events": found.events,
            "state": found.state,
            "registered": found.created_at.isoformat(),
        }
        for found in Webhook.objects.filter(owner=person).order_by("pk")
    ]


def _erase_webhooks(person: Person) -> None:
    """What they were told goes with them."""
    Webhook.objects.filter(owner=person).delete()


def register() -> None:
    register_personal_data(SavedSearch, export=_export, erase=_erase)
    register_personal_data(Webhook, export=_export_webhooks, erase=_erase_webhooks)
