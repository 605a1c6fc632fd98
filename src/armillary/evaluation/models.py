"""The latest report on each resource, the addresses that resources lead to, and which review is about
which resource.

The catalogue holds the state of a resource, the log who decided and why; a decision on listing is kept
beside them for as much as it takes to undo it.
"""

from django.db import models

from armillary.catalogue.enums import ResourceState
from armillary.catalogue.models import Resource
from armillary.core.identifiers import new_public_id
from armillary.core.models import Base
from armillary.core.texts import TranslatedTextField
from armillary.evaluation.enums import (
    LinkDecisionKind,
    LinkRole,
    ListingKind,
    Outcome,
    ProblemKind,
    ProblemState,
    Standing,
    TakedownState,
)
from armillary.harvest.models import Record, Source
from armillary.people.models import Person
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


class TakedownRequest(Base):
    """Somebody's claim that a resource must not be offered. One at a time leads for a resource and
    is answered; those that come meanwhile join it and share its answer."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="+")
    joins = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="joined"
    )
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254)
    on_behalf_of = models.CharField(max_length=200, blank=True)
    is_name_public = models.BooleanField(default=False)
    claim = models.TextField()
    evidence = models.CharField(max_length=2000, blank=True)  # an address
    language = models.CharField(max_length=12, default="en")  # that the claimant is written to in
    client = models.CharField(max_length=32, blank=True)  # a digest, kept for a day
    state = models.CharField(
        max_length=12, choices=TakedownState.choices, default=TakedownState.UNCONFIRMED
    )
    paused_from = models.CharField(max_length=10, choices=ResourceState.choices, blank=True)
    answer = models.TextField(blank=True)
    decided_by = models.CharField(max_length=20, blank=True)  # the actor's id, as in the log
    confirmed_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "decided_at", "id"], name="takedown_by_state"),
            models.Index(fields=["email", "created_at"], name="takedown_by_email"),
            models.Index(fields=["client", "created_at"], name="takedown_by_client"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["resource"],
                condition=models.Q(state=TakedownState.OPEN, joins=None),
                name="one_open_takedown_of_a_resource",
            )
        ]

    def __str__(self) -> str:
        return f"{self.public_id}: {self.state}"


class ProblemReport(Base):
    """What a reader finds wrong with a resource, and what a curator answered. Nothing in it says who
    the reader is."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=ProblemKind.choices)
    text = models.TextField(blank=True)
    client = models.CharField(max_length=32, blank=True)  # a digest, kept for a day
    state = models.CharField(max_length=8, choices=ProblemState.choices, default=ProblemState.OPEN)
    answer = models.TextField(blank=True)
    settled_by = models.CharField(max_length=20, blank=True)  # the actor's id, as in the log
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "id"], name="problem_by_state"),
            models.Index(fields=["client", "created_at"], name="problem_by_client"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id}: {self.kind}"


