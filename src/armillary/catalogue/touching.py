"""Something beside the facts that the outside sees has changed: a review of it, say. Whoever harvests
resources finds what changed by its datestamp, so it is told here."""

from collections.abc import Sequence

from django.db import transaction

from armillary.catalogue import rules
from armillary.catalogue.models import Resource
from armillary.catalogue.queries import chunks
from armillary.catalogue.signals import resources_touched
from armillary.core.clock import now
from armillary.core.errors import require
from armillary.people.actors import Actor


@transaction.atomic
def touch_resources(ids: Sequence[int], *, by: Actor) -> None:
    """Give what was ever listed a new datestamp; nobody outside knows of anything else."""
    require(rules.may_describe(by))
    moment = now()
    for part in chunks(sorted(set(ids))):
        seen = Resource.objects.filter(pk__in=part, listed_at__isnull=False)
        seen.update(datestamp=moment, changed_at=moment)
    resources_touched.send(sender=Resource, ids=sorted(set(ids)))
