from collections.abc import Callable

import pytest

from armillary.people.enums import Role
from armillary.people.models import Person
from armillary.people.operations import erase_person
from armillary.people.queries import personal_data_of
from armillary.review.errors import NoSuchReview
from armillary.review.models import Review, Rubric
from armillary.review.operations import publish_review, save_draft, start_review, submit_review
from armillary.review.queries import (
    published_reviews,
    review_by_public_id,
    review_sheet,
    submitted_reviews,
    tallies,
)

pytestmark = pytest.mark.django_db

Scores = dict[str, int | None]


@pytest.fixture
def published(
    rubric: Rubric, curator: Person, person_with: Callable[..., Person]
) -> Callable[..., Review]:
    def make(name: str, scores: Scores, comment: str = "") -> Review:
        writer = person_with(Role.REVIEWER, name)
        review = start_review(rubric, by=writer)
        save_draft(review, scores=scores, comment=comment, by=writer)
        submit_review(review, by=writer)
        return publish_review(review, by=curator)

    return make


def test_a_sheet_reads_in_the_readers_language(published: Callable[..., Review]) -> None:
    review = published("Rima", {"correct": 1, "useful": None}, "Good.")

    sheet = review_sheet(review, "ar")

    assert (sheet.rubric, sheet.rubric_version, sheet.reviewer) == ("معايير صغيرة", 1, "Rima")
    first, second = sheet.answers
    assert (first.title, first.value, first.highest, first.meaning) == ("صحيح", 1, 1, "صواب")
    assert (second.value, second.does_not_apply, second.meaning) == (None, True, "")


def test_tallies_count_levels_and_never_add_them_up(published: Callable[..., Review]) -> None:
    published("Rima", {"correct": 1, "useful": None})
    published("Omar", {"correct": 0, "useful": 1})
    published("Lena", {"correct": 1, "useful": 1})

    [tally] = tallies(published_reviews(), "en")

    assert tally.n == 3
    correct, useful = tally.criteria
    assert correct.levels == [(0, "Wrong", 1), (1, "Right", 2)]
    assert (correct.n, correct.not_applicable) == (3, 0)
    assert useful.levels == [(0, "Wrong", 0), (1, "Right", 2)]
    assert (useful.n, useful.not_applicable) == (2, 1)


def test_reading_reviews_takes_as_many_queries_for_one_as_for_three(
    published: Callable[..., Review], django_assert_num_queries: Callable[..., object]
) -> None:
    published("Rima", {"correct": 1, "useful": None})
    with django_assert_num_queries(2):
        [review_sheet(review, "en") for review in published_reviews()]
    published("Omar", {"correct": 0, "useful": 1})
    published("Lena", {"correct": 1, "useful": 1})

    with django_assert_num_queries(2):
        reviews = list(published_reviews())
        sheets = [review_sheet(review, "en") for review in reviews]
        tallies(reviews, "en")

    assert len(sheets) == 3


def test_a_published_review_waits_no_longer(published: Callable[..., Review]) -> None:
    published("Rima", {"correct": 1, "useful": None})

    assert list(submitted_reviews()) == []


def test_an_unknown_review_is_not_found() -> None:
    with pytest.raises(NoSuchReview):
        review_by_public_id("nothing")


def test_an_export_holds_what_a_person_wrote(published: Callable[..., Review]) -> None:
    review = published("Rima", {"correct": 1, "useful": None}, "Good.")

    [row] = personal_data_of(review.reviewer)["review.review"]

    assert (row["id"], row["rubric"], row["comment"]) == (review.public_id, "small 1", "Good.")
    assert row["scores"] == {"correct": 1, "useful": None}


def test_erasing_a_person_takes_the_name_and_leaves_the_statement(
    published: Callable[..., Review],
) -> None:
    review = published("Rima", {"correct": 1, "useful": None}, "Good.")
    erase_person(review.reviewer, by=review.reviewer)

    sheet = review_sheet(review_by_public_id(review.public_id), "en")

    assert (sheet.reviewer, sheet.comment) == ("", "Good.")


def test_erasing_a_person_takes_their_drafts(rubric: Rubric, reviewer: Person) -> None:
    start_review(rubric, by=reviewer)

    erase_person(reviewer, by=reviewer)

    assert Review.objects.count() == 0
