"""Count what sources do wrong, and open the report on one to those who run it."""

import secrets
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from armillary.core.clock import now
from armillary.core.errors import require
from armillary.harvest import rules
from armillary.harvest.errors import InvalidSource
from armillary.harvest.health.counting import count_piece
from armillary.harvest.health.models import SourceHealth
from armillary.harvest.health.summing import sum_up
from armillary.harvest.kinds import BUILT_IN
from armillary.harvest.models import Source
from armillary.harvest.operations.sources import STREAM
from armillary.people.actors import Actor
from armillary.people.log import write_log

TOKEN_BYTES: Final = 32


def count_some(source: Source, *, pieces: int = 1, by: Actor) -> bool:
    """Look at the next changed records; true while there are more. When none is left, the findings
    are brought up to date."""
    require(by.is_machine)
    if any(not count_piece(source) for _piece in range(pieces)):
        sum_up(source)
        return False
    return True


def count_source(source: Source, *, by: Actor) -> None:
    """All of it at once, for whoever waits."""
    while count_some(source, by=by):
        pass


@transaction.atomic
def share_report(source: Source, *, renew: bool = False, by: Actor) -> str:
    """The token of the address at which everybody may read the report: the one it has, or with
    `renew` another one, after which the old one opens nothing."""
    require(rules.may_share_health(by, source))
    if source.kind in BUILT_IN:
        raise InvalidSource(_("%(name)s has no provider to report to.") % {"name": source})
    health = _locked(source)
    if health.token and not renew:
        return health.token
    health.token, health.shared_at = secrets.token_urlsafe(TOKEN_BYTES), now()
    health.save(update_fields=["token", "shared_at", "changed_at"])
    write_log(STREAM, "share-source-health", by=by, on=source.name)
    return health.token


@transaction.atomic
def revoke_report(source: Source, *, by: Actor) -> None:
    """The address opens nothing any more."""
    require(rules.may_share_health(by, source))
    health = _locked(source)
    if not health.token:
        return
    health.token = health.shared_at = None
    health.save(update_fields=["token", "shared_at", "changed_at"])
    write_log(STREAM, "revoke-source-health", by=by, on=source.name)


def _locked(source: Source) -> SourceHealth:
    SourceHealth.objects.get_or_create(source=source)
    return SourceHealth.objects.select_for_update().get(source=source)
