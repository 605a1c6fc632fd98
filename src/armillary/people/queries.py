"""What is known of persons."""

from typing import Any

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from armillary.people.enums import Role
from armillary.people.erasure import REGISTRY
from armillary.people.errors import NoSuchPerson
from armillary.people.models import Person, SiteGrant


def person_by_email(email: str) -> Person:
    person = Person.objects.filter(email__iexact=email.strip(), erased_at=None).first()
    if person is None:
        raise NoSuchPerson(_("There is no account with the address %(email)s.") % {"email": email})
    return person


def is_confirmed(person: Person) -> bool:
    """Has whoever reads the mail of this person's own address said that the account is theirs?"""
    addresses = EmailAddress.objects.filter(user=person, email__iexact=person.email)
    return bool(addresses.filter(verified=True).exists())


def language_of(email: str) -> str:
    """The language in which whoever has this address wants to be written to; empty if nobody."""
    persons = Person.objects.filter(email__iexact=email, erased_at=None)
    return persons.values_list("language", flat=True).first() or ""


def roles_of(person: Person) -> list[Role]:
    """The site-wide roles in force, in the order of the enum."""
    held = set(SiteGrant.objects.in_force().filter(person=person).values_list("role", flat=True))
    return [role for role in Role if role in held]


def personal_data_of(person: Person) -> dict[str, list[dict[str, Any]]]:
    """Everything this installation holds about a person, by model."""
    return {
        model._meta.label_lower: rows
        for model, entry in REGISTRY.items()
        if (rows := entry.export(person))
    }


def person_by_public_id(public_id: str) -> Person:
    person = Person.objects.filter(public_id=public_id, erased_at=None).first()
    if person is None:
        raise NoSuchPerson(_("There is no such account."))
    return person


def people_with_roles() -> list[tuple[Person, list[Role]]]:
    """Everyone who has a role on the whole site, by address."""
    held: dict[Person, list[Role]] = {}
    grants = SiteGrant.objects.in_force().select_related("person").order_by("person__email", "pk")
    for grant in grants:
        held.setdefault(grant.person, []).append(Role(grant.role))
    return list(held.items())
