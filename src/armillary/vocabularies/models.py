"""Schemes and concepts, as SKOS has them."""

from django.db import models

from armillary.core.models import Base
from armillary.core.texts import TranslatedTextField


class Scheme(Base):
    """A vocabulary. `digest` is that of the file it was last imported from."""

    key = models.SlugField(max_length=80, unique=True)
    uri = models.CharField(max_length=500, unique=True)
    title = TranslatedTextField()
    digest = models.CharField(max_length=64, blank=True)
    is_shipped = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.key


class Concept(Base):
    """A term; `key` is its notation, or else the end of its address."""

    scheme = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="concepts")
    uri = models.CharField(max_length=500)
    key = models.CharField(max_length=200)
    label = TranslatedTextField()
    other_labels = models.JSONField(default=dict)  # language → further labels
    definition = TranslatedTextField()
    matches = models.JSONField(default=dict)  # exactMatch, closeMatch, … → addresses
    broader = models.ManyToManyField("self", symmetrical=False, related_name="narrower")
    position = models.PositiveIntegerField(default=0)
    is_deprecated = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "uri"], name="one_concept_per_address"),
            models.UniqueConstraint(fields=["scheme", "key"], name="one_concept_per_key"),
        ]

    def __str__(self) -> str:
        return str(self.label) or self.key
