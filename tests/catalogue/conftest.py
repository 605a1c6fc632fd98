"""A collection and whoever holds a grant on it, made through the operations everybody uses."""

from collections.abc import Callable, Iterator

import pytest
from django.utils.translation import override

from armillary.catalogue.models import Collection, CollectionGrant
from armillary.catalogue.operations import create_collection
from armillary.core.texts import TranslatedText
from armillary.people.actors import OPERATOR
from armillary.people.enums import Role
from armillary.people.models import Person

TITLE = TranslatedText.of(en="Water", ar="الماء")


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """A page in Arabic leaves its language behind in the thread; the next test shall not see it."""
    with override("en"):
        yield


@pytest.fixture
def water(db: None) -> Collection:
    return create_collection("water", title=TITLE, by=OPERATOR)


@pytest.fixture
def holder(new_person: Callable[..., Person], water: Collection) -> Person:
    """Curator of `water` and of nothing else."""
    person = new_person(name="Hol Der")
    CollectionGrant.objects.create(person=person, on=water, role=Role.CURATOR, by="operator")
    return person
