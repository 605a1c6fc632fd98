"""What is kept of a source's health: how far it is counted, its findings, and each record's faults."""

from django.db import models

from armillary.core.models import Base

RULE_LENGTH = 40
SAID_LENGTH = 200
TOKEN_LENGTH = 43


class SourceHealth(Base):
    """One per source. The records that runs up to `through` changed are counted; after that, counting
    goes on behind the record `at_record` of the run `at_run`."""

    source = models.OneToOneField("harvest.Source", on_delete=models.CASCADE, related_name="health")
    through = models.PositiveBigIntegerField(default=0)
    at_run = models.PositiveBigIntegerField(default=0)
    at_record = models.PositiveBigIntegerField(default=0)
    records = models.PositiveBigIntegerField(default=0)  # that it has now, deleted ones apart
    observed = models.JSONField(default=list)  # [Watched.seen() of a run], the latest last
    counted_at = models.DateTimeField(null=True, blank=True)
    token = models.CharField(max_length=TOKEN_LENGTH, unique=True, null=True, blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.source_id}: {self.counted_at}"


class SourceFinding(models.Model):
    """How often a source breaks a rule. Rows stay when it does no longer, so that this can be told;
    `before` is the number at the end of the run before `run`."""

    source = models.ForeignKey("harvest.Source", on_delete=models.CASCADE, related_name="findings")
    rule = models.CharField(max_length=RULE_LENGTH)
    count = models.PositiveBigIntegerField(default=0)
    before = models.PositiveBigIntegerField(default=0)
    run = models.PositiveBigIntegerField(default=0)
    since = models.DateTimeField(null=True, blank=True)
    examples = models.JSONField(default=list)  # [[record, said, expected], …]
    series = models.JSONField(default=list)  # [[moment, count], …] when it changed, the latest last

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "rule"], name="one_finding_per_source_and_rule"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.rule}: {self.count}"


class RecordFault(models.Model):
    """A record breaks a rule; `said` and `expected` are empty where something is missing."""

    source = models.ForeignKey(
        "harvest.Source", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    record = models.ForeignKey(
        "harvest.Record", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    rule = models.CharField(max_length=RULE_LENGTH)
    said = models.CharField(max_length=SAID_LENGTH, blank=True)
    expected = models.CharField(max_length=SAID_LENGTH, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "rule"], name="one_fault_per_record_and_rule")
        ]
        indexes = [models.Index(fields=["source", "rule", "record"], name="fault_by_rule")]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.rule}"
