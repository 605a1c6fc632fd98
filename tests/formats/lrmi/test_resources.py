"""schema.org, LRMI and AMB nodes as statements."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.shared import SHARED, needs_shared

from armillary.formats.errors import FormatError
from armillary.formats.lrmi import find_json_ld, read_learning_resource, resources_in
from armillary.formats.statement import StatedAgent, StatedFile, StatedRelation, Text

LESSON = (Path(__file__).parents[2] / "payloads" / "formats" / "lrmi" / "lesson.html").read_bytes()


def test_lesson_is_read_whole():
    [node] = resources_in(find_json_ld(LESSON))
    said = read_learning_resource(node, page_address="https://example.org/lessons/7?print=1")
    assert said.titles == [Text("Les fractions", "fr")]
    assert said.descriptions == [Text("Partager un gâteau", "fr"), Text("Sharing a cake", "en")]
    assert said.languages == ["fr", "en"]
    assert said.licences == ["https://creativecommons.org/licenses/by/4.0/"]
    assert said.levels == ["https://example.org/levels/5", "CM2"]
    assert said.types == ["Course", "lesson plan"]
    assert said.keywords == ["fractions", "partage"]
    assert said.audiences == ["teacher"]
    assert said.durations == ["PT45M"]
    assert said.free == ["true"]
    assert said.addresses == [
        "https://example.org/lessons/7",
        "https://example.org/lessons/7?print=1#lesson",
    ]
    assert said.creators == [
        StatedAgent("Ada Exemple", "person", "https://orcid.org/0000-0002-1825-0097")
    ]
    assert said.publishers == [StatedAgent("Example School", "organization")]
    assert said.files == [
        StatedFile("https://example.org/lessons/lesson.pdf", "application/pdf", 1_500_000)
    ]
    assert said.subjects == ["Mathematics"]
    assert said.relations == [StatedRelation("isBasedOn", "https://example.org/lessons/1")]


def test_concepts_of_amb_give_address_and_labels():
    said = read_learning_resource(
        {
            "@context": ["https://w3id.org/kim/amb/context.jsonld", {"@language": "de"}],
            "id": "https://example.org/1",
            "type": ["LearningResource"],
            "name": "Brüche",
            "about": [
                {"id": "https://example.org/n1", "prefLabel": {"de": "Mathe", "en": "Maths"}}
            ],
            "license": {"id": "https://creativecommons.org/publicdomain/zero/1.0/"},
        }
    )
    assert said.titles == [Text("Brüche", "de")]
    assert said.subjects == ["https://example.org/n1", "Mathe", "Maths"]
    assert (said.identifiers, said.addresses) == (
        ["https://example.org/1"],
        ["https://example.org/1"],
    )
    assert said.licences == ["https://creativecommons.org/publicdomain/zero/1.0/"]


def test_property_values_are_identifiers():
    node = {"name": "a", "identifier": [{"propertyID": "DOI", "value": "10.1234/x"}, "abc"]}
    assert read_learning_resource(node).identifiers == ["doi:10.1234/x", "abc"]


def test_prefixed_names_are_understood():
    node = {"@type": "schema:Course", "schema:name": "a", "http://schema.org/inLanguage": "es"}
    said = read_learning_resource(node)
    assert (said.titles, said.languages, said.types) == ([Text("a")], ["es"], ["Course"])


def test_page_is_the_address_of_a_node_without_one():
    assert read_learning_resource(
        {"name": "a"}, page_address="https://example.org/p"
    ).addresses == ["https://example.org/p"]


@pytest.mark.parametrize(
    "node", [{}, {"@type": "Course"}, {"name": " ", "url": "#"}, {"name": None}]
)
def test_node_without_name_and_address_is_refused(node: dict[str, Any]):
    with pytest.raises(FormatError):
        read_learning_resource(node)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["@id", "name", "@value", "en", "url", "@list"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)
NAMES = ["description", "about", "author", "encoding", "identifier", "audience", "keywords", "inLanguage",
         "educationalAlignment", "isPartOf", "offers", "url", "@type", "@context", "contentUrl", "license"]  # fmt: skip


@given(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=8))
def test_no_value_is_too_odd(node: dict[str, Any]):
    assert read_learning_resource(node | {"name": "a"}).titles[0] == Text("a")


@needs_shared
def test_every_valid_amb_example_is_read():
    files = sorted((SHARED / "suites" / "amb").glob("*/examples/valid/*.json"))
    read = [
        read_learning_resource(node) for file in files for node in find_json_ld(file.read_bytes())
    ]
    assert len(read) == len(files) > 60
    assert all(said.titles and said.addresses for said in read)


def test_course_says_when_and_how_long_it_is_held():
    node = {
        "@type": "Course",
        "name": "Waves",
        "coursePrerequisites": "Algebra",
        "offers": {"@type": "Offer", "category": "Free"},
        "hasCourseInstance": [
            {"@type": "CourseInstance", "inLanguage": "es", "courseWorkload": "PT22H"}
        ],
    }
    said = read_learning_resource(node)
    assert (said.languages, said.durations, said.free) == (["es"], ["PT22H"], ["true"])
    assert said.relations == [StatedRelation("requires", "Algebra")]


def test_language_of_a_course_outranks_that_of_its_dates():
    node = {"name": "a", "inLanguage": "fr", "hasCourseInstance": {"inLanguage": "es"}}
    assert read_learning_resource(node).languages == ["fr"]


@pytest.mark.parametrize("key", ["dct:conformsTo", "http://purl.org/dc/terms/conformsTo", "conformsTo"])  # fmt: skip
def test_profile_of_bioschemas_is_a_type(key: str):
    profile = {"@id": "https://bioschemas.org/profiles/TrainingMaterial/1.0-RELEASE"}
    assert read_learning_resource({"name": "a", key: profile}).types == ["TrainingMaterial"]
    assert read_learning_resource({"name": "a", key: "https://other.example/"}).types == []


def test_contributors_count_where_nobody_is_the_author():
    helper = {"contributor": {"name": "B"}}
    assert read_learning_resource({"name": "a"} | helper).creators == [StatedAgent("B")]
    said = read_learning_resource({"name": "a", "author": "A"} | helper)
    assert said.creators == [StatedAgent("A")]


def test_keywords_are_labels_where_they_have_any():
    terms = [{"@id": "https://a.example/t1", "name": "Cells"}, {"@id": "https://a.example/t2"}]
    said = read_learning_resource({"name": "a", "keywords": terms})
    assert said.keywords == ["Cells", "https://a.example/t2"]


@pytest.mark.parametrize(
    ("stated", "countries"),
    [
        ({"countryOfOrigin": "TZ"}, ["TZ"]),
        ({"countryOfOrigin": {"@type": "Country", "name": "Tanzania"}}, ["Tanzania"]),
        (
            {"countryOfOrigin": {"@type": "Country", "identifier": "TZ", "name": "Home"}},
            ["TZ"],
        ),
        ({"countryOfOrigin": [{"name": "Kenya"}, "Uganda"]}, ["Kenya", "Uganda"]),
        (
            {
                "locationCreated": {
                    "@type": "Place",
                    "name": "Arusha",
                    "address": {"@type": "PostalAddress", "addressCountry": "TZ"},
                }
            },
            ["TZ"],
        ),
        (
            {"locationCreated": {"name": "Arusha", "containedInPlace": {"name": "Tanzania"}}},
            ["Tanzania"],
        ),
        ({"locationCreated": {"@type": "Place", "name": "Arusha"}}, ["Arusha"]),
        ({"countryOfOrigin": "KE", "locationCreated": "TZ"}, ["KE"]),
        ({"publisher": {"name": "A", "address": {"addressCountry": "TZ"}}}, []),
        ({"countryOfOrigin": [None, {}, 7]}, ["7"]),
    ],
)
def test_a_country_is_read_where_one_is_stated(stated: dict[str, Any], countries: list[str]):
    assert read_learning_resource({"name": "A", **stated}).countries == countries
