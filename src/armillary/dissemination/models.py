"""Resources as harvesters get them, serialised ahead of their visit and in the order of change.

A page of a list is then two index look-ups and a join of bytes, at any depth. Positions and
datestamps are given under one lock, so that they grow together: what is written later stands
behind everything written before, and no page that was served can grow in its middle.
"""

from django.db import models

from armillary.catalogue.models import Resource
from armillary.core.clock import now


class OaiRecord(models.Model):
    """One resource that is listed, or was (a tombstone). `header` and `oai_dc` are finished
    XML in UTF-8: bytes, so that nothing is decoded and encoded again on the way out."""

    resource = models.OneToOneField(
        Resource, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    position = models.BigIntegerField(unique=True)
    datestamp = models.DateTimeField()
    is_deleted = models.BooleanField(default=False)
    listed_at = models.DateTimeField(null=True)  # none for a tombstone
    header = models.BinaryField()
    oai_dc = models.BinaryField(default=b"")

    class Meta:
        indexes = [
            models.Index(fields=["datestamp", "position"], name="oai_record_by_datestamp"),
            models.Index(fields=["-listed_at", "-resource"], name="oai_record_by_listing"),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} at {self.position}"


class OaiSet(models.Model):
    """A set that has, or had, members. `size` counts them, tombstones included."""

    spec = models.CharField(max_length=500, unique=True)
    size = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.spec


class OaiMembership(models.Model):
    """A record in a set, with what the record is sorted by."""

    set = models.ForeignKey(
        OaiSet, on_delete=models.CASCADE, related_name="memberships", db_index=False
    )
    record = models.ForeignKey(
        OaiRecord, on_delete=models.CASCADE, related_name="memberships", db_index=False
    )
    position = models.BigIntegerField()
    listed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["set", "-listed_at", "-record"], name="oai_membership_by_listing"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["set", "position"], name="one_member_per_position"),
            models.UniqueConstraint(fields=["record", "set"], name="one_membership_in_a_set"),
        ]

    def __str__(self) -> str:
        return f"{self.set_id}/{self.position}"


class OaiClock(models.Model):
    """The last position and datestamp given, and how many records there are: one row, the lock."""

    position = models.BigIntegerField(default=0)
    datestamp = models.DateTimeField()
    size = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.position)


class OaiRefresh(models.Model):
    """A refresh that may be giving out datestamps that nobody can see yet."""

    started_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return str(self.started_at)
