"""Sources, their runs and records, and pairs of resources that may be one."""

from django.db import models

from armillary.catalogue.models import Resource
from armillary.core.clock import now
from armillary.core.models import Base
from armillary.harvest.enums import RunState, SourceState, SuspicionState
from armillary.people.models import Grant

IDENTIFIER_LENGTH = 512
ADDRESS_LENGTH = 2000
TITLE_LENGTH = 200


class Source(Base):
    """An address that is harvested. `since` is where its next incremental run begins: the moment
    at which the source itself said that it began to answer the last complete run."""

    name = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=TITLE_LENGTH, blank=True)  # what readers call it
    kind = models.CharField(max_length=20)
    address = models.CharField(max_length=ADDRESS_LENGTH)
    is_trusted = models.BooleanField(default=False)
    options = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)  # field → column, for tables
    state = models.CharField(max_length=10, choices=SourceState.choices, default=SourceState.ACTIVE)
    since = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.title or self.name


class SourceGrant(Grant):
    """A role on one source."""

    on = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="grants")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "on"], name="one_source_grant_per_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.role} of {self.on}"


class Run(Base):
    """One pass through a source's list. Checkpoint and counts are saved with every page."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.RUNNING)
    is_full = models.BooleanField(default=False)  # the whole list was asked for
    since = models.CharField(max_length=40, blank=True)  # empty: the whole list is gone through
    checkpoint = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)
    proof = models.JSONField(default=dict)
    problem = models.TextField(blank=True)  # why it failed, in one line
    worker = models.CharField(max_length=120, blank=True)
    started_at = models.DateTimeField(default=now)
    beat_at = models.DateTimeField(default=now)  # when it last gave a sign of life
    finished_at = models.DateTimeField(null=True, blank=True)
    compared_at = models.DateTimeField(null=True, blank=True)  # a search for duplicates began

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=models.Q(state=RunState.RUNNING),
                name="one_run_of_a_source_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.pk}"

    @property
    def is_compared(self) -> bool:
        """False again for a run that went on after it was interrupted and compared."""
        if self.finished_at is None or self.compared_at is None:
            return False
        return self.compared_at >= self.finished_at


class Record(models.Model):
    """What a source says of one thing. `payload` is verbatim, and stays when the source deletes
    the record or sends something that cannot be read (`problem`)."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="records")
    identifier = models.CharField(max_length=IDENTIFIER_LENGTH)
    payload = models.BinaryField(default=bytes)
    digest = models.CharField(max_length=32, blank=True)
    datestamp = models.CharField(max_length=40, blank=True)  # the source's own
    is_deleted = models.BooleanField(default=False)
    resource = models.ForeignKey(
        Resource, null=True, blank=True, on_delete=models.PROTECT, related_name="records"
    )
    problem = models.TextField(blank=True)
    seen_in = models.PositiveBigIntegerField(default=0)  # the last run through the whole list
    changed_in = models.PositiveBigIntegerField(default=0)  # the last run that changed it
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "identifier"], name="one_record_per_identifier"
            )
        ]
        indexes = [models.Index(fields=["source", "changed_in"], name="record_by_change")]

    def __str__(self) -> str:
        return self.identifier


class Suspicion(Base):
    """Two resources that may be one. A decision stays, so that nobody is asked twice."""

    first = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    state = models.CharField(
        max_length=10, choices=SuspicionState.choices, default=SuspicionState.OPEN
    )
    decided_by = models.CharField(max_length=20, blank=True)  # the actor's id, as in the log
    decided_at = models.DateTimeField(null=True, blank=True)
    found_in = models.ForeignKey(
        Run, null=True, blank=True, on_delete=models.SET_NULL, related_name="suspicions"
    )

    class Meta:
        indexes = [models.Index(fields=["state", "-score", "id"], name="suspicion_by_score")]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_suspicion_per_pair"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="suspicion_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"
