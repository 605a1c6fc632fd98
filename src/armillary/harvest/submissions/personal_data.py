"""What submissions know of a person. What was suggested stays, as anybody's words about a resource."""

import json
from typing import Any

from armillary.harvest.models import Submission, TableDraft
from armillary.people.erasure import register_personal_data
from armillary.people.models import Person


def register() -> None:
    register_personal_data(Submission, export=_export, erase=_erase)
    register_personal_data(TableDraft, export=_export_drafts, erase=_erase_drafts)


def _export(person: Person) -> list[dict[str, Any]]:
    rows = Submission.objects.filter(person=person).order_by("pk")
    return [
        {
            "id": row.public_id,
            "way": row.way,
            "name": row.name,
            "note": row.note,
            "sent": row.created_at.isoformat(),
            "words": _words(row),
        }
        for row in rows
    ]


def _words(row: Submission) -> list[Any]:
    payloads = row.items.order_by("number").values_list("record__payload", flat=True)
    return [_plain(bytes(payload)) for payload in payloads.iterator()]


def _plain(payload: bytes) -> Any:
    try:
        return json.loads(payload)
    except ValueError:  # a row that could not be read
        return payload.decode("utf-8", "replace")


def _erase(person: Person) -> None:
    Submission.objects.filter(person=person).update(person=None, note="")


def _export_drafts(person: Person) -> list[dict[str, Any]]:
    rows = TableDraft.objects.filter(person=person)
    return [{"name": row.name, "sent": row.changed_at.isoformat()} for row in rows.defer("body")]


def _erase_drafts(person: Person) -> None:
    TableDraft.objects.filter(person=person).delete()
