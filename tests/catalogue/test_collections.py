from collections.abc import Callable
from typing import Any

import pytest

from armillary.catalogue.errors import NoSuchCollection
from armillary.catalogue.models import Collection, CollectionGrant, Resource
from armillary.catalogue.operations import (
    add_to_collection,
    create_collection,
    merge_resources,
    publish_collection,
    remove_from_collection,
    withdraw_resources,
)
from armillary.catalogue.queries import collection_by_slug, items_of, published_collections
from armillary.core.errors import Conflict, InvalidInput, Refused
from armillary.core.texts import TranslatedText
from armillary.people.actors import OPERATOR, SYSTEM, VISITOR
from armillary.people.enums import Role
from armillary.people.models import LogEntry, Person
from armillary.people.operations import erase_person
from armillary.people.queries import personal_data_of

pytestmark = pytest.mark.django_db

TITLE = TranslatedText.of(en="Water", ar="الماء")


@pytest.fixture
def water() -> Collection:
    return create_collection("water", title=TITLE, by=OPERATOR)


def shown(collection: Collection) -> list[str]:
    return [item.resource.public_id for item in items_of(collection)]


def test_a_new_collection_waits_until_it_is_published(water: Collection):
    assert published_collections() == []
    with pytest.raises(NoSuchCollection):
        collection_by_slug("water")
    publish_collection(water, by=OPERATOR)
    assert published_collections() == [water]
    assert collection_by_slug("water").title == TITLE


def test_publishing_twice_is_one_decision(water: Collection):
    publish_collection(water, by=OPERATOR)
    publish_collection(water, by=OPERATOR)
    assert LogEntry.objects.filter(action="publish-collection").count() == 1


def test_a_name_is_given_once(water: Collection):
    with pytest.raises(Conflict, match="already a collection"):
        create_collection("water", title=TITLE, by=OPERATOR)


@pytest.mark.parametrize("slug", ["", "two words", "a/b", "الماء", "../x"])
def test_a_name_that_cannot_stand_in_an_address_is_refused(slug: str):
    with pytest.raises(InvalidInput, match="letters, digits and hyphens"):
        create_collection(slug, title=TITLE, by=OPERATOR)


def test_resources_keep_the_order_in_which_they_were_added(
    water: Collection, new_resource: Callable[..., Resource]
):
    resources = [new_resource(listed=True) for _ in range(3)]
    for resource in reversed(resources):
        add_to_collection(water, resource, by=OPERATOR)
    assert shown(water) == [each.public_id for each in reversed(resources)]


def test_adding_twice_keeps_the_place_and_the_note(
    water: Collection, new_resource: Callable[..., Resource]
):
    first, second = new_resource(listed=True), new_resource(listed=True)
    note = TranslatedText.of(en="Start here.")
    item = add_to_collection(water, first, note=note, by=OPERATOR)
    add_to_collection(water, second, by=OPERATOR)
    assert add_to_collection(water, first, by=OPERATOR) == item
    assert shown(water) == [first.public_id, second.public_id]
    assert items_of(water)[0].note == note


def test_readers_see_listed_resources_only(
    water: Collection, new_resource: Callable[..., Resource]
):
    listed, candidate, gone = (new_resource(listed=True) for _ in range(3))
    candidate = new_resource()
    for resource in (listed, candidate, gone):
        add_to_collection(water, resource, by=OPERATOR)
    withdraw_resources([gone.pk], by=SYSTEM, reason="Away")
    assert shown(water) == [listed.public_id]


def test_two_that_were_merged_are_shown_once_and_removed_together(
    water: Collection, new_resource: Callable[..., Resource]
):
    kept, absorbed = new_resource(listed=True), new_resource(listed=True)
    add_to_collection(water, absorbed, by=OPERATOR)
    add_to_collection(water, kept, by=OPERATOR)
    merge_resources(kept, absorbed, by=SYSTEM)
    absorbed.refresh_from_db()
    assert len(items_of(water)) == 1
    remove_from_collection(water, kept, by=OPERATOR)
    assert water.items.count() == 0


def test_one_that_was_absorbed_is_in_the_collection_as_the_other(
    water: Collection, new_resource: Callable[..., Resource]
):
    kept, absorbed = new_resource(listed=True), new_resource(listed=True)
    item = add_to_collection(water, absorbed, by=OPERATOR)
    merge_resources(kept, absorbed, by=SYSTEM)
    assert add_to_collection(water, kept, by=OPERATOR) == item
    assert water.items.count() == 1


def test_removing_what_is_not_there_is_no_decision(
    water: Collection, new_resource: Callable[..., Resource]
):
    remove_from_collection(water, new_resource(), by=OPERATOR)
    assert not LogEntry.objects.filter(action="remove-from-collection").exists()


def test_queries_for_a_collection_do_not_grow(
    water: Collection, new_resource: Callable[..., Resource], django_assert_num_queries: Any
):
    for count in (1, 3):
        while water.items.count() < count:
            add_to_collection(water, new_resource(listed=True), by=OPERATOR)
        with django_assert_num_queries(1):
            assert len(items_of(water)) == count


def test_only_curators_make_collections(member: Person, water: Collection):
    for actor in (member, VISITOR):
        with pytest.raises(Refused):
            create_collection("ice", title=TITLE, by=actor)
        with pytest.raises(Refused):
            publish_collection(water, by=actor)


def test_a_curator_of_one_collection_edits_that_one(
    water: Collection, member: Person, new_resource: Callable[..., Resource]
):
    other = create_collection("ice", title=TITLE, by=OPERATOR)
    CollectionGrant.objects.create(person=member, on=water, role=Role.CURATOR, by="operator")
    resource = new_resource(listed=True)
    add_to_collection(water, resource, by=member)
    remove_from_collection(water, resource, by=member)
    publish_collection(water, by=member)
    with pytest.raises(Refused):
        add_to_collection(other, resource, by=member)


def test_a_grant_on_a_collection_is_given_out_and_forgotten_with_its_person(
    water: Collection, member: Person
):
    CollectionGrant.objects.create(person=member, on=water, role=Role.CURATOR, by="operator")
    exported = personal_data_of(member)["catalogue.collectiongrant"]
    assert exported == [{"role": "curator", "collection": "water"}]
    erase_person(member, by=member)
    assert not CollectionGrant.objects.exists()
