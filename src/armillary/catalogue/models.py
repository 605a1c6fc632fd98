"""Resources and collections. Facts that are only read together are one document; what the database
must find by is a column."""

from typing import Any, cast

from django.db import models

from armillary.catalogue.enums import AlignmentState, EditionKind, ResourceState
from armillary.catalogue.provenance import guessed_fields
from armillary.core.clock import now
from armillary.core.identifiers import new_public_id
from armillary.core.models import Base
from armillary.core.texts import TranslatedTextField
from armillary.formats.description import Description
from armillary.people.models import Grant
from armillary.vocabularies.models import Concept

KEY_LENGTH = 512
EVIDENCE_LENGTH = 200
LANGUAGE_LENGTH = 35  # RFC 5646, section 4.4.1
LABEL_LENGTH = 80


class Resource(Base):
    """Something to teach, learn or decide with. `facts` is a `Description` without its texts."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    state = models.CharField(
        max_length=10, choices=ResourceState.choices, default=ResourceState.CANDIDATE
    )
    titles = TranslatedTextField()
    descriptions = TranslatedTextField()
    facts = models.JSONField(default=dict)
    unknown = models.JSONField(default=dict)  # field → stated values that no vocabulary has
    provenance = models.JSONField(default=dict)  # field → Origin, see provenance.py
    alias_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="aliases"
    )
    reason = models.TextField(blank=True)  # why it was declined or withdrawn, for readers
    datestamp = models.DateTimeField(default=now)  # last change that the outside can see
    listed_at = models.DateTimeField(null=True, blank=True)
    # Since when nobody could open it, by the word of a machine; it stays what it is for all that.
    unavailable_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "datestamp", "id"], name="resource_by_state"),
            models.Index(fields=["datestamp", "id"], name="resource_by_datestamp"),
            models.Index(
                fields=["datestamp", "id"],
                condition=models.Q(listed_at__isnull=False),
                name="resource_ever_listed",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(alias_of=models.F("id")), name="resource_not_its_own_alias"
            )
        ]

    def __str__(self) -> str:
        return str(self.titles) or self.public_id

    @property
    def is_listed(self) -> bool:
        return self.state == ResourceState.LISTED and self.alias_of_id is None

    @property
    def is_unavailable(self) -> bool:
        return self.unavailable_since is not None

    @property
    def address(self) -> str:
        """Where a reader is sent; empty if nobody stated an address."""
        return next(iter(self.facts.get("addresses", [])), "")

    @property
    def stated(self) -> Description:
        """What records and curators say, as writers of formats take it: no format has a place for
        how sure a machine is, and whoever harvests us must not take a guess for a fact."""
        guessed = guessed_fields(self.provenance)
        whole = {name: value for name, value in self.description.items() if name not in guessed}
        return cast("Description", whole)

    @property
    def description(self) -> Description:
        """Everything known, guesses of the machine included; their origins mark them."""
        whole: dict[str, Any] = dict(self.facts)
        if self.titles:
            whole["titles"] = self.titles.texts
        if self.descriptions:
            whole["descriptions"] = self.descriptions.texts
        return cast("Description", whole)


class Merge(Base):
    """One resource became an alias of another: by whom and why, and what the one that stands said
    before, so that parting them gives it back. `created_at` is when; an undone one stays."""

    kept = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    absorbed = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="merges")
    made_by = models.CharField(max_length=20, blank=True)  # the actor's id, as in the log
    probability = models.FloatField(null=True, blank=True)  # what a machine made of the two
    reasons = models.JSONField(default=list)  # [{"name", "weight", "value"}], the weightiest first
    before = models.JSONField(default=dict)  # documents of `kept`; empty if nobody wrote them down
    keys_until = models.PositiveBigIntegerField(default=0)  # the last identity key there was
    undone_by = models.CharField(max_length=20, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-created_at", "-id"], name="merge_by_time")]
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"],
                condition=models.Q(undone_at__isnull=True),
                name="one_standing_merge_per_resource",
            )
        ]

    def __str__(self) -> str:
        return f"{self.absorbed_id} into {self.kept_id}"


class Work(Base):
    """What several resources are editions of."""

    def __str__(self) -> str:
        return f"work {self.pk}"


class Edition(Base):
    """A resource as an edition of a work, worked out from the ties between resources."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="editions")
    resource = models.OneToOneField(Resource, on_delete=models.CASCADE, related_name="edition")
    kind = models.CharField(max_length=12, choices=EditionKind.choices)
    language = models.CharField(max_length=LANGUAGE_LENGTH, blank=True)
    label = models.CharField(max_length=LABEL_LENGTH, blank=True)  # "2nd edition", as it is titled

    def __str__(self) -> str:
        return f"{self.resource_id} of work {self.work_id}"


class EditionTie(Base):
    """A resource is a translation or a version of another: somebody's word. `made_by` is the
    actor's id of a person, and empty where a record says so (`StatedEdition`)."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="ties")
    original = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=EditionKind.choices)
    made_by = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "original"], name="one_tie_per_pair"),
            models.CheckConstraint(
                condition=~models.Q(resource=models.F("original")), name="edition_of_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id}: {self.kind} of {self.original_id}"


class StatedEdition(models.Model):
    """A record says of what its resource is a translation or a version, be that here or not."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=KEY_LENGTH, db_index=True)  # an identity key of the original
    kind = models.CharField(max_length=12, choices=EditionKind.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "key"], name="one_statement_per_key")
        ]

    def __str__(self) -> str:
        return f"{self.resource_id}: {self.kind} of {self.key}"


class IdentityKey(models.Model):
    """One identifier or canonical address by which a resource is known again."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=KEY_LENGTH, unique=True)

    def __str__(self) -> str:
        return self.key


class Alignment(Base):
    """A resource serves a statement of learning standards, says a machine or a person. Without a
    confidence no machine has ever suggested it."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="alignments")
    statement = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(
        max_length=10, choices=AlignmentState.choices, default=AlignmentState.SUGGESTED
    )
    confidence = models.FloatField(null=True, blank=True)  # of the machine, from 0 to 1
    rule = models.CharField(max_length=40, blank=True)
    evidence = models.CharField(max_length=EVIDENCE_LENGTH, blank=True)  # words that led to it
    decided_by = models.CharField(max_length=20, blank=True)  # the actor's id, as in the log
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "statement"], name="one_alignment_per_statement"
            )
        ]
        indexes = [
            models.Index(fields=["state", "-confidence", "id"], name="alignment_by_confidence"),
            models.Index(fields=["statement", "state"], name="alignment_by_statement"),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id}: {self.statement_id}"


class Collection(Base):
    """Resources that somebody put together, in their order, with a word on why."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    title = TranslatedTextField()
    introduction = TranslatedTextField()
    is_published = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.title) or self.slug


class CollectionItem(Base):
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="items")
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    note = TranslatedTextField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "resource"], name="one_place_in_a_collection"
            )
        ]

    def __str__(self) -> str:
        return f"{self.collection_id}/{self.position}"


class TopicIntroduction(Base):
    """What a curator wrote for readers of a topic: a subject, perhaps for one level."""

    subject = models.CharField(max_length=200)
    level = models.CharField(max_length=200, blank=True)
    text = TranslatedTextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "level"], name="one_introduction_per_topic")
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.level}".strip()


class CollectionGrant(Grant):
    """A role on one collection."""

    on = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="grants")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "on"], name="one_collection_grant_per_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.role} of {self.on}"
