"""Whose token it is, and which tokens a person has."""

import hashlib
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from armillary.core.clock import now
from armillary.people.errors import InvalidToken, NoSuchToken
from armillary.people.models import ApiToken, Person

PREFIX: Final = "arm_"  # so that scanners find a secret that somebody has published


def digest_of(secret: str) -> str:
    """Secrets are long and random, so a plain digest cannot be guessed backwards."""
    return hashlib.sha256(secret.encode()).hexdigest()


def tokens_of(person: Person) -> QuerySet[ApiToken]:
    """The newest first."""
    return ApiToken.objects.filter(person=person).order_by("-pk")


def token_of(person: Person, public_id: str) -> ApiToken:
    """Raises `NoSuchToken`."""
    found = tokens_of(person).filter(public_id=public_id).first()
    if found is None:
        raise NoSuchToken(_("There is no such token. It may have been taken back already."))
    return found


def bearer_of(secret: str) -> ApiToken:
    """The token with its person, noting the day. Raises `InvalidToken` for what is no token, or is
    good no more."""
    rows = ApiToken.objects.select_related("person").filter(digest=digest_of(secret))
    token = rows.first()
    moment = now()
    if token is None or not token.person.is_active:
        raise InvalidToken(_("This token is not known here. Make a new one at your account."))
    if token.expires_at is not None and token.expires_at <= moment:
        raise InvalidToken(_("This token has expired. Make a new one at your account."))
    if token.used_on != moment.date():
        ApiToken.objects.filter(pk=token.pk).update(used_on=moment.date())
    return token