class ForeignReview(Base):
    """A review that another site has published, brought by a harvest. It is shown as theirs and
    counted nowhere. `through` are pages of the sites that passed it on, the one it came from first."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    origin_id = models.CharField(max_length=80)
    address = models.CharField(max_length=4096)  # where it was published
    through = models.JSONField(default=list)
    title = TranslatedTextField()  # of the rubric
    rubric = models.JSONField(default=dict)  # in the form in which rubrics are loaded
    scores = models.JSONField(default=dict)
    comments = models.JSONField(default=dict)
    comment = models.TextField(blank=True)
    language = models.CharField(max_length=35, default="und")  # of the comments
    reviewer = models.CharField(max_length=200, blank=True)  # as published there
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "origin_id"], name="one_foreign_review_per_origin"
            )
        ]

    def __str__(self) -> str:
        return self.address


class LinkHost(models.Model):
    """A machine by the name it is asked under. Whoever asks its links has taken it, so that nobody
    else does; where all of it is down, that is one event and stands here."""

    name = models.CharField(max_length=300, unique=True)  # with the port, where it is not the usual
    due_at = models.DateTimeField(null=True, blank=True, db_index=True)  # the next of its links
    taken_until = models.DateTimeField(null=True, blank=True)
    rest_until = models.DateTimeField(null=True, blank=True)  # it asked us to wait, or is down
    misses = models.PositiveSmallIntegerField(default=0)  # visits in a row on which nobody answered
    missed_since = models.DateTimeField(null=True, blank=True)
    is_lost = models.BooleanField(default=False)
    refuses_head = models.BooleanField(default=False)
    probes = models.JSONField(default=dict)  # folder → [Probe, day], see links/memory.py
    # Of its links, kept in step by links/hosts.py, so that a list of hosts counts nothing.
    broken = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    doubtful = models.PositiveIntegerField(default=0)
    affected = models.PositiveIntegerField(default=0)  # times that resources lead to broken ones

    class Meta:
        indexes = [
            models.Index(
                fields=["-affected", "id"],
                condition=models.Q(broken__gt=0),
                name="link_host_by_affected",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Link(models.Model):
    """One address as it is asked, for all resources that lead there. A fragment is no part of it; two
    writings of one page are two links, since one may answer and the other not."""

    # Found by the indexes below, which begin with it.
    host = models.ForeignKey(
        LinkHost, on_delete=models.CASCADE, related_name="links", db_index=False
    )
    address = models.CharField(max_length=4096)
    digest = models.CharField(max_length=32, unique=True)  # of the address
    uses = models.PositiveIntegerField(default=0)  # resources that lead there, see LinkUse
    unused_since = models.DateTimeField(null=True, blank=True)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.NEW)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    sure = models.FloatField(default=0.0)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    since = models.DateTimeField(null=True, blank=True)  # that the outcome is what it is
    answers = models.PositiveSmallIntegerField(default=0)  # in a row
    misses = models.PositiveSmallIntegerField(default=0)  # in a row
    gone = models.PositiveSmallIntegerField(default=0)  # of the misses, those that said "for good"
    missed_since = models.DateTimeField(null=True, blank=True)
    answered_first = models.DateTimeField(null=True, blank=True)
    answered_last = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)  # None: nobody leads there
    leads_to = models.CharField(max_length=4096, blank=True)  # where its redirects ended
    moves = models.PositiveSmallIntegerField(default=0)  # times in a row that they did for good
    kept_from = models.CharField(max_length=4096, blank=True)  # where a curator won't follow it
    pardon = models.JSONField(default=dict)  # what a curator has called fine, see links/judging.py
    validators = models.JSONField(default=dict)
    media_type = models.CharField(max_length=100, blank=True)
    page_print = models.BigIntegerField(default=0)  # of its words, see formats.seen_page
    may_be_framed = models.BooleanField(null=True, blank=True)  # by us, see links/framing.py
    history = models.JSONField(default=list)  # [[moment, outcome, status], …], the latest first

    class Meta:
        indexes = [
            models.Index(fields=["host", "due_at"], name="link_due"),
            models.Index(fields=["host", "standing"], name="link_by_host"),
            models.Index(fields=["standing", "-uses", "id"], name="link_by_standing"),
            models.Index(
                fields=["unused_since"],
                condition=models.Q(unused_since__isnull=False),
                name="link_unused",
            ),
        ]

    def __str__(self) -> str:
        return self.address


class LinkUse(models.Model):
    """A resource that is listed or waits, and an address it leads to."""

    resource = models.ForeignKey(
        Resource, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="users")
    role = models.CharField(max_length=7, choices=LinkRole.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "link"], name="one_use_of_a_link")
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} → {self.link_id}"


class LinkDecision(models.Model):
    """What a curator decided about links, and all that is needed to undo it."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=8, choices=LinkDecisionKind.choices)
    decided_by = models.CharField(max_length=20)  # the actor's id, as in the log
    decided_at = models.DateTimeField(db_index=True)
    links = models.PositiveIntegerField()
    resources = models.PositiveIntegerField(default=0)
    before = models.JSONField(default=list)  # see links/undoing.py
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.public_id}: {self.kind}"


class ListingDecision(models.Model):
    """What a curator decided about resources, one or many at once, and what it takes to undo it."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=8, choices=ListingKind.choices)
    decided_by = models.CharField(max_length=20)  # the actor's id, as in the log
    decided_at = models.DateTimeField(db_index=True)
    reason = models.TextField(blank=True)
    resources = models.PositiveIntegerField()
    before = models.JSONField(default=list)  # see operations/listing.py
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.public_id}: {self.kind}"


class DeskVisit(models.Model):
    """Up to when a person has seen what is new at the desk."""

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id}: {self.seen_at}"
