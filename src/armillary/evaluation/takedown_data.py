"""What rights requests hold of a person, and how it is forgotten: the claim of somebody who is
erased may still have to be answered, so only what says who they are goes from an open one."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

from armillary.evaluation.enums import TakedownState
from armillary.evaluation.models import TakedownRequest
from armillary.people.erasure import register_personal_data
from armillary.people.models import Person


def _sent_by(person: Person) -> QuerySet[TakedownRequest]:
    """By the addresses that this person has confirmed; an address alone proves nothing."""
    confirmed = EmailAddress.objects.filter(user=person, verified=True)
    addresses = {address.lower() for address in confirmed.values_list("email", flat=True)}
    return TakedownRequest.objects.filter(email__in=addresses)


def _export(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "id": request.public_id,
            "resource": request.resource.public_id,
            "name": request.name,
            "email": request.email,
            "on_behalf_of": request.on_behalf_of,
            "claim": request.claim,
            "evidence": request.evidence,
            "state": request.state,
            "asked": request.created_at.isoformat(),
            "answer": request.answer,
        }
        for request in _sent_by(person).select_related("resource").order_by("pk")
    ]


def _erase(person: Person) -> None:
    sent = _sent_by(person)
    sent.filter(state=TakedownState.UNCONFIRMED).delete()
    sent.exclude(state=TakedownState.OPEN).update(claim="", evidence="")
    sent.update(name="", email="", on_behalf_of="", is_name_public=False, client="")


def register() -> None:
    register_personal_data(TakedownRequest, export=_export, erase=_erase)
