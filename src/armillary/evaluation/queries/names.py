"""Who stands behind the ids in the log."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from armillary.people.actors import OPERATOR, SYSTEM
from armillary.people.models import Person


def names_of(actors: Collection[str]) -> dict[str, str]:
    """Id of an actor → name, for those that are known; a person who was erased is not."""
    persons = Person.objects.filter(public_id__in=actors, erased_at=None)
    return {
        SYSTEM.actor_id: _("Automatically"),
        OPERATOR.actor_id: _("At the command line"),
        **{person.public_id: person.name or person.email for person in persons},
    }
