"""A curator's own values: checked, locked, given back."""

from collections.abc import Callable
from typing import Any

import pytest

from armillary.catalogue.errors import InvalidFact
from armillary.catalogue.facts import CHECKS
from armillary.catalogue.models import Resource
from armillary.catalogue.operations import edit_resource, unlock_field
from armillary.catalogue.queries import resources_by_key
from armillary.catalogue.restoring import formers_of, put_back
from armillary.core.errors import Conflict, Refused
from armillary.formats.description import Description
from armillary.people.actors import OPERATOR, VISITOR
from armillary.people.models import LogEntry, Person
from armillary.search.models import Change

pytestmark = pytest.mark.django_db


@pytest.fixture
def resource(new_resource: Callable[..., Resource]) -> Resource:
    return new_resource(titles={"en": "Water"}, keywords=["water"], minutes=30)


def edited(resource: Resource, **changes: Any) -> Resource:
    edit_resource(resource, changes=changes, by=OPERATOR)
    return Resource.objects.get(pk=resource.pk)


def test_an_edit_sets_and_locks_and_says_by_whom(resource: Resource, curator: Person):
    row = edit_resource(resource, changes={"levels": ["primary"]}, by=curator)
    assert row.facts["levels"] == ["primary"]
    origin = row.provenance["levels"]
    assert (origin["by"], origin["ref"], origin["locked"]) == ("curator", curator.public_id, True)
    assert "locked" not in row.provenance["titles"]


def test_an_edit_is_logged_and_indexed_and_moves_the_datestamp(resource: Resource, curator: Person):
    Change.objects.all().delete()
    row = edit_resource(resource, changes={"minutes": 20, "levels": ["primary"]}, by=curator)
    assert row.datestamp > resource.datestamp
    entry = LogEntry.objects.filter(stream="catalogue").latest("number")
    assert (entry.action, entry.actor, entry.subject, entry.facts) == (
        "edit-resource",
        curator.public_id,
        resource.public_id,
        {"fields": ["levels", "minutes"]},
    )
    assert list(Change.objects.values_list("object_id", flat=True)) == [resource.pk]


def test_an_edit_from_a_page_opened_long_ago_keeps_what_others_changed_since(
    resource: Resource, curator: Person
):
    stale = Resource.objects.get(pk=resource.pk)
    edit_resource(resource, changes={"levels": ["primary"]}, by=curator)
    row = edit_resource(stale, changes={"minutes": 45}, by=curator)
    assert (row.facts["levels"], row.facts["minutes"]) == (["primary"], 45)


def test_a_known_value_settles_what_was_unknown(resource: Resource):
    Resource.objects.update(unknown={"levels": ["K-12ish"], "types": ["thing"]})
    assert edited(resource, levels=["primary"]).unknown == {"types": ["thing"]}


