"""The API: search, one resource with its story, collections, vocabularies, and its errors."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.dissemination.conftest import describe, public_ids, publish

from armillary.catalogue.models import Resource
from armillary.catalogue.operations import (
    add_to_collection,
    create_collection,
    edit_resource,
    merge_resources,
    publish_collection,
    withdraw_resources,
)
from armillary.core.texts import TranslatedText
from armillary.people.actors import SYSTEM
from armillary.search.operations import drain_outbox

pytestmark = pytest.mark.django_db

API = "/api/v1"


def get(client: Client, path: str, **arguments: Any) -> Any:
    response = client.get(f"{API}{path}", arguments)
    assert response.status_code == 200
    return response.json()


def test_search_answers_total_items_facets_and_the_next_page(client: Client):
    ids = publish(5)
    publish(2, subjects=["physics"], titles={"en": "Levers"})
    drain_outbox(wait=True)

    first = get(client, "/resources", q="lesson", subject="mathematics", size=3, sort="newest")
    second = get(
        client,
        "/resources",
        q="lesson",
        subject="mathematics",
        size=3,
        sort="newest",
        after=first["next"],
    )

    assert first["total"] == second["total"] == 5
    names = [item["id"] for item in first["items"] + second["items"]]
    assert len(names) == 5
    assert set(names) == public_ids(ids)
    assert second["next"] is None
    assert {"value": "algebra", "count": 5} in first["facets"]["subject"]


def test_a_facet_may_have_several_values(client: Client):
    publish(1)
    publish(1, subjects=["physics"])
    publish(1, subjects=["mathematics"])
    drain_outbox(wait=True)

    assert get(client, "/resources", subject=["algebra", "physics"])["total"] == 2


def test_an_item_holds_what_is_known_and_nothing_that_is_not(client: Client, resource: Resource):
    drain_outbox(wait=True)

    [item] = get(client, "/resources")["items"]

    assert item["page"] == f"http://127.0.0.1:8000/resources/{resource.public_id}/"
    assert item["description"] == resource.description


def test_one_resource_with_its_story(client: Client):
    [number] = publish(1)
    resource = Resource.objects.get(pk=number)
    edit_resource(resource, changes={"keywords": ["halves"]}, by=SYSTEM)

    found = get(client, f"/resources/{resource.public_id}")

    assert found["state"] == "listed"
    assert found["description"]["keywords"] == ["halves"]
    titles, keywords = found["provenance"]["titles"], found["provenance"]["keywords"]
    assert (titles["by"], titles["ref"], titles["locked"]) == (
        "record",
        "open-lessons:oai:0",
        False,
    )
    assert (keywords["by"], keywords["ref"], keywords["locked"]) == ("curator", "", True)


def test_an_alias_answers_with_the_resource_that_stands(client: Client):
    kept, absorbed = (Resource.objects.get(pk=number) for number in publish(2))
    merge_resources(kept, absorbed, by=SYSTEM)

    assert get(client, f"/resources/{absorbed.public_id}")["id"] == kept.public_id


def test_a_known_resource_is_not_sent_again(client: Client, resource: Resource):
    address = f"{API}/resources/{resource.public_id}"
    changed = client.get(address)["Last-Modified"]

    assert client.get(address, headers={"If-Modified-Since": changed}).status_code == 304


def test_withdrawn_unknown_and_candidate_resources_are_problems(client: Client):
    [number] = publish(1)
    [candidate] = Resource.objects.filter(pk__in=describe(1))
    withdraw_resources([number], by=SYSTEM, reason="The publisher asked for it.")
    gone = Resource.objects.get(pk=number).public_id

    answers = {
        name: client.get(f"{API}/resources/{name}") for name in (gone, candidate.public_id, "zzz")
    }

    assert [answer.status_code for answer in answers.values()] == [410, 404, 404]
    for answer in answers.values():
        assert answer["Content-Type"] == "application/problem+json"
    assert answers[gone].json()["title"] == "The publisher asked for it."


@pytest.mark.parametrize(
    "query",
    ["size=0", "size=101", "size=x", "sort=best", "after=nonsense", "q=" + "x" * 1001, "after=%00"],
)
def test_wrong_values_are_problems(client: Client, resource: Resource, query: str):
    drain_outbox(wait=True)

    response = client.get(f"{API}/resources?{query}")

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


def test_a_collection_has_its_listed_resources_in_order(client: Client):
    ids = publish(3)
    rows = [Resource.objects.get(pk=number) for number in ids]
    draft = create_collection("draft", title=TranslatedText.of(en="Draft"), by=SYSTEM)
    collection = create_collection("first-steps", title=TranslatedText.of(en="First"), by=SYSTEM)
    for row in reversed(rows):
        add_to_collection(collection, row, by=SYSTEM, note=TranslatedText.of(en="Why"))
    publish_collection(collection, by=SYSTEM)
    withdraw_resources(ids[1:2], by=SYSTEM, reason="Gone.")

    assert [item["slug"] for item in get(client, "/collections")["items"]] == ["first-steps"]
    found = get(client, "/collections/first-steps")
    assert [item["resource"]["id"] for item in found["items"]] == [
        rows[2].public_id,
        rows[0].public_id,
    ]
    assert found["items"][0]["note"] == {"en": "Why"}
    assert client.get(f"{API}/collections/{draft.slug}").status_code == 404


def test_vocabularies_name_their_terms_in_every_language(client: Client):
    assert "subjects" in [item["key"] for item in get(client, "/vocabularies")["items"]]

    first = get(client, "/vocabularies/subjects", size=2)
    terms, page = list(first["items"]), first
    while page["next"]:
        page = get(client, "/vocabularies/subjects", size=200, after=page["next"])
        terms += page["items"]

    keys = [term["key"] for term in terms]
    assert len(keys) == len(set(keys)) == first["total"]
    algebra = next(term for term in terms if term["key"] == "algebra")
    assert algebra["broader"] == ["mathematics"]
    assert algebra["labels"]["en"] == "Algebra"
    assert client.get(f"{API}/vocabularies/alchemy").status_code == 404
    wrong = client.get(f"{API}/vocabularies/levels", {"after": first["next"]})
    assert wrong.status_code == 400


@pytest.mark.parametrize("path", ["/resources", "/collections/kept"])
def test_a_list_costs_the_same_with_one_item_and_with_many(
    client: Client, django_assert_num_queries: Callable[..., Any], path: str
):
    collection = create_collection("kept", title=TranslatedText.of(en="Kept"), by=SYSTEM)
    publish_collection(collection, by=SYSTEM)
    for _more in range(2):
        for row in Resource.objects.filter(pk__in=publish(6)):
            add_to_collection(collection, row, by=SYSTEM)
        drain_outbox(wait=True)
        client.get(f"{API}{path}")
        with django_assert_num_queries(1 if path == "/resources" else 2):
            client.get(f"{API}{path}")
