"""A list as JSON values, for the API and the command line. What is not offered now keeps its place and
says nothing of itself."""

from typing import Any

from django.conf import settings

from armillary.catalogue.lists.queries import ShownEntry, entries_of, shown_entries
from armillary.catalogue.models import ReadingList


def list_facts(found: ReadingList) -> dict[str, Any]:
    """Without its entries."""
    return {
        "id": found.public_id,
        "title": found.title,
        "published": found.is_published,
        "page": f"{settings.BASE_URL}/lists/{found.public_id}/",
        "changed": found.changed_at,
    }


def whole_list_facts(found: ReadingList) -> dict[str, Any]:
    rows = shown_entries(entries_of(found))
    minutes = sum(row.entry.minutes or 0 for row in rows if row.resource)
    return {**list_facts(found), "minutes": minutes, "entries": [_entry_facts(row) for row in rows]}


def _entry_facts(row: ShownEntry) -> dict[str, Any]:
    if row.resource is None:
        return {"resource": row.entry.resource, "available": False}
    public_id = row.resource.public_id
    return {
        "resource": public_id,
        "available": True,
        "page": f"{settings.BASE_URL}/resources/{public_id}/",
        "titles": row.resource.titles.texts,
        "licence": row.resource.facts.get("licence", ""),
        "note": row.entry.note,
        "minutes": row.entry.minutes,
    }
