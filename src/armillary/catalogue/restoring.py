"""Put fields back as they were before a curator's edit: value, origin and lock, so that the sources
speak again where they spoke before."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import transaction

from armillary.catalogue import rules
from armillary.catalogue.enums import KIND
from armillary.catalogue.models import Resource
from armillary.catalogue.signals import resources_described
from armillary.core.clock import now
from armillary.core.errors import require
from armillary.people.actors import Actor
from armillary.people.log import write_log
from armillary.search.operations import note_changes

STREAM = "catalogue"


class Former(NamedTuple):
    """What a field was, without an origin if nobody had stated it, and what the edit made of it."""

    value: Any
    origin: dict[str, Any] | None
    edited: Any


def formers_of(resource: Resource, changes: Mapping[str, Any]) -> dict[str, Former]:
    """What the facts that an edit is about to change are now."""
    return {
        name: Former(resource.facts.get(name), resource.provenance.get(name), edited)
        for name, edited in changes.items()
    }


@transaction.atomic
def put_back(resource: Resource, formers: Mapping[str, Former], *, by: Actor) -> bool:
    """False, and nothing done, where somebody has changed one of the fields since."""
    require(rules.may_edit(by))
    row = Resource.objects.select_for_update().get(pk=resource.pk)
    if any(row.facts.get(name) != former.edited for name, former in formers.items()):
        return False
    for name, former in formers.items():
        _set(row.facts, name, former.value)
        _set(row.provenance, name, former.origin)
    row.datestamp = now()
    row.save()
    note_changes(KIND, [row.pk])
    resources_described.send(sender=Resource, ids=[row.pk])
    write_log(STREAM, "put-back", by=by, on=row.public_id, fields=sorted(formers))
    return True


def _set(document: dict[str, Any], name: str, value: Any) -> None:
    if value is None:
        document.pop(name, None)
    else:
        document[name] = value
