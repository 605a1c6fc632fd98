"""What this context knows of a person, and how it forgets it."""

from typing import Any

from allauth.account.models import EmailAddress

from armillary.core.clock import now
from armillary.people.erasure import register_personal_data
from armillary.people.models import ApiToken, Person, SiteGrant


def _export_person(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "id": person.public_id,
            "email": person.email,
            "name": person.name,
            "language": person.language,
            "joined": person.created_at.isoformat(),
        }
    ]


def _erase_person(person: Person) -> None:
    """The row stays as an empty shell, so that the opaque id in the log is never given again."""
    person.set_unusable_password()
    Person.objects.filter(pk=person.pk).update(
        email=f"{person.public_id}@erased.invalid",
        name="",
        language="en",
        is_active=False,
        last_login=None,
        password=person.password,
        erased_at=now(),
    )


def _export_grants(person: Person) -> list[dict[str, Any]]:
    grants = SiteGrant.objects.filter(person=person).order_by("pk")
    return [{"role": grant.role, "since": grant.created_at.isoformat()} for grant in grants]


def _erase_grants(person: Person) -> None:
    SiteGrant.objects.filter(person=person).delete()


def _export_addresses(person: Person) -> list[dict[str, Any]]:
    addresses = EmailAddress.objects.filter(user=person).order_by("pk")
    return [{"address": row.email, "confirmed": row.verified} for row in addresses]


def _erase_addresses(person: Person) -> None:
    EmailAddress.objects.filter(user=person).delete()


def _export_tokens(person: Person) -> list[dict[str, Any]]:
    tokens = ApiToken.objects.filter(person=person).order_by("pk")
    return [
        {
            "name": token.name,
            "may_write": token.may_write,
            "since": token.created_at.isoformat(),
            "used_on": token.used_on.isoformat() if token.used_on else None,
        }
        for token in tokens
    ]


def _erase_tokens(person: Person) -> None:
    ApiToken.objects.filter(person=person).delete()


def register() -> None:
    register_personal_data(Person, export=_export_person, erase=_erase_person)
    register_personal_data(SiteGrant, export=_export_grants, erase=_erase_grants)
    register_personal_data(EmailAddress, export=_export_addresses, erase=_erase_addresses)
    register_personal_data(ApiToken, export=_export_tokens, erase=_erase_tokens)
