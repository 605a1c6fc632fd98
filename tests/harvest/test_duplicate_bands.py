"""Three bands: what is surely the same the machine merges, what is likely waits for a person, the rest
stays apart. No machine goes against a person, whichever way round."""

from collections.abc import Callable
from typing import Any

import pytest

from armillary.catalogue.errors import MergeConflict
from armillary.catalogue.merging.queries import standing_merge_of
from armillary.catalogue.models import Merge, Resource
from armillary.catalogue.operations import (
    list_resources,
    merge_resources,
    undo_merge,
    withdraw_resources,
)
from armillary.catalogue.pausing import pause_resource
from armillary.core.errors import Refused
from armillary.evaluation.enums import TakedownState
from armillary.evaluation.models import TakedownRequest
from armillary.harvest.enums import SuspicionState
from armillary.harvest.models import Record, Source, Suspicion
from armillary.harvest.operations import decide_suspicion, part_resources, undo_decision
from armillary.harvest.queries import open_suspicions
from armillary.harvest.suspecting import Compared, compare_everything
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.people.models import Person

from .conftest import Book
from .copies import ENGLISH, FRENCH, SPANISH, copy

pytestmark = pytest.mark.django_db

Make = Callable[..., Resource]


def top(resource: Resource) -> int | None:
    return Resource.objects.values_list("alias_of", flat=True).get(pk=resource.pk)


def compare(**more: Any) -> Compared:
    return compare_everything(**more, by=SYSTEM)


@pytest.fixture
def copies(new_resource: Make) -> list[Resource]:
    return [new_resource(**copy(number)) for number in (1, 2)]


def spoken_for(resource: Resource, **source: Any) -> Record:
    name = source.pop("name", "lessons")
    found, _new = Source.objects.get_or_create(name=name, defaults={"kind": "table", **source})
    record: Record = Record.objects.create(
        source=found, identifier=f"r{resource.pk}", resource=resource
    )
    return record


def test_what_is_surely_the_same_is_merged_by_the_machine(copies: list[Resource]):
    assert compare() == Compared(merged=1, asked=0, dropped=0)
    older, younger = copies
    assert top(younger) == older.pk
    merge = Merge.objects.get()
    assert (merge.made_by, merge.kept_id, merge.absorbed_id) == ("system", older.pk, younger.pk)
    assert merge.probability is not None
    assert merge.probability >= 0.98
    assert {"same-title", "same-name"} <= {reason["name"] for reason in merge.reasons}
    pair = Suspicion.objects.get()
    assert (pair.state, pair.decided_by, pair.merge) == ("same", "system", merge)


def test_what_is_likely_waits_for_a_person(new_resource: Make):
    new_resource(**copy(1))
    other = {"en": "Twelve lectures held at sea by somebody who would rather have been ashore."}
    new_resource(**copy(2, descriptions=other, published="2009", types=["video"]))
    assert compare() == Compared(merged=0, asked=1, dropped=0)
    [pair] = open_suspicions()
    assert (pair.tie, pair.decided_by) == ("same", "")
    assert 0.5 <= pair.probability < 0.98


def test_what_is_unlikely_is_not_stored(new_resource: Make):
    new_resource(**copy(1))
    new_resource(titles={"en": "The periodic table for beginners"})
    assert compare() == Compared(0, 0, 0)
    assert not Suspicion.objects.exists()


def test_readers_keep_what_they_see(copies: list[Resource]):
    older, younger = copies
    list_resources([younger.pk], by=OPERATOR)
    compare()
    assert (top(older), top(younger)) == (younger.pk, None)


def test_comparing_twice_changes_nothing(copies: list[Resource]):
    compare()
    rows = list(Suspicion.objects.values())
    assert compare(rebuild=True) == Compared(0, 0, 0)
    assert list(Suspicion.objects.values()) == rows


def test_site_may_ask_before_every_merge(copies: list[Resource], settings: Any):
    settings.ASK_BEFORE_MERGING = True
    assert compare() == Compared(merged=0, asked=1, dropped=0)
    assert top(copies[1]) is None


