from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client

from armillary.core.errors import Conflict, InvalidInput, Refused
from armillary.people.actors import OPERATOR, SYSTEM, VISITOR
from armillary.people.enums import Role
from armillary.people.errors import AddressTaken, NoSuchPerson
from armillary.people.log import first_broken_link
from armillary.people.models import LogEntry, Person, SiteGrant
from armillary.people.operations import (
    create_person,
    edit_profile,
    erase_person,
    forget_expired_sessions,
    grant_role,
    revoke_role,
    take_over_person,
)
from armillary.people.queries import (
    language_of,
    people_with_roles,
    person_by_email,
    person_by_public_id,
    personal_data_of,
    roles_of,
)

pytestmark = pytest.mark.django_db

PASSWORD = "four plain words here"


def logged() -> list[tuple[str, str, str, dict]]:
    entries = LogEntry.objects.filter(stream="people").order_by("number")
    return list(entries.values_list("action", "actor", "subject", "facts"))


def test_create_person_makes_an_account_whose_address_counts_as_confirmed():
    person = create_person(" Ada@Example.ORG ", password=PASSWORD, name="Ada", by=OPERATOR)
    assert (person.email, person.name) == ("ada@example.org", "Ada")
    assert person.check_password(PASSWORD)
    [address] = EmailAddress.objects.filter(user=person)
    assert (address.email, address.verified, address.primary) == ("ada@example.org", True, True)
    assert logged() == [("create-person", "operator", person.public_id, {})]


def test_create_person_without_a_password_leaves_no_way_in_by_password():
    assert not create_person("ada@example.org", by=OPERATOR).has_usable_password()


def test_create_person_twice_is_refused_in_any_case_of_letters():
    create_person("ada@example.org", by=OPERATOR)
    with pytest.raises(AddressTaken):
        create_person("ADA@example.org", by=OPERATOR)


@pytest.mark.parametrize("address", ["", "ada", "ada@", "a b@example.org", "ada@example.org\nx"])
def test_create_person_with_what_is_no_address_is_refused(address: str):
    with pytest.raises(InvalidInput, match="not an e-mail address"):
        create_person(address, by=OPERATOR)


@pytest.mark.parametrize("password", ["elevenchars", "password1234", "adalovelace@example.org", ""])
def test_create_person_with_a_weak_password_is_refused(password: str):
    with pytest.raises(InvalidInput):
        create_person("adalovelace@example.org", password=password, by=OPERATOR)
    assert not Person.objects.exists()


@pytest.mark.parametrize("role", ["member", "curator", "reviewer"])
def test_only_administrators_and_the_machine_make_accounts_and_give_roles(
    request: pytest.FixtureRequest, role: str
):
    actor = request.getfixturevalue(role)
    before = logged()
    with pytest.raises(Refused):
        create_person("ada@example.org", by=actor)
    with pytest.raises(Refused):
        grant_role(actor, Role.ADMINISTRATOR, by=actor)
    with pytest.raises(Refused):
        revoke_role(actor, Role.CURATOR, by=actor)
    assert logged() == before


def test_a_role_waits_until_the_address_is_confirmed(member: Person):
    """Whoever signed up may not be whom the role is meant for."""
    EmailAddress.objects.filter(user=member).update(verified=False)
    EmailAddress.objects.create(user=member, email="own@attacker.example", verified=True)
    with pytest.raises(Conflict, match="Nobody has confirmed the address"):
        grant_role(member, Role.CURATOR, by=OPERATOR)
    assert roles_of(member) == []


def test_taking_over_ends_the_sessions_of_the_stranger_and_of_nobody_else(
    member: Person, curator: Person, client_of: Callable[[Person], Client]
):
    stranger, other = client_of(member), client_of(curator)
    EmailAddress.objects.filter(user=member).update(verified=False)
    take_over_person(member, password="five other plain words here", by=OPERATOR)
    assert not Session.objects.filter(session_key=stranger.session.session_key).exists()
    assert other.get("/desk/account/").status_code == 200
    assert logged()[-1] == ("take-over-person", "operator", member.public_id, {})


def test_an_account_that_its_owner_confirmed_is_not_taken_over(
    member: Person, administrator: Person
):
    with pytest.raises(Conflict):
        take_over_person(member, password="five other plain words here", by=OPERATOR)
    with pytest.raises(Refused):
        take_over_person(administrator, password="five other plain words here", by=member)
    member.refresh_from_db()
    assert member.check_password(PASSWORD)


def test_a_visitor_may_nothing(member: Person):
    with pytest.raises(Refused):
        grant_role(member, Role.CURATOR, by=VISITOR)
    with pytest.raises(Refused):
        erase_person(member, by=VISITOR)
    with pytest.raises(Refused):
        edit_profile(member, name="x", language="en", by=VISITOR)


def test_grant_and_revoke_stand_in_the_log_with_who_and_until_when(
    administrator: Person, member: Person
):
    until = datetime(2027, 1, 1, tzinfo=UTC)
    grant = grant_role(member, Role.CURATOR, by=administrator, expires_at=until)
    assert (grant.by, grant.expires_at) == (administrator.public_id, until)
    revoke_role(member, Role.CURATOR, by=administrator)
    revoke_role(member, Role.CURATOR, by=administrator)  # there is nothing left to take
    assert logged()[-2:] == [
        (
            "grant-role",
            administrator.public_id,
            member.public_id,
            {"role": "curator", "expires": "2027-01-01T00:00:00+00:00"},
        ),
        ("revoke-role", administrator.public_id, member.public_id, {"role": "curator"}),
    ]
    assert not SiteGrant.objects.filter(person=member).exists()


