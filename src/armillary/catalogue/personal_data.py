"""What this context knows of a person: which collections they may edit, and their reading lists."""

from typing import Any

from armillary.catalogue.lists.queries import entries_of
from armillary.catalogue.models import CollectionGrant, ReadingList
from armillary.people.erasure import register_personal_data
from armillary.people.models import Person


def _export_grants(person: Person) -> list[dict[str, Any]]:
    grants = CollectionGrant.objects.filter(person=person).select_related("on").order_by("pk")
    return [{"role": grant.role, "collection": grant.on.slug} for grant in grants]


def _erase_grants(person: Person) -> None:
    CollectionGrant.objects.filter(person=person).delete()


def _export_lists(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "id": found.public_id,
            "title": found.title,
            "published": found.is_published,
            "made": found.created_at.isoformat(),
            "entries": [
                {"resource": entry.resource, "note": entry.note, "minutes": entry.minutes}
                for entry in entries_of(found)
            ],
        }
        for found in ReadingList.objects.filter(owner=person).order_by("pk")
    ]


def _erase_lists(person: Person) -> None:
    """Published ones too: their words are this person's."""
    ReadingList.objects.filter(owner=person).delete()


def register() -> None:
    register_personal_data(CollectionGrant, export=_export_grants, erase=_erase_grants)
    register_personal_data(ReadingList, export=_export_lists, erase=_erase_lists)
