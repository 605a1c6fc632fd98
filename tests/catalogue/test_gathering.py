"""Collections put together from a document, by the operation and from the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from armillary.catalogue.errors import NoSuchResource
from armillary.catalogue.interfaces.cli import app
from armillary.catalogue.models import Collection, Resource
from armillary.catalogue.operations import gather_collection, merge_resources
from armillary.catalogue.queries import items_of
from armillary.core.errors import ArmillaryError, InvalidInput, Refused
from armillary.people.actors import OPERATOR, SYSTEM, VISITOR
from armillary.people.models import LogEntry, Person
from armillary.search.operations import drain_outbox

pytestmark = pytest.mark.django_db

WORDS = {"slug": "water", "title": {"en": "Water", "ar": "الماء"}, "introduction": {"en": "Wet."}}


@pytest.fixture(autouse=True)
def index_root(settings: Any, tmp_path: Path) -> None:
    settings.INDEX_ROOT = tmp_path / "index"


@pytest.fixture
def lessons(new_resource: Callable[..., Resource]) -> list[Resource]:
    """Two lessons and a game, found through a real index."""
    types = ("lesson-plan", "lesson-plan", "game")
    made = [new_resource(listed=True, types=[kind]) for kind in types]
    drain_outbox()
    return made


def ids_in(collection: Collection) -> list[str]:
    return [item.resource.public_id for item in items_of(collection)]


def test_what_a_search_finds_is_gathered_and_published(lessons: list[Resource]):
    made = gather_collection({**WORDS, "filters": {"type": ["lesson-plan"]}}, by=OPERATOR)
    assert made.is_published
    assert made.title.texts == {"en": "Water", "ar": "الماء"}
    assert made.introduction.texts == {"en": "Wet."}
    assert sorted(ids_in(made)) == sorted(each.public_id for each in lessons[:2])


def test_named_resources_come_first_in_their_order_and_once(lessons: list[Resource]):
    first, second, game = lessons
    named = [game.public_id, f"https://a.example/ar/resources/{second.public_id}/"]
    document = {**WORDS, "resources": named, "filters": {"type": ["lesson-plan"]}}
    made = gather_collection(document, by=OPERATOR)
    assert ids_in(made) == [game.public_id, second.public_id, first.public_id]


def test_a_search_brings_no_more_than_asked_for(lessons: list[Resource]):
    document = {**WORDS, "filters": {"type": ["lesson-plan"]}, "size": 1}
    assert gather_collection(document, by=OPERATOR).items.count() == 1


def test_what_was_merged_is_gathered_as_what_stands(lessons: list[Resource]):
    kept, absorbed, _game = lessons
    merge_resources(kept, absorbed, by=SYSTEM)
    named = [absorbed.public_id, kept.public_id]
    made = gather_collection({**WORDS, "resources": named}, by=OPERATOR)
    assert list(made.items.values_list("resource", flat=True)) == [kept.pk]


def test_a_collection_that_is_there_stays_as_it_is(lessons: list[Resource]):
    made = gather_collection({**WORDS, "resources": [lessons[0].public_id]}, by=OPERATOR)
    entries = LogEntry.objects.count()
    other = {**WORDS, "title": {"en": "Ice"}, "resources": [lessons[1].public_id]}
    assert gather_collection(other, by=OPERATOR) == made
    made.refresh_from_db()
    assert made.title.read("en") == "Water"
    assert ids_in(made) == [lessons[0].public_id]
    assert LogEntry.objects.count() == entries


@pytest.mark.parametrize(
    ("differences", "message"),
    [
        ({}, "Nothing was found for “water”"),
        ({"filters": {"type": ["map"]}}, "Nothing was found for “water”"),
        ({"filters": {"colour": ["blue"]}}, "no filter “colour”"),
        ({"filters": {"type": "map"}}, "“filters” must be"),
        ({"filters": ["map"]}, "“filters” must be"),
        ({"resources": ["0"]}, "no resource with the id “0”"),
        ({"resources": "0"}, "“resources” must be"),
        ({"resources": [7]}, "“resources” must be"),
        ({"resources": ["0"] * 501}, "at most 500 ids"),
        ({"size": 0}, "“size” must be"),
        ({"size": "3"}, "“size” must be"),
        ({"size": True}, "“size” must be"),
        ({"title": "Water"}, "“title” must be"),
        ({"title": {"en": 1}}, "“title” must be"),
        ({"title": {"en": " "}}, "needs a title"),
        ({"introduction": ["Wet."]}, "“introduction” must be"),
        ({"slug": None}, "letters, digits and hyphens"),
        ({"slug": "two words"}, "letters, digits and hyphens"),
        ({"filter": {}}, "no field “filter”"),
    ],
)
def test_a_document_that_makes_no_collection_leaves_nothing(
    lessons: list[Resource], differences: dict[str, Any], message: str
):
    with pytest.raises(ArmillaryError, match=message):
        gather_collection({**WORDS, **differences}, by=OPERATOR)
    assert not Collection.objects.exists()


def test_only_curators_gather(
    lessons: list[Resource], holder: Person, member: Person, curator: Person
):
    document = {**WORDS, "slug": "ice", "resources": [lessons[0].public_id]}
    for actor in (VISITOR, member, holder):
        with pytest.raises(Refused):
            gather_collection(document, by=actor)
    assert gather_collection(document, by=curator).slug == "ice"


def run(tmp_path: Path, content: str) -> Result:
    file = tmp_path / "collections.json"
    file.write_text(content, encoding="utf-8")
    return CliRunner().invoke(app, ["collection", str(file)])


def test_the_command_takes_one_collection_or_a_list(lessons: list[Resource], tmp_path: Path):
    named = {**WORDS, "resources": [lessons[0].public_id]}
    result = run(tmp_path, json.dumps(named))
    assert (result.exit_code, result.stdout) == (0, "water: 1 resources.\n")
    found = {**WORDS, "slug": "ice", "filters": {"type": ["lesson-plan"]}}
    result = run(tmp_path, json.dumps([named, found]))
    assert (result.exit_code, result.stdout) == (0, "water: 1 resources.\nice: 2 resources.\n")


@pytest.mark.parametrize("content", ["", "{", "3", '["water"]'])
def test_the_command_refuses_what_is_no_document(tmp_path: Path, content: str):
    assert isinstance(run(tmp_path, content).exception, InvalidInput)


def test_the_command_names_an_id_that_nothing_has(tmp_path: Path):
    result = run(tmp_path, json.dumps({**WORDS, "resources": ["nothing"]}))
    assert isinstance(result.exception, NoSuchResource)
    assert "nothing" in str(result.exception)


def test_the_command_needs_a_file(tmp_path: Path):
    assert CliRunner().invoke(app, ["collection", str(tmp_path / "no.json")]).exit_code == 2
