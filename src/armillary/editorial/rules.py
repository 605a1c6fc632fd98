"""Who may write for readers in the name of the site. These are the words of the institute, so those who
speak for it write them: programme officers and administrators. Curators, who write about resources, may
translate; a translation waits in a draft until one of the others publishes it."""

from armillary.people.actors import Actor
from armillary.people.enums import Role
from armillary.people.rules import has_role


def may_write(actor: Actor) -> bool:
    """Draft, publish, unpublish."""
    return has_role(actor, Role.PROGRAMME_OFFICER)


def may_translate(actor: Actor) -> bool:
    return has_role(actor, Role.PROGRAMME_OFFICER, Role.CURATOR)