VALID = {
    "titles": ({"en": " Water ", "AR": "الماء", "fr": ""}, {"en": "Water", "ar": "الماء"}),
    "descriptions": ({"zh-CN": "水", "und": "?"}, {"zh-hans": "水", "und": "?"}),
    "types": (["lesson-plan", "lesson-plan"], ["lesson-plan"]),
    "subjects": (["algebra"], ["algebra"]),
    "levels": (["primary"], ["primary"]),
    "audiences": (["teacher"], ["teacher"]),
    "keywords": ([" a ", "", "a", "b"], ["a", "b"]),
    "languages": (["EN", "zh-CN", "en"], ["en", "zh-hans"]),
    "licence": (
        "http://creativecommons.org/licenses/by/4.0",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    "addresses": (["www.example.org/a b"], ["http://www.example.org/a%20b"]),
    "files": (
        [{"address": "https://a.example/w 1.pdf", "media_type": " application/pdf ", "size": "12"}],
        [
            {
                "address": "https://a.example/w%201.pdf",
                "media_type": "application/pdf",
                "size": 12,
            }
        ],
    ),
    "minutes": ("45", 45),
    "grades": (["1", 6], [1, 6]),
    "creators": (
        [{"name": " Ada ", "kind": "person", "address": "0000-0002-1825-0097"}, {"name": " "}],
        [{"name": "Ada", "kind": "person", "address": "https://orcid.org/0000-0002-1825-0097"}],
    ),
    "publisher": (
        {"name": "UNESCO", "kind": "organization"},
        {"name": "UNESCO", "kind": "organization", "address": ""},
    ),
    "published": ("May 2019", "2019-05"),
    "modified": ("2019-05-03", "2019-05-03"),
    "accessibility": (["captions", "Alternative Text"], ["captions", "alternativeText"]),
    "free": (False, False),
    "internet": (" offline ", "offline"),
    "device": ("no-device", "no-device"),
    "laboratory": ("simple-equipment", "simple-equipment"),
    "consumables": ("low-cost", "low-cost"),
    "safety": ("care", "care"),
    "countries": (["TZ", "KE", "TZ"], ["TZ", "KE"]),
    "groups": (["pairs", "pairs", "whole-class"], ["pairs", "whole-class"]),
    "relations": (
        [{"kind": "part_of", "target": " https://example.org/ "}],
        [{"kind": "part_of", "target": "https://example.org/"}],
    ),
}


def test_every_field_a_curator_may_edit_is_tried_here():
    assert set(VALID) == set(CHECKS) == set(Description.__annotations__)


@pytest.mark.parametrize("field", VALID)
def test_values_are_stored_in_their_normal_form(resource: Resource, field: Any):
    entered, stored = VALID[field]
    assert edited(resource, **{field: entered}).description[field] == stored


@pytest.mark.parametrize("field", [name for name in VALID if name != "titles"])
def test_an_empty_value_clears_the_field_and_the_lock_keeps_it_clear(
    resource: Resource, field: Any
):
    edited(resource, **{field: VALID[field][0]})
    empty = {"descriptions": {}, "minutes": None, "free": None, "publisher": None}
    is_text = isinstance(VALID[field][1], str)
    plain = "" if is_text else []
    row = edited(resource, **{field: empty.get(field, plain)})
    assert field not in row.description
    assert row.provenance[field]["locked"] is True


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("titles", {"Klingonese": "Bu"}, "is not a language"),
        ("titles", {"en": "x" * 20_001}, "too long"),
        ("descriptions", {"": "Text"}, "is not a language"),
        ("types", ["thing"], "thing is not in the vocabulary"),
        ("files", [{"address": "w.pdf"}], "w.pdf is not a web address"),
        ("subjects", ["alchemy"], "alchemy is not in the vocabulary"),
        ("levels", ["K-12"], "K-12 is not in the vocabulary"),
        ("audiences", ["everybody"], "everybody is not in the vocabulary"),
        ("accessibility", ["magic"], "magic is not in the vocabulary"),
        ("keywords", [str(n) for n in range(201)], "too many values"),
        ("languages", ["Klingonese"], "Klingonese is not a language"),
        ("licence", "free for all", "is not a web address"),
        ("internet", "sometimes", "sometimes is not in the vocabulary"),
        ("laboratory", "offline", "offline is not in the vocabulary"),
        ("groups", ["crowd"], "crowd is not in the vocabulary"),
        ("countries", ["XK"], "XK is not in the vocabulary"),
        ("addresses", ["javascript:alert(1)"], "is not a web address"),
        ("addresses", ["https://bank.example@evil.example/"], "is not a web address"),
        ("minutes", "half an hour", "whole minutes"),
        ("minutes", 0, "whole minutes"),
        ("minutes", "²", "whole minutes"),
        ("minutes", "9" * 5000, "whole minutes"),
        ("grades", [3, 1], "from 1 to 13"),
        ("grades", [1], "from 1 to 13"),
        ("grades", ["one", "two"], "from 1 to 13"),
        ("creators", [{"name": "Ada", "kind": "robot"}], "robot is not in the vocabulary"),
        ("creators", [{"name": "Ada", "address": "javascript:x"}], "is not a web address"),
        ("publisher", {"name": "X", "address": "https://orcid.org/0000-0002-1825-0098"}, "is not"),
        ("published", "soon", "is not a date"),
        ("modified", "2019-02-30", "is not a date"),
        ("relations", [{"kind": "like", "target": "x"}], "like is not a relation"),
        ("colour", "blue", "no field called colour"),
    ],
)
def test_a_value_that_a_field_cannot_take_is_refused_and_nothing_changes(
    resource: Resource, field: Any, value: Any, said: Any
):
    before = Resource.objects.values().get()
    with pytest.raises(InvalidFact, match=said):
        edited(resource, **{"keywords": ["other"], field: value})
    assert Resource.objects.values().get() == before


@pytest.mark.parametrize("titles", [{}, {"en": "  "}])
def test_a_resource_keeps_at_least_one_title(resource: Resource, titles: Any):
    with pytest.raises(InvalidFact, match="at least one language"):
        edited(resource, titles=titles)


@pytest.mark.parametrize("who", ["member", "reviewer"])
def test_only_curators_edit_and_unlock(
    request: pytest.FixtureRequest, resource: Resource, who: str
):
    for actor in (request.getfixturevalue(who), VISITOR):
        with pytest.raises(Refused):
            edit_resource(resource, changes={"minutes": 1}, by=actor)
        with pytest.raises(Refused):
            unlock_field(resource, "titles", by=actor)


def test_a_field_given_back_may_be_changed_by_the_next_harvest(resource: Resource, curator: Person):
    edit_resource(resource, changes={"minutes": 45}, by=curator)
    row = unlock_field(resource, "minutes", by=curator)
    assert (row.facts["minutes"], row.provenance["minutes"]["locked"]) == (45, False)
    with pytest.raises(Conflict, match="not locked"):
        unlock_field(resource, "minutes", by=curator)
    with pytest.raises(Conflict, match="not locked"):
        unlock_field(resource, "levels", by=curator)


def test_a_resource_is_known_again_by_an_address_that_a_curator_gave_it(resource: Resource):
    edited(resource, addresses=["https://www.lessons.example/water/"])
    assert resources_by_key(["address:https://lessons.example/water"]) == {
        "address:https://lessons.example/water": resource.pk
    }


def test_an_edit_is_put_back_with_origin_and_lock_unless_somebody_went_on(resource: Resource):
    before = Resource.objects.get(pk=resource.pk)
    formers = formers_of(resource, {"keywords": ["ice"], "levels": ["primary"]})
    edited(resource, keywords=["ice"], levels=["primary"])
    assert put_back(resource, formers, by=OPERATOR)
    after = Resource.objects.get(pk=resource.pk)
    assert (after.facts, after.provenance) == (before.facts, before.provenance)

    formers = formers_of(after, {"keywords": ["ice"]})
    edited(resource, keywords=["ice"])
    edited(resource, keywords=["snow"])
    assert not put_back(resource, formers, by=OPERATOR)
    assert Resource.objects.get(pk=resource.pk).facts["keywords"] == ["snow"]
    with pytest.raises(Refused):
        put_back(resource, formers, by=VISITOR)
