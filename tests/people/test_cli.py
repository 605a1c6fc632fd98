import json
from typing import Any

import pytest
from django.test import Client
from tests.conftest import PASSWORD
from typer.testing import CliRunner, Result

from armillary.people.enums import Role
from armillary.people.errors import AddressTaken, NoSuchPerson
from armillary.people.interfaces.cli import app
from armillary.people.log import first_broken_link
from armillary.people.models import LogEntry, Person
from armillary.people.queries import person_by_email, roles_of

pytestmark = pytest.mark.django_db

ADA = "ada@example.org"


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(words), input=typed)


def test_create_admin_reads_the_password_from_standard_input():
    result = run("create-admin", ADA, "--name", "Ada", "--password-stdin", typed=f"{PASSWORD}\n")
    assert (result.exit_code, result.stdout) == (0, f"{ADA} is an administrator.\n")
    ada = person_by_email(ADA)
    assert ada.check_password(PASSWORD)
    assert roles_of(ada) == [Role.ADMINISTRATOR]


def test_create_admin_without_a_terminal_makes_a_password_and_prints_it_once():
    printed = run("create-admin", ADA).stdout.splitlines()
    password = printed[0].removeprefix("Password: ")
    assert len(password) == 20
    assert person_by_email(ADA).check_password(password)


def test_administrator_made_here_signs_in_at_once(client: Client):
    run("create-admin", ADA, "--password-stdin", typed=PASSWORD)
    response = client.post("/accounts/login/", {"login": ADA, "password": PASSWORD})
    assert response["Location"] == "/desk/"


def test_create_admin_of_an_account_that_exists_keeps_its_password(member: Person):
    assert run("create-admin", member.email).exit_code == 0
    member.refresh_from_db()
    assert roles_of(member) == [Role.ADMINISTRATOR]
    assert member.check_password(PASSWORD)


def test_create_admin_says_when_a_password_was_given_for_nothing(member: Person):
    result = run("create-admin", member.email, "--password-stdin", typed="another long password")
    assert str(result.exception) == (
        f"{member.email} has a password already. Leave --password-stdin out to keep it."
    )
    assert roles_of(member) == []


def test_create_admin_takes_an_account_back_from_whoever_signed_up_with_the_address(
    client: Client,
):
    """The stranger's browser waits for the confirmation with their password already checked."""
    theirs = "the password of a stranger"
    stranger = Person(pk=99, email=ADA)  # a number that the library writes in another base
    stranger.set_password(theirs)
    stranger.save()
    client.post("/accounts/login/", {"login": ADA, "password": theirs})
    assert "account_login" in client.session
    result = run("create-admin", ADA, "--password-stdin", typed=PASSWORD)
    assert result.exit_code == 0
    ada = person_by_email(ADA)
    assert not ada.check_password(theirs)
    assert roles_of(ada) == [Role.ADMINISTRATOR]
    assert "account_login" not in client.session
    client.post("/accounts/login/", {"login": ADA, "password": theirs})
    assert client.get("/desk/account/").status_code == 302
    client.post("/accounts/login/", {"login": ADA, "password": PASSWORD})
    assert client.get("/desk/account/").status_code == 200


def test_create_admin_with_a_weak_password_leaves_nothing_behind():
    result = run("create-admin", ADA, "--password-stdin", typed="short\n")
    assert "at least 12 characters" in str(result.exception)
    assert not Person.objects.exists()


def test_grant_and_revoke_are_done_by_the_operator(member: Person):
    assert run("grant", member.email, "curator").stdout == f"{member.email} is curator.\n"
    assert roles_of(member) == [Role.CURATOR]
    assert run("revoke", member.email, "curator").exit_code == 0
    assert roles_of(member) == []
    actors = LogEntry.objects.filter(stream="people").values_list("actor", flat=True)
    assert set(actors) == {"operator"}


@pytest.mark.parametrize("verb", ["grant", "revoke"])
def test_a_role_that_does_not_exist_is_wrong_use(member: Person, verb: str):
    assert run(verb, member.email, "king").exit_code == 2


@pytest.mark.parametrize("words", [["grant", ADA, "curator"], ["export", ADA], ["erase", ADA]])
def test_nobody_is_told_in_one_line(words: Any):
    error = run(*words).exception
    assert isinstance(error, NoSuchPerson)
    assert str(error) == f"There is no account with the address {ADA}."


def test_export_is_json(member: Person):
    exported = json.loads(run("export", member.email).stdout)
    assert exported["people.person"][0]["name"] == "Mem Ber"


def test_erase_asks_first(member: Person):
    assert run("erase", member.email, typed="n\n").exit_code == 1
    assert person_by_email(member.email) == member
    assert run("erase", member.email, typed="y\n").exit_code == 0
    assert Person.objects.get(pk=member.pk).erased_at is not None
    assert first_broken_link("people") is None


def test_erase_with_yes_asks_nothing(member: Person):
    assert run("erase", member.email, "--yes").stdout == "Forgotten.\n"


def test_address_of_an_erased_person_can_be_used_again(member: Person):
    run("erase", member.email, "--yes")
    assert run("create-admin", member.email).exit_code == 0
    assert not isinstance(run("create-admin", member.email).exception, AddressTaken)
