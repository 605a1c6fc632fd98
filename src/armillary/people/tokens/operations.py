"""Make a token and take it back. Each writes one entry to the log."""

import secrets
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from armillary.core.clock import now
from armillary.core.errors import Conflict, InvalidInput, require
from armillary.people import rules
from armillary.people.actors import Actor
from armillary.people.log import write_log
from armillary.people.models import ApiToken, Person
from armillary.people.tokens.queries import PREFIX, digest_of, token_of

STREAM: Final = "people"
MOST: Final = 20  # of one person
HINT: Final = 8  # characters of the secret by which its owner knows it again
LONGEST: Final = 3_650  # days


class NewToken(NamedTuple):
    """The secret is nowhere else."""

    token: ApiToken
    secret: str


@transaction.atomic
def create_token(
    person: Person, *, name: str, may_write: bool = False, days: int | None = None, by: Actor
) -> NewToken:
    """A token that is good for some days, or until it is taken back. Raises `InvalidInput`, and
    `Conflict` where there are too many."""
    require(rules.may_make_tokens(by, person))
    called = name.strip()
    if not called or len(called) > ApiToken.LONGEST_NAME:
        raise InvalidInput(
            _("Say in at most %(limit)d characters what the token is for.")
            % {"limit": ApiToken.LONGEST_NAME}
        )
    Person.objects.select_for_update().get(pk=person.pk)
    if ApiToken.objects.filter(person=person).count() >= MOST:
        raise Conflict(
            _("There are %(limit)d tokens already. Take one back first.") % {"limit": MOST}
        )
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        person=person,
        name=called,
        digest=digest_of(secret),
        hint=secret[: len(PREFIX) + HINT],
        may_write=may_write,
        expires_at=_expiry(days),
    )
    write_log(STREAM, "create-token", by=by, on=person.public_id, token=token.public_id)
    return NewToken(token, secret)


def _expiry(days: int | None) -> datetime | None:
    if days is None:
        return None
    if not 1 <= days <= LONGEST:
        raise InvalidInput(
            _("A token is good for 1 to %(limit)d days, or for good.") % {"limit": LONGEST}
        )
    return now() + timedelta(days=days)


@transaction.atomic
def revoke_token(person: Person, public_id: str, *, by: Actor) -> None:
    """Whoever has its secret is refused from now on. Raises `NoSuchToken`."""
    require(rules.may_make_tokens(by, person))
    token_of(person, public_id).delete()
    write_log(STREAM, "revoke-token", by=by, on=person.public_id, token=public_id)
