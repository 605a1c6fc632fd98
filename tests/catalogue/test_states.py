from collections.abc import Callable

import pytest

from armillary.catalogue.errors import NoSuchResource, Withdrawn
from armillary.catalogue.models import Resource
from armillary.catalogue.operations import list_resources, reopen_resources, withdraw_resources
from armillary.catalogue.public import public_resource
from armillary.catalogue.queries import all_listed_ids, listed_count
from armillary.catalogue.signals import resources_restated
from armillary.core.errors import Refused
from armillary.people.actors import SYSTEM, VISITOR
from armillary.people.models import LogEntry, Person
from armillary.search.models import Change

pytestmark = pytest.mark.django_db


def state(resource: Resource) -> str:
    resource.refresh_from_db()
    return resource.state


def test_a_candidate_is_listed_with_a_date(new_resource: Callable[..., Resource]):
    resource = new_resource()
    assert list_resources([resource.pk], by=SYSTEM) == [resource.pk]
    before = resource.datestamp
    assert state(resource) == "listed"
    assert resource.listed_at == resource.datestamp > before


def test_listing_twice_does_nothing_the_second_time(new_resource: Callable[..., Resource]):
    resource = new_resource(listed=True)
    rows, entries = Resource.objects.values().get(), LogEntry.objects.count()
    Change.objects.all().delete()
    assert list_resources([resource.pk], by=SYSTEM) == []
    assert Resource.objects.values().get() == rows
    assert LogEntry.objects.count() == entries
    assert not Change.objects.exists()


def test_a_withdrawn_resource_stays_as_a_tombstone_that_says_why(
    new_resource: Callable[..., Resource], curator: Person
):
    resource = new_resource(listed=True)
    withdraw_resources([resource.pk], by=curator, reason="The publisher asked for it.")
    with pytest.raises(Withdrawn) as caught:
        public_resource(resource.public_id)
    assert (str(caught.value), caught.value.status) == ("The publisher asked for it.", 410)
    assert state(resource) == "withdrawn"
    assert resource.description["titles"] == resource.titles.texts


def test_a_candidate_that_was_declined_was_never_public(
    new_resource: Callable[..., Resource], curator: Person
):
    resource = new_resource()
    withdraw_resources([resource.pk], by=curator, reason="Not about STEM.")
    with pytest.raises(NoSuchResource):
        public_resource(resource.public_id)


def test_a_tombstone_can_be_reopened_and_listed_again(
    new_resource: Callable[..., Resource], curator: Person
):
    resource = new_resource(listed=True)
    withdraw_resources([resource.pk], by=curator, reason="Away")
    assert list_resources([resource.pk], by=curator) == []  # not from a tombstone
    assert reopen_resources([resource.pk], by=curator) == [resource.pk]
    assert (state(resource), resource.reason) == ("candidate", "")
    with pytest.raises(NoSuchResource):
        public_resource(resource.public_id)
    list_resources([resource.pk], by=curator)
    assert public_resource(resource.public_id) == resource


def test_only_tombstones_are_reopened(new_resource: Callable[..., Resource]):
    resources = [new_resource(), new_resource(listed=True)]
    assert reopen_resources([each.pk for each in resources], by=SYSTEM) == []


def test_one_decision_on_many_is_one_entry_and_one_piece_of_news(
    new_resource: Callable[..., Resource], curator: Person
):
    heard: list[list[int]] = []

    def listen(ids: list[int], **_more: object) -> None:
        heard.append(ids)

    resources = [new_resource() for _ in range(3)]
    ids = [each.pk for each in resources]
    Change.objects.all().delete()
    resources_restated.connect(listen)
    try:
        list_resources(ids, by=curator, reason="Checked by hand.")
    finally:
        resources_restated.disconnect(listen)
    assert heard == [ids]
    assert list(Change.objects.order_by("id").values_list("object_id", flat=True)) == ids
    entry = LogEntry.objects.filter(stream="catalogue").latest("number")
    assert (entry.action, entry.actor, entry.facts["reason"]) == (
        "state-listed",
        curator.public_id,
        "Checked by hand.",
    )
    assert sorted(entry.facts["resources"]) == sorted(each.public_id for each in resources)


def test_ids_that_do_not_exist_are_passed_over():
    assert list_resources([123456], by=SYSTEM) == []
    assert withdraw_resources([], by=SYSTEM, reason="x") == []


@pytest.mark.parametrize("who", ["member", "reviewer"])
def test_only_curators_decide(
    request: pytest.FixtureRequest, new_resource: Callable[..., Resource], who: str
):
    resource = new_resource()
    for actor in (request.getfixturevalue(who), VISITOR):
        for decide in (list_resources, withdraw_resources, reopen_resources):
            with pytest.raises(Refused):
                decide([resource.pk], by=actor, reason="x")
    assert state(resource) == "candidate"


def test_reads_of_what_is_listed(new_resource: Callable[..., Resource]):
    first, _candidate, second = new_resource(listed=True), new_resource(), new_resource(listed=True)
    assert listed_count() == 2
    assert list(all_listed_ids()) == [first.pk, second.pk]
