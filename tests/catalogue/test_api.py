"""One resource and collections over the API; searching is specified with the search."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.http import http_date

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
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def resource(new_resource: Callable[..., Resource]):
    return new_resource(listed=True, titles={"en": "Water"}, keywords=["ice"])


def address(resource: Any) -> str:
    return f"/api/v1/resources/{resource.public_id}"


def test_a_resource_comes_with_its_whole_story(client: Client, resource: Any):
    document = client.get(address(resource)).json()
    assert document["id"] == resource.public_id
    assert document["state"] == "listed"
    assert document["description"] == {"titles": {"en": "Water"}, "keywords": ["ice"]}
    assert document["provenance"]["titles"]["by"] == "record"
    assert document["provenance"]["titles"]["locked"] is False


def test_nobody_outside_learns_which_curator_it_was(client: Client, resource: Any, curator: Person):
    edit_resource(resource, changes={"keywords": ["water"]}, by=curator)
    response = client.get(address(resource))
    assert response.json()["provenance"]["keywords"]["by"] == "curator"
    assert response.json()["provenance"]["keywords"]["locked"] is True
    assert curator.public_id not in response.content.decode()
    assert curator.email not in response.content.decode()


def test_a_candidate_does_not_exist_outside(client: Client, new_resource: Callable[..., Resource]):
    response = client.get(address(new_resource()))
    assert (response.status_code, response.json()["type"]) == (404, "about:blank#no-such-resource")


def test_a_withdrawn_resource_says_why(client: Client, resource: Any):
    withdraw_resources([resource.pk], by=SYSTEM, reason="The publisher asked for it.")
    response = client.get(address(resource))
    assert response.status_code == 410
    assert response.json() == {
        "type": "about:blank#withdrawn",
        "title": "The publisher asked for it.",
        "status": 410,
    }


def test_an_absorbed_resource_answers_with_the_one_that_stands(
    client: Client, resource: Any, new_resource: Callable[..., Resource]
):
    absorbed = new_resource(listed=True)
    merge_resources(resource, absorbed, by=SYSTEM)
    assert client.get(address(absorbed)).json()["id"] == resource.public_id


def test_what_has_not_changed_is_not_sent_again(client: Client, resource: Any):
    seen = client.get(address(resource))["Last-Modified"]
    assert seen == http_date(resource.datestamp.timestamp())
    again = client.get(address(resource), headers={"if-modified-since": seen})
    assert again.status_code == 304
    earlier = http_date((resource.datestamp - timedelta(days=1)).timestamp())
    assert client.get(address(resource), headers={"if-modified-since": earlier}).status_code == 200


def test_collections(client: Client, resource: Any, new_resource: Callable[..., Resource]):
    water = create_collection("water", title=TranslatedText.of(en="Water"), by=OPERATOR)
    note = TranslatedText.of(en="Start here.")
    add_to_collection(water, resource, note=note, by=OPERATOR)
    add_to_collection(water, new_resource(), by=OPERATOR)
    assert client.get("/api/v1/collections").json()["items"] == []
    assert client.get("/api/v1/collections/water").status_code == 404
    publish_collection(water, by=OPERATOR)
    [summary] = client.get("/api/v1/collections").json()["items"]
    assert (summary["slug"], summary["title"]) == ("water", {"en": "Water"})
    [item] = client.get("/api/v1/collections/water").json()["items"]
    assert item["resource"]["id"] == resource.public_id
    assert item["note"] == {"en": "Start here."}
