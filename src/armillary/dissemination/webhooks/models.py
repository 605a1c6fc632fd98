"""Who wants to be told, what they were told lately, and since when resources have been listed."""

from django.db import models

from armillary.core.clock import now
from armillary.core.identifiers import new_public_id
from armillary.core.models import Base
from armillary.dissemination.webhooks.enums import WebhookState
from armillary.people.models import Person


class Webhook(Base):
    """An address that is told of events. `position` is that of the last stored record it has no need
    to hear of any more. No secret is stored, only the seeds they are made from (see `signing`)."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    owner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=500)
    host = models.CharField(max_length=260)  # of the address, with its port where it has one
    events = models.JSONField(default=list)
    state = models.CharField(
        max_length=10, choices=WebhookState.choices, default=WebhookState.ACTIVE
    )
    position = models.BigIntegerField(default=0)
    seed = models.CharField(max_length=64)
    former_seed = models.CharField(max_length=64, blank=True)
    former_until = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)  # one after the other
    failing_since = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(default=now)
    taken_until = models.DateTimeField(default=now)  # until then a worker is busy with it

    class Meta:
        indexes = [models.Index(fields=["state", "next_try_at"], name="webhook_by_next_try")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.state == WebhookState.ACTIVE


class Delivery(models.Model):
    """A message that was handed to a webhook, or could not be. It is kept for a bounded time. Without
    a `resource` it was a test."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    message_id = models.CharField(max_length=60)
    type = models.CharField(max_length=40)
    resource = models.ForeignKey(
        "catalogue.Resource", on_delete=models.CASCADE, null=True, related_name="+"
    )
    body = models.TextField()
    tries = models.PositiveSmallIntegerField(default=0)
    is_taken = models.BooleanField(default=False)
    status = models.PositiveSmallIntegerField(null=True)  # of the last answer, if there was one
    problem = models.CharField(
        max_length=40, blank=True
    )  # the code of an error, where there was none
    answer = models.CharField(max_length=300, blank=True)  # how what was said begins, if it failed
    seconds = models.FloatField(default=0.0)
    first_at = models.DateTimeField(default=now)
    last_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "message_id"], name="one_delivery_of_a_message"
            )
        ]
        indexes = [models.Index(fields=["last_at"], name="delivery_by_last_try")]

    def __str__(self) -> str:
        return f"{self.message_id} {self.type}"


class Listing(models.Model):
    """At which position a stored record was first seen as listed since a day (see `listings`)."""

    record = models.OneToOneField(
        "dissemination.OaiRecord", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    position = models.BigIntegerField(unique=True)
    listed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.record_id} at {self.position}"


class ListingClock(models.Model):
    """Up to which position listings are noted: one row, the lock."""

    position = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.position)
