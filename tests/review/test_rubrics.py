import pytest

from armillary.core.errors import Refused
from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.core.models import VersionState
from armillary.people.actors import OPERATOR
from armillary.people.models import LogEntry, Person
from armillary.review.errors import InvalidRubric, NoSuchRubric
from armillary.review.models import Criterion, Rubric
from armillary.review.operations import load_rubric, load_shipped_rubrics
from armillary.review.queries import published_rubric

from .conftest import SMALL

pytestmark = pytest.mark.django_db


def test_a_loaded_rubric_is_published_with_its_criteria_in_order(rubric: Rubric) -> None:
    assert rubric.state == VersionState.PUBLISHED
    assert [criterion.key for criterion in rubric.criteria.all()] == ["correct", "useful"]
    assert [level.text.read("ar") for level in rubric.criteria.all()[0].scale] == ["خطأ", "صواب"]


def test_loading_the_same_version_again_changes_nothing(rubric: Rubric) -> None:
    again = load_rubric({**SMALL, "title": {"en": "Changed"}}, by=OPERATOR)

    assert again == rubric
    assert again.title.read("en") == "Small rubric"
    assert LogEntry.objects.filter(action="publish-rubric").count() == 1


def test_a_new_version_retires_the_one_before_and_keeps_it(rubric: Rubric) -> None:
    second = load_rubric({**SMALL, "version": 2}, by=OPERATOR)

    rubric.refresh_from_db()
    assert rubric.state == VersionState.RETIRED
    assert published_rubric("small") == second


def test_only_an_administrator_loads_rubrics(curator: Person) -> None:
    with pytest.raises(Refused):
        load_rubric(SMALL, by=curator)


@pytest.mark.parametrize(
    "broken",
    [
        {**SMALL, "key": ""},
        {**SMALL, "version": 0},
        {**SMALL, "title": {}},
        {**SMALL, "criteria": []},
        {**SMALL, "criteria": [SMALL["criteria"][0], SMALL["criteria"][0]]},
        {**SMALL, "criteria": [{**SMALL["criteria"][0], "levels": []}]},
    ],
)
def test_a_document_that_lacks_something_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(InvalidRubric):
        load_rubric(broken, by=OPERATOR)


def test_there_may_be_no_rubric() -> None:
    with pytest.raises(NoSuchRubric):
        published_rubric()


def test_shipped_rubrics_say_everything_in_every_interface_language() -> None:
    [rubric] = load_shipped_rubrics(by=OPERATOR)

    texts = [rubric.title, rubric.introduction]
    for criterion in rubric.criteria.all():
        texts += [criterion.title, criterion.guidance, *(level.text for level in criterion.scale)]
    missing = [text.missing(INTERFACE_LANGUAGES) for text in texts]
    assert missing == [[]] * (2 + 6 * 6)
    assert all(text.read(tag) for text in texts for tag in INTERFACE_LANGUAGES)


def test_shipped_rubrics_are_loaded_once() -> None:
    load_shipped_rubrics(by=OPERATOR)
    load_shipped_rubrics(by=OPERATOR)

    assert Rubric.objects.count() == 1
    assert Criterion.objects.count() == 6
