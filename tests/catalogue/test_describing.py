"""What a batch of records does to resources, field by field."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armillary.catalogue.models import KEY_LENGTH, IdentityKey, Resource
from armillary.catalogue.operations import (
    Incoming,
    describe_resources,
    edit_resource,
    list_resources,
)
from armillary.catalogue.queries import resources_by_key
from armillary.catalogue.signals import resources_described
from armillary.core.errors import Refused
from armillary.people.actors import OPERATOR, SYSTEM, VISITOR
from armillary.people.models import Person
from armillary.search.models import Change

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
REF = "library:oai:1"
WATER = {
    "titles": {"en": "Water"},
    "descriptions": {"en": "All of it."},
    "types": ["lesson-plan"],
    "keywords": ["water"],
}


def incoming(
    resource: Any = None, *, ref: Any = REF, keys: Any = (), unknown: Any = None, **facts: Any
) -> Incoming:
    description = {**WATER, **facts}
    description = {name: value for name, value in description.items() if value is not None}
    return Incoming(
        resource,
        description,
        keys=list(keys),
        unknown=unknown or {},
        origins=dict.fromkeys(description, ref),
    )


def describe(*items: Incoming) -> list[tuple[int, str]]:
    return [(done.resource_id, done.change) for done in describe_resources(items, by=SYSTEM)]


@pytest.fixture
def water() -> Resource:
    with time_machine.travel(MONDAY, tick=False):
        [(number, _change)] = describe(incoming(keys=["doi:10.1/water"]))
    return Resource.objects.get(pk=number)


def test_a_first_description_creates_a_candidate(water: Resource):
    assert (water.state, water.alias_of, water.datestamp) == ("candidate", None, MONDAY)
    assert water.titles.texts == {"en": "Water"}
    assert water.facts == {"types": ["lesson-plan"], "keywords": ["water"]}
    assert water.description == WATER
    assert list(water.keys.values_list("key", flat=True)) == ["doi:10.1/water"]


def test_every_field_remembers_its_record_and_when(water: Resource):
    origin = {"by": "record", "ref": REF, "at": "2026-11-16T09:00:00+00:00"}
    assert water.provenance == dict.fromkeys(WATER, origin)


def test_the_same_description_again_writes_nothing(water: Resource):
    before = Resource.objects.values().get()
    Change.objects.all().delete()
    with time_machine.travel(MONDAY + timedelta(days=1), tick=False):
        assert describe(incoming(water.pk)) == [(water.pk, "unchanged")]
    assert Resource.objects.values().get() == before
    assert not Change.objects.exists()


def test_a_changed_field_updates_the_resource_and_dates_of_others_stay(water: Resource):
    tuesday = MONDAY + timedelta(days=1)
    with time_machine.travel(tuesday, tick=False):
        assert describe(incoming(water.pk, ref="other:7")) == [(water.pk, "updated")]
        changed = incoming(water.pk, keywords=["ice"])
        changed.origins["types"] = "other:7"
        describe(changed)
    water.refresh_from_db()
    assert (water.datestamp, water.changed_at) == (tuesday, tuesday)
    assert water.facts["keywords"] == ["ice"]
    assert water.provenance["types"] == {
        "by": "record",
        "ref": "other:7",
        "at": "2026-11-17T09:00:00+00:00",
    }


def test_a_field_from_the_same_record_keeps_its_date(water: Resource):
    with time_machine.travel(MONDAY + timedelta(days=1), tick=False):
        describe(incoming(water.pk, keywords=["ice"], levels=["primary"]))
    water.refresh_from_db()
    dates = {name: origin["at"][:10] for name, origin in water.provenance.items()}
    assert dates == {**dict.fromkeys(WATER, "2026-11-16"), "levels": "2026-11-17"}


def test_a_field_that_the_source_no_longer_has_goes_with_its_origin(water: Resource):
    describe(incoming(water.pk, descriptions=None, keywords=None))
    water.refresh_from_db()
    assert water.description == {"titles": {"en": "Water"}, "types": ["lesson-plan"]}
    assert set(water.provenance) == {"titles", "types"}


def test_a_curators_field_survives_every_harvest(water: Resource, curator: Person):
    edit_resource(water, changes={"titles": {"en": "Water for all"}, "levels": []}, by=curator)
    kept = Resource.objects.get().provenance
    unknown = {"levels": ["K-3"], "types": ["thing"]}
    describe(incoming(water.pk, titles={"en": "WATER"}, levels=["primary"], unknown=unknown))
    water.refresh_from_db()
    assert water.titles.texts == {"en": "Water for all"}
    assert "levels" not in water.facts
    assert water.unknown == {"types": ["thing"]}
    assert [water.provenance[name] for name in ("titles", "levels")] == [
        kept["titles"],
        kept["levels"],
    ]


def test_what_no_vocabulary_has_is_kept_in_the_words_of_the_source(water: Resource):
    describe(incoming(water.pk, unknown={"levels": ["K-12ish"]}))
    water.refresh_from_db()
    assert water.unknown == {"levels": ["K-12ish"]}


def test_keys_are_added_and_never_taken_away(water: Resource):
    describe(incoming(water.pk, keys=["isbn:9780306406157"]))
    keys = IdentityKey.objects.order_by("key").values_list("key", flat=True)
    assert list(keys) == ["doi:10.1/water", "isbn:9780306406157"]


def test_a_key_that_another_resource_has_stays_with_it(water: Resource):
    [(other, change)] = describe(incoming(keys=["doi:10.1/water", "doi:10.1/ice"]))
    assert change == "created"
    found = resources_by_key(["doi:10.1/water", "doi:10.1/ice", "doi:10.1/steam"])
    assert found == {"doi:10.1/water": water.pk, "doi:10.1/ice": other}


def test_a_key_that_two_of_a_batch_claim_goes_to_the_first():
    [(first, _), (second, _)] = describe(incoming(keys=["a:1"]), incoming(keys=["a:1", "a:2"]))
    assert resources_by_key(["a:1", "a:2"]) == {"a:1": first, "a:2": second}


def test_long_keys_are_told_apart_and_found_again():
    long = [f"address:https://example.org/{'x' * KEY_LENGTH}{n}" for n in range(2)]
    [(first, _), (second, _)] = describe(incoming(keys=[long[0]]), incoming(keys=[long[1]]))
    assert resources_by_key(long) == {long[0]: first, long[1]: second}
    stored = IdentityKey.objects.values_list("key", flat=True)
    assert all(key.startswith("address:sha256:") for key in stored)


def test_one_resource_twice_in_a_batch_ends_as_the_last_one_says(water: Resource):
    outcomes = describe(
        incoming(water.pk, keywords=["ice"]), incoming(water.pk, keywords=["steam"])
    )
    assert outcomes == [(water.pk, "updated")] * 2
    water.refresh_from_db()
    assert water.facts["keywords"] == ["steam"]


def test_an_empty_batch_is_nothing():
    assert describe() == []


def test_only_what_changed_is_announced(water: Resource):
    heard: list[list[int]] = []

    def listen(ids: list[int], **_more: object) -> None:
        heard.append(ids)

    resources_described.connect(listen)
    try:
        [_same, (new, _)] = describe(incoming(water.pk), incoming())
        describe(incoming(water.pk))
    finally:
        resources_described.disconnect(listen)
    assert heard == [[new]]


def test_only_listed_resources_that_changed_are_indexed(water: Resource):
    [(listed, _), (same, _)] = describe(incoming(), incoming())
    list_resources([listed, same], by=OPERATOR)
    Change.objects.all().delete()
    changed = {"keywords": ["rain"]}
    describe(incoming(), incoming(water.pk, **changed), incoming(listed, **changed), incoming(same))
    assert list(Change.objects.values_list("kind", "object_id")) == [("resource", listed)]


def test_the_ids_of_new_resources_come_in_the_order_of_the_batch(water: Resource):
    titles = [f"Water {number}" for number in range(3)]
    items = [incoming(titles={"en": title}) for title in titles]
    done = describe(items[0], incoming(water.pk), *items[1:])
    assert [change for _id, change in done] == ["created", "unchanged", "created", "created"]
    fresh = [number for number, change in done if change == "created"]
    assert [Resource.objects.get(pk=number).titles.read("en") for number in fresh] == titles


def test_a_field_said_as_before_in_other_types_is_unchanged(water: Resource):
    """Records may say tuples where the database answers lists."""
    assert describe(incoming(water.pk, keywords=("water",))) == [(water.pk, "unchanged")]


def test_a_visitor_or_member_cannot_describe(member: Person):
    for actor in (VISITOR, member):
        with pytest.raises(Refused):
            describe_resources([incoming()], by=actor)
    assert not Resource.objects.exists()


def queries_for(count: int, *, known: bool) -> int:
    fresh = [incoming(keys=[f"n:{known}:{count}:{n}"]) for n in range(count)]
    if known:
        ids = [number for number, _change in describe(*fresh)]
        fresh = [incoming(number, keywords=[f"w{number}"]) for number in ids]
    with CaptureQueriesContext(connection) as queries:
        describe(*fresh)
    return len(queries)


@pytest.mark.parametrize("known", [False, True], ids=["new", "known"])
def test_queries_do_not_grow_with_the_batch(known: bool):
    queries_for(1, known=known)
    assert len({queries_for(count, known=known) for count in (1, 3, 50)}) == 1
