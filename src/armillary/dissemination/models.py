"""Resources as harvesters get them, serialised ahead of their visit and in the order of change.

A page of a list is then two index look-ups and a join of bytes, at any depth. Positions and
datestamps are given under one lock, so that they grow together: what is written later stands
behind everything written before, and no page that was served can grow in its middle.
"""

from django.db import models

from armillary.catalogue.models import Resource
from armillary.core.clock import now
from armillary.core.identifiers import new_public_id
from armillary.core.models import Base
from armillary.dissemination.enums import HowOften
from armillary.dissemination.lti.models import (  # noqa: F401  (Django looks for them here)
    LtiDeployment,
    LtiKey,
    LtiRegistration,
    LtiUse,
)
from armillary.dissemination.packs.models import (  # noqa: F401  (Django looks for them here)
    Pack,
    PackedFile,
    PackItem,
    PackKey,
    PackRelease,
)
from armillary.dissemination.webhooks.models import (  # noqa: F401  (Django looks for them here)
    Delivery,
    Listing,
    ListingClock,
    Webhook,
)
from armillary.notices.models import Notice
from armillary.people.models import Person


class OaiRecord(models.Model):
    """One resource that is listed, or was (a tombstone). `header`, `oai_dc` and `about` are finished
    XML in UTF-8: bytes, so that nothing is decoded and encoded again on the way out."""

    resource = models.OneToOneField(
        Resource, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    position = models.BigIntegerField(unique=True)
    datestamp = models.DateTimeField()
    is_deleted = models.BooleanField(default=False)
    listed_at = models.DateTimeField(null=True)  # none for a tombstone
    arrival = models.BigIntegerField(null=True, unique=True)  # see `searches.arrivals`
    header = models.BinaryField()
    oai_dc = models.BinaryField(default=b"")
    about = models.BinaryField(default=b"")  # containers behind the metadata, see `oai.about`
    fingerprint = models.CharField(max_length=32, default="")  # of what only other formats say

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
    """The last position, datestamp and number of arrival given, and how many records there are: one
    row, the lock."""

    position = models.BigIntegerField(default=0)
    arrivals = models.BigIntegerField(default=0)
    datestamp = models.DateTimeField()
    size = models.PositiveIntegerField(default=0)
    layout = models.PositiveSmallIntegerField(default=0)  # what all records are laid out after

    def __str__(self) -> str:
        return str(self.position)


class OaiRefresh(models.Model):
    """A refresh that may be giving out datestamps that nobody can see yet."""

    started_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return str(self.started_at)


class SavedSearch(Base):
    """A search that a member comes back to, and may want mail about. `query` is its one form as the
    parameters of an address; `told_up_to` the last arrival its owner has been told of or has no need
    to be, `told_at` when somebody looked last, `mail_asked_at` when its owner asked for mail."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    owner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    query = models.TextField(blank=True)
    language = models.CharField(max_length=12)  # that its owner read the results in
    fingerprint = models.CharField(max_length=64)  # of what is searched, so that it is kept once
    how_often = models.CharField(max_length=10, choices=HowOften.choices, default=HowOften.NEVER)
    mail_asked_at = models.DateTimeField(null=True, blank=True)
    told_up_to = models.BigIntegerField(default=0)
    told_at = models.DateTimeField(default=now)
    alerts = models.ManyToManyField(Notice, related_name="+")  # that tell of it, as long as kept

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "fingerprint"], name="one_saved_search_of_a_kind"
            )
        ]
        indexes = [
            models.Index(
                fields=["how_often", "told_at"],
                condition=~models.Q(how_often="never"),
                name="saved_search_with_mail",
            )
        ]

    def __str__(self) -> str:
        return self.name
