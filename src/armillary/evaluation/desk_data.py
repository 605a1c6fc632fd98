"""When somebody last looked at the desk is theirs, and goes with them."""

from typing import Any

from armillary.evaluation.models import DeskVisit
from armillary.people.erasure import register_personal_data
from armillary.people.models import Person


def _export(person: Person) -> list[dict[str, Any]]:
    visits = DeskVisit.objects.filter(person=person)
    return [{"seen": visit.seen_at.isoformat()} for visit in visits]


def _erase(person: Person) -> None:
    DeskVisit.objects.filter(person=person).delete()


def register() -> None:
    register_personal_data(DeskVisit, export=_export, erase=_erase)