def test_question_of_before_is_merged_once_the_site_stops_asking(
    copies: list[Resource], settings: Any
):
    settings.ASK_BEFORE_MERGING = True
    compare()
    settings.ASK_BEFORE_MERGING = False
    assert compare() == Compared(merged=1, asked=0, dropped=0)
    assert Suspicion.objects.get().state == "same"


def test_source_may_ask_before_its_own_are_merged(copies: list[Resource]):
    spoken_for(copies[1], asks_before_merging=True)
    assert compare() == Compared(merged=0, asked=1, dropped=0)


def test_what_a_member_suggested_is_looked_at_by_a_person(copies: list[Resource]):
    spoken_for(copies[1], kind="submission", name="submissions")
    assert compare() == Compared(merged=0, asked=1, dropped=0)


@pytest.mark.parametrize("place", [0, 1])
def test_what_somebody_claims_is_not_merged(copies: list[Resource], place: int):
    list_resources([row.pk for row in copies], by=OPERATOR)
    pause_resource(copies[place], by=OPERATOR)
    assert compare() == Compared(merged=0, asked=1, dropped=0)
    assert not Merge.objects.exists()


def test_nor_what_is_claimed_without_a_pause(copies: list[Resource]):
    """Past a number of pauses in a day requests wait without one."""
    TakedownRequest.objects.create(resource=copies[1], state=TakedownState.OPEN)
    assert compare() == Compared(merged=0, asked=1, dropped=0)


def test_what_was_withdrawn_is_not_compared(copies: list[Resource]):
    withdraw_resources([copies[0].pk], by=OPERATOR, reason="Gone.")
    assert compare() == Compared(0, 0, 0)


def test_different_by_a_person_is_never_merged_nor_asked(copies: list[Resource], settings: Any):
    settings.ASK_BEFORE_MERGING = True
    compare()
    decide_suspicion(Suspicion.objects.get(), same=False, by=OPERATOR)
    settings.ASK_BEFORE_MERGING = False
    assert compare(rebuild=True) == Compared(0, 0, 0)
    assert not Merge.objects.exists()
    assert not open_suspicions().exists()


@pytest.fixture
def apart(new_resource: Make) -> tuple[Resource, Resource, Resource]:
    """A and C are different by a person's word; B is surely the same as either."""
    a, b, c = (new_resource(**copy(number)) for number in (1, 2, 3))
    pair = Suspicion.objects.create(first=a, second=c, probability=0.99)
    decide_suspicion(pair, same=False, by=OPERATOR)
    return a, b, c


def test_no_third_resource_joins_what_a_person_has_kept_apart(
    apart: tuple[Resource, Resource, Resource],
):
    a, b, c = apart
    assert compare() == Compared(merged=1, asked=0, dropped=0)
    assert (top(b), top(c)) == (a.pk, None)
    assert compare(rebuild=True) == Compared(0, 0, 0)
    assert not open_suspicions().exists()


def test_nor_does_a_curator_by_accident(apart: tuple[Resource, Resource, Resource]):
    a, b, c = apart
    merge_resources(a, b, by=OPERATOR)
    for kept, absorbed in ((b, c), (c, a)):
        with pytest.raises(MergeConflict) as refused:
            merge_resources(kept, absorbed, by=OPERATOR)
        assert a.public_id in str(refused.value)
        assert c.public_id in str(refused.value)
        assert "Undo that decision first." in str(refused.value)
    assert top(c) is None


def test_curator_may_merge_after_undoing_the_decision(apart: tuple[Resource, Resource, Resource]):
    a, b, c = apart
    undo_decision(Suspicion.objects.get(), by=OPERATOR)
    merge_resources(a, b, by=OPERATOR)
    merge_resources(b, c, by=OPERATOR)
    assert top(c) == a.pk


def test_machine_does_not_bridge_two_works_with_identifiers_of_their_own(new_resource: Make):
    one = new_resource(**copy(1), keys=("doi:10.1/a",))
    bridge = new_resource(**copy(2))
    other = new_resource(**copy(3), keys=("doi:10.1/b",))
    compare()
    assert top(bridge) in {one.pk, other.pk}
    assert {top(one), top(other)} == {None}
    assert compare().merged == 0


