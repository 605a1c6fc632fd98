import pytest
from django.test import Client

from armillary.evaluation.operations import list_resource, review_resource
from armillary.people.actors import OPERATOR
from armillary.people.models import Person
from armillary.review.models import Rubric
from armillary.review.operations import publish_review

from .conftest import Describe, all_scores

pytestmark = pytest.mark.django_db


def test_checks_of_a_listed_resource_are_public(client: Client, describe: Describe) -> None:
    resource = list_resource(describe(licence=None), by=OPERATOR)

    answer = client.get(f"/api/v1/resources/{resource.public_id}/checks").json()

    [noted] = [each for each in answer["findings"] if each["verdict"] in {"warn", "fail"}]
    assert noted == {
        "check": "has-licence",
        "name": "Licence stated",
        "verdict": "warn",
        "sentence": "No licence is stated: ask its makers before you copy or change it.",
        "fix": "Find the licence on the resource's own page and enter it, or ask its makers.",
        "confidence": 1.0,
        "severity": "important",
        "is_gate": False,
    }
    assert answer["checked_at"] is not None


@pytest.mark.parametrize("what", ["checks", "reviews"])
def test_nothing_is_said_of_candidates(client: Client, describe: Describe, what: str) -> None:
    response = client.get(f"/api/v1/resources/{describe().public_id}/{what}")

    assert (response.status_code, response.json()["type"]) == (404, "about:blank#no-such-resource")


def test_reviews_of_a_listed_resource(
    client: Client, describe: Describe, rubric: Rubric, reviewer: Person, curator: Person
) -> None:
    resource = list_resource(describe(), by=OPERATOR)
    address = f"/api/v1/resources/{resource.public_id}/reviews"
    review = review_resource(
        resource, rubric=rubric, scores=all_scores(rubric) | {"reuse": None}, by=reviewer
    )
    nothing = {"is_reviewed": False, "reviews": [], "foreign": []}
    assert client.get(address).json() == nothing
    publish_review(review, by=curator)

    answer = client.get(address).json()

    [found] = answer["reviews"]
    assert answer["is_reviewed"] is True
    assert (found["reviewer"], found["rubric_version"]) == ("Rima", 1)
    values = {each["criterion"]: each["value"] for each in found["answers"]}
    assert values == all_scores(rubric) | {"reuse": None}
