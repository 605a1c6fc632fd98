"""The latest report on each resource, and which review is about which resource.

Decisions on listing have no table: the catalogue holds the state, the log who decided and why.
"""

from django.db import models

from armillary.catalogue.models import Resource
from armillary.review.models import Review


class CheckReport(models.Model):
    """All findings on one resource. Sentences are made when they are read, in the reader's language."""

    resource = models.OneToOneField(
        Resource, on_delete=models.CASCADE, related_name="check_report", primary_key=True
    )
    findings = models.JSONField(default=list)  # [Finding.as_json()]
    gates_passed = models.BooleanField(default=False)
    quality = models.FloatField(default=0.0)  # share of what applies that passes, by weight
    marks = models.TextField(blank=True)  # what candidates are filtered by, see marks.py
    answer = models.JSONField(default=dict)  # what the address answered when it was last asked
    asked_at = models.DateTimeField(null=True, blank=True, db_index=True)
    digest = models.CharField(max_length=64)  # of all that was looked at
    checked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.resource_id}: {self.quality:.2f}"


class ResourceReview(models.Model):
    """Which resource a review is about."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="of_resource")

    def __str__(self) -> str:
        return f"{self.resource_id}: {self.review_id}"
