"""Sources, their runs and records, and pairs of resources that may be one."""

from datetime import timedelta
from typing import Final

from django.db import models

from armillary.catalogue.models import Merge, Resource
from armillary.core.clock import now
from armillary.core.identifiers import new_public_id
from armillary.core.models import Base, Versioned, VersionState
from armillary.formats.unmapped import LONGEST_TERM, VALUE_LIMIT
from armillary.harvest.enums import RunState, Schedule, SourceState, SuspicionState, Tie, Way
from armillary.people.models import Grant, Person

IDENTIFIER_LENGTH = 512
ADDRESS_LENGTH = 2000
TITLE_LENGTH = 200
NOTE_LENGTH = 500
LEASE: Final = timedelta(minutes=30)  # of a run; longer than anything between two of its pages


class Source(Base):
    """An address that is harvested. `since` is where its next incremental run begins: the moment
    at which the source itself said that it began to answer the last complete run."""

    name = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=TITLE_LENGTH, blank=True)  # what readers call it
    kind = models.CharField(max_length=20)
    address = models.CharField(max_length=ADDRESS_LENGTH)
    is_trusted = models.BooleanField(default=False)
    only_stem = models.BooleanField(default=False)  # a general one: what is not about STEM waits
    asks_before_merging = models.BooleanField(default=False)  # no machine merges what it brings
    options = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)  # field → column, for tables
    state = models.CharField(max_length=10, choices=SourceState.choices, default=SourceState.ACTIVE)
    since = models.CharField(max_length=40, blank=True)
    validators = models.JSONField(default=dict)  # by which the source's server knows its own list
    schedule = models.CharField(max_length=10, choices=Schedule.choices, default=Schedule.BY_HAND)
    due_at = models.DateTimeField(null=True, blank=True, db_index=True)  # its next scheduled run
    relist_days = models.PositiveSmallIntegerField(default=30)  # 0: the whole list only by hand
    relisted_at = models.DateTimeField(null=True, blank=True)  # last went through a whole list
    failures = models.PositiveSmallIntegerField(default=0)  # runs in a row
    paused_because = models.TextField(blank=True)  # the problem that paused it; empty: a person did

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


class SourceMapping(Versioned):
    """What is changed in a source's statements before they are described (`formats.mapping`). Its
    `key` is the name of the source; there is one draft at a time."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="mappings")
    document = models.JSONField(default=dict)
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)  # to other curators
    made_by = models.CharField(max_length=20)  # the actor's id, as in the log

    class Meta(Versioned.Meta):
        constraints = [
            *Versioned.Meta.constraints,
            models.UniqueConstraint(
                fields=["source"],
                condition=models.Q(state=VersionState.DRAFT),
                name="one_draft_of_a_mapping_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}/{self.number}"


class Run(Base):
    """One pass through a source's list. Checkpoint and counts are saved with what was taken."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.RUNNING)
    is_full = models.BooleanField(default=False)  # the whole list was asked for
    is_remapping = models.BooleanField(default=False)  # nothing is fetched: kept records, read anew
    mapping = models.PositiveIntegerField(default=0)  # version of the source's mapping; 0: none
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
        indexes = [
            models.Index(fields=["finished_at"], name="run_by_end"),
            models.Index(fields=["source", "finished_at"], name="run_of_source_by_end"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=models.Q(state=RunState.RUNNING, is_remapping=False),
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
    seen_in = models.PositiveBigIntegerField(default=0)  # the last whole list that wrote it anew
    changed_in = models.PositiveBigIntegerField(default=0)  # the last run that changed it
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "identifier"], name="one_record_per_identifier"
            )
        ]
        indexes = [models.Index(fields=["source", "changed_in", "id"], name="record_by_change")]

    def __str__(self) -> str:
        return self.identifier


class Sighting(models.Model):
    """The last run through the whole list that met a record as it was. Such a run writes one for
    nearly every record; in the record itself the mark would cost as much as the payload beside it."""

    record = models.OneToOneField(
        Record, on_delete=models.CASCADE, primary_key=True, related_name="sighting"
    )
    seen_in = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.record_id} in {self.seen_in}"


