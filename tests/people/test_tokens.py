"""Tokens for programs: made and taken back by their owner, kept as a digest, gone with the account."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from armillary.core.clock import now
from armillary.core.errors import Conflict, InvalidInput, Refused
from armillary.people.actors import OPERATOR
from armillary.people.errors import InvalidToken, NoSuchToken
from armillary.people.models import ApiToken, LogEntry, Person
from armillary.people.operations import erase_person, take_over_person
from armillary.people.queries import personal_data_of
from armillary.people.tokens.operations import MOST, create_token, revoke_token
from armillary.people.tokens.queries import bearer_of, tokens_of

pytestmark = pytest.mark.django_db

ClientOf = Callable[[Person], Client]


def test_secret_opens_the_account_of_its_owner_and_is_kept_nowhere(member: Person):
    token, secret = create_token(member, name="Harvester", by=member)
    assert secret.startswith("arm_")
    assert bearer_of(secret).person == member
    stored = ApiToken.objects.values_list().get(pk=token.pk)
    assert secret not in map(str, stored)
    assert secret not in str(list(LogEntry.objects.values_list("facts", "subject")))


@pytest.mark.parametrize("secret", ["", "arm_", "arm_unknown", "é" * 2000])
def test_what_is_no_token_is_refused(member: Person, secret: str):
    create_token(member, name="Harvester", by=member)
    with pytest.raises(InvalidToken):
        bearer_of(secret)


def test_token_taken_back_is_refused(member: Person):
    token, secret = create_token(member, name="Harvester", by=member)
    revoke_token(member, token.public_id, by=member)
    with pytest.raises(InvalidToken):
        bearer_of(secret)
    with pytest.raises(NoSuchToken):
        revoke_token(member, token.public_id, by=member)


def test_token_is_good_until_its_day(member: Person):
    token, secret = create_token(member, name="Harvester", days=30, by=member)
    assert token.expires_at is not None
    assert abs(token.expires_at - now() - timedelta(days=30)) < timedelta(minutes=1)
    assert bearer_of(secret) == token
    ApiToken.objects.update(expires_at=now())
    with pytest.raises(InvalidToken, match="expired"):
        bearer_of(secret)


def test_token_of_a_closed_account_is_refused(member: Person):
    _token, secret = create_token(member, name="Harvester", by=member)
    Person.objects.filter(pk=member.pk).update(is_active=False)
    with pytest.raises(InvalidToken):
        bearer_of(secret)


@pytest.mark.parametrize("days", [0, -1, 100_000])
def test_days_must_make_sense(member: Person, days: int):
    with pytest.raises(InvalidInput):
        create_token(member, name="Harvester", days=days, by=member)


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_token_says_what_it_is_for(member: Person, name: str):
    with pytest.raises(InvalidInput):
        create_token(member, name=name, by=member)


def test_nobody_has_more_than_so_many(member: Person):
    for number in range(MOST):
        create_token(member, name=f"Program {number}", by=member)
    with pytest.raises(Conflict):
        create_token(member, name="One more", by=member)


def test_nobody_makes_or_takes_back_a_token_of_somebody_else(member: Person, administrator: Person):
    token, _secret = create_token(member, name="Harvester", by=OPERATOR)
    with pytest.raises(Refused):
        create_token(member, name="Borrowed", by=administrator)
    with pytest.raises(Refused):
        revoke_token(member, token.public_id, by=administrator)


def test_tokens_go_with_the_account_and_stand_in_its_data(member: Person):
    create_token(member, name="Harvester", by=member)
    [row] = personal_data_of(member)["people.apitoken"]
    assert row["name"] == "Harvester"
    erase_person(member, by=member)
    assert not ApiToken.objects.exists()


def test_whoever_takes_an_account_over_finds_no_token_of_a_stranger(new_person):
    stranger = new_person(email="somebody@example.org")
    EmailAddress.objects.filter(user=stranger).update(verified=False)
    create_token(stranger, name="Left behind", by=OPERATOR)
    take_over_person(stranger, password="four other plain words", by=OPERATOR)
    assert not ApiToken.objects.exists()


# The page


def test_secret_is_on_the_page_once(client_of: ClientOf, member: Person):
    desk = client_of(member)
    page = desk.post("/desk/account/tokens/", {"name": "My script", "days": "90"})
    [token] = tokens_of(member)
    shown = page.content.decode().partition('<code dir="ltr">')[2].partition("</code>")[0]
    assert bearer_of(shown) == token
    assert page["Cache-Control"] == "no-store, private"
    again = desk.get("/desk/account/tokens/").content.decode()
    assert shown not in again
    assert "My script" in again
    assert (token.may_write, token.expires_at is None) == (False, False)


def test_token_that_may_write_for_good(client_of: ClientOf, member: Person):
    sent = {"name": "Robot", "days": "", "may_write": "on"}
    client_of(member).post("/desk/account/tokens/", sent)
    [token] = tokens_of(member)
    assert (token.may_write, token.expires_at) == (True, None)


def test_token_without_a_name_is_told_beside_the_field(client_of: ClientOf, member: Person):
    page = client_of(member).post("/desk/account/tokens/", {"name": " ", "days": "30"})
    assert page.status_code == 200
    assert b'class="wrong"' in page.content
    assert not ApiToken.objects.exists()


def test_token_is_taken_back_at_the_desk(client_of: ClientOf, member: Person, curator: Person):
    token, _secret = create_token(member, name="Harvester", by=member)
    sent = {"token": token.public_id}
    assert client_of(curator).post("/desk/account/tokens/revoke/", sent).status_code == 404
    client_of(member).post("/desk/account/tokens/revoke/", sent)
    assert not ApiToken.objects.exists()
