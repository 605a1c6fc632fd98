from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.conftest import PASSWORD

from armillary.people.enums import Role
from armillary.people.models import Person
from armillary.people.queries import personal_data_of, roles_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/desk/people/", "/desk/account/", "/desk/account/data.json"])
def test_visitors_are_asked_to_sign_in(client: Client, path: str):
    assert client.get(path)["Location"] == f"/accounts/login/?next={path}"


@pytest.mark.parametrize("who", ["member", "curator", "reviewer"])
def test_people_page_is_for_administrators(
    request: pytest.FixtureRequest, client_of: Callable[[Person], Client], who: str
):
    client = client_of(request.getfixturevalue(who))
    assert client.get("/desk/people/").status_code == 403
    for person in (
        "x",
        request.getfixturevalue("administrator").public_id,
    ):  # who exists is not told
        for role in ("curator", "king"):
            answer = client.post("/desk/people/revoke/", {"person": person, "role": role})
            assert answer.status_code == 403


def test_a_member_cannot_take_a_role_away(
    client_of: Callable[[Person], Client], member: Person, curator: Person
):
    form = {"person": curator.public_id, "role": "curator"}
    assert client_of(member).post("/desk/people/revoke/", form).status_code == 403
    assert roles_of(curator) == [Role.CURATOR]


def test_administrator_gives_and_takes_a_role(
    client_of: Callable[[Person], Client], administrator: Person, member: Person
):
    client = client_of(administrator)
    client.post("/desk/people/", {"email": member.email, "role": "curator"})
    assert roles_of(member) == [Role.CURATOR]
    assert member.email in client.get("/desk/people/").content.decode()
    client.post("/desk/people/revoke/", {"person": member.public_id, "role": "curator"})
    assert roles_of(member) == []


def test_a_role_for_nobody_is_told_beside_the_field(
    client_of: Callable[[Person], Client], administrator: Person
):
    response = client_of(administrator).post(
        "/desk/people/", {"email": "nobody@example.org", "role": "curator"}
    )
    assert response.context["form"].errors == {
        "email": ["There is no account with the address nobody@example.org."]
    }


def test_a_role_for_an_unconfirmed_account_is_refused_beside_the_field(
    client_of: Callable[[Person], Client], administrator: Person, member: Person
):
    EmailAddress.objects.filter(user=member).update(verified=False)
    form = {"email": member.email, "role": "curator"}
    response = client_of(administrator).post("/desk/people/", form)
    [said] = response.context["form"].errors["email"]
    assert said.startswith("Nobody has confirmed the address of this account yet")
    assert roles_of(member) == []


@pytest.mark.parametrize("role", ["member", "king", ""])
def test_only_roles_that_exist_can_be_given(
    client_of: Callable[[Person], Client], administrator: Person, member: Person, role: str
):
    response = client_of(administrator).post("/desk/people/", {"email": member.email, "role": role})
    assert list(response.context["form"].errors) == ["role"]


def test_taking_a_role_that_does_not_exist_is_bad_input(
    client_of: Callable[[Person], Client], administrator: Person, member: Person
):
    form = {"person": member.public_id, "role": "king"}
    assert client_of(administrator).post("/desk/people/revoke/", form).status_code == 400


def test_queries_of_the_people_page_do_not_grow(
    client_of: Callable[[Person], Client],
    administrator: Person,
    new_person: Callable[..., Person],
    django_assert_num_queries: Any,
):
    client = client_of(administrator)
    with CaptureQueriesContext(connection) as few:
        client.get("/desk/people/")
    for _ in range(3):
        new_person(Role.CURATOR)
    with django_assert_num_queries(len(few)):
        client.get("/desk/people/")


def test_people_change_their_name_and_language(
    client_of: Callable[[Person], Client], member: Person
):
    client = client_of(member)
    client.post("/desk/account/", {"name": "مريم", "language": "ar"})
    member.refresh_from_db()
    assert (member.name, member.language) == ("مريم", "ar")


def test_people_download_what_is_held_about_them(
    client_of: Callable[[Person], Client], member: Person
):
    response = client_of(member).get("/desk/account/data.json")
    assert response.json() == personal_data_of(member)
    assert response["Content-Disposition"] == 'attachment; filename="my-data.json"'


@pytest.mark.parametrize(
    "form", [{}, {"password": PASSWORD}, {"sure": "yes"}, {"sure": "yes", "password": "wrong"}]
)
def test_nothing_is_erased_without_password_and_tick(
    client_of: Callable[[Person], Client], member: Person, form: Any
):
    client = client_of(member)
    client.post("/desk/account/erase/", form)
    member.refresh_from_db()
    assert member.erased_at is None
    assert client.get("/desk/account/").status_code == 200


def test_guessing_the_password_of_a_session_left_open_is_stopped(
    client_of: Callable[[Person], Client], member: Person
):
    client = client_of(member)
    for _attempt in range(5):
        client.post("/desk/account/erase/", {"sure": "yes", "password": "wrong"})
    response = client.post("/desk/account/erase/", {"sure": "yes", "password": PASSWORD})
    assert response.status_code == 403
    assert "Too many failed login attempts" in response.content.decode()
    member.refresh_from_db()
    assert member.erased_at is None


def test_people_erase_themselves_and_are_signed_out(
    client_of: Callable[[Person], Client], member: Person
):
    client, elsewhere = client_of(member), client_of(member)
    response = client.post("/desk/account/erase/", {"sure": "yes", "password": PASSWORD})
    assert response["Location"] == "/"
    assert Person.objects.get(pk=member.pk).erased_at is not None
    assert client.get("/desk/account/").status_code == 302
    assert elsewhere.get("/desk/account/").status_code == 302
    assert client.post("/desk/account/erase/").status_code == 302


@pytest.mark.parametrize("path", ["/desk/people/revoke/", "/desk/account/erase/"])
def test_nothing_is_changed_by_following_a_link(
    client_of: Callable[[Person], Client], administrator: Person, path: str
):
    assert client_of(administrator).get(path).status_code == 405
