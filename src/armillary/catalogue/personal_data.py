"""What this context knows of a person: which collections they may edit."""

from typing import Any

from armillary.catalogue.models import CollectionGrant
from armillary.people.erasure import register_personal_data
from armillary.people.models import Person


def _export(person: Person) -> list[dict[str, Any]]:
    grants = CollectionGrant.objects.filter(person=person).select_related("on").order_by("pk")
    return [{"role": grant.role, "collection": grant.on.slug} for grant in grants]


def _erase(person: Person) -> None:
    CollectionGrant.objects.filter(person=person).delete()


def register() -> None:
    register_personal_data(CollectionGrant, export=_export, erase=_erase)
