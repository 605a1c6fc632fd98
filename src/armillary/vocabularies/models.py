"""Schemes and concepts, as SKOS has them."""

from django.db import models

from armillary.core.models import Base
from armillary.core.texts import TranslatedTextField
from armillary.vocabularies.enums import Purpose


class Scheme(Base):
    """A vocabulary. `digest` is that of the file it was last imported from."""

    key = models.SlugField(max_length=80, unique=True)
    uri = models.CharField(max_length=500, unique=True)
    title = TranslatedTextField()
    digest = models.CharField(max_length=64, blank=True)
    purpose = models.CharField(max_length=10, choices=Purpose.choices, default=Purpose.TOPICS)
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
    levels = models.JSONField(default=list)  # keys of levels that a learning standard is for
    related = models.JSONField(default=list)  # addresses of concepts beside it
    groups = models.JSONField(default=list)  # notations of the collections it is in
    matches = models.JSONField(default=dict)  # exactMatch, closeMatch, … → addresses
    broader = models.ManyToManyField("self", symmetrical=False, related_name="narrower")
    position = models.PositiveIntegerField(default=0)
    is_deprecated = models.BooleanField(default=False)
    own = models.JSONField(default=dict)  # names that were given here, see own_names.py
    stated = models.JSONField(default=dict)  # where there are any: the names of the file

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "uri"], name="one_concept_per_address"),
            models.UniqueConstraint(fields=["scheme", "key"], name="one_concept_per_key"),
        ]

    def __str__(self) -> str:
        return str(self.label) or self.key


class Name(models.Model):
    """A name of a concept in a form in which it is looked up, see `naming.forms_of`."""

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="names")
    form = models.CharField(max_length=200, db_index=True)

    def __str__(self) -> str:
        return self.form
