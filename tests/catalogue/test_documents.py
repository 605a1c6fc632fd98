from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from armillary.catalogue import documents
from armillary.catalogue.documents import Enrichment, build_documents, present, register_enricher
from armillary.catalogue.models import Resource
from armillary.catalogue.operations import merge_resources, withdraw_resources
from armillary.people.actors import SYSTEM
from armillary.search.documents import BUILDERS, FACETS
from armillary.vocabularies.queries import with_ancestors

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_enrichers() -> Iterator[None]:
    """What contexts above add is theirs to specify."""
    before = list(documents.ENRICHERS)
    documents.ENRICHERS.clear()
    yield
    documents.ENRICHERS[:] = before


@pytest.fixture
def water(new_resource: Callable[..., Resource]):
    with time_machine.travel(datetime(1970, 1, 11, tzinfo=UTC), tick=False):
        return new_resource(
            listed=True,
            titles={"en": "Water", "ar": "الماء"},
            descriptions={"en": "All of it."},
            subjects=["algebra"],
            levels=["primary"],
            types=["lesson-plan"],
            languages=["en", "ar"],
            audiences=["teacher"],
            licence="https://creativecommons.org/licenses/by/4.0/",
            keywords=["ice"],
            creators=[{"name": "Ada", "kind": "person", "address": ""}],
            publisher={"name": "UNESCO", "kind": "organization", "address": ""},
            countries=["KE", "TZ"],
        )


def test_a_document_says_what_can_be_searched_and_chosen(water: Any):
    [document] = build_documents([water.pk])
    assert document.id == water.pk
    assert document.titles == {"en": "Water", "ar": "الماء"}
    assert document.bodies == {"en": "All of it."}
    assert (document.names, document.keywords[0], document.day) == (["Ada", "UNESCO"], "ice", 10)
    assert document.facets == {
        "subject": with_ancestors("subjects", ["algebra"]),
        "level": ["primary"],
        "type": ["lesson-plan"],
        "language": ["en", "ar"],
        "licence": ["cc-by-4.0"],
        "audience": ["teacher"],
        "country": ["KE", "TZ"],
        "source": ["library"],
        "classroom": [],
        "duration": [],
        "reuse": ["adapt"],
        "accessibility": [],
        "standard": [],
        "date": [],
    }


def test_a_subject_is_found_under_everything_above_it(water: Any):
    [document] = build_documents([water.pk])
    assert "mathematics" in document.facets["subject"]


def test_facets_are_those_the_search_knows(water: Any):
    [document] = build_documents([water.pk])
    assert set(document.facets) == set(FACETS) - {"review", "score", "availability"}


def test_what_nobody_knows_is_left_empty(new_resource: Callable[..., Resource]):
    [document] = build_documents([new_resource(listed=True).pk])
    assert set(document.facets) == set(FACETS) - {"review", "score", "availability"}
    known = {name: values for name, values in document.facets.items() if values}
    assert known == {"source": ["library"], "reuse": ["unclear"]}
    assert (document.names, document.keywords, document.bodies) == ([], [], {})


def test_a_licence_we_do_not_know_is_no_facet(new_resource: Callable[..., Resource]):
    resource = new_resource(listed=True, licence="https://example.org/terms")
    [document] = build_documents([resource.pk])
    assert (document.facets["licence"], document.facets["reuse"]) == ([], ["unclear"])


def test_candidates_tombstones_and_aliases_are_never_found(
    water: Any, new_resource: Callable[..., Resource]
):
    candidate, gone, absorbed = (
        new_resource(),
        new_resource(listed=True),
        new_resource(listed=True),
    )
    withdraw_resources([gone.pk], by=SYSTEM, reason="Away")
    merge_resources(water, absorbed, by=SYSTEM)
    ids = [candidate.pk, gone.pk, absorbed.pk, water.pk, 0]
    assert [document.id for document in build_documents(ids)] == [water.pk]


def test_contexts_above_add_facets_and_a_quality(water: Any, new_resource: Callable[..., Resource]):
    other = new_resource(listed=True)
    register_enricher(lambda ids: {water.pk: Enrichment({"review": ["reviewed"]}, quality=0.5)})
    register_enricher(lambda ids: {water.pk: Enrichment(keywords=["ice"], quality=0.25)})
    rich, plain = sorted(build_documents([water.pk, other.pk]), key=lambda each: each.id)
    assert (rich.facets["review"], rich.quality) == (["reviewed"], 0.5)
    assert "ice" in rich.keywords
    assert ("review" in plain.facets, plain.quality) == (False, 0.0)


def test_queries_do_not_grow_with_the_number_of_documents(
    water: Any, new_resource: Callable[..., Resource], django_assert_num_queries: Any
):
    list(build_documents([water.pk]))  # vocabularies are in memory from now on
    ids = [water.pk, *(new_resource(listed=True).pk for _ in range(3))]
    for few in (ids[:1], ids):
        with django_assert_num_queries(5):
            list(build_documents(few))


def test_hits_are_presented_in_their_order_and_in_the_readers_language(
    water: Any, new_resource: Callable[..., Resource]
):
    other = new_resource(titles={"en": "Ice"})
    assert present([other.pk, 0, water.pk], "ar", ()) == [
        {"id": other.public_id, "title": "Ice"},
        {"id": water.public_id, "title": "الماء"},
    ]


def test_the_search_knows_this_builder():
    assert BUILDERS["resource"] is build_documents
