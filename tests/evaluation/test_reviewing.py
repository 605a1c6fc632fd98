from collections.abc import Callable, Iterator

import pytest

from armillary.catalogue.documents import build_documents
from armillary.catalogue.models import Resource
from armillary.catalogue.operations import list_resources, merge_resources
from armillary.core.errors import Conflict, Refused
from armillary.core.tasks import drain
from armillary.evaluation.errors import ReviewedAlready
from armillary.evaluation.models import ResourceReview
from armillary.evaluation.operations import announce_reviews, check_resources, review_resource
from armillary.evaluation.queries import Signals, public_signals, review_summary, signals_for
from armillary.evaluation.queries.signals import score_band, standing
from armillary.evaluation.signals import reviews_published
from armillary.people.actors import SYSTEM
from armillary.people.models import Person
from armillary.review.enums import ReviewState
from armillary.review.models import Rubric
from armillary.review.operations import withdraw_review

from .conftest import Describe, Publish, all_scores

pytestmark = pytest.mark.django_db


@pytest.fixture
def news() -> Iterator[list[list[int]]]:
    heard: list[list[int]] = []

    def hear(sender: object, ids: list[int], **_: object) -> None:
        heard.append(ids)

    reviews_published.connect(hear, weak=False)
    yield heard
    reviews_published.disconnect(hear)


def test_a_reviewer_reviews_a_resource(
    describe: Describe, rubric: Rubric, reviewer: Person
) -> None:
    resource = describe()

    review = review_resource(resource, rubric=rubric, scores=all_scores(rubric), by=reviewer)

    assert review.state == ReviewState.SUBMITTED
    assert ResourceReview.objects.get(review=review).resource == resource


def test_a_draft_is_taken_up_again(describe: Describe, rubric: Rubric, reviewer: Person) -> None:
    resource = describe()
    draft = review_resource(resource, rubric=rubric, scores={"goals": 1}, submit=False, by=reviewer)

    review = review_resource(resource, rubric=rubric, scores=all_scores(rubric), by=reviewer)

    assert review == draft


def test_one_review_per_reviewer_and_resource(
    describe: Describe, rubric: Rubric, reviewer: Person
) -> None:
    resource = describe()
    review_resource(resource, rubric=rubric, scores=all_scores(rubric), by=reviewer)

    with pytest.raises(ReviewedAlready):
        review_resource(resource, rubric=rubric, scores=all_scores(rubric), by=reviewer)


def test_after_withdrawing_one_may_write_another(
    describe: Describe, rubric: Rubric, reviewer: Person
) -> None:
    resource = describe()
    first = review_resource(resource, rubric=rubric, scores=all_scores(rubric), by=reviewer)
    withdraw_review(first, reason="Too quick.", by=reviewer)

    second = review_resource(resource, rubric=rubric, scores=all_scores(rubric), by=reviewer)

    assert second != first


def test_members_and_the_machine_review_nothing(
    describe: Describe, rubric: Rubric, member: Person
) -> None:
    for actor in (member, SYSTEM):
        with pytest.raises(Refused):
            review_resource(describe(), rubric=rubric, scores=all_scores(rubric), by=actor)


def test_an_absorbed_resource_is_not_reviewed(
    describe: Describe, rubric: Rubric, reviewer: Person
) -> None:
    kept, absorbed = describe(), describe()
    merge_resources(kept, absorbed, by=SYSTEM)

    with pytest.raises(Conflict):
        review_resource(absorbed, rubric=rubric, scores=all_scores(rubric), by=reviewer)


def test_nobody_has_reviewed_it_is_not_a_bad_review(describe: Describe) -> None:
    summary = review_summary(describe(), "en")

    assert (summary.is_reviewed, summary.n, summary.tallies) == (False, 0, [])


def test_only_published_reviews_are_shown(
    describe: Describe, rubric: Rubric, reviewer: Person, publish: Publish
) -> None:
    resource = describe()
    review_resource(resource, rubric=rubric, scores=all_scores(rubric, 0), by=reviewer)
    published = publish(resource, "Omar", None)

    summary = review_summary(resource, "fr")

    assert [sheet.public_id for sheet in summary.sheets] == [published.public_id]
    assert summary.tallies[0].rubric == "Évaluation d’une ressource pédagogique"


