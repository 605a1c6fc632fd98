import pytest
from django.test import Client

from armillary.vocabularies.operations import SHIPPED_KEYS
from armillary.vocabularies.queries import scheme_keys

pytestmark = pytest.mark.django_db


def test_all_vocabularies(client: Client):
    items = client.get("/api/v1/vocabularies").json()["items"]
    assert {item["key"] for item in items} == set(SHIPPED_KEYS)


def test_a_vocabulary_is_paged_by_key_from_start_to_end(client: Client):
    keys, after = [], ""
    while after is not None:
        page = client.get("/api/v1/vocabularies/types", {"size": 7, "after": after}).json()
        assert page["total"] == len(scheme_keys("types"))
        keys += [item["key"] for item in page["items"]]
        after = page["next"]
    assert keys == scheme_keys("types")


def test_a_concept_is_named_in_every_language(client: Client):
    items = client.get("/api/v1/vocabularies/levels").json()["items"]
    [primary] = [item for item in items if item["key"] == "primary"]
    assert set(primary["labels"]) >= {"ar", "en", "es", "fr", "ru", "zh-hans"}


def test_unknown_vocabulary_is_a_problem(client: Client):
    response = client.get("/api/v1/vocabularies/nothing")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response.json()["type"].endswith("no-such-scheme")


@pytest.mark.parametrize("after", ["damaged", "AAAA"])
def test_damaged_page_address_is_bad_input(client: Client, after: str):
    response = client.get("/api/v1/vocabularies/types", {"after": after})
    assert response.status_code == 400


def test_cursor_of_another_vocabulary_is_bad_input(client: Client):
    after = client.get("/api/v1/vocabularies/types", {"size": 1}).json()["next"]
    assert client.get("/api/v1/vocabularies/levels", {"after": after}).status_code == 400
