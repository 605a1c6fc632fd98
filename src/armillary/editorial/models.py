"""Pages and news items in versions, with their texts in several languages."""

from django.db import models

from armillary.core.models import Versioned, VersionState
from armillary.core.texts import TranslatedTextField
from armillary.editorial.enums import PieceKind, Place

LONGEST_REASON = 500


class Piece(Versioned):
    """One version of a page or of a news item. Its `key` is the name in its address; there is one
    draft of it at a time."""

    kind = models.CharField(max_length=4, choices=PieceKind.choices)
    title = TranslatedTextField()
    summary = TranslatedTextField()
    text = TranslatedTextField()  # markup, see `markup.py`
    place = models.CharField(max_length=6, choices=Place.choices, blank=True)  # of a page
    position = models.PositiveSmallIntegerField(default=100)  # in that place
    starts_on = models.DateField(null=True, blank=True)  # of a news item, as all dates in UTC
    ends_on = models.DateField(null=True, blank=True)
    made_by = models.CharField(max_length=20)  # the actor's id, as in the log
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)  # why it was unpublished

    class Meta(Versioned.Meta):
        constraints = [
            *Versioned.Meta.constraints,
            models.UniqueConstraint(
                fields=["key"],
                condition=models.Q(state=VersionState.DRAFT),
                name="one_draft_of_a_piece_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "state", "-starts_on", "-id"], name="piece_by_date"),
            models.Index(fields=["kind", "key", "-number"], name="piece_by_key"),
        ]

    def __str__(self) -> str:
        return f"{self.key}/{self.number}"

    @property
    def is_draft(self) -> bool:
        return self.state == VersionState.DRAFT

    @property
    def is_published(self) -> bool:
        return self.state == VersionState.PUBLISHED
