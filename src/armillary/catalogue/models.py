"""Resources and collections. Facts that are only read together are one document; what the database
must find by is a column."""

from typing import Any, cast

from django.db import models

from armillary.catalogue.enums import ResourceState
from armillary.core.clock import now
from armillary.core.identifiers import new_public_id
from armillary.core.models import Base
from armillary.core.texts import TranslatedTextField
from armillary.formats.description import Description
from armillary.people.models import Grant

KEY_LENGTH = 512


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

    class Meta:
        indexes = [
            models.Index(fields=["state", "datestamp", "id"], name="resource_by_state"),
            models.Index(fields=["datestamp", "id"], name="resource_by_datestamp"),
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
    def address(self) -> str:
        """Where a reader is sent; empty if nobody stated an address."""
        return next(iter(self.facts.get("addresses", [])), "")

    @property
    def description(self) -> Description:
        """Everything known, as writers of formats take it."""
        whole: dict[str, Any] = dict(self.facts)
        if self.titles:
            whole["titles"] = self.titles.texts
        if self.descriptions:
            whole["descriptions"] = self.descriptions.texts
        return cast("Description", whole)


class IdentityKey(models.Model):
    """One identifier or canonical address by which a resource is known again."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=KEY_LENGTH, unique=True)

    def __str__(self) -> str:
        return self.key


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
