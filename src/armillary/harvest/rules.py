"""Who may add, run and judge."""

from armillary.harvest.models import Source, SourceGrant
from armillary.people.actors import Actor
from armillary.people.enums import Role
from armillary.people.models import Person
from armillary.people.rules import has_role, is_curator


def may_add_source(actor: Actor) -> bool:
    return is_curator(actor)


def may_read_files(actor: Actor) -> bool:
    """Files of this machine are for whoever runs its commands, never for the web."""
    return actor.is_machine


def may_see_sources(actor: Actor) -> bool:
    if is_curator(actor):
        return True
    if not isinstance(actor, Person):
        return False
    return SourceGrant.objects.in_force().filter(person=actor, role=Role.CURATOR).exists()


def may_run_source(actor: Actor, source: Source) -> bool:
    if has_role(actor, Role.CURATOR):
        return True
    if not isinstance(actor, Person):
        return False
    granted = SourceGrant.objects.in_force().filter(person=actor, role=Role.CURATOR)
    return Source.objects.filter(pk=source.pk, grants__in=granted).exists()


def may_judge(actor: Actor) -> bool:
    """Decide whether two resources are one."""
    return is_curator(actor)
