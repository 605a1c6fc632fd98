"""What can be done with accounts and roles. Each writes one entry to the log."""

from datetime import datetime
from importlib import import_module
from typing import Any

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from armillary.core.errors import Conflict, InvalidInput, require
from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.people import rules
from armillary.people.actors import Actor
from armillary.people.enums import Role
from armillary.people.erasure import REGISTRY
from armillary.people.errors import AddressTaken
from armillary.people.log import write_log
from armillary.people.models import ApiToken, Person, SiteGrant
from armillary.people.queries import is_confirmed, roles_of

STREAM = "people"


@transaction.atomic
def create_person(email: str, *, password: str | None = None, name: str = "", by: Actor) -> Person:
    """An account that is ready to sign in. Raises `InvalidInput` or `AddressTaken`."""
    require(rules.may_grant(by))
    address = _checked_address(email)
    if Person.objects.filter(email__iexact=address).exists():
        raise AddressTaken(_("There is already an account with this address. Sign in instead."))
    person = Person(email=address, name=name)
    _set_password(person, password)
    person.save()
    # Whoever makes the account answers for its address, so it can sign in before any mail arrives.
    EmailAddress.objects.create(user=person, email=address, primary=True, verified=True)
    write_log(STREAM, "create-person", by=by, on=person.public_id)
    return person


@transaction.atomic
def take_over_person(person: Person, *, password: str, by: Actor) -> None:
    """Give an account that nobody confirmed to whoever owns its address.

    Anybody may have signed up with it, so nothing of theirs is left: neither their password, nor
    further addresses, nor a token, nor a session, not even one that only waits for the confirmation.
    """
    require(rules.may_grant(by))
    if is_confirmed(person):
        raise Conflict(_("The owner of this account has confirmed it. It keeps its password."))
    _set_password(person, password)
    Person.objects.filter(pk=person.pk).update(password=person.password)
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    ApiToken.objects.filter(person=person).delete()
    _end_sessions(person)
    write_log(STREAM, "take-over-person", by=by, on=person.public_id)


def _end_sessions(person: Person) -> None:
    """Of this person, signed in or half way."""
    for session in Session.objects.iterator():
        if _is_of(session.get_decoded(), person):
            session.delete()


def _is_of(session: dict[str, Any], person: Person) -> bool:
    if session.get(SESSION_KEY) == str(person.pk):
        return True
    waiting = session.get(LOGIN_SESSION_KEY) or {}
    return bool(waiting.get("user_pk") == user_pk_to_url_str(person))


def _checked_address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise InvalidInput(
            _("This is not an e-mail address: %(email)s") % {"email": email}
        ) from error
    return address


def _set_password(person: Person, password: str | None) -> None:
    if password is None:
        person.set_unusable_password()
        return
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages)) from error
    person.set_password(password)


@transaction.atomic
def grant_role(
    person: Person, role: Role, *, by: Actor, expires_at: datetime | None = None
) -> SiteGrant:
    require(rules.may_grant(by))
    if not is_confirmed(person):
        raise Conflict(
            _(
                "Nobody has confirmed the address of this account yet, so it may be a stranger's. "
                "Ask its owner to follow the link in the mail."
            )
        )
    grant, _created = SiteGrant.objects.update_or_create(
        person=person, role=role, defaults={"by": by.actor_id, "expires_at": expires_at}
    )
    expiry = expires_at.isoformat() if expires_at else None
    write_log(STREAM, "grant-role", by=by, on=person.public_id, role=role.value, expires=expiry)
    return grant


@transaction.atomic
def revoke_role(person: Person, role: Role, *, by: Actor) -> None:
    require(rules.may_grant(by))
    if role == Role.ADMINISTRATOR:
        _require_another_administrator(person)
    gone, _by_model = SiteGrant.objects.filter(person=person, role=role).delete()
    if gone:
        write_log(STREAM, "revoke-role", by=by, on=person.public_id, role=role.value)


def _require_another_administrator(person: Person) -> None:
    """Somebody must be left who can give roles. The grants are locked, so that two administrators
    who leave at once cannot both be the last but one."""
    grants = SiteGrant.objects.select_for_update().in_force().filter(role=Role.ADMINISTRATOR)
    others = grants.filter(person__is_active=True, expires_at=None).exclude(person=person)
    if not list(others):
        raise Conflict(_("This is the last administrator. Make somebody else one first."))


@transaction.atomic
def erase_person(person: Person, *, by: Actor) -> None:
    """Forget a person everywhere. What they decided stays in the log under an id nobody can read."""
    require(rules.may_erase(by, person))
    if Role.ADMINISTRATOR in roles_of(person):
        _require_another_administrator(person)
    for entry in reversed(REGISTRY.values()):
        entry.erase(person)
    write_log(STREAM, "erase-person", by=by, on=person.public_id)


@transaction.atomic
def edit_profile(person: Person, *, name: str, language: str, by: Actor) -> None:
    """Everyone edits their own profile; nothing of it is logged."""
    require(by.actor_id == person.actor_id)
    if language not in INTERFACE_LANGUAGES:
        raise InvalidInput(_("There is no such language."))
    Person.objects.filter(pk=person.pk).update(name=name.strip()[:200], language=language)


def forget_expired_sessions(*, by: Actor) -> None:
    """Of people who stayed away; nobody can come back to them."""
    require(by.is_machine)
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