def test_reviews_come_along_in_a_merge_and_go_back(describe: Describe, publish: Publish) -> None:
    kept, absorbed = describe(), describe()
    publish(absorbed)
    merge_resources(kept, absorbed, by=SYSTEM)

    assert review_summary(kept, "en").n == 1
    assert signals_for([kept.pk])[kept.pk].reviews == 1


def test_signals_keep_checks_and_reviews_apart(describe: Describe, publish: Publish) -> None:
    reviewed, checked, neither = describe(), describe(), describe()
    publish(reviewed)
    check_resources([checked.pk], by=SYSTEM)

    found = signals_for([reviewed.pk, checked.pk, neither.pk])
    assert 0 < found[reviewed.pk].reviewed < 1
    assert found == {
        reviewed.pk: Signals(None, 1, found[reviewed.pk].reviewed, score="50"),
        checked.pk: Signals(quality=1.0, reviews=0),
        neither.pk: Signals(quality=None, reviews=0),
    }


def test_search_documents_carry_the_signals(describe: Describe, publish: Publish) -> None:
    resource = describe()
    check_resources([resource.pk], by=SYSTEM)
    list_resources([resource.pk], by=SYSTEM)
    [before] = build_documents([resource.pk])
    publish(resource)
    [after] = build_documents([resource.pk])

    assert (before.facets["review"], before.quality) == (["not-reviewed"], 1.0)
    assert (after.facets["review"], after.quality) == (["reviewed"], 1.0)
    assert (before.facets["score"], after.facets["score"]) == ([], ["50"])


def test_signals_take_as_many_queries_for_one_as_for_three(
    describe: Describe, publish: Publish, django_assert_num_queries: Callable[..., object]
) -> None:
    ids = [describe().pk for _number in range(3)]
    publish(Resource.objects.get(pk=ids[0]))
    check_resources(ids, by=SYSTEM)

    with django_assert_num_queries(4):
        signals_for(ids[:1])
    with django_assert_num_queries(4):
        signals_for(ids)


def test_ten_good_reviews_stand_above_one_better_one_and_any_above_none() -> None:
    assert standing([0.9] * 10) > standing([1.0]) > standing([0.0]) > standing([]) == 0.0
    assert standing([None]) == 0.5  # nothing of the rubric applied


@pytest.mark.parametrize(
    ("shares", "band"),
    [
        ([], ""), ([None], ""), ([0.75], "75"), ([1.0, 0.5], "75"), ([0.74, None], "50"),
        ([0.5], "50"), ([0.49], "below"), ([0.0], "below"),
    ],
)  # fmt: skip
def test_bands_of_scores_are_of_what_reviewers_gave(shares: list[float | None], band: str) -> None:
    assert score_band(shares) == band


def test_public_signals_take_as_many_queries_for_one_review_as_for_three(
    describe: Describe, publish: Publish, django_assert_num_queries: Callable[..., object]
) -> None:
    resource = describe()
    check_resources([resource.pk], by=SYSTEM)
    publish(resource, "Omar")
    with django_assert_num_queries(5):
        public_signals(resource, "en")
    publish(resource, "Lena")
    publish(resource, "Ivan")

    with django_assert_num_queries(5):
        signals = public_signals(resource, "en")

    assert signals["reviews"].n == 3


def test_announcing_names_the_resource_that_stands(
    describe: Describe, publish: Publish, news: list[list[int]]
) -> None:
    kept, absorbed = describe(), describe()
    review = publish(absorbed)
    merge_resources(kept, absorbed, by=SYSTEM)

    assert announce_reviews([review.pk]) == [kept.pk]
    assert news == [[kept.pk]]


@pytest.mark.django_db(transaction=True)
def test_a_published_review_is_announced_in_the_background(
    describe: Describe, publish: Publish, news: list[list[int]]
) -> None:
    resource = describe()
    publish(resource)

    drain()

    assert news == [[resource.pk]]
