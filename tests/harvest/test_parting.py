"""Parting two merged resources gives back both, byte for byte; whatever their sources have said in the
meantime, each says what its own records say."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from armillary.catalogue.alignments.operations import align
from armillary.catalogue.documents import build_documents
from armillary.catalogue.models import CollectionItem, IdentityKey, Resource
from armillary.catalogue.operations import (
    add_to_collection,
    create_collection,
    edit_resource,
    list_resources,
    merge_resources,
    undo_merge,
    unlock_field,
)
from armillary.catalogue.provenance import sources_of
from armillary.core.texts import TranslatedText
from armillary.harvest.duplicates.hearing import hear_apart, hear_together
from armillary.harvest.models import Record, Source
from armillary.harvest.operations import add_source, run_source
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.people.models import Person
from armillary.vocabularies.enums import Purpose
from armillary.vocabularies.models import Concept, Scheme

pytestmark = pytest.mark.django_db

Make = Callable[..., Any]

# Not compared, and why.
CLOCKS = {"datestamp", "changed_at"}  # whoever saw the merge must see its undoing as news
LEFT_OUT = {
    "catalogue.Merge": "the history of merges, to which the undoing adds",
    "harvest.Suspicion": "what was decided, which is what has changed",
    "harvest.Guesses": "worked out again from what is stated, with the moment of that",
    "evaluation.CheckReport": "worked out again by the checks, with the moment of that",
    "evaluation.Link": "worked out again from addresses, with the turn of their next question",
    "evaluation.LinkHost": "worked out again from addresses",
    "evaluation.LinkUse": "worked out again from addresses",
    "people.LogEntry": "append-only",
    "people.LogHead": "append-only",
    "search.Change": "what is still to be indexed",
}
OURS = {"catalogue", "harvest", "evaluation", "review", "vocabularies", "search", "people"}


def snapshot() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that is not left out, clocks apart; and the search documents."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for model in apps.get_models():
        label = model._meta.label
        if model._meta.app_label not in OURS or label in LEFT_OUT:
            continue
        rows[label] = [
            {name: value for name, value in row.items() if name not in CLOCKS}
            for row in model._default_manager.order_by("pk").values()
        ]
    ids = list(Resource.objects.order_by("pk").values_list("pk", flat=True))
    rows["documents"] = [vars_of(document) for document in build_documents(ids)]
    return rows


def vars_of(document: Any) -> dict[str, Any]:
    return {name: getattr(document, name) for name in document.__slots__}


def changed(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [name for name in before if before[name] != after[name]]


class Shelf:
    """A source of its own that has one table, which can be written again."""

    def __init__(self, folder: Path, name: str) -> None:
        self.path = folder / f"{name}.csv"
        self.name = name
        self.source: Source | None = None

    def harvest(self, *rows: dict[str, str]) -> None:
        columns = ["title", "url", "description", "author", "language", "isbn", "level"]
        lines = [",".join(f'"{row.get(column, "")}"' for column in columns) for row in rows]
        self.path.write_text("\n".join([",".join(columns), *lines]) + "\n", encoding="utf-8")
        self.source = self.source or add_source("table", self.path.as_uri(), self.name, by=OPERATOR)
        run = run_source(self.source, by=OPERATOR, full=True)
        assert run.problem == ""


ONE = {"title": "Ecosystems", "url": "https://one.example/e", "author": "Jane Roe"}
OTHER = {
    "title": "Ecosystems, a book",
    "url": "https://other.example/e",
    "description": "How living things depend on one another.",
    "language": "en",
}


@pytest.fixture
def shelves(tmp_path: Path, settings: Any) -> tuple[Shelf, Shelf]:
    settings.ASK_BEFORE_MERGING = True
    one, other = Shelf(tmp_path, "one"), Shelf(tmp_path, "other")
    one.harvest(ONE)
    other.harvest(OTHER)
    return one, other


@pytest.fixture
def pair(shelves: tuple[Shelf, Shelf], run_tasks: Callable[[], None]) -> tuple[Resource, Resource]:
    """In a collection, listed, aligned and indexed, with a curator's word on one of them."""
    kept, absorbed = Resource.objects.order_by("pk")
    edit_resource(kept, changes={"keywords": ["ponds"]}, by=OPERATOR)
    list_resources([kept.pk, absorbed.pk], by=OPERATOR)
    shelf = create_collection("ponds", title=TranslatedText.of(en="Ponds"), by=OPERATOR)
    standards = Scheme.objects.create(key="standards", purpose=Purpose.FRAMEWORK)
    for code, row in (("7.G", kept), ("7.RP", absorbed)):
        add_to_collection(shelf, row, by=OPERATOR)
        Concept.objects.create(scheme=standards, key=code, uri=f"urn:x:{code}")
        align(row, code, by=OPERATOR)
    run_tasks()
    return Resource.objects.get(pk=kept.pk), Resource.objects.get(pk=absorbed.pk)


