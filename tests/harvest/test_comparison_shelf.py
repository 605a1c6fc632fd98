"""A comparison reads from the database only what came or changed since the one before it."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from armillary.catalogue.models import IdentityKey, Resource
from armillary.catalogue.operations import merge_resources, undo_merge, withdraw_resources
from armillary.harvest.duplicates.entries import standing_entries, standing_states
from armillary.harvest.models import Suspicion
from armillary.harvest.suspecting import Compared, compare_everything
from armillary.people.actors import OPERATOR, SYSTEM

from .copies import copy

pytestmark = pytest.mark.django_db

Make = Callable[..., Resource]
APART = {"titles": {"en": "The periodic table for beginners"}}


@pytest.fixture(autouse=True)
def shelf(settings: Any, tmp_path: Path) -> Path:
    settings.COMPARISON_ROOT = tmp_path / "comparison"
    return tmp_path / "comparison"


@pytest.fixture
def resources(new_resource: Make) -> list[Resource]:
    return [new_resource(**copy(1)), new_resource(**APART)]


def compare() -> Compared:
    return compare_everything(by=SYSTEM)


def stamps() -> dict[int, int]:
    states = standing_states()
    assert states.id.tolist() == [entry.id for entry in standing_entries(states.id.tolist())]
    return dict(zip(states.id.tolist(), states.stamp.tolist(), strict=True))


def test_stamps_stay_while_nothing_changes(resources: list[Resource]):
    assert stamps() == stamps()
    assert set(stamps()) == {row.pk for row in resources}


def test_stamp_changes_with_a_resource_alone(resources: list[Resource]):
    first, second = resources
    before = stamps()
    first.save()
    assert stamps()[first.pk] != before[first.pk]
    assert stamps()[second.pk] == before[second.pk]


def test_stamp_changes_with_identifiers_though_the_resource_stays(resources: list[Resource]):
    first, second = resources
    before = stamps()
    IdentityKey.objects.create(resource=first, key="doi:10.5555/new")
    IdentityKey.objects.create(resource=second, key="address:https://not.compared.example/")
    assert stamps()[first.pk] != before[first.pk]
    assert stamps()[second.pk] == before[second.pk]


def test_alias_has_no_stamp_and_gives_its_identifiers(resources: list[Resource]):
    kept, absorbed = resources
    merge_resources(kept, absorbed, by=OPERATOR)
    before = stamps()
    assert list(before) == [kept.pk]
    IdentityKey.objects.create(resource=absorbed, key="doi:10.5555/new")
    assert stamps()[kept.pk] != before[kept.pk]


def test_what_is_withdrawn_has_no_stamp(resources: list[Resource]):
    withdraw_resources([resources[0].pk], reason="Wrong.", by=OPERATOR)
    assert list(stamps()) == [resources[1].pk]


def test_nothing_is_read_again_that_did_not_change(
    resources: list[Resource], django_assert_num_queries: Any
):
    compare()
    with django_assert_num_queries(0):
        assert list(standing_entries([])) == []
    Resource.objects.filter(pk=resources[1].pk).update(**copy_of(resources[0]))
    assert compare() == Compared(0, 0, 0)  # no operation changes a resource and not `changed_at`
    Resource.objects.get(pk=resources[1].pk).save()
    assert compare() == Compared(merged=1, asked=0, dropped=0)


def copy_of(resource: Resource) -> dict[str, Any]:
    row = Resource.objects.get(pk=resource.pk)
    return {name: getattr(row, name) for name in ("titles", "descriptions", "facts")}


@pytest.mark.parametrize("is_gone", [False, True])
def test_shelf_may_be_thrown_away(
    resources: list[Resource], new_resource: Make, shelf: Path, is_gone: bool
):
    compare()
    assert (shelf / "entries").stat().st_size > 0
    if is_gone:
        shutil.rmtree(shelf)
    new_resource(**copy(2))
    assert compare() == Compared(merged=1, asked=0, dropped=0)


def test_merged_and_parted_are_compared_as_they_are_now(resources: list[Resource]):
    kept, absorbed = resources
    compare()
    merge_resources(kept, absorbed, by=OPERATOR)
    assert compare() == Compared(0, 0, 0)
    undo_merge(Resource.objects.get(pk=absorbed.pk), by=OPERATOR)
    assert set(stamps()) == {kept.pk, absorbed.pk}
    assert compare() == Compared(0, 0, 0)
    assert not Suspicion.objects.filter(state="open").exists()
