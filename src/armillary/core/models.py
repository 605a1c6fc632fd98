"""The base every model stands on, and what it means to be published once and never changed."""

from django.db import models


class Base(models.Model):
    """A row that knows when it came and when it last changed."""

    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class VersionState(models.TextChoices):
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class Versioned(Base):
    """Draft, then published, then perhaps retired. A published version never changes.

    `key` names the thing, `number` its version. Operations that edit call
    `versions.require_draft`; `versions.publish` and `versions.next_number` do the rest.
    """

    key = models.SlugField(max_length=80)
    number = models.PositiveIntegerField(default=1)
    state = models.CharField(
        max_length=10, choices=VersionState.choices, default=VersionState.DRAFT
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["key", "number"], name="%(class)s_version"),
        ]
