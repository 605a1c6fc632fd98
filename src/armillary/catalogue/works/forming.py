"""Make works of what hangs together by ties. Aliases are not followed here, so that a merge changes
no work and parting has nothing to mend; whoever reads editions follows them."""

import logging
from collections.abc import Collection, Iterable
from typing import Any, Final

from django.db.models import Q

from armillary.catalogue.enums import KIND, EditionKind
from armillary.catalogue.models import (
    LABEL_LENGTH,
    LANGUAGE_LENGTH,
    Edition,
    EditionTie,
    Resource,
    Work,
)
from armillary.catalogue.queries import chunks
from armillary.catalogue.touching import touch_resources
from armillary.catalogue.works.parts import parts_of
from armillary.core.languages import UNDETERMINED
from armillary.formats.values.editions import edition_in
from armillary.people.actors import Actor
from armillary.search.operations import note_changes

MOST: Final = 500  # editions of a work: more are no editions, but a series that somebody misnamed

logger = logging.getLogger(__name__)

Tie = tuple[int, int, str]  # resource, original, kind


def form_works(ids: Collection[int], *, by: Actor) -> None:
    """Put the works of these resources, and of all that hangs together with them, right. The caller
    holds the transaction and has checked who may."""
    done: set[int] = set()
    for number in sorted(ids):
        if number not in done:
            done |= _form_around(number, by=by)


def _form_around(start: int, *, by: Actor) -> set[int]:
    members = _surroundings(start)
    if len(members) > MOST:
        logger.warning("More than %d resources hang together with %d.", MOST, start)
        return members
    ties = _ties_of(members)
    rows = Edition.objects.select_for_update().filter(resource__in=members)
    known = {row.resource_id: row for row in rows}
    wanted = _wanted(ties, known)
    changed = _write(wanted, known)
    _drop_empty({row.work_id for row in known.values()})
    if changed:
        touch_resources(sorted(members), by=by)
        note_changes(KIND, sorted(members))  # they are found as one, or no longer
    return members


def _surroundings(start: int) -> set[int]:
    """Whatever is tied to it, or was an edition of the same work until now."""
    found, fresh = {start}, {start}
    while fresh and len(found) <= MOST:
        near = {number for tie in _ties_of(fresh) for number in tie[:2]}
        works = Edition.objects.filter(resource__in=fresh).values("work")
        near |= set(Edition.objects.filter(work__in=works).values_list("resource_id", flat=True))
        fresh = near - found
        found |= fresh
    return found


def _ties_of(ids: Collection[int]) -> list[Tie]:
    found: set[Tie] = set()
    for part in chunks(sorted(ids), 400):
        rows = EditionTie.objects.filter(Q(resource__in=part) | Q(original__in=part))
        found |= set(rows.values_list("resource_id", "original_id", "kind"))
    return sorted(found)


def _wanted(ties: Iterable[Tie], known: dict[int, Edition]) -> dict[int, dict[str, Any]]:
    """Resource → what its edition is. A part keeps the oldest work that a member of it has."""
    ties = list(ties)
    rows = Resource.objects.in_bulk({number for tie in ties for number in tie[:2]})
    taken: set[int] = set()
    wanted: dict[int, dict[str, Any]] = {}
    for part in _parts(ties):
        works = sorted({known[each].work_id for each in part if each in known} - taken)
        work = works[0] if works else Work.objects.create().pk
        taken.add(work)
        for number in part:
            wanted[number] = {"work_id": work, **_about(rows[number], _kind(number, ties))}
    return wanted


def _parts(ties: Iterable[Tie]) -> list[list[int]]:
    """What hangs together, each part in ascending order."""
    return sorted(map(sorted, parts_of((resource, original) for resource, original, _kind in ties)))


def _kind(number: int, ties: Iterable[Tie]) -> str:
    kinds = {kind for resource, _original, kind in ties if resource == number}
    for kind in (EditionKind.TRANSLATION, EditionKind.VERSION):
        if kind in kinds:
            return str(kind)
    return str(EditionKind.ORIGINAL)


def _about(row: Resource, kind: str) -> dict[str, Any]:
    languages = [*row.facts.get("languages", []), row.titles.original]
    language = next((tag for tag in languages if tag and tag != UNDETERMINED), "")
    label = next((found for text in row.titles.texts.values() if (found := edition_in(text))), "")
    return {"kind": kind, "language": language[:LANGUAGE_LENGTH], "label": label[:LABEL_LENGTH]}


def _write(wanted: dict[int, dict[str, Any]], known: dict[int, Edition]) -> bool:
    """Whether anything was changed; what is as it was is not written."""
    gone = [row.pk for number, row in known.items() if number not in wanted]
    Edition.objects.filter(pk__in=gone).delete()
    is_changed = bool(gone)
    for number, values in wanted.items():
        row = known.get(number)
        if row is not None and all(getattr(row, name) == value for name, value in values.items()):
            continue
        Edition.objects.update_or_create(resource_id=number, defaults=values)
        is_changed = True
    return is_changed


def _drop_empty(works: Collection[int]) -> None:
    Work.objects.filter(pk__in=works, editions=None).delete()