def again(row: Resource) -> Resource:
    return Resource.objects.get(pk=row.pk)


def part(absorbed: Resource) -> None:
    undo_merge(again(absorbed), by=OPERATOR)


def test_records_of_both_speak_for_the_one_that_stands(
    pair: tuple[Resource, Resource], run_tasks: Callable[[], None]
):
    kept, absorbed = pair
    merge_resources(kept, absorbed, by=OPERATOR)
    run_tasks()
    whole = again(kept)
    assert whole.titles.texts == {"en": "Ecosystems, a book", "und": "Ecosystems"}
    assert whole.descriptions.texts == {"en": "How living things depend on one another."}
    assert whole.provenance["descriptions"]["ref"].startswith("other:")
    assert whole.provenance["creators"]["ref"].startswith("one:")
    assert whole.provenance["keywords"]["by"] == "curator"
    assert again(absorbed).facts == absorbed.facts


@pytest.mark.parametrize("is_older", [True, False], ids=["into the older", "into the younger"])
def test_parting_gives_both_back_byte_for_byte(
    pair: tuple[Resource, Resource], run_tasks: Callable[[], None], *, is_older: bool
):
    kept, absorbed = pair if is_older else pair[::-1]
    before = snapshot()
    merge_resources(kept, absorbed, by=OPERATOR)
    run_tasks()
    assert changed(before, snapshot()) == ["catalogue.Resource", "documents"]
    part(absorbed)
    assert set(changed(before, snapshot())) <= {"documents"}  # some words of guesses, until
    run_tasks()  # the machine has guessed again
    assert changed(before, snapshot()) == []


def test_so_does_parting_before_any_task_has_run(
    pair: tuple[Resource, Resource], run_tasks: Callable[[], None]
):
    before = snapshot()
    merge_resources(*pair, by=OPERATOR)
    part(pair[1])
    run_tasks()
    assert changed(before, snapshot()) == []


def test_unchanged_harvest_in_between_changes_nothing(
    pair: tuple[Resource, Resource],
    shelves: tuple[Shelf, Shelf],
    run_tasks: Callable[[], None],
):
    one, other = shelves
    one.harvest(ONE)
    other.harvest(OTHER)
    run_tasks()
    before = snapshot()
    merge_resources(*pair, by=OPERATOR)
    run_tasks()
    part(pair[1])
    run_tasks()
    assert changed(before, snapshot()) == []


def test_each_says_what_its_own_records_say_by_now(
    pair: tuple[Resource, Resource],
    shelves: tuple[Shelf, Shelf],
    run_tasks: Callable[[], None],
):
    kept, absorbed = pair
    merge_resources(kept, absorbed, by=OPERATOR)
    run_tasks()
    shelves[0].harvest({**ONE, "author": "Jane Roe Smith"})
    shelves[1].harvest({**OTHER, "description": "Quite another word.", "author": "Li Wei"})
    run_tasks()
    part(absorbed)
    run_tasks()
    one, other = again(kept), again(absorbed)
    assert [agent["name"] for agent in one.facts["creators"]] == ["Jane Roe Smith"]
    assert one.descriptions.texts == {}
    assert "descriptions" not in one.provenance
    assert [agent["name"] for agent in other.facts["creators"]] == ["Li Wei"]
    assert other.descriptions.texts == {"en": "Quite another word."}
    assert sources_of(other.provenance) == ["other"]