def test_roles_are_named_in_their_order_and_only_while_in_force(member: Person):
    grant_role(member, Role.CURATOR, by=OPERATOR)
    grant_role(member, Role.REVIEWER, by=OPERATOR)
    past = datetime(2020, 1, 1, tzinfo=UTC)
    grant_role(member, Role.BOARD_MEMBER, by=OPERATOR, expires_at=past)
    assert roles_of(member) == [Role.REVIEWER, Role.CURATOR]
    assert people_with_roles() == [(member, [Role.CURATOR, Role.REVIEWER])]


def test_people_edit_their_own_profile_only(member: Person, administrator: Person):
    edit_profile(member, name=" Mem ", language="ar", by=member)
    member.refresh_from_db()
    assert (member.name, member.language) == ("Mem", "ar")
    with pytest.raises(Refused):
        edit_profile(member, name="x", language="en", by=administrator)
    with pytest.raises(InvalidInput):
        edit_profile(member, name="x", language="tlh", by=member)


def test_a_person_is_found_by_address_in_any_case_or_by_public_id(member: Person):
    assert person_by_email(f" {member.email.upper()} ") == member
    assert person_by_public_id(member.public_id) == member
    with pytest.raises(NoSuchPerson):
        person_by_email("nobody@example.org")
    with pytest.raises(NoSuchPerson):
        person_by_public_id("nobody")


def test_language_of_an_address(member: Person):
    edit_profile(member, name="", language="fr", by=member)
    assert language_of(member.email.upper()) == "fr"
    assert language_of("nobody@example.org") == ""


def test_erase_forgets_the_person_and_keeps_what_they_decided(
    administrator: Person, member: Person
):
    grant_role(member, Role.CURATOR, by=administrator)
    address, public_id = member.email, member.public_id
    erase_person(member, by=member)
    shell = Person.objects.get(pk=member.pk)
    assert (shell.public_id, shell.name, shell.email, shell.is_active) == (
        public_id,
        "",
        f"{public_id}@erased.invalid",
        False,
    )
    assert not shell.has_usable_password()
    assert not EmailAddress.objects.filter(email=address).exists()
    assert roles_of(shell) == []
    assert logged()[-1] == ("erase-person", public_id, public_id, {})
    assert first_broken_link("people") is None


def test_nothing_erased_can_be_found_in_any_table(member: Person):
    create_person("someone.else@example.org", by=OPERATOR)
    address, name = member.email, member.name
    edit_profile(member, name=name, language="fr", by=member)
    erase_person(member, by=SYSTEM)
    for model in apps.get_models():
        for row in model._default_manager.values():
            assert address not in str(row), model
            assert name not in str(row), model


def test_an_erased_person_is_nobody(member: Person):
    address, public_id = member.email, member.public_id
    erase_person(member, by=member)
    with pytest.raises(NoSuchPerson):
        person_by_email(address)
    with pytest.raises(NoSuchPerson):
        person_by_email(f"{public_id}@erased.invalid")
    with pytest.raises(NoSuchPerson):
        person_by_public_id(public_id)


def test_the_address_of_an_erased_person_is_free_and_their_public_id_is_not(member: Person):
    address, public_id = member.email, member.public_id
    erase_person(member, by=member)
    assert create_person(address, by=OPERATOR).public_id != public_id
    assert Person.objects.filter(public_id=public_id).exists()


def test_export_gives_everything_and_nothing_of_others(member: Person, curator: Person):
    grant_role(member, Role.REVIEWER, by=OPERATOR)
    exported = personal_data_of(member)
    assert exported["people.person"] == [
        {
            "id": member.public_id,
            "email": member.email,
            "name": "Mem Ber",
            "language": "en",
            "joined": member.created_at.isoformat(),
        }
    ]
    assert [row["role"] for row in exported["people.sitegrant"]] == ["reviewer"]
    assert exported["account.emailaddress"] == [{"address": member.email, "confirmed": True}]
    assert curator.email not in str(exported)


def test_export_after_erasure_holds_no_personal_data(member: Person):
    erase_person(member, by=member)
    member.refresh_from_db()
    assert set(personal_data_of(member)) == {"people.person"}
    assert "Mem Ber" not in str(personal_data_of(member))


def test_expired_sessions_are_forgotten_and_open_ones_are_not(member: Person):
    for key, year in (("old", 2020), ("open", 2999)):
        Session.objects.create(session_key=key, expire_date=datetime(year, 1, 1, tzinfo=UTC))
    forget_expired_sessions(by=SYSTEM)
    assert [session.session_key for session in Session.objects.all()] == ["open"]
    with pytest.raises(Refused):
        forget_expired_sessions(by=member)


def test_the_last_administrator_cannot_step_down_or_be_erased(administrator):
    with pytest.raises(Conflict):
        revoke_role(administrator, Role.ADMINISTRATOR, by=administrator)
    with pytest.raises(Conflict):
        erase_person(administrator, by=administrator)
    assert roles_of(administrator) == [Role.ADMINISTRATOR]


def test_one_of_two_administrators_may_step_down(administrator, new_person):
    other = new_person(Role.ADMINISTRATOR)
    revoke_role(administrator, Role.ADMINISTRATOR, by=other)
    assert roles_of(administrator) == []
