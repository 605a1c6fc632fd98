"""Persons with roles and a small rubric, made through the operations everybody uses."""

from collections.abc import Callable

import pytest

from armillary.people.actors import OPERATOR
from armillary.people.enums import Role
from armillary.people.models import Person
from armillary.people.operations import create_person, grant_role
from armillary.review.models import Rubric
from armillary.review.operations import load_rubric
from armillary.review.operations.rubrics import Document

LEVELS = [
    {"value": 0, "text": {"en": "Wrong", "ar": "خطأ"}},
    {"value": 1, "text": {"en": "Right", "ar": "صواب"}},
]
SMALL: Document = {
    "key": "small",
    "version": 1,
    "title": {"en": "Small rubric", "ar": "معايير صغيرة"},
    "introduction": {"en": "Two questions."},
    "criteria": [
        {
            "key": "correct",
            "title": {"en": "Correct", "ar": "صحيح"},
            "guidance": {"en": "Is it right?"},
            "levels": LEVELS,
            "may_skip": False,
        },
        {
            "key": "useful",
            "title": {"en": "Useful"},
            "guidance": {"en": "Does it help?"},
            "levels": LEVELS,
        },
    ],
}


@pytest.fixture
def rubric(db: None) -> Rubric:
    return load_rubric(SMALL, by=OPERATOR)


@pytest.fixture
def person_with(db: None) -> Callable[..., Person]:
    def make(role: Role | None, name: str) -> Person:
        person = create_person(f"{name.lower()}@example.org", name=name, by=OPERATOR)
        if role is not None:
            grant_role(person, role, by=OPERATOR)
        return person

    return make


@pytest.fixture
def reviewer(person_with: Callable[..., Person]) -> Person:
    return person_with(Role.REVIEWER, "Rima")


@pytest.fixture
def curator(person_with: Callable[..., Person]) -> Person:
    return person_with(Role.CURATOR, "Carlos")


@pytest.fixture
def member(person_with: Callable[..., Person]) -> Person:
    return person_with(None, "Mei")
