"""Resources, persons, a rubric and a trusted source, made through the operations everybody uses."""

from collections.abc import Callable

import pytest

from armillary.catalogue.models import Resource
from armillary.catalogue.operations import Incoming, describe_resources
from armillary.evaluation.operations import review_resource
from armillary.formats.description import Description
from armillary.harvest.models import Record, Source
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.people.enums import Role
from armillary.people.models import Person
from armillary.people.operations import create_person, grant_role
from armillary.review.models import Review, Rubric
from armillary.review.operations import load_shipped_rubrics, publish_review

GOOD = Description(
    titles={"en": "Fractions on a number line"},
    descriptions={
        "en": "Pupils place halves, thirds and quarters on a number line, compare them, and explain "
        "to each other why a larger denominator makes a smaller part."
    },
    types=["lesson-plan"],
    subjects=["fractions"],
    levels=["primary"],
    languages=["en"],
    licence="https://creativecommons.org/licenses/by/4.0/",
    addresses=["https://lessons.example.org/fractions"],
)

Describe = Callable[..., Resource]
Publish = Callable[..., Review]


@pytest.fixture
def describe(db: None) -> Describe:
    """A candidate; a field given as None is left out."""

    def make(
        *, source: str = "lessons", unknown: dict[str, list[str]] | None = None, **changes: object
    ) -> Resource:
        facts = {key: value for key, value in {**GOOD, **changes}.items() if value is not None}
        incoming = Incoming(
            resource=None,
            description=Description(**facts),
            unknown=unknown or {},
            origins=dict.fromkeys(facts, f"{source}:1"),
        )
        [outcome] = describe_resources([incoming], by=SYSTEM)
        return Resource.objects.get(pk=outcome.resource_id)

    return make


@pytest.fixture
def vouch(db: None) -> Callable[..., Record]:
    """Let a source say that it has a resource."""

    def make(resource: Resource, *, trusted: bool = True, is_deleted: bool = False) -> Record:
        name = "trusted" if trusted else "unknown"
        source, _created = Source.objects.get_or_create(
            name=name,
            defaults={"kind": "oai", "address": "https://a.example/oai", "is_trusted": trusted},
        )
        return Record.objects.create(
            source=source,
            identifier=f"oai:{resource.pk}",
            resource=resource,
            is_deleted=is_deleted,
        )

    return make


@pytest.fixture
def rubric(db: None) -> Rubric:
    [rubric] = load_shipped_rubrics(by=OPERATOR)
    return rubric


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


def all_scores(rubric: Rubric, value: int | None = 2) -> dict[str, int | None]:
    return {criterion.key: value for criterion in rubric.criteria.all()}


@pytest.fixture
def publish(rubric: Rubric, curator: Person, person_with: Callable[..., Person]) -> Publish:
    """A published review of a resource by a new reviewer."""

    def make(resource: Resource, name: str = "Omar", value: int | None = 2) -> Review:
        writer = person_with(Role.REVIEWER, name)
        scores = all_scores(rubric, 2) | {"reuse": value}
        review = review_resource(resource, rubric=rubric, scores=scores, by=writer)
        return publish_review(review, by=curator)

    return make
