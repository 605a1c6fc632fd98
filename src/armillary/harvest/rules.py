"""Who may add, run and judge."""

from armillary.harvest.models import Source, SourceGrant, Submission
from armillary.people.actors import Actor
from armillary.people.enums import Role
from armillary.people.models import Person
from armillary.people.queries import is_confirmed
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


def may_share_health(actor: Actor, source: Source) -> bool:
    """Open the report on a source to whoever has its address: they look after the source."""
    return may_run_source(actor, source)


def may_judge(actor: Actor) -> bool:
    """Decide whether two resources are one."""
    return is_curator(actor)


def may_describe(actor: Actor) -> bool:
    """Let records speak for themselves."""
    return actor.is_machine or is_curator(actor)


def may_submit(actor: Actor) -> bool:
    """Every member whose address is known to be theirs: there must be somebody to write to."""
    return isinstance(actor, Person) and actor.is_active and is_confirmed(actor)


def may_change_submission(actor: Actor, submission: Submission) -> bool:
    """Their own words are theirs to change; a curator corrects the resource instead."""
    return isinstance(actor, Person) and actor.is_active and submission.person_id == actor.pk


def may_see_submission(actor: Actor, submission: Submission) -> bool:
    return may_change_submission(actor, submission) or is_curator(actor)


def may_see_submissions(actor: Actor) -> bool:
    """Those of everybody, with names and notes."""
    return is_curator(actor)


def may_answer_submission(actor: Actor) -> bool:
    return is_curator(actor)


def may_guess(actor: Actor) -> bool:
    """Guessing for everybody is the machine's own work, or that of whoever runs it."""
    return actor.is_machine


def may_judge_guesses(actor: Actor) -> bool:
    return is_curator(actor)
