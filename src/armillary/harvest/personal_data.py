"""What this context knows of a person, and how it forgets it."""

from typing import Any

from armillary.harvest.models import Source, SourceGrant
from armillary.harvest.submissions import personal_data as submissions
from armillary.people.erasure import register_personal_data
from armillary.people.models import Person


def register() -> None:
    register_personal_data(SourceGrant, export=_export_grants, erase=_erase_grants)
    submissions.register()


def _export_grants(person: Person) -> list[dict[str, Any]]:
    sources = Source.objects.filter(grants__person=person).order_by("grants__pk")
    rows = sources.values_list("name", "grants__role", "grants__created_at")
    return [
        {"role": role, "source": name, "since": since.isoformat()} for name, role, since in rows
    ]


def _erase_grants(person: Person) -> None:
    SourceGrant.objects.filter(person=person).delete()
