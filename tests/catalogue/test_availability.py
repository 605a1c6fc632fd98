"""A resource that cannot be opened stays listed and says so; harvesters learn of it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from armillary.catalogue.availability import call_available, call_unavailable
from armillary.catalogue.models import Resource
from armillary.core.errors import Refused
from armillary.people.actors import SYSTEM
from armillary.people.models import LogEntry, Person
from armillary.search.models import Change

pytestmark = pytest.mark.django_db

SINCE = datetime(2026, 5, 3, 8, tzinfo=UTC)
Make = Callable[..., Resource]


def fresh(resource: Resource) -> Resource:
    return Resource.objects.get(pk=resource.pk)


def test_it_stays_listed_with_a_new_datestamp_and_is_indexed_again(new_resource: Make):
    resource = new_resource(listed=True)
    Change.objects.all().delete()

    assert call_unavailable({resource.pk: SINCE}, by=SYSTEM) == [resource.pk]

    now = fresh(resource)
    assert (now.is_listed, now.unavailable_since) == (True, SINCE)
    assert now.datestamp > resource.datestamp
    assert [change.object_id for change in Change.objects.all()] == [resource.pk]


def test_saying_it_twice_changes_nothing(new_resource: Make):
    resource = new_resource(listed=True)
    call_unavailable({resource.pk: SINCE}, by=SYSTEM)
    before, entries = fresh(resource).datestamp, LogEntry.objects.count()
    assert call_unavailable({resource.pk: datetime(2026, 6, 1, tzinfo=UTC)}, by=SYSTEM) == []
    assert (fresh(resource).datestamp, LogEntry.objects.count()) == (before, entries)
    assert fresh(resource).unavailable_since == SINCE


def test_it_comes_back(new_resource: Make):
    resource = new_resource(listed=True)
    assert call_available([resource.pk], by=SYSTEM) == []
    call_unavailable({resource.pk: SINCE}, by=SYSTEM)
    assert call_available([resource.pk], by=SYSTEM) == [resource.pk]
    assert fresh(resource).unavailable_since is None


def test_a_candidate_keeps_its_place_in_the_queue(new_resource: Make):
    resource = new_resource()
    call_unavailable({resource.pk: SINCE}, by=SYSTEM)
    assert fresh(resource).unavailable_since == SINCE
    assert fresh(resource).datestamp == resource.datestamp


def test_one_entry_of_the_log_tells_of_all(new_resource: Make):
    resources = [new_resource(listed=True) for _number in range(3)]
    call_unavailable({resource.pk: SINCE for resource in resources}, by=SYSTEM)
    [entry] = LogEntry.objects.filter(action="call-unavailable")
    assert set(entry.facts["resources"]) == {resource.public_id for resource in resources}


def test_the_api_says_since_when(client: Client, new_resource: Make):
    resource = new_resource(listed=True)
    address = f"/api/v1/resources/{resource.public_id}"
    assert client.get(address).json()["unavailable_since"] is None
    call_unavailable({resource.pk: SINCE}, by=SYSTEM)
    assert client.get(address).json()["unavailable_since"] == "2026-05-03T08:00:00Z"


def test_a_member_may_not_say_so(new_resource: Make, member: Person):
    resource = new_resource(listed=True)
    with pytest.raises(Refused):
        call_unavailable({resource.pk: SINCE}, by=member)
    with pytest.raises(Refused):
        call_available([resource.pk], by=member)
