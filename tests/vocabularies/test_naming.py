"""Concepts by what somebody calls them."""

import time

import pytest
from tests.shared import SHARED, needs_shared

from armillary.people.actors import OPERATOR
from armillary.vocabularies.enums import Purpose
from armillary.vocabularies.models import Name
from armillary.vocabularies.naming import concepts_named, forms_of
from armillary.vocabularies.operations import import_scheme

pytestmark = pytest.mark.django_db

HEAD = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <https://example.org/energy/> .
<https://example.org/energy> a skos:ConceptScheme .
"""


def concept(name: str, labels: str) -> str:
    return f":{name} a skos:Concept ; skos:inScheme <https://example.org/energy> ; {labels} ."


def take(*concepts: str, purpose: Purpose = Purpose.TOPICS) -> None:
    body = (HEAD + "\n".join(concepts)).encode()
    import_scheme(body, file_name="energy.ttl", purpose=purpose, by=OPERATOR)


WIND = concept(
    "wind",
    'skos:prefLabel "Wind turbines"@en, "Ветрогенераторы"@ru, "توربينات الرياح"@ar, "风力发电机"@zh ;'
    ' skos:altLabel "Windmills"@en, "Éoliennes"@fr',
)


def named(text: str, language: str = "en") -> list[str]:
    found = concepts_named([text], language=language)
    return [each.key for each in found.get(text, ()) if each.scheme == "energy"]


@pytest.mark.parametrize(
    "text",
    [
        "wind turbine", "WIND TURBINES", "windmill", "eoliennes", "éolienne", "ветрогенератор",
        "توربينات رياح", "风力发电机",
    ],
)  # fmt: skip
def test_a_concept_is_known_by_every_name_in_any_form(text: str):
    take(WIND)
    assert named(text) == ["wind"]


@pytest.mark.parametrize("text", ["wind", "turbine", "turbines wind", "mill", "", "—", "风力"])
def test_what_is_only_part_of_a_name_is_none(text: str):
    take(WIND)
    assert named(text) == []


def test_readers_of_a_language_mean_their_own_word():
    take(
        concept("suffering", 'skos:prefLabel "Pain"@en'),
        concept("bread", 'skos:prefLabel "Bread"@en, "Pain"@fr'),
    )
    assert named("pain", "en")[0] == "suffering"
    assert named("pain", "fr")[0] == "bread"


def test_a_new_edition_is_known_at_once_and_the_old_names_are_not():
    take(WIND)
    assert named("windmill") == ["wind"]
    take(concept("wind", 'skos:prefLabel "Wind power"@en'))
    assert (named("windmill"), named("wind power")) == ([], ["wind"])


def test_what_a_vocabulary_no_longer_has_is_not_named():
    take(WIND, concept("sun", 'skos:prefLabel "Sun"@en'))
    take(WIND)
    assert named("sun") == []


@pytest.mark.parametrize("purpose", [Purpose.FRAMEWORK, Purpose.REFERENCE])
def test_only_topics_are_named(purpose: Purpose):
    take(WIND, purpose=purpose)
    assert named("windmill") == []


def test_small_words_do_not_count():
    assert forms_of("The theory of numbers", "en")[1] == forms_of("theory numbers", "en")[1]


def test_a_name_that_nobody_would_type_is_left_out():
    take(concept("long", f'skos:prefLabel "{"large " * 60}long"@en'))
    assert not Name.objects.filter(concept__key="long").exists()


def test_a_second_question_asks_nobody(django_assert_num_queries):
    take(WIND)
    named("windmill")
    with django_assert_num_queries(0):
        assert named("windmill") == ["wind"]


@needs_shared
def test_the_unesco_thesaurus_is_named_in_its_languages():
    body = (SHARED / "data" / "unesco-thesaurus.ttl").read_bytes()
    start = time.process_time()
    import_scheme(body, file_name="unesco-thesaurus.ttl", key="unesco", by=OPERATOR)
    assert time.process_time() - start < 20
    texts = ["earthquakes", "séisme", "terremoto", "землетрясения"]
    found = concepts_named(texts, language="en")
    keys = {each.key for text in texts for each in found[text] if each.scheme == "unesco"}
    assert len(keys) == 1
