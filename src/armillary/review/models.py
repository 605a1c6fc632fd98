"""Rubrics with their criteria, and reviews. A review is read as a whole, so its scores and comments
are documents keyed by criterion; a rubric that was used stays, so old scores keep their meaning."""

from dataclasses import dataclass
from typing import Any, Self

from django.db import models

from armillary.core.identifiers import new_public_id
from armillary.core.models import Base, Versioned
from armillary.core.texts import TranslatedText, TranslatedTextField
from armillary.people.models import Person
from armillary.review.enums import ReviewState

Scores = dict[str, int | None]  # criterion → level, or None where it does not apply
Comments = dict[str, str]  # criterion → text


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a criterion and what it means."""

    value: int
    text: TranslatedText

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Self:
        return cls(document["value"], TranslatedText.from_json(document["text"]))

    def as_json(self) -> dict[str, Any]:
        return {"value": self.value, "text": self.text.as_json()}


class Rubric(Versioned):
    """What a reviewer is asked, in one version."""

    title = TranslatedTextField()
    introduction = TranslatedTextField()

    def __str__(self) -> str:
        return str(self.title) or self.key


class Criterion(models.Model):
    """One question of a rubric. `levels` is a list of `Level` documents, lowest first."""

    rubric = models.ForeignKey(Rubric, on_delete=models.CASCADE, related_name="criteria")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    title = TranslatedTextField()
    guidance = TranslatedTextField()
    levels = models.JSONField(default=list)
    may_skip = models.BooleanField(default=True)  # "does not apply" is an answer

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["rubric", "key"], name="one_criterion_per_key")
        ]

    def __str__(self) -> str:
        return str(self.title) or self.key

    @property
    def scale(self) -> list[Level]:
        return [Level.from_json(document) for document in self.levels]


class Review(Base):
    """What one person found. A published one is a public statement under the reviewer's name."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=10, choices=ReviewState.choices, default=ReviewState.DRAFT)
    scores = models.JSONField(default=dict)
    comments = models.JSONField(default=dict)
    comment = models.TextField(blank=True)
    language = models.CharField(max_length=35, default="en")  # of the comments
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)  # why it was withdrawn

    class Meta:
        indexes = [
            models.Index(fields=["state", "id"], name="review_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} ({self.state})"

    @property
    def is_open(self) -> bool:
        """True while its writer may change it."""
        return self.state == ReviewState.DRAFT
