from typing import Any

import pytest

from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.people.actors import OPERATOR
from armillary.vocabularies.errors import NoSuchScheme
from armillary.vocabularies.operations import SHIPPED_KEYS, import_scheme
from armillary.vocabularies.queries import (
    BY_NAME,
    choices,
    is_known_key,
    label,
    labels,
    scheme_table,
    subject_resolver,
    top_terms,
    with_ancestors,
)
from armillary.vocabularies.table import _KEPT, table

pytestmark = pytest.mark.django_db

TREE = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <https://example.org/tree/> .
<https://example.org/tree> a skos:ConceptScheme ; skos:prefLabel "Tree"@en .
:physics a skos:Concept ; skos:inScheme <https://example.org/tree> ; skos:prefLabel "Physics"@en .
:chemistry a skos:Concept ; skos:inScheme <https://example.org/tree> ; skos:prefLabel "Chemistry"@en .
:physical-chemistry a skos:Concept ; skos:inScheme <https://example.org/tree> ;
    skos:prefLabel "Physical chemistry"@en, "Chimie physique"@fr ;
    skos:altLabel "Chemistry"@en ;
    skos:broader :physics, :chemistry .
:kinetics a skos:Concept ; skos:inScheme <https://example.org/tree> ;
    skos:notation "K1" ; skos:broader :physical-chemistry ;
    skos:exactMatch <https://elsewhere.example.org/kinetics> .
"""


@pytest.fixture
def tree():
    import_scheme(TREE.encode(), file_name="tree.ttl", by=OPERATOR)
    return scheme_table("tree")


def test_label_is_in_the_readers_language_or_the_nearest(tree: Any):
    assert label("tree", "physical-chemistry", "fr") == "Chimie physique"
    assert label("tree", "physical-chemistry", "ru") == "Physical chemistry"
    assert labels("tree", "physical-chemistry") == {
        "en": "Physical chemistry",
        "fr": "Chimie physique",
    }


def test_what_nobody_named_is_called_by_its_key(tree: Any):
    assert label("tree", "K1", "en") == "K1"
    assert label("tree", "nothing", "en") == "nothing"
    assert label("no-such-scheme", "x", "en") == "x"
    assert labels("tree", "nothing") == {}


@pytest.mark.parametrize(
    ("scheme", "key", "language", "name"),
    [
        ("languages", "fr", "en", "French"),
        ("languages", "en", "fr", "Anglais"),
        ("languages", "ar", "ar", "العربية"),
        ("countries", "KE", "es", "Kenia"),
    ],
)
def test_languages_and_countries_are_named_by_cldr(scheme: str, key: str, language: str, name: str):
    assert label(scheme, key, language) == name


def test_ancestors_of_a_term_with_two_parents_come_once_and_nearest_first(tree: Any):
    assert set(tree.ancestors("K1")[:1]) == {"physical-chemistry"}
    assert sorted(tree.ancestors("K1")) == ["chemistry", "physical-chemistry", "physics"]
    assert tree.ancestors("nothing") == []


def test_with_ancestors_keeps_unknown_keys_and_repeats_none(tree: Any):
    found = with_ancestors("tree", ["K1", "physics", "nothing"])
    assert found[0] == "K1"
    assert sorted(found) == ["K1", "chemistry", "nothing", "physical-chemistry", "physics"]


def test_tree_is_known_downwards_too(tree: Any):
    assert [term.key for term in top_terms("tree")] == ["physics", "chemistry"]
    assert tree.terms["physics"].narrower == ("physical-chemistry",)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Physical chemistry", "physical-chemistry"),
        ("PHYSICAL  CHEMISTRY", "physical-chemistry"),
        ("chimie physique", "physical-chemistry"),
        ("K1", "K1"),
        ("k1", "K1"),
        ("https://example.org/tree/kinetics", "K1"),
        ("https://elsewhere.example.org/kinetics", "K1"),
        ("Chemistry", "chemistry"),  # a preferred label beats another concept's further label
        ("Alchemy", None),
        ("", None),
    ],
)
def test_a_word_is_recognised_by_label_notation_address_and_match(
    tree: Any, name: str, key: str | None
):
    assert tree.resolve(name) == key


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_every_shipped_subject_is_recognised_by_its_label_in_six_languages(language: Any):
    resolve = subject_resolver()
    table = scheme_table("subjects")
    missed = {
        key: term.label.texts.get(language)
        for key, term in table.terms.items()
        if resolve(term.label.texts.get(language, "")) is None
    }
    assert missed == {}


@pytest.mark.parametrize("key", [key for key in SHIPPED_KEYS if key not in BY_NAME])
def test_choices_name_every_term_in_the_order_of_the_scheme(key: Any):
    table = scheme_table(key)
    offered = choices(key, "ar")
    assert [value for value, _name in offered] == list(table.terms)
    assert all(name for _value, name in offered)


def test_countries_are_offered_by_the_names_that_the_reader_has_for_them():
    offered = choices("countries", "fr")
    assert len(offered) == 249
    assert offered[:2] == [("AF", "Afghanistan"), ("ZA", "Afrique du Sud")]
    assert [key for key, _name in offered].index("ET") < [key for key, _name in offered].index("FI")


def test_keys_of_a_vocabulary_are_known():
    assert is_known_key("levels", "primary")
    assert not is_known_key("levels", "kindergarten 7")


def test_a_vocabulary_that_does_not_exist():
    with pytest.raises(NoSuchScheme):
        scheme_table("nothing")


def test_a_vocabulary_is_read_once_for_many_pages(django_assert_num_queries: Any):
    with django_assert_num_queries(3):
        for _page in range(3):
            label("levels", "primary", "en")


@pytest.mark.parametrize("forged", ["a\x00b", "x" * 9_000, "../types", "Ⅷ"])
def test_what_is_no_key_of_a_vocabulary_is_not_looked_up(
    forged: str, django_assert_num_queries: Any
):
    with django_assert_num_queries(0):
        assert table(forged).terms == {}


def test_vocabularies_that_are_not_there_fill_no_memory():
    before = set(_KEPT)
    assert table("nothing-of-the-kind").terms == {}
    assert set(_KEPT) == before
