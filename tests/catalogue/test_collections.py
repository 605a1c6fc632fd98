from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from armillary.catalogue.errors import NoSuchCollection
from armillary.catalogue.models import Collection, CollectionGrant, Resource
from armillary.catalogue.operations import (
    add_to_collection,
    create_collection,
    edit_collection,
    merge_resources,
    move_in_collection,
    publish_collection,
    remove_from_collection,
    unpublish_collection,
    withdraw_resources,
)
from armillary.catalogue.queries import (
    collection_by_slug,
    collections_of,
    items_of,
    published_collections,
)
from armillary.core.clock import now
from armillary.core.errors import Conflict, InvalidInput, Refused
from armillary.core.texts import TranslatedText
from armillary.people.actors import OPERATOR, SYSTEM, VISITOR
from armillary.people.models import LogEntry, Person
from armillary.people.operations import erase_person
from armillary.people.queries import personal_data_of

from .conftest import TITLE

pytestmark = pytest.mark.django_db


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


@pytest.fixture
def three(water: Collection, new_resource: Callable[..., Resource]) -> list[Resource]:
    resources = [new_resource(listed=True) for _ in range(3)]
    for resource in resources:
        add_to_collection(water, resource, by=OPERATOR)
    return resources


def test_a_resource_changes_places_with_its_neighbour(water: Collection, three: list[Resource]):
    first, second, third = three
    move_in_collection(water, third, up=True, by=OPERATOR)
    assert shown(water) == [first.public_id, third.public_id, second.public_id]
    move_in_collection(water, first, up=False, by=OPERATOR)
    assert shown(water) == [third.public_id, first.public_id, second.public_id]
    assert LogEntry.objects.filter(action="move-in-collection").count() == 2


def test_at_the_end_of_the_list_nothing_moves(water: Collection, three: list[Resource]):
    move_in_collection(water, three[0], up=True, by=OPERATOR)
    move_in_collection(water, three[2], up=False, by=OPERATOR)
    assert shown(water) == [each.public_id for each in three]
    assert not LogEntry.objects.filter(action="move-in-collection").exists()


def test_what_was_merged_moves_as_one(water: Collection, three: list[Resource]):
    first, second, third = three
    merge_resources(first, third, by=SYSTEM)
    third.refresh_from_db()
    move_in_collection(water, third, up=False, by=OPERATOR)
    assert shown(water) == [second.public_id, first.public_id]
    assert list(water.items.values_list("resource", flat=True)) == [second.pk, first.pk, third.pk]


def test_moving_what_is_not_there_is_refused(
    water: Collection, new_resource: Callable[..., Resource]
):
    with pytest.raises(Conflict, match="not in the collection any more"):
        move_in_collection(water, new_resource(), up=True, by=OPERATOR)


def test_words_are_edited_and_an_edit_without_a_change_is_no_decision(water: Collection):
    introduction = TranslatedText.of(en="Wet.")
    for _ in range(2):
        edit_collection(water, title=TITLE, introduction=introduction, by=OPERATOR)
    water.refresh_from_db()
    assert (water.title, water.introduction) == (TITLE, introduction)
    assert LogEntry.objects.filter(action="edit-collection").count() == 1


def test_a_collection_keeps_a_title(water: Collection):
    nothing = TranslatedText()
    with pytest.raises(InvalidInput, match="needs a title"):
        edit_collection(water, title=nothing, introduction=nothing, by=OPERATOR)
    with pytest.raises(InvalidInput, match="needs a title"):
        create_collection("ice", title=nothing, by=OPERATOR)
    water.refresh_from_db()
    assert water.title == TITLE


def test_what_is_unpublished_can_be_published_again(water: Collection, three: list[Resource]):
    publish_collection(water, by=OPERATOR)
    for _ in range(2):
        unpublish_collection(water, by=OPERATOR)
    assert published_collections() == []
    assert LogEntry.objects.filter(action="unpublish-collection").count() == 1
    publish_collection(water, by=OPERATOR)
    assert shown(collection_by_slug("water")) == [each.public_id for each in three]


def test_everyone_is_offered_what_they_may_edit(
    water: Collection, three: list[Resource], holder: Person, curator: Person, member: Person
):
    ice = create_collection("ice", title=TITLE, by=OPERATOR)
    assert collections_of(curator) == [ice, water]
    assert [each.item_count for each in collections_of(holder)] == [3]  # type: ignore[attr-defined]
    assert collections_of(member) == collections_of(VISITOR) == []


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
        for change in (publish_collection, unpublish_collection):
            with pytest.raises(Refused):
                change(water, by=actor)
        with pytest.raises(Refused):
            edit_collection(water, title=TITLE, introduction=TITLE, by=actor)
        with pytest.raises(Refused):
            move_in_collection(water, Resource(), up=True, by=actor)


def test_a_curator_of_one_collection_edits_that_one(
    water: Collection, holder: Person, new_resource: Callable[..., Resource]
):
    other = create_collection("ice", title=TITLE, by=OPERATOR)
    resource = new_resource(listed=True)
    add_to_collection(water, resource, by=holder)
    move_in_collection(water, resource, up=True, by=holder)
    remove_from_collection(water, resource, by=holder)
    edit_collection(water, title=TITLE, introduction=TITLE, by=holder)
    publish_collection(water, by=holder)
    unpublish_collection(water, by=holder)
    with pytest.raises(Refused):
        add_to_collection(other, resource, by=holder)


def test_a_grant_that_has_ended_opens_nothing(
    water: Collection, holder: Person, new_resource: Callable[..., Resource]
):
    CollectionGrant.objects.update(expires_at=now() - timedelta(minutes=1))
    with pytest.raises(Refused):
        add_to_collection(water, new_resource(), by=holder)
    assert collections_of(holder) == []


def test_a_grant_on_a_collection_is_given_out_and_forgotten_with_its_person(
    water: Collection, holder: Person
):
    exported = personal_data_of(holder)["catalogue.collectiongrant"]
    assert exported == [{"role": "curator", "collection": "water"}]
    erase_person(holder, by=holder)
    assert not CollectionGrant.objects.exists()