def test_record_that_went_meanwhile_takes_its_resource_with_it(
    pair: tuple[Resource, Resource],
    shelves: tuple[Shelf, Shelf],
    run_tasks: Callable[[], None],
):
    kept, absorbed = pair
    merge_resources(kept, absorbed, by=OPERATOR)
    Record.objects.filter(resource=absorbed).update(is_deleted=True)
    run_tasks()
    part(absorbed)
    run_tasks()
    assert (again(kept).state, again(absorbed).state) == ("listed", "withdrawn")


def test_keys_and_records_that_came_meanwhile_go_where_they_belong(
    pair: tuple[Resource, Resource],
    shelves: tuple[Shelf, Shelf],
    run_tasks: Callable[[], None],
    tmp_path: Path,
):
    kept, absorbed = pair
    merge_resources(kept, absorbed, by=OPERATOR)
    run_tasks()
    shelves[1].harvest({**OTHER, "isbn": "978-0-306-40615-7"})
    third = Shelf(tmp_path, "third")
    third.harvest({**OTHER, "title": "Ecosystems, third hand", "level": "secondary"})
    new = Record.objects.get(source__name="third")
    assert new.resource_id == kept.pk
    run_tasks()
    part(absorbed)
    run_tasks()
    new.refresh_from_db()
    assert new.resource_id == absorbed.pk
    assert IdentityKey.objects.get(key="isbn:9780306406157").resource_id == absorbed.pk
    assert IdentityKey.objects.get(key__contains="one.example").resource_id == kept.pk


def test_word_of_a_curator_since_the_merge_survives_its_undoing(
    pair: tuple[Resource, Resource], run_tasks: Callable[[], None]
):
    kept, absorbed = pair
    merge_resources(kept, absorbed, by=OPERATOR)
    run_tasks()
    edit_resource(again(kept), changes={"minutes": 45, "descriptions": {}}, by=OPERATOR)
    unlock_field(again(kept), "keywords", by=OPERATOR)
    part(absorbed)
    run_tasks()
    row = again(kept)
    assert row.facts["minutes"] == 45
    assert row.descriptions.texts == {}
    assert row.provenance["minutes"]["locked"]
    assert not row.provenance.get("keywords", {}).get("locked")


def test_parting_one_of_two_that_were_absorbed_keeps_the_other(
    shelves: tuple[Shelf, Shelf], tmp_path: Path, run_tasks: Callable[[], None]
):
    third = Shelf(tmp_path, "third")
    third.harvest({"title": "Ecosystems", "url": "https://third.example/e", "language": "fr"})
    one, other, last = Resource.objects.order_by("pk")
    for absorbed in (other, last):
        merge_resources(one, absorbed, by=OPERATOR)
        run_tasks()
    part(other)
    run_tasks()
    assert sources_of(again(one).provenance) == ["one", "third"]
    assert again(other).descriptions.texts == {"en": "How living things depend on one another."}
    part(last)
    run_tasks()
    assert sources_of(again(one).provenance) == ["one"]


def test_hearing_twice_changes_nothing(
    pair: tuple[Resource, Resource], run_tasks: Callable[[], None]
):
    kept, absorbed = pair
    merge_resources(kept, absorbed, by=OPERATOR)
    run_tasks()
    merge = absorbed.merges.get()
    stamp = again(kept).datestamp
    hear_together(merge, by=SYSTEM)
    assert again(kept).datestamp == stamp
    part(absorbed)
    run_tasks()
    before = snapshot()
    merge.refresh_from_db()
    hear_apart(merge, by=SYSTEM)
    hear_together(merge, by=SYSTEM)  # comes too late, and does nothing
    assert changed(before, snapshot()) == []


def test_what_nobody_described_by_a_record_is_left_alone(
    new_resource: Make, run_tasks: Callable[[], None]
):
    kept, absorbed = (new_resource(listed=True) for _each in range(2))
    merge_resources(kept, absorbed, by=OPERATOR)
    run_tasks()
    part(absorbed)
    run_tasks()
    assert (again(kept).state, again(absorbed).state) == ("listed", "listed")


def test_places_in_collections_are_as_they_were(pair: tuple[Resource, Resource], curator: Person):
    merge_resources(*pair, by=curator)
    part(pair[1])
    places = CollectionItem.objects.order_by("position").values_list("resource_id", flat=True)
    assert list(places) == [row.pk for row in pair]
