"""Turn what records say into stored facts: many resources at once, a constant number of queries.

A field that a curator locked keeps its value and its origin. Nothing is written for a resource that
would come out as it is.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal, NamedTuple

from django.db.models import QuerySet

from armillary.catalogue import provenance
from armillary.catalogue.enums import ResourceState
from armillary.catalogue.keys import stored_keys
from armillary.catalogue.models import IdentityKey, Resource
from armillary.catalogue.queries import chunks
from armillary.core.bulk import found_rows, insert_missing_rows, insert_rows, update_rows
from armillary.core.clock import now
from armillary.core.identifiers import new_public_ids
from armillary.core.texts import TranslatedText
from armillary.formats.description import Description

TEXTS: Final = ("titles", "descriptions")
FACTS: Final = ("titles", "descriptions", "facts", "unknown", "provenance")
MOMENTS: Final = ("datestamp", "changed_at")

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


class Outcome(NamedTuple):
    """What became of one `Incoming`; only what is listed can be found."""

    resource_id: int
    change: Change
    is_listed: bool


class Foreseen(NamedTuple):
    """What a resource says now, field by field, and what it would say; without an id it would be
    new."""

    resource: int | None
    before: dict[str, Any]
    after: dict[str, Any]
    is_changed: bool  # also by what does not show: an origin, a value that nobody knows


class _Facts(NamedTuple):
    """The documents of a resource that records speak of."""

    titles: TranslatedText
    descriptions: TranslatedText
    facts: dict[str, Any]
    unknown: dict[str, list[str]]
    provenance: provenance.Provenance


NOTHING: Final = _Facts(TranslatedText(), TranslatedText(), {}, {}, {})


class _Known(NamedTuple):
    """A resource that is there already."""

    is_listed: bool
    facts: _Facts


def write_descriptions(incoming: Sequence[Incoming]) -> list[Outcome]:
    """Store descriptions in bulk; the caller holds the transaction and tells who needs to know."""
    moment = now()
    known = _existing([item.resource for item in incoming if item.resource is not None])
    created = iter(_create([item for item in incoming if item.resource is None], moment))
    changed: dict[int, _Facts] = {}
    outcomes: list[Outcome] = []
    for item in incoming:
        if item.resource is None:
            outcomes.append(Outcome(next(created), "created", is_listed=False))
            continue
        is_listed, before = known[item.resource]
        after = _described(item, before, moment)
        change: Change = "unchanged" if _is_same(before, after) else "updated"
        if change == "updated":
            changed[item.resource] = after
        outcomes.append(Outcome(item.resource, change, is_listed=is_listed))
    _update(changed, moment)
    _write_keys(incoming, outcomes)
    return outcomes


def foresee_descriptions(incoming: Sequence[Incoming]) -> list[Foreseen]:
    """What `write_descriptions` would do, in the same order. Nothing is locked or written."""
    moment = now()
    ids = [item.resource for item in incoming if item.resource is not None]
    known = _existing(ids, Resource.objects.all())
    foreseen = []
    for item in incoming:
        before = NOTHING if item.resource is None else known[item.resource].facts
        after = _described(item, before, moment)
        is_changed = item.resource is None or not _is_same(before, after)
        foreseen.append(Foreseen(item.resource, _plain(before), _plain(after), is_changed))
    return foreseen


def _plain(facts: _Facts) -> dict[str, Any]:
    texts = {"titles": facts.titles.texts, "descriptions": facts.descriptions.texts}
    return {name: value for name, value in (texts | facts.facts).items() if value}


def _existing(ids: Sequence[int], rows_of: QuerySet[Resource] | None = None) -> dict[int, _Known]:
    """Locked, unless they are only looked at."""
    if rows_of is None:
        rows_of = Resource.objects.select_for_update()
    rows: dict[int, _Known] = {}
    for part in chunks(sorted(set(ids))):
        found = rows_of.filter(pk__in=part)
        for pk, state, alias, *facts in found.values_list("pk", "state", "alias_of", *FACTS):
            is_listed = state == ResourceState.LISTED and alias is None
            rows[pk] = _Known(is_listed, _Facts(*facts))
    return rows


def _described(item: Incoming, old: _Facts, moment: datetime) -> _Facts:
    """What a resource is by the word of its records; fields that a curator locked stay, and what a
    machine guessed where no record says anything."""
    locked = provenance.locked_fields(old.provenance)
    guessed = provenance.guessed_fields(old.provenance) - item.description.keys()
    said: dict[str, Any] = {k: v for k, v in item.description.items() if k not in locked}
    titles, descriptions = said.pop("titles", {}), said.pop("descriptions", {})
    kept = {name: value for name, value in old.facts.items() if name in locked | guessed}
    return _Facts(
        titles=old.titles if "titles" in locked else TranslatedText.written(titles),
        descriptions=(
            old.descriptions if "descriptions" in locked else TranslatedText.written(descriptions)
        ),
        facts=said | kept,
        unknown={name: values for name, values in item.unknown.items() if name not in locked},
        provenance=_origins(old.provenance, item, locked | guessed, moment.isoformat()),
    )


def _origins(
    old: provenance.Provenance, item: Incoming, kept: set[str], at: str
) -> provenance.Provenance:
    """Keep the date of a field whose origin stays the same, so that unchanged stays unchanged."""
    origins = {name: old[name] for name in kept}
    for name, ref in item.origins.items():
        if name in kept or name not in item.description:
            continue
        same = name in old and old[name]["by"] == "record" and old[name]["ref"] == ref
        origins[name] = old[name] if same else provenance.from_record(ref, at)
    return origins


def _is_same(before: _Facts, after: _Facts) -> bool:
    """Would they be stored as the same documents?"""
    return before == after or _as_text(before) == _as_text(after)


def _as_text(facts: _Facts) -> str:
    return json.dumps(_documents(facts), sort_keys=True)


def _documents(facts: _Facts) -> list[dict[str, Any]]:
    """In the order of `FACTS`."""
    return [facts.titles.as_json(), facts.descriptions.as_json(), *facts[2:]]


def _first_documents(item: Incoming, at: str) -> tuple[dict[str, Any], ...]:
    """What `_described` makes of a resource of which nothing was known, as documents."""
    said: dict[str, Any] = dict(item.description)
    titles, descriptions = said.pop("titles", {}), said.pop("descriptions", {})
    origins = {ref: provenance.from_record(ref, at) for ref in set(item.origins.values())}
    return (
        TranslatedText.document_of(titles),
        TranslatedText.document_of(descriptions),
        said,
        item.unknown,
        {name: origins[ref] for name, ref in item.origins.items() if name in item.description},
    )


def _create(fresh: Sequence[Incoming], moment: datetime) -> list[int]:
    """Make candidates, and answer their ids."""
    publics = new_public_ids(len(fresh))
    state, at = ResourceState.CANDIDATE.value, moment.isoformat()
    rows = [
        (public, state, "", moment, moment, moment, *_first_documents(item, at))
        for public, item in zip(publics, fresh, strict=True)
    ]
    insert_rows(Resource, ("public_id", "state", "reason", "created_at", *MOMENTS, *FACTS), rows)
    ids: dict[str, int] = {}
    for part in chunks(publics):
        ids |= found_rows(Resource, ("public_id", "id"), "public_id", part)
    return [ids[public] for public in publics]


def _update(changed: Mapping[int, _Facts], moment: datetime) -> None:
    rows = [(moment, moment, *_documents(facts), pk) for pk, facts in changed.items()]
    update_rows(Resource, (*MOMENTS, *FACTS), rows)


def _write_keys(incoming: Sequence[Incoming], outcomes: Sequence[Outcome]) -> None:
    """Add new keys. A key that another resource already has stays with it; keys are never taken
    away here, so that a resource is still known by an address that its source has changed."""
    rows = [
        (key, outcome.resource_id)
        for item, outcome in zip(incoming, outcomes, strict=True)
        for key in stored_keys(item.keys)
    ]
    insert_missing_rows(IdentityKey, ("key", "resource_id"), rows)
