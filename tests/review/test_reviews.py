from collections.abc import Callable

import pytest

from armillary.core.errors import Refused
from armillary.people.actors import OPERATOR
from armillary.people.enums import Role
from armillary.people.models import LogEntry, Person
from armillary.review.enums import ReviewState
from armillary.review.errors import InvalidScores, NameMissing, NoSuchRubric, ReviewClosed
from armillary.review.models import Review, Rubric
from armillary.review.operations import (
    load_rubric,
    publish_review,
    save_draft,
    start_review,
    submit_review,
    withdraw_review,
)
from armillary.review.signals import reviews_restated

from .conftest import SMALL

pytestmark = pytest.mark.django_db

FULL = {"correct": 1, "useful": None}


@pytest.fixture
def draft(rubric: Rubric, reviewer: Person) -> Review:
    return start_review(rubric, by=reviewer)


@pytest.fixture
def submitted(draft: Review, reviewer: Person) -> Review:
    save_draft(draft, scores=FULL, comments={"correct": " Checked. "}, by=reviewer)
    return submit_review(draft, by=reviewer)


@pytest.fixture
def news() -> list[list[int]]:
    heard: list[list[int]] = []

    def hear(sender: object, ids: list[int], **_: object) -> None:
        heard.append(ids)

    reviews_restated.connect(hear, weak=False)
    yield heard
    reviews_restated.disconnect(hear)


def test_a_member_may_not_review(rubric: Rubric, member: Person) -> None:
    with pytest.raises(Refused):
        start_review(rubric, by=member)


def test_the_machine_writes_no_reviews(rubric: Rubric) -> None:
    with pytest.raises(Refused):
        start_review(rubric, by=OPERATOR)


def test_a_retired_rubric_takes_no_new_reviews(rubric: Rubric, reviewer: Person) -> None:
    load_rubric({**SMALL, "version": 2}, by=OPERATOR)
    rubric.refresh_from_db()

    with pytest.raises(NoSuchRubric):
        start_review(rubric, by=reviewer)


def test_a_draft_may_be_incomplete(draft: Review, reviewer: Person) -> None:
    save_draft(draft, scores={"useful": 0}, comments={"useful": "", "correct": "x"}, by=reviewer)

    assert draft.scores == {"useful": 0}
    assert draft.comments == {"correct": "x"}
    assert draft.state == ReviewState.DRAFT


def test_only_its_writer_may_change_a_draft(draft: Review, curator: Person) -> None:
    with pytest.raises(Refused):
        save_draft(draft, scores=FULL, by=curator)


@pytest.mark.parametrize(
    "scores",
    [{"correct": 2}, {"correct": -1}, {"correct": None}, {"correct": True}, {"elegant": 1}],
)
def test_scores_must_be_levels_of_the_rubric(
    draft: Review, reviewer: Person, scores: dict[str, int | None]
) -> None:
    with pytest.raises(InvalidScores):
        save_draft(draft, scores=scores, by=reviewer)


def test_comments_must_be_on_criteria_and_to_the_point(draft: Review, reviewer: Person) -> None:
    with pytest.raises(InvalidScores):
        save_draft(draft, scores={}, comments={"elegant": "x"}, by=reviewer)
    with pytest.raises(InvalidScores):
        save_draft(draft, scores={}, comment="x" * 5_001, by=reviewer)


def test_a_review_with_open_criteria_cannot_be_submitted(draft: Review, reviewer: Person) -> None:
    save_draft(draft, scores={"correct": 1}, by=reviewer)

    with pytest.raises(InvalidScores, match="Useful"):
        submit_review(draft, by=reviewer)


def test_a_review_is_handed_in_under_a_name(draft: Review, reviewer: Person) -> None:
    save_draft(draft, scores=FULL, by=reviewer)
    reviewer.name = " "

    with pytest.raises(NameMissing, match="Give your name under “Account” first"):
        submit_review(draft, by=reviewer)
    assert Review.objects.get(pk=draft.pk).state == ReviewState.DRAFT


def test_a_submitted_review_keeps_what_was_said(submitted: Review) -> None:
    assert submitted.state == ReviewState.SUBMITTED
    assert submitted.submitted_at is not None
    assert submitted.scores == FULL
    assert submitted.comments == {"correct": "Checked."}


def test_a_submitted_review_cannot_be_changed(submitted: Review, reviewer: Person) -> None:
    with pytest.raises(ReviewClosed):
        save_draft(submitted, scores={}, by=reviewer)


def test_a_curator_publishes_a_review(
    submitted: Review, curator: Person, news: list[list[int]]
) -> None:
    publish_review(submitted, by=curator)

    assert submitted.state == ReviewState.PUBLISHED
    assert submitted.published_at is not None
    assert news == [[submitted.pk]]


def test_a_review_is_published_once(submitted: Review, curator: Person) -> None:
    publish_review(submitted, by=curator)

    with pytest.raises(ReviewClosed):
        publish_review(submitted, by=curator)


def test_nobody_publishes_a_review_of_their_own(
    rubric: Rubric, person_with: Callable[..., Person]
) -> None:
    both = person_with(Role.CURATOR, "Both")
    review = start_review(rubric, by=both)
    save_draft(review, scores=FULL, by=both)
    submit_review(review, by=both)

    with pytest.raises(Refused):
        publish_review(review, by=both)


def test_a_reviewer_publishes_nothing(submitted: Review, reviewer: Person) -> None:
    with pytest.raises(Refused):
        publish_review(submitted, by=reviewer)


def test_withdrawing_needs_a_reason_and_tells_whoever_shows_it(
    submitted: Review, curator: Person, news: list[list[int]]
) -> None:
    publish_review(submitted, by=curator)
    with pytest.raises(InvalidScores):
        withdraw_review(submitted, reason=" ", by=curator)

    withdraw_review(submitted, reason="About another resource.", by=curator)

    assert submitted.state == ReviewState.WITHDRAWN
    assert news == [[submitted.pk], [submitted.pk]]


def test_withdrawing_an_unpublished_review_is_no_news(
    submitted: Review, reviewer: Person, news: list[list[int]]
) -> None:
    withdraw_review(submitted, reason="I was too quick.", by=reviewer)

    assert news == []


def test_a_stranger_withdraws_nothing(submitted: Review, member: Person) -> None:
    with pytest.raises(Refused):
        withdraw_review(submitted, reason="x", by=member)


def test_each_decision_leaves_one_entry(submitted: Review, curator: Person) -> None:
    publish_review(submitted, by=curator)

    entries = LogEntry.objects.filter(stream="review", subject=submitted.public_id)
    assert list(entries.order_by("number").values_list("action", "actor")) == [
        ("submit-review", submitted.reviewer.public_id),
        ("publish-review", curator.public_id),
    ]
