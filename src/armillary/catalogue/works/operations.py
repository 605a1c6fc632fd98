"""Say that two resources are editions of one work, and take that back."""

from collections.abc import Collection
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from armillary.catalogue import rules
from armillary.catalogue.enums import EditionKind
from armillary.catalogue.errors import EditionConflict
from armillary.catalogue.merging.objections import family_below
from armillary.catalogue.models import EditionTie, Resource
from armillary.catalogue.queries import standing
from armillary.catalogue.touching import touch_resources
from armillary.catalogue.works.forming import form_works
from armillary.catalogue.works.queries import members_of_works
from armillary.catalogue.works.stated import heed_stated
from armillary.core.errors import InvalidInput, require
from armillary.people.actors import Actor
from armillary.people.log import write_log

STREAM: Final = "catalogue"
TIES: Final = (EditionKind.TRANSLATION, EditionKind.VERSION)


@transaction.atomic
def tie_editions(
    first: Resource, second: Resource, *, kind: str, original: Resource | None = None, by: Actor
) -> EditionTie:
    """One of the two is a translation or a version of the other: of `original`, or else of the one
    that was published earlier, or came here earlier. Raises `EditionConflict`."""
    require(rules.may_edit(by))
    if kind not in TIES:
        raise InvalidInput(_("An edition is one of these: %(known)s.") % {"known": ", ".join(TIES)})
    if standing(first).pk == standing(second).pk:
        raise EditionConflict(_("A resource is no edition of itself."))
    older, other = _in_order(first, second, original)
    EditionTie.objects.filter(resource=older, original=other).delete()  # the other way round
    tie, _is_new = EditionTie.objects.update_or_create(
        resource=other, original=older, defaults={"kind": kind, "made_by": by.actor_id}
    )
    form_works([first.pk, second.pk], by=by)
    facts = {"kind": str(kind), "original": older.public_id}
    write_log(STREAM, "tie-editions", by=by, on=other.public_id, **facts)
    return tie


def _in_order(
    first: Resource, second: Resource, original: Resource | None
) -> tuple[Resource, Resource]:
    older, other = sorted((first, second), key=_age)
    return (other, older) if original is not None and original.pk == other.pk else (older, other)


def _age(row: Resource) -> tuple[str, int]:
    return row.facts.get("published", "")[:4] or "9999", row.pk


@transaction.atomic
def tell_editions(ids: Collection[int], *, by: Actor) -> None:
    """Resources were listed, withdrawn or merged: the outside sees that of their other editions, too,
    which name them."""
    require(rules.may_describe(by))
    others = members_of_works(family_below(ids)) - set(ids)
    touch_resources(sorted(others), by=by)


@transaction.atomic
def untie_editions(first: Resource, second: Resource, *, by: Actor) -> None:
    """Take back what a person said of two resources; what a record says of them stays. Raises
    `EditionConflict` if nobody has said anything."""
    require(rules.may_edit(by))
    pair = [first.pk, second.pk]
    said = EditionTie.objects.filter(resource__in=pair, original__in=pair).exclude(made_by="")
    if not said.delete()[0]:
        raise EditionConflict(_("Nobody has said that these two are editions of one work."))
    heed_stated(pair, by=by)
    form_works(pair, by=by)
    publics = [first.public_id, second.public_id]
    write_log(STREAM, "untie-editions", by=by, on=publics[0], resources=publics)
