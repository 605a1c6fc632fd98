"""The outbox."""

from django.db import models

from armillary.core.models import Base
from armillary.notices.enums import NoticeState


class Notice(Base):
    """A message to one address. All its words are emptied once it is sent or given up: they may hold
    links that let their reader in."""

    address = models.EmailField(max_length=254)
    subject = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    html = models.TextField(blank=True)  # the same once more, for whoever prefers it
    headers = models.JSONField(default=dict, blank=True)  # beyond those that every message has
    state = models.CharField(
        max_length=10, choices=NoticeState.choices, default=NoticeState.WAITING
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)  # or put up for another try

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"
