"""The outbox: what changed in the database and is not in the index yet."""

from django.db import models


class Change(models.Model):
    """One thing to be indexed again, or removed if its builder no longer returns it."""

    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    failures = models.PositiveSmallIntegerField(default=0)  # times its builder failed

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id}"
