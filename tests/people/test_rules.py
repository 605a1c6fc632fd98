from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from armillary.people.actors import OPERATOR, SYSTEM, VISITOR
from armillary.people.enums import Role
from armillary.people.models import Person
from armillary.people.operations import grant_role
from armillary.people.rules import has_role, is_administrator, is_curator, is_member, may_erase

pytestmark = pytest.mark.django_db

GRANTABLE = [role for role in Role if role != Role.MEMBER]


@pytest.mark.parametrize("role", GRANTABLE)
def test_a_grant_gives_its_role_and_no_other(new_person: Callable[..., Person], role: Any):
    person = new_person(role)
    held = [other for other in GRANTABLE if has_role(person, other)]
    assert held == (GRANTABLE if role == Role.ADMINISTRATOR else [role])


def test_any_of_several_roles_is_enough(reviewer: Person):
    assert has_role(reviewer, Role.CURATOR, Role.REVIEWER)


def test_everyone_signed_in_is_a_member_without_a_grant(member: Person):
    assert is_member(member)
    assert not is_curator(member)


def test_a_visitor_has_no_role():
    assert [is_member(VISITOR), is_curator(VISITOR), is_administrator(VISITOR)] == [False] * 3


@pytest.mark.parametrize("machine", [OPERATOR, SYSTEM])
def test_the_machine_may_do_everything(machine: Any):
    assert [has_role(machine, role) for role in Role] == [True] * len(Role)


def test_a_role_ends_when_its_grant_expires(member: Person):
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    with time_machine.travel(noon - timedelta(days=1), tick=False) as clock:
        grant_role(member, Role.CURATOR, expires_at=noon, by=OPERATOR)
        clock.move_to(noon - timedelta(seconds=1))
        assert is_curator(member)
        clock.move_to(noon)
        assert not is_curator(member)


def test_an_expired_administrator_may_nothing(member: Person):
    grant_role(member, Role.ADMINISTRATOR, expires_at=datetime(2020, 1, 1, tzinfo=UTC), by=OPERATOR)
    assert not is_administrator(member)
    assert not is_curator(member)


def test_a_grant_without_end_replaces_one_with_an_end(member: Person):
    grant_role(member, Role.CURATOR, expires_at=datetime(2020, 1, 1, tzinfo=UTC), by=OPERATOR)
    grant_role(member, Role.CURATOR, by=OPERATOR)
    assert is_curator(member)


def test_a_closed_account_has_no_role_whatever_was_granted(administrator: Person):
    Person.objects.filter(pk=administrator.pk).update(is_active=False)
    administrator.refresh_from_db()
    assert [has_role(administrator, role) for role in Role] == [False] * len(Role)


def test_people_may_erase_themselves_and_administrators_may_erase_anyone(
    member: Person, curator: Person, administrator: Person
):
    assert may_erase(member, member)
    assert not may_erase(curator, member)
    assert may_erase(administrator, member)
    assert not may_erase(VISITOR, member)
