"""Turn what records say into stored facts: many resources at once, a constant number of queries.

A field that a curator locked keeps its value and its origin. Nothing is written for a resource that
would come out as it is.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from armillary.catalogue import provenance
from armillary.catalogue.keys import stored_keys
from armillary.catalogue.models import IdentityKey, Resource
from armillary.catalogue.queries import chunks
from armillary.core.clock import now
from armillary.core.texts import TranslatedText
from armillary.formats.description import Description

TEXTS = ("titles", "descriptions")
WRITTEN = (
    "titles",
    "descriptions",
    "facts",
    "unknown",
    "provenance",
    "datestamp",
    "changed_at",
)

Change = Literal["created", "updated", "unchanged"]


@dataclass(slots=True)
class Incoming:
    """A whole description of one resource, as its records say it now; `resource` None creates it.

    `origins` says for each field of the description which record it came from.
    """

    resource: int | None
    description: Description
    keys: list[str] = field(default_factory=list)
    unknown: dict[str, list[str]] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one `Incoming`."""

    resource_id: int
    change: Change


def write_descriptions(incoming: Sequence[Incoming]) -> list[Outcome]:
    """Store descriptions in bulk; the caller holds the transaction and tells who needs to know."""
    moment = now()
    known = _existing([item.resource for item in incoming if item.resource is not None])
    fresh: list[Resource] = []
    changed: list[Resource] = []
    pairs: list[tuple[Resource, Change]] = []
    for item in incoming:
        if item.resource is None:
            resource, change = Resource(datestamp=moment), "created"
            _apply(resource, item, moment.isoformat())
            fresh.append(resource)
        else:
            resource = known[item.resource]
            change = "updated" if _apply(resource, item, moment.isoformat()) else "unchanged"
            if change == "updated":
                resource.datestamp = resource.changed_at = moment
                changed.append(resource)
        pairs.append((resource, change))  # type: ignore[arg-type]
    Resource.objects.bulk_create(fresh, batch_size=500)
    Resource.objects.bulk_update(changed, WRITTEN, batch_size=100)
    _write_keys(incoming, [resource for resource, _change in pairs])
    return [Outcome(resource.pk, change) for resource, change in pairs]


def _existing(ids: Sequence[int]) -> dict[int, Resource]:
    rows: dict[int, Resource] = {}
    for part in chunks(sorted(set(ids))):
        rows |= Resource.objects.select_for_update().in_bulk(part)
    return rows


def _apply(resource: Resource, item: Incoming, at: str) -> bool:
    """Put a description into a resource, locked fields excepted. True if anything changed."""
    before = _state(resource)
    locked = provenance.locked_fields(resource.provenance)
    open_fields: dict[str, Any] = {
        name: value for name, value in item.description.items() if name not in locked
    }
    for name in TEXTS:
        if name not in locked:
            setattr(resource, name, TranslatedText.written(open_fields.pop(name, {})))
    kept = {name: value for name, value in resource.facts.items() if name in locked}
    resource.facts = {**open_fields, **kept}
    resource.unknown = {k: v for k, v in item.unknown.items() if k not in locked}
    resource.provenance = _origins(resource.provenance, item, locked, at)
    return before != _state(resource)


def _origins(
    old: provenance.Provenance, item: Incoming, locked: set[str], at: str
) -> provenance.Provenance:
    """Keep the date of a field whose origin stays the same, so that unchanged stays unchanged."""
    origins = {name: old[name] for name in locked}
    for name, ref in item.origins.items():
        if name in locked or name not in item.description:
            continue
        same = name in old and old[name]["by"] == "record" and old[name]["ref"] == ref
        origins[name] = old[name] if same else provenance.from_record(ref, at)
    return origins


def _state(resource: Resource) -> str:
    parts = (
        resource.titles.as_json(),
        resource.descriptions.as_json(),
        resource.facts,
        resource.unknown,
        resource.provenance,
    )
    return json.dumps(parts, sort_keys=True)


def _write_keys(incoming: Sequence[Incoming], resources: Sequence[Resource]) -> None:
    """Add new keys. A key that another resource already has stays with it; keys are never taken
    away here, so that a resource is still known by an address that its source has changed."""
    rows = {
        key: IdentityKey(resource=resource, key=key)
        for item, resource in zip(reversed(incoming), reversed(resources), strict=True)
        for key in stored_keys(item.keys)
    }
    IdentityKey.objects.bulk_create(rows.values(), batch_size=500, ignore_conflicts=True)