@pytest.mark.parametrize("again", [{}, {"rebuild": True}])
def test_merge_of_the_machine_that_a_person_undid_is_never_made_again(
    copies: list[Resource], curator: Person, again: dict[str, bool]
):
    compare()
    pair = undo_decision(Suspicion.objects.get(), by=curator)
    assert (pair.state, pair.decided_by) == ("different", curator.public_id)
    assert compare(**again) == Compared(0, 0, 0)
    assert top(copies[1]) is None
    assert not open_suspicions().exists()


@pytest.mark.parametrize("has_tasks_run", [True, False])
def test_parting_by_any_door_is_a_decision(
    copies: list[Resource], run_tasks: Callable[[], None], *, has_tasks_run: bool
):
    compare()
    undo_merge(Resource.objects.get(pk=copies[1].pk), by=OPERATOR)
    if has_tasks_run:
        run_tasks()
        pair = Suspicion.objects.get()
        assert (pair.state, pair.decided_by) == ("different", "operator")
    assert compare(rebuild=True) == Compared(0, 0, 0)
    assert not open_suspicions().exists()


def test_merge_by_hand_that_was_undone_by_hand_is_left_to_hands(copies: list[Resource]):
    merge_resources(*copies, by=OPERATOR)
    undo_merge(Resource.objects.get(pk=copies[1].pk), by=OPERATOR)
    assert compare() == Compared(0, 0, 0)
    merge_resources(*copies, by=OPERATOR)
    assert top(copies[1]) == copies[0].pk


def test_two_that_were_parted_by_hand_are_not_fused_by_way_of_a_third(new_resource: Make):
    a, b, c = (new_resource(**copy(number)) for number in (1, 2, 3))
    merge_resources(a, c, by=OPERATOR)
    undo_merge(Resource.objects.get(pk=c.pk), by=OPERATOR)
    merge_resources(a, b, by=OPERATOR)
    with pytest.raises(MergeConflict):
        merge_resources(b, c, by=OPERATOR)


def test_own_decision_that_a_person_took_back_waits_for_a_person(
    copies: list[Resource], settings: Any
):
    settings.ASK_BEFORE_MERGING = True
    compare()
    pair = decide_suspicion(Suspicion.objects.get(), same=True, by=OPERATOR)
    undo_decision(pair, by=OPERATOR)
    settings.ASK_BEFORE_MERGING = False
    assert compare(rebuild=True) == Compared(0, 0, 0)
    assert [row.pk for row in open_suspicions()] == [pair.pk]


def test_decision_holds_for_what_was_merged_since(new_resource: Make, settings: Any):
    """The pair comes back with an alias in it, and is not asked about."""
    settings.ASK_BEFORE_MERGING = True
    a, c = new_resource(**copy(1)), new_resource(**copy(3))
    compare()
    decide_suspicion(Suspicion.objects.get(), same=False, by=OPERATOR)
    older = new_resource(**copy(4))
    merge_resources(older, a, by=OPERATOR)
    assert compare(rebuild=True) == Compared(0, 0, 0)
    assert top(c) is None


def test_question_that_would_not_be_asked_any_more_is_dropped_by_a_rebuild(
    copies: list[Resource], settings: Any
):
    settings.ASK_BEFORE_MERGING = True
    compare()
    Resource.objects.filter(pk=copies[1].pk).update(titles={"original": "en", "texts": {}})
    assert compare() == Compared(0, 0, 0)
    assert open_suspicions().exists()
    assert compare(rebuild=True) == Compared(merged=0, asked=0, dropped=1)
    assert not Suspicion.objects.exists()


def test_question_that_a_source_raised_is_never_dropped(copies: list[Resource]):
    third = Resource.objects.create()
    reasons = [{"name": "shared-key", "weight": 0.0, "value": "address:https://x.example"}]
    Suspicion.objects.create(first=copies[0], second=third, probability=1, reasons=reasons)
    assert compare(rebuild=True).dropped == 0


