"""Read a review form as a browser sends it. Shape only: operations check the truth."""

from collections.abc import Mapping
from dataclasses import dataclass

from armillary.review.models import Comments, Rubric, Scores

NOT_APPLICABLE = "na"


@dataclass(frozen=True, slots=True)
class SentAnswers:
    """What a reviewer filled in; criteria without an answer are left out of `scores`."""

    scores: Scores
    comments: Comments
    comment: str


def sent_answers(rubric: Rubric, sent: Mapping[str, str]) -> SentAnswers:
    keys = [criterion.key for criterion in rubric.criteria.all()]
    chosen = {key: sent.get(f"score-{key}", "") for key in keys}
    return SentAnswers(
        scores={key: _score(text) for key, text in chosen.items() if text},
        comments={key: sent.get(f"comment-{key}", "") for key in keys},
        comment=sent.get("comment", ""),
    )


def _score(text: str) -> int | None:
    """A number; anything else than "does not apply" becomes one that no scale has."""
    if text == NOT_APPLICABLE:
        return None
    return int(text) if text.isdecimal() else -1
