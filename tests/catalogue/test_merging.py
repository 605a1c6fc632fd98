from collections.abc import Callable

import pytest

from armillary.catalogue.errors import MergeConflict, NoSuchResource
from armillary.catalogue.models import IdentityKey, Resource
from armillary.catalogue.operations import merge_resources, undo_merge, withdraw_resources
from armillary.catalogue.public import Withdrawn, public_resource
from armillary.catalogue.queries import (
    listed_count,
    resource_by_public_id,
    resources_by_key,
    row_by_public_id,
)
from armillary.core.errors import Refused
from armillary.people.actors import SYSTEM, VISITOR
from armillary.people.models import Person

pytestmark = pytest.mark.django_db

# When a row changed for the outside is no part of what it says: a harvester that saw the merge
# must see its undoing as a change that is newer still.
CLOCKS = {"datestamp", "changed_at"}


def rows() -> list[dict]:
    resources = list(Resource.objects.order_by("pk").values())
    for row in resources:
        for name in CLOCKS:
            del row[name]
    return [*resources, *IdentityKey.objects.order_by("pk").values()]


@pytest.fixture
def three(new_resource: Callable[..., Resource]) -> list[Resource]:
    return [new_resource(listed=True, keys=(f"doi:10.1/{name}",)) for name in "abc"]


def test_the_absorbed_becomes_an_alias_and_its_keys_lead_to_the_other(three: list[Resource]):
    kept, absorbed, _other = three
    assert merge_resources(kept, absorbed, by=SYSTEM) == kept
    assert resource_by_public_id(absorbed.public_id) == kept
    assert row_by_public_id(absorbed.public_id) == absorbed
    assert resources_by_key(["doi:10.1/b"]) == {"doi:10.1/b": kept.pk}
    assert listed_count() == 2
    assert public_resource(absorbed.public_id) == kept


def test_a_chain_of_merges_leads_to_the_one_that_stands(three: list[Resource]):
    first, second, third = three
    merge_resources(second, first, by=SYSTEM)
    merge_resources(third, second, by=SYSTEM)
    assert resource_by_public_id(first.public_id) == third
    assert resources_by_key(["doi:10.1/a"]) == {"doi:10.1/a": third.pk}


def test_merging_into_an_alias_merges_into_what_stands(three: list[Resource]):
    first, second, third = three
    merge_resources(second, first, by=SYSTEM)
    assert merge_resources(first, third, by=SYSTEM) == second
    assert row_by_public_id(third.public_id).alias_of == second


def test_undo_leaves_every_row_as_it_was(three: list[Resource]):
    before = rows()
    kept, absorbed, _other = three
    merge_resources(kept, absorbed, by=SYSTEM)
    assert rows() != before
    undo_merge(absorbed, by=SYSTEM)
    assert rows() == before


def test_undo_within_a_chain_parts_one_link_only(three: list[Resource]):
    first, second, third = three
    merge_resources(second, first, by=SYSTEM)
    merge_resources(third, second, by=SYSTEM)
    undo_merge(second, by=SYSTEM)
    assert resource_by_public_id(first.public_id) == second
    assert resource_by_public_id(second.public_id) == second


def test_merge_and_undo_are_changes_that_the_outside_can_see(three: list[Resource]):
    kept, absorbed, other = three
    stamps = {each.pk: each.datestamp for each in three}
    for change in (
        lambda: merge_resources(kept, absorbed, by=SYSTEM),
        lambda: undo_merge(absorbed, by=SYSTEM),
    ):
        change()
        now = dict(Resource.objects.values_list("pk", "datestamp"))
        assert now[kept.pk] > stamps[kept.pk]
        assert now[absorbed.pk] > stamps[absorbed.pk]
        assert now[other.pk] == stamps[other.pk]
        stamps = now


def test_merging_with_itself_is_refused(three: list[Resource]):
    with pytest.raises(MergeConflict, match="itself"):
        merge_resources(three[0], three[0], by=SYSTEM)


def test_merging_a_resource_into_its_own_alias_is_refused(three: list[Resource]):
    kept, absorbed, _other = three
    merge_resources(kept, absorbed, by=SYSTEM)
    with pytest.raises(MergeConflict, match="itself"):
        merge_resources(Resource.objects.get(pk=absorbed.pk), kept, by=SYSTEM)


def test_no_circle_can_be_closed_even_with_copies_read_before(three: list[Resource]):
    """Two pages opened at the same time must not make two resources aliases of each other."""
    first, second, _third = three
    merge_resources(first, second, by=SYSTEM)
    with pytest.raises(MergeConflict):
        merge_resources(second, first, by=SYSTEM)  # these copies know of no merge
    assert resource_by_public_id(second.public_id) == first


def test_merging_twice_is_refused(three: list[Resource]):
    kept, absorbed, other = three
    merge_resources(kept, absorbed, by=SYSTEM)
    with pytest.raises(MergeConflict, match="already"):
        merge_resources(other, absorbed, by=SYSTEM)


def test_undo_of_what_is_not_merged_is_refused(three: list[Resource]):
    with pytest.raises(MergeConflict, match="not merged"):
        undo_merge(three[0], by=SYSTEM)
    merge_resources(three[0], three[1], by=SYSTEM)
    undo_merge(three[1], by=SYSTEM)
    with pytest.raises(MergeConflict, match="not merged"):
        undo_merge(three[1], by=SYSTEM)


def test_an_alias_of_a_withdrawn_resource_is_withdrawn_too(three: list[Resource]):
    kept, absorbed, _other = three
    merge_resources(kept, absorbed, by=SYSTEM)
    withdraw_resources([kept.pk], by=SYSTEM, reason="Gone.")
    with pytest.raises(Withdrawn, match="Gone"):
        public_resource(absorbed.public_id)


def test_only_curators_merge_and_part(three: list[Resource], member: Person):
    for actor in (member, VISITOR):
        with pytest.raises(Refused):
            merge_resources(three[0], three[1], by=actor)
        with pytest.raises(Refused):
            undo_merge(three[0], by=actor)


def test_unknown_ids_are_nobody():
    with pytest.raises(NoSuchResource):
        resource_by_public_id("nothing")
    assert resources_by_key(["doi:10.1/none"]) == {}
