"""What records say of editions: a resource names, by address or identifier, what it translates or is
a version of. That may come later than it, so what was said is kept."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from armillary.catalogue import rules
from armillary.catalogue.enums import EditionKind, RelationKind
from armillary.catalogue.keys import stored_keys
from armillary.catalogue.models import Edition, EditionTie, IdentityKey, Resource, StatedEdition
from armillary.catalogue.queries import chunks
from armillary.catalogue.works.forming import form_works
from armillary.core.errors import require
from armillary.formats.values.identifiers import keys_of
from armillary.people.actors import Actor

KINDS: Final = {
    RelationKind.TRANSLATION_OF: EditionKind.TRANSLATION,
    RelationKind.VERSION_OF: EditionKind.VERSION,
}
AT_ONCE: Final = 500

Said = dict[tuple[int, str], str]  # (resource, key of its original) → kind


@transaction.atomic
def heed_stated(ids: Collection[int], *, by: Actor) -> None:
    """Tie resources to what they say they are editions of, and to them what says so of them; ties
    that no record states any more go. What a person said stays."""
    require(rules.may_describe(by))
    touched: set[int] = set()
    for part in chunks(sorted(ids), AT_ONCE):
        _write_statements(part)
        touched |= _write_ties(_speaking(part))
        editions = Edition.objects.filter(resource__in=part)  # of another title or language now
        touched |= set(editions.values_list("resource_id", flat=True))
    form_works(touched, by=by)


def _write_statements(ids: Collection[int]) -> None:
    wanted, known = _said_now(ids), _said_before(ids)
    gone = [pair for pair, kind in known.items() if wanted.get(pair) != kind]
    for resource, key in gone:
        StatedEdition.objects.filter(resource=resource, key=key).delete()
    StatedEdition.objects.bulk_create(
        StatedEdition(resource_id=resource, key=key, kind=kind)
        for (resource, key), kind in wanted.items()
        if known.get((resource, key)) != kind
    )


def _said_now(ids: Collection[int]) -> Said:
    rows = Resource.objects.filter(pk__in=ids, facts__has_key="relations")
    said: Said = {}
    for number, facts in rows.values_list("pk", "facts"):
        for relation in facts["relations"]:
            kind = _kind(relation)
            for key in stored_keys(keys_of(relation["target"])) if kind else ():
                said.setdefault((number, key), kind)
    return said


def _kind(relation: Mapping[str, Any]) -> str:
    """Empty for a relation that makes no edition."""
    found = relation["kind"]
    return str(KINDS[RelationKind(found)]) if found in KINDS else ""


def _said_before(ids: Collection[int]) -> Said:
    rows = StatedEdition.objects.filter(resource__in=ids)
    return {(row.resource_id, row.key): row.kind for row in rows}


def _speaking(ids: Collection[int]) -> set[int]:
    """Those of `ids` that say or said something, and all that say something of one of them."""
    keys = IdentityKey.objects.filter(resource__in=ids, key=OuterRef("key"))
    about = StatedEdition.objects.filter(Q(resource__in=ids) | Exists(keys))
    said = EditionTie.objects.filter(resource__in=ids, made_by="")
    return {
        *about.values_list("resource_id", flat=True),
        *said.values_list("resource_id", flat=True),
    }


def _write_ties(speaking: Collection[int]) -> set[int]:
    """Both ends of every tie that is new, changed or gone."""
    touched: set[int] = set()
    for part in chunks(sorted(speaking)):
        wanted = _ties_stated(part)
        rows = EditionTie.objects.filter(resource__in=part)
        known = {(row.resource_id, row.original_id): row for row in rows}
        gone = [row for pair, row in known.items() if not row.made_by and pair not in wanted]
        EditionTie.objects.filter(pk__in=[row.pk for row in gone]).delete()
        touched |= {number for row in gone for number in (row.resource_id, row.original_id)}
        for (resource, original), kind in wanted.items():
            row = known.get((resource, original))
            if row is None:
                EditionTie.objects.create(resource_id=resource, original_id=original, kind=kind)
            elif row.made_by or row.kind == kind:
                continue
            else:
                EditionTie.objects.filter(pk=row.pk).update(kind=kind)
            touched |= {resource, original}
    return touched


def _ties_stated(speaking: Collection[int]) -> dict[tuple[int, int], str]:
    """By the keys that resources have by now."""
    said = list(StatedEdition.objects.filter(resource__in=speaking))
    owners: dict[str, int] = {}
    for part in chunks(sorted({row.key for row in said})):
        owners |= dict(IdentityKey.objects.filter(key__in=part).values_list("key", "resource_id"))
    return {
        (row.resource_id, owners[row.key]): row.kind
        for row in said
        if row.key in owners and owners[row.key] != row.resource_id
    }
