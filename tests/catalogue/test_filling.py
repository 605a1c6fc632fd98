"""A machine fills what nobody says, marks it as its own, and gives way to whoever says something."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armillary.catalogue.models import Resource
from armillary.catalogue.operations import (
    Filling,
    Incoming,
    describe_resources,
    edit_resource,
    fill_gaps,
)
from armillary.catalogue.public import public_provenance
from armillary.core.errors import Refused
from armillary.dissemination.renditions import amb, json_ld, oai_dc
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.people.models import Person
from armillary.search.models import Change

pytestmark = pytest.mark.django_db

SUBJECTS = {"subjects": Filling("labels", {"mathematics": 0.9, "physics": 0.7})}


def fill(resource: Resource, fillings: dict[str, Filling] = SUBJECTS) -> list[int]:
    changed = fill_gaps({resource.pk: fillings}, by=SYSTEM)
    resource.refresh_from_db()
    return changed


def describe(resource: Resource, **said: object) -> str:
    """What a harvest says of it from now on."""
    description: Any = {"titles": {"en": "Water"}, **said}
    origins = dict.fromkeys(description, "somewhere:1")
    incoming = Incoming(resource.pk, description, origins=origins)
    [outcome] = describe_resources([incoming], by=SYSTEM)
    resource.refresh_from_db()
    return outcome.change


def test_an_empty_field_is_filled_and_marked(new_resource: Callable[..., Resource]):
    resource = new_resource(listed=True)
    assert fill(resource) == [resource.pk]
    assert resource.facts["subjects"] == ["mathematics", "physics"]
    assert public_provenance(resource)["subjects"] == {
        "by": "machine",
        "ref": "labels",
        "at": resource.provenance["subjects"]["at"],
        "locked": False,
        "confidence": {"mathematics": 0.9, "physics": 0.7},
    }


def test_the_same_guess_changes_nothing(new_resource: Callable[..., Resource]):
    resource = new_resource(listed=True)
    fill(resource)
    before = resource.datestamp
    assert fill(resource) == []
    assert resource.datestamp == before


def test_a_guess_that_is_given_up_leaves_no_trace(new_resource: Callable[..., Resource]):
    resource = new_resource()
    before = (resource.facts, resource.provenance)
    fill(resource)
    fill(resource, {"subjects": Filling("labels", {})})
    assert (resource.facts, resource.provenance) == before


def test_what_a_record_says_is_never_touched(new_resource: Callable[..., Resource]):
    resource = new_resource()
    describe(resource, subjects=["chemistry"])
    assert fill(resource) == []
    assert resource.facts["subjects"] == ["chemistry"]


def test_what_a_curator_emptied_stays_empty(new_resource: Callable[..., Resource]):
    resource = new_resource()
    edit_resource(resource, changes={"subjects": []}, by=OPERATOR)
    assert fill(resource) == []
    assert "subjects" not in resource.facts


def test_a_curator_outranks_the_machine(new_resource: Callable[..., Resource]):
    resource = new_resource()
    fill(resource)
    edit_resource(resource, changes={"subjects": ["chemistry"]}, by=OPERATOR)
    assert fill(resource) == []
    assert resource.facts["subjects"] == ["chemistry"]
    assert resource.provenance["subjects"]["by"] == "curator"


def test_a_harvest_that_says_nothing_of_it_keeps_the_guess(new_resource: Callable[..., Resource]):
    resource = new_resource()
    describe(resource)
    fill(resource)
    assert describe(resource) == "unchanged"
    assert resource.facts["subjects"] == ["mathematics", "physics"]


def test_a_harvest_that_says_something_replaces_the_guess(new_resource: Callable[..., Resource]):
    resource = new_resource()
    fill(resource)
    assert describe(resource, subjects=["chemistry"]) == "updated"
    assert resource.facts["subjects"] == ["chemistry"]
    assert resource.provenance["subjects"]["by"] == "record"


def test_only_lists_that_do_little_harm_are_filled(new_resource: Callable[..., Resource]):
    resource = new_resource()
    before = dict(resource.facts)
    assert fill(resource, {"licence": Filling("footer", {"https://a.example/": 0.9})}) == []
    assert resource.facts == before


def test_no_format_takes_a_guess_for_a_fact(new_resource: Callable[..., Resource]):
    resource = new_resource(listed=True)
    before = (json_ld(resource), amb(resource), oai_dc(resource))
    fill(resource)
    assert (json_ld(resource), amb(resource), oai_dc(resource)) == before


def test_readers_find_by_a_guess(new_resource: Callable[..., Resource]):
    listed, candidate = new_resource(listed=True), new_resource()
    Change.objects.all().delete()
    fill(listed)
    fill(candidate)
    assert list(Change.objects.values_list("object_id", flat=True)) == [listed.pk]


def test_only_the_machine_and_curators_fill(new_resource: Callable[..., Resource], member: Person):
    resource = new_resource()
    with pytest.raises(Refused):
        fill_gaps({resource.pk: SUBJECTS}, by=member)


def test_cost_does_not_grow_with_the_number(new_resource: Callable[..., Resource]):
    def cost(several: list[Resource]) -> int:
        with CaptureQueriesContext(connection) as asked:
            fill_gaps({each.pk: SUBJECTS for each in several}, by=SYSTEM)
        return len(asked)

    assert cost([new_resource()]) == cost([new_resource() for _place in range(4)])