def test_what_waits_about_the_absorbed_waits_about_the_one_kept(copies: list[Resource]):
    third = Resource.objects.create()
    Suspicion.objects.create(first=copies[1], second=third, probability=0.8, is_for_people=True)
    compare()
    [carried] = open_suspicions()
    assert (carried.first_id, carried.second_id) == (copies[0].pk, third.pk)
    merge = standing_merge_of(copies[1].pk)
    assert merge is not None
    part_resources(merge, by=OPERATOR)
    [left] = open_suspicions()
    assert (left.first_id, left.second_id) == (copies[1].pk, third.pk)


def test_translation_is_asked_about_and_never_merged(new_resource: Make):
    new_resource(**ENGLISH)
    new_resource(**FRENCH)
    assert compare() == Compared(merged=0, asked=1, dropped=0)
    [pair] = open_suspicions()
    assert pair.tie == "translation"


def test_yes_to_a_translation_makes_editions_and_is_never_asked_again(new_resource: Make):
    english, french = new_resource(**ENGLISH), new_resource(**FRENCH)
    compare()
    pair = decide_suspicion(Suspicion.objects.get(), same=True, by=OPERATOR)
    assert pair.state == SuspicionState.EDITIONS
    assert french.edition.work_id == english.edition.work_id
    assert (english.edition.kind, french.edition.kind) == ("original", "translation")
    assert compare(rebuild=True) == Compared(0, 0, 0)
    with pytest.raises(MergeConflict):
        merge_resources(english, french, by=OPERATOR)
    undo_decision(pair, by=OPERATOR)
    assert not type(french.edition).objects.exists()
    assert [row.pk for row in open_suspicions()] == [pair.pk]


def test_two_of_one_work_are_not_asked_about_any_more(new_resource: Make):
    english, french = new_resource(**ENGLISH), new_resource(**FRENCH)
    spanish = new_resource(**SPANISH)
    assert compare() == Compared(merged=0, asked=3, dropped=0)
    for other in (french, spanish):
        pair = Suspicion.objects.get(first=english, second=other)
        decide_suspicion(pair, same=True, by=OPERATOR)
    assert not open_suspicions().exists()
    assert compare(rebuild=True) == Compared(0, 0, 0)
    assert Suspicion.objects.count() == 2


def test_pair_may_be_said_to_be_something_else_than_was_asked(
    copies: list[Resource], settings: Any
):
    settings.ASK_BEFORE_MERGING = True
    compare()
    pair = decide_suspicion(Suspicion.objects.get(), same=True, tie="version", by=OPERATOR)
    assert (pair.state, pair.tie) == ("editions", "version")
    assert top(copies[1]) is None


def test_only_curators_start_a_search(member: Person):
    with pytest.raises(Refused):
        compare_everything(by=member)


def test_run_merges_what_it_brought_and_the_records_of_both_speak(
    provide: Callable[..., Any],
    source_of: Callable[..., Source],
    harvest: Callable[..., Any],
    run_tasks: Callable[[], None],
):
    title = "An introduction to the study of ecosystems"
    said = (
        "<dc:creator>Jane Roe</dc:creator><dc:date>2019</dc:date><dc:description>How living things "
        "depend on one another, from the pond to the rain forest, with questions.</dc:description>"
    )
    one = Book(1, title=title, address="https://a.example/e", more=said)
    subject = "<dc:subject>biology</dc:subject>"
    other = Book(2, title=title, address="https://b.example/e", more=said + subject)
    harvest(source_of(provide(books=[one]), "one"))
    run_tasks()
    harvest(source_of(provide(books=[other]), "other"))
    run_tasks()
    [merge] = Merge.objects.all()
    whole = Resource.objects.get(alias_of=None)
    assert whole == merge.kept
    assert whole.provenance["titles"]["ref"].startswith("one:")
    assert whole.provenance["subjects"]["ref"].startswith("other:")
    assert merge.before["facts"].get("subjects") != whole.facts["subjects"]