class Suspicion(Base):
    """Two resources that may be one, or editions of one work (`tie`). A decision stays, so that
    nobody is asked twice. Of a pair that a person has thought about no machine decides any more."""

    first = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    tie = models.CharField(max_length=12, choices=Tie.choices, default=Tie.SAME)
    probability = models.FloatField()
    reasons = models.JSONField(default=list)  # [{"name", "weight", "value"}], the weightiest first
    state = models.CharField(
        max_length=10, choices=SuspicionState.choices, default=SuspicionState.OPEN
    )
    decided_by = models.CharField(max_length=20, blank=True)  # the actor's id, as in the log
    decided_at = models.DateTimeField(null=True, blank=True)
    found_in = models.ForeignKey(
        Run, null=True, blank=True, on_delete=models.SET_NULL, related_name="suspicions"
    )
    merge = models.ForeignKey(
        Merge, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # what came of it
    # The merge of which it came: what may be the absorbed resource may now be the one kept.
    carried_by = models.ForeignKey(
        Merge, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_for_people = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["state", "-probability", "id"], name="suspicion_by_probability"),
            models.Index(fields=["-decided_at", "-id"], name="suspicion_by_decision"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_suspicion_per_pair"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="suspicion_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"


class Guesses(models.Model):
    """What a machine makes of a resource, by field, the surest first. What a person has turned down
    stays out. `relevance` says how surely it is about STEM."""

    resource = models.OneToOneField(
        Resource, on_delete=models.CASCADE, related_name="guesses", primary_key=True
    )
    found = models.JSONField(default=dict)  # field → [Guess as JSON]
    turned_down = models.JSONField(default=dict)  # field → [value]
    relevance = models.FloatField(null=True, blank=True)
    digest = models.CharField(max_length=32)  # of all that was looked at
    guessed_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.resource_id}: {', '.join(self.found)}"


class Submission(Base):
    """Something that a person suggested: one resource, or a table of them. What became of it is
    read from its items, so that it cannot contradict the catalogue."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    way = models.CharField(max_length=10, choices=Way.choices)
    name = models.CharField(max_length=TITLE_LENGTH)  # the title of the resource, or of the file
    note = models.TextField(blank=True)  # to curators, never shown to readers
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="submissions")
    asked = models.TextField(blank=True)  # what a curator wants to be changed, until it is
    taken_back_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)  # its person knows the decision

    class Meta:
        indexes = [models.Index(fields=["person", "-created_at"], name="submission_by_person")]

    def __str__(self) -> str:
        return self.name


class SubmittedItem(models.Model):
    """One resource of a submission. With `known`, its address was that of a resource we had: what
    it says is kept, and speaks for nothing until a curator uses it."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveIntegerField()  # of the row
    record = models.OneToOneField(Record, on_delete=models.CASCADE, related_name="submitted")
    known = models.ForeignKey(
        Resource, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "number"], name="one_item_per_number_of_a_submission"
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}/{self.number}"


class TableDraft(Base):
    """A table that somebody has sent and not yet submitted. One per person, forgotten after a day."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=TITLE_LENGTH)
    body = models.BinaryField()

    def __str__(self) -> str:
        return self.name


class UnknownTerm(models.Model):
    """A value that no vocabulary has, however it is spelt; `value` is a spelling of it. Terms stay
    when nothing has them any more, and so do the decisions on them."""

    kind = models.CharField(max_length=20)
    folded = models.CharField(max_length=LONGEST_TERM)
    value = models.CharField(max_length=VALUE_LIMIT)
    waiting = models.IntegerField(default=0)  # records that have it and wait for a decision

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "folded"], name="one_term_per_folded_value")
        ]
        indexes = [
            models.Index(
                fields=["kind", "-waiting", "id"],
                condition=models.Q(waiting__gt=0),
                name="term_by_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.value


class TermOfSource(models.Model):
    """How many records of a source have a term. `kind` is that of the term."""

    term = models.ForeignKey(UnknownTerm, on_delete=models.CASCADE, related_name="counts")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    records = models.IntegerField(default=0)
    is_decided = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "term"], name="one_count_per_source_and_term")
        ]
        indexes = [
            models.Index(
                fields=["source", "kind", "-records", "term"],
                condition=models.Q(records__gt=0, is_decided=False),
                name="term_of_source_by_records",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_id}: {self.term_id}"


class UnknownValue(models.Model):
    """A record has a term, whether somebody has decided what it means or not."""

    record = models.ForeignKey(
        Record, on_delete=models.CASCADE, related_name="unknown_values", db_index=False
    )
    term = models.ForeignKey(
        UnknownTerm, on_delete=models.CASCADE, related_name="values", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "term"], name="one_value_per_record_and_term")
        ]
        indexes = [models.Index(fields=["term", "record"], name="value_by_term")]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.term_id}"


class TermDecision(models.Model):
    """What a term means: a key of the vocabulary of its kind, or nothing if that is empty. One for
    a source goes before one for all. Undone ones stay, so that it is known who thought what."""

    term = models.ForeignKey(UnknownTerm, on_delete=models.CASCADE, related_name="decisions")
    key = models.CharField(max_length=200, blank=True)
    source = models.ForeignKey(
        Source, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    decided_by = models.CharField(max_length=20)  # the actor's id, as in the log
    decided_at = models.DateTimeField(default=now)
    undone_by = models.CharField(max_length=20, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["term"],
                condition=models.Q(source__isnull=True, undone_at__isnull=True),
                name="one_decision_per_term",
            ),
            models.UniqueConstraint(
                fields=["term", "source"],
                condition=models.Q(source__isnull=False, undone_at__isnull=True),
                name="one_decision_per_term_of_source",
            ),
        ]
        indexes = [models.Index(fields=["decided_at"], name="term_decision_by_time")]

    def __str__(self) -> str:
        return f"{self.term_id}: {self.key}"
