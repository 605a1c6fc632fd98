"""Every model that knows something of a person must say how to give it out and forget it."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from armillary.core.identifiers import new_public_id
from armillary.people.erasure import REGISTRY
from armillary.people.models import Person

# Names of columns that hold a person's name or address, whatever their type.
PERSONAL_NAMES = {"email", "mail", "full_name", "first_name", "last_name", "phone", "orcid"}


def unregistered(known: Iterable[type[models.Model]]) -> list[str]:
    """Models that hold personal data and are not in the registry of erasure."""
    return sorted(
        model._meta.label
        for model in known
        if model not in REGISTRY and any(is_personal(field) for field in model._meta.get_fields())
    )


def is_personal(field: object) -> bool:
    """A link to a person, made on this model, or a column for an address or a name."""
    if not isinstance(field, models.Field):
        return False  # the other end of a link
    linked = field.remote_field is not None and field.related_model is Person
    return linked or isinstance(field, models.EmailField) or field.name in PERSONAL_NAMES


def test_every_model_with_personal_data_is_registered():
    assert unregistered(apps.get_models(include_auto_created=True)) == []


@isolate_apps("armillary.people")
@pytest.mark.parametrize(
    "planted",
    [
        models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+"),
        models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+"),
        models.ManyToManyField(Person, related_name="+"),
        models.EmailField(),
        models.CharField(max_length=9, name="orcid"),
    ],
    ids=["foreign key", "one to one", "many to many", "address", "name"],
)
def test_a_model_that_is_not_registered_is_found(planted: Any):
    name = planted.name or "planted"
    body = {"__module__": __name__, "__qualname__": "Planted", name: planted}
    body["Meta"] = type("Meta", (), {"app_label": "people"})
    model = type("Planted", (models.Model,), body)
    assert unregistered([model]) == ["people.Planted"]


def test_a_model_that_a_person_is_not_part_of_is_left_alone():
    from armillary.vocabularies.models import Concept, Scheme

    assert unregistered([Scheme, Concept]) == []


@pytest.mark.django_db
def test_every_handler_answers_for_a_person_of_whom_nothing_is_known():
    person = Person.objects.create(email="new@example.org", public_id=new_public_id())
    for entry in REGISTRY.values():
        rows = entry.export(person)
        assert isinstance(rows, list)
        entry.erase(person)
