"""What this context knows of a person: what was sent to their address."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import QuerySet
from django.db.models.functions import Lower

from armillary.notices.models import Notice
from armillary.people.erasure import register_personal_data
from armillary.people.models import Person


def _sent_to(person: Person) -> QuerySet[Notice]:
    further = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    addresses = {address.lower() for address in (person.email, *further)}
    return Notice.objects.alias(lower=Lower("address")).filter(lower__in=addresses)


def _export(person: Person) -> list[dict[str, Any]]:
    return [
        {"address": notice.address, "written": notice.created_at.isoformat(), "state": notice.state}
        for notice in _sent_to(person).order_by("pk")
    ]


def _erase(person: Person) -> None:
    _sent_to(person).delete()


def register() -> None:
    register_personal_data(Notice, export=_export, erase=_erase)
