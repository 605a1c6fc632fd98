"""Concepts that resources carry or name, known when they are put into the index."""

from typing import Any

import pytest

from armillary.catalogue.about import MOST, concepts_of, names
from armillary.catalogue.documents import build_documents
from armillary.people.actors import OPERATOR
from armillary.search.models import Change
from armillary.vocabularies.enums import Purpose
from armillary.vocabularies.operations import import_scheme

pytestmark = pytest.mark.django_db


def about(titles: dict[str, str]) -> set[str]:
    return set(concepts_of(titles, {}, {}, {}, names()).get("title", []))


@pytest.mark.parametrize(
    "titles",
    [
        {"en": "Adding a fraction to another"},
        {"ar": "مقدمة في الكسور"},
        {"zh-hans": "分数的加法教学"},
        {"ru": "Сложение дробей"},
        {"und": "Fractions, again"},
    ],
)
def test_a_title_names_a_concept_in_its_own_language(titles: dict[str, str]):
    assert "subjects:fractions" in about(titles)


@pytest.mark.parametrize("titles", [{"en": "Refractions"}, {"fr": "Infractions"}, {"en": ""}])
def test_what_is_only_like_a_name_is_none(titles: dict[str, str]):
    assert "subjects:fractions" not in about(titles)


def test_names_of_several_words_stand_in_a_row():
    assert "subjects:linear-algebra" in about({"en": "A first course in linear algebra"})
    assert "subjects:linear-algebra" not in about({"en": "Algebra and linear maps"})


def test_a_description_names_too_and_is_told_from_the_title():
    found = concepts_of({"en": "Cake"}, {"fr": "Les fractions, pas à pas"}, {}, {}, names())
    assert "subjects:fractions" in found["body"]
    assert "subjects:fractions" not in found.get("title", [])


def test_there_is_an_end_to_it():
    stated = {"subjects": [f"s{n}" for n in range(60)]}
    found = concepts_of({}, {}, stated, stated, names())
    assert found["stated"] == [f"subjects:s{n}" for n in range(MOST)]
    assert len(found) == 1


@pytest.mark.parametrize("title", ["CC BY 4.0", "Needs no laboratory", "Captions", "In pairs"])
def test_what_is_asked_by_a_filter_is_not_named(title: str):
    assert about({"en": title}) == set()


def test_subjects_above_are_carried_too(new_resource: Any):
    row = new_resource(listed=True, titles={"en": "Cake"}, subjects=["fractions"], types=["game"])
    [document] = build_documents([row.pk])
    assert document.about["stated"] == ["subjects:fractions", "types:game"]
    assert "subjects:mathematics" in document.about["above"]


SCHEME = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://example.org/s> a skos:ConceptScheme .
<https://example.org/s/1> a skos:Concept ; skos:inScheme <https://example.org/s> ;
    skos:prefLabel "Plasma balls"@en .
"""


def test_what_is_imported_names_at_once_and_everything_is_indexed_again(
    new_resource: Any, run_tasks: Any
):
    row = new_resource(listed=True, titles={"en": "Play with a plasma ball"})
    assert [each.about for each in build_documents([row.pk])] == [{}]
    Change.objects.all().delete()
    import_scheme(SCHEME.encode(), key="balls", file_name="s.ttl", by=OPERATOR)
    run_tasks()
    assert Change.objects.filter(kind="resource", object_id=row.pk).exists()
    [document] = build_documents([row.pk])
    assert document.about == {"title": ["balls:1"]}
    import_scheme(
        SCHEME.encode(), key="balls", file_name="s.ttl", purpose=Purpose.REFERENCE, by=OPERATOR
    )
    assert [each.about for each in build_documents([row.pk])] == [{}]
