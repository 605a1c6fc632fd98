"""What the words of a search name, as the catalogue knows it."""

import pytest

from armillary.catalogue.concepts import LOOKED_AT, concepts_in
from armillary.people.actors import OPERATOR
from armillary.search.concepts import Concept
from armillary.vocabularies.operations import import_scheme

pytestmark = pytest.mark.django_db


def named(text: str, language: str = "en") -> dict[str, Concept]:
    words = text.split()
    return {
        " ".join(words[naming.start : naming.end]): naming.concepts[0]
        for naming in concepts_in(words, language)
    }


def test_a_subject_is_known_by_its_name_in_another_language():
    found = named("الكسور", "fr")["الكسور"]
    assert (found.key, found.terms) == ("subjects:fractions", (("subject", "fractions"),))
    assert found.name == "Fractions"
    assert ("en", "Fractions") in found.labels


def test_kinds_levels_and_audiences_are_named_too_and_licences_are_not():
    found = named("lesson plan teachers")
    assert found["lesson plan"].terms == (("type", "lesson-plan"),)
    assert found["teachers"].terms == (("audience", "teacher"),)
    assert named("CC0") == {}


def test_names_of_several_words_are_found_among_others():
    assert "number theory" in named("easy number theory games")


def test_characters_without_spaces_are_joined():
    run = "分数的加法"
    found = {
        run[naming.start : naming.end]: naming.concepts[0].key
        for naming in concepts_in(tuple(run), "zh-hans")
    }
    assert found["分数"] == "subjects:fractions"


def test_what_another_vocabulary_calls_the_same_is_one_concept():
    body = """
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    <https://example.org/s> a skos:ConceptScheme .
    <https://example.org/s/1> a skos:Concept ; skos:inScheme <https://example.org/s> ;
        skos:prefLabel "Plasma balls"@en, "Plasmakugeln"@de .
    """
    import_scheme(body.encode(), file_name="s.ttl", by=OPERATOR)
    [found] = concepts_in(["plasma", "balls"], "en")
    [concept] = found.concepts
    assert (concept.terms, dict(concept.labels)["de"]) == ((), "Plasmakugeln")


def test_a_very_long_search_is_looked_at_in_part():
    words = ["x"] * LOOKED_AT + ["fractions"]
    assert concepts_in(words, "en") == []
