"""The vocabularies that Armillary ships: complete in six languages, unambiguous, well formed."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest

import armillary.vocabularies
from armillary.formats.values.accessibility import FEATURES
from armillary.formats.values.classroom import CONSTRAINTS
from armillary.formats.values.folding import fold
from armillary.formats.values.licences import LICENCES

FOLDER = Path(armillary.vocabularies.__file__).parent / "schemes"
CONSTRAINT_SCHEMES = ("internet", "device", "laboratory", "consumables", "safety", "groups")
SCHEMES = (
    *("levels", "types", "audiences", "licences", "isced-f", "subjects"),
    *CONSTRAINT_SCHEMES,
    "accessibility",
    "countries",
)
LANGUAGES = {"ar", "en", "es", "fr", "ru", "zh-hans"}
SCRIPTS = {
    "ar": re.compile("[\u0621-\u064a]"),
    "ru": re.compile("[\u0410-\u044f\u0401\u0451]"),
    "zh-hans": re.compile("[\u4e00-\u9fff]"),
}
LATIN = re.compile("[A-Za-z]")
TASHKEEL = re.compile("[\u064b-\u0652\u0640]")
SKOS = "http://www.w3.org/2004/02/skos/core#"
BASE = "https://w3id.org/armillary/"
TITLE = "http://purl.org/dc/terms/title"
# Abbreviations and proper names that a label keeps in Latin letters in every language.
KEPT_IN_LATIN = re.compile(r"STEM|STEAM|CAD|ISCED-F|CC|BY|SA|NC|ND|GNU|[AL]?GPL|FDL|BSD|MIT|IGO|3D")

LEVELS = {
    "early-childhood": "0",
    "primary": "1",
    "lower-secondary": "2",
    "upper-secondary": "3",
    "post-secondary": "4",
    "short-cycle-tertiary": "5",
    "bachelor": "6",
    "master": "7",
    "doctoral": "8",
    "adult": None,
}
TYPES = (
    "textbook reference lesson-plan teaching-module course worksheet exercise assessment experiment "
    "simulation game video audio image animation presentation map software tool data case study "
    "policy training-material project portal web-page other"
)
AUDIENCES = "learner teacher teacher-educator parent school-leader researcher policy-maker public"


@dataclass
class Concept:
    """What a file says of one concept, by the local name of the property."""

    uri: str
    values: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    labels: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))

    @property
    def key(self) -> str:
        return self.uri.rpartition("/")[2]

    def preferred(self) -> dict[str, str]:
        return dict(self.labels["prefLabel"])


@dataclass
class File:
    titles: list[tuple[str, str]]
    concepts: dict[str, Concept]


@cache
def read(scheme: str) -> File:
    titles: list[tuple[str, str]] = []
    concepts: dict[str, Concept] = {}
    for triple in pyoxigraph.parse(path=FOLDER / f"{scheme}.ttl"):
        uri, predicate, value = triple.subject.value, triple.predicate.value, triple.object.value
        language = getattr(triple.object, "language", None)
        if uri == BASE + scheme:
            titles += [(language, value)] if predicate == TITLE else []
            continue
        concept = concepts.setdefault(uri, Concept(uri))
        name = predicate.removeprefix(SKOS)
        concept.values[name].append(value)
        concept.labels[name].append((language, value))
    return File(titles, concepts)


def keys(scheme: str) -> list[str]:
    return [concept.key for concept in read(scheme).concepts.values()]


def ancestors(concept: Concept, scheme: str) -> list[str]:
    found: list[str] = []
    while concept.values["broader"]:
        [above] = concept.values["broader"]
        assert above not in [concept.uri, *found], f"{concept.uri} is above itself"
        found.append(above)
        concept = read(scheme).concepts[above]
    return found


@pytest.fixture(params=SCHEMES)
def scheme(request: pytest.FixtureRequest) -> str:
    return request.param


def test_the_scheme_has_one_title_in_each_of_six_languages(scheme: str):
    assert sorted(language for language, _title in read(scheme).titles) == sorted(LANGUAGES)


def test_every_concept_has_one_preferred_label_in_each_of_six_languages(scheme: str):
    for concept in read(scheme).concepts.values():
        languages = [language for language, _label in concept.labels["prefLabel"]]
        assert sorted(languages) == sorted(LANGUAGES), concept.uri


def test_preferred_labels_are_in_the_script_of_their_language(scheme: str):
    for concept in read(scheme).concepts.values():
        for language, label in concept.preferred().items():
            script = SCRIPTS.get(language)
            assert (script or LATIN).search(label), (concept.uri, label)
            # Licences are mostly abbreviations and names; anywhere else a Latin letter in an
            # Arabic, Russian or Chinese label is a forgotten translation.
            if script and scheme != "licences":
                assert not LATIN.search(KEPT_IN_LATIN.sub("", label)), (concept.uri, label)


def test_further_labels_are_in_one_of_the_six_languages(scheme: str):
    for concept in read(scheme).concepts.values():
        assert {language for language, _label in concept.labels["altLabel"]} <= LANGUAGES


def test_labels_are_trimmed_and_arabic_is_unvowelled(scheme: str):
    for concept in read(scheme).concepts.values():
        for language, label in concept.labels["prefLabel"] + concept.labels["altLabel"]:
            assert label == " ".join(label.split()), (concept.uri, label)
            assert not (language == "ar" and TASHKEEL.search(label)), (concept.uri, label)


def test_no_two_concepts_share_a_preferred_label(scheme: str):
    owners = defaultdict(set)
    for concept in read(scheme).concepts.values():
        for language, label in concept.preferred().items():
            owners[language, fold(label)].add(concept.uri)
    shared = {frozenset(uris) for uris in owners.values() if len(uris) > 1}
    # The classification itself gives these broad fields and their narrow fields one name.
    same = {("01", "011"), ("06", "061")} if scheme == "isced-f" else set()
    assert shared == {frozenset(f"{BASE}isced-f/{code}" for code in pair) for pair in same}


@pytest.mark.parametrize("scheme", [name for name in SCHEMES if name != "isced-f"], indirect=True)
def test_no_word_names_two_concepts(scheme: str):
    owners = defaultdict(set)
    for concept in read(scheme).concepts.values():
        for _language, label in concept.labels["prefLabel"] + concept.labels["altLabel"]:
            owners[fold(label)].add(concept.key)
    assert {word: uris for word, uris in owners.items() if len(uris) > 1} == {}


def test_no_concept_repeats_a_label(scheme: str):
    for concept in read(scheme).concepts.values():
        labels = concept.labels["prefLabel"] + concept.labels["altLabel"]
        counts = Counter((language, label.casefold()) for language, label in labels)
        assert [label for label, count in counts.items() if count > 1] == [], concept.uri


def test_the_notation_is_the_end_of_the_address(scheme: str):
    for concept in read(scheme).concepts.values():
        assert concept.uri == f"{BASE}{scheme}/{concept.key}"
        assert concept.labels["notation"] == [(None, concept.key)]


def test_every_concept_is_in_its_scheme(scheme: str):
    for concept in read(scheme).concepts.values():
        assert concept.values["inScheme"] == [BASE + scheme]


def test_a_concept_is_a_top_concept_or_has_one_broader_concept(scheme: str):
    for concept in read(scheme).concepts.values():
        top = concept.values["topConceptOf"] == [BASE + scheme]
        assert len(concept.values["broader"]) == (0 if top else 1), concept.uri


def test_broader_concepts_exist_and_come_before_their_narrower_ones(scheme: str):
    order = list(read(scheme).concepts)
    for concept in read(scheme).concepts.values():
        for above in ancestors(concept, scheme):
            assert order.index(above) < order.index(concept.uri), concept.uri


def test_one_term_of_another_vocabulary_is_close_to_one_concept_only(scheme: str):
    found = Counter(
        uri
        for concept in read(scheme).concepts.values()
        for uri in concept.values["closeMatch"] + concept.values["exactMatch"]
    )
    assert [uri for uri, count in found.items() if count > 1] == []


def test_levels_are_those_of_isced_2011_and_adult_education():
    assert keys("levels") == list(LEVELS)
    for concept in read("levels").concepts.values():
        number = LEVELS[concept.key]
        notes = [("en", f"ISCED 2011 level {number}")] if number else []
        assert concept.labels["editorialNote"] == notes


def test_types_are_those_that_readers_of_formats_answer():
    assert " ".join(keys("types")) == TYPES


def test_types_match_hcrt_only():
    for concept in read("types").concepts.values():
        for uri in concept.values["closeMatch"]:
            assert uri.startswith("https://w3id.org/kim/hcrt/")


def test_audiences_are_those_that_readers_of_formats_answer():
    assert " ".join(keys("audiences")) == AUDIENCES


def test_what_a_classroom_needs_is_what_readers_of_formats_answer():
    assert tuple(CONSTRAINTS) == CONSTRAINT_SCHEMES
    assert {name: keys(name) for name in CONSTRAINT_SCHEMES} == {
        name: list(table) for name, table in CONSTRAINTS.items()
    }


def test_no_two_needs_of_a_classroom_share_a_key():
    """A search names them in one facet."""
    every = [key for table in CONSTRAINTS.values() for key in table]
    assert len(every) == len(set(every))


def test_features_of_accessibility_are_terms_of_schema_org():
    assert set(keys("accessibility")) <= set(FEATURES)


def test_every_licence_that_readers_of_formats_know_has_its_label_and_address():
    concepts = {concept.key: concept for concept in read("licences").concepts.values()}
    assert LICENCES.keys() - concepts.keys() == set()
    for key, licence in LICENCES.items():
        matches = concepts[key].values["exactMatch"] + concepts[key].values["closeMatch"]
        assert matches == [licence.address]


def test_licences_beyond_those_are_creative_commons_for_intergovernmental_organisations():
    concepts = {concept.key: concept for concept in read("licences").concepts.values()}
    more = sorted(concepts.keys() - LICENCES.keys())
    kinds = ("by", "by-nc", "by-nc-nd", "by-nc-sa", "by-nd", "by-sa")
    assert more == sorted(f"cc-{kind}-3.0-igo" for kind in kinds)
    assert [concepts[f"cc-{kind}-3.0-igo"].values["exactMatch"] for kind in kinds] == [
        [f"https://creativecommons.org/licenses/{kind}/3.0/igo/"] for kind in kinds
    ]


def test_isced_fields_stand_under_the_field_whose_code_theirs_continues():
    for concept in read("isced-f").concepts.values():
        assert re.fullmatch(r"\d{2,4}", concept.key)
        above = [f"{BASE}isced-f/{concept.key[:-1]}"] if len(concept.key) > 2 else []
        assert concept.values["broader"] == above


def test_there_are_as_many_subjects_as_a_teacher_can_look_through():
    assert 110 <= len(read("subjects").concepts) <= 160


def test_what_a_teacher_of_mathematics_looks_for_is_a_subject_of_its_own():
    concepts = read("subjects").concepts
    owners = {
        label: concept.key
        for concept in concepts.values()
        for language, label in concept.labels["altLabel"] + concept.labels["prefLabel"]
        if language == "en"
    }
    wanted = "number sense|fractions|ratio|area and volume|angles|probability|functions|equations"
    assert {owners[word if word in owners else word.capitalize()] for word in wanted.split("|")} == {
        "number-sense", "fractions", "ratio-and-proportion", "length-area-and-volume",
        "angles-and-lines", "probability", "functions", "equations-and-inequalities",
    }  # fmt: skip


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_subjects_have_further_labels_in_every_language(language: str):
    """A search and a matcher find no more than what things are called."""
    bare = [
        concept.key
        for concept in read("subjects").concepts.values()
        if language not in {tag for tag, _label in concept.labels["altLabel"]}
    ]
    assert bare == []


def test_every_subject_is_aligned_to_a_field_of_isced():
    fields = set(read("isced-f").concepts)
    concepts = read("subjects").concepts
    for concept in concepts.values():
        line = [concept, *(concepts[uri] for uri in ancestors(concept, "subjects"))]
        matches = {
            uri
            for each in line
            for kind in ("exactMatch", "closeMatch", "broadMatch")
            for uri in each.values[kind]
        }
        assert matches, concept.uri
        assert matches <= fields, concept.uri


@pytest.mark.parametrize("scheme", ["subjects", *CONSTRAINT_SCHEMES], indirect=True)
def test_definitions_are_in_english(scheme: str):
    for concept in read(scheme).concepts.values():
        assert {language for language, _text in concept.labels["definition"]} <= {"en"}
