import pytest

from armillary.review.interfaces.answers import sent_answers
from armillary.review.models import Rubric

pytestmark = pytest.mark.django_db


def test_a_form_is_read_by_criterion(rubric: Rubric) -> None:
    sent = sent_answers(
        rubric,
        {"score-correct": "1", "score-useful": "na", "comment-useful": "x", "comment": "All well."},
    )

    assert sent.scores == {"correct": 1, "useful": None}
    assert sent.comments == {"correct": "", "useful": "x"}
    assert sent.comment == "All well."


def test_what_was_left_open_stays_open_and_nonsense_is_no_level(rubric: Rubric) -> None:
    assert sent_answers(rubric, {"score-useful": "best"}).scores == {"useful": -1}
