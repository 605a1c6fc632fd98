"""Who may remake what is disseminated, who keeps searches, and who has other machines told."""

from armillary.dissemination.models import SavedSearch
from armillary.dissemination.webhooks.models import Webhook
from armillary.people.actors import Actor
from armillary.people.models import Person
from armillary.people.rules import is_administrator, is_curator, is_member


def may_refresh(actor: Actor) -> bool:
    """Stored records are derived: the machine makes them, and whoever runs the installation."""
    return actor.is_machine or is_administrator(actor)


def may_keep_searches(actor: Actor, owner: Person) -> bool:
    """Whoever is signed in keeps their own; the machine keeps them for anybody."""
    return is_member(actor) and (actor.is_machine or actor.actor_id == owner.actor_id)


def may_edit_search(actor: Actor, found: SavedSearch) -> bool:
    return may_keep_searches(actor, found.owner)


def may_keep_webhooks(actor: Actor, owner: Person) -> bool:
    """Curators and administrators have machines told that they answer for."""
    is_own = actor.is_machine or actor.actor_id == owner.actor_id
    return is_own and is_curator(actor) and is_curator(owner)


def may_see_all_webhooks(actor: Actor) -> bool:
    """Whoever runs the installation has to know where it sends things."""
    return is_administrator(actor)


def may_see_webhook(actor: Actor, found: Webhook) -> bool:
    is_own = is_curator(actor) and actor.actor_id == found.owner.actor_id
    return is_own or may_see_all_webhooks(actor)


def may_edit_webhook(actor: Actor, found: Webhook) -> bool:
    """Administrators may pause, mend and delete those of others, too."""
    return may_see_webhook(actor, found)
