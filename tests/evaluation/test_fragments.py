"""What readers are shown of the signals."""

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from armillary.catalogue.models import Resource
from armillary.evaluation.operations import check_resources, review_resource
from armillary.evaluation.queries import public_signals
from armillary.people.actors import SYSTEM
from armillary.people.models import Person
from armillary.review.models import Rubric
from armillary.review.operations import publish_review

from .conftest import Describe, all_scores

pytestmark = pytest.mark.django_db


def rendered(fragment: str, resource: Resource, language: str = "en") -> str:
    with translation.override(language):
        context = {**public_signals(resource, language), "language": language}
        return " ".join(render_to_string(f"evaluation/{fragment}.html", context).split())


def test_nobody_looked_reads_differently_from_poor(describe: Describe) -> None:
    resource = describe()

    assert "Not checked yet." in rendered("_checks", resource)
    assert "Nobody has reviewed this yet. That says nothing about its quality." in rendered(
        "_reviews", resource
    )


def test_checks_are_one_sentence_each_with_their_date(describe: Describe) -> None:
    resource = describe(licence=None)
    check_resources([resource.pk], by=SYSTEM)

    text = rendered("_checks", resource)

    assert "8 of 9 checks passed on" in text
    assert "No licence is stated: ask its makers before you copy or change it." in text
    assert "Nobody has checked whether its address answers." in text


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_bad_review_is_shown_as_plainly_as_a_good_one(
    describe: Describe, rubric: Rubric, reviewer: Person, curator: Person, language: str
) -> None:
    resource = describe()
    review = review_resource(
        resource,
        rubric=rubric,
        scores=all_scores(rubric, 0) | {"reuse": None},
        comment="Wrong <throughout>.",
        by=reviewer,
    )
    publish_review(review, by=curator)

    text = rendered("_reviews", resource, language)

    expected = {
        "en": "Errors that would teach something false.",
        "ar": "أخطاء من شأنها أن تعلّم شيئًا غير صحيح.",
    }
    assert expected[language] in text
    assert "Wrong &lt;throughout&gt;." in text
    assert "Rima" in text
