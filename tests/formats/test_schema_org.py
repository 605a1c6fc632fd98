"""Descriptions as schema.org LearningResource, safe to embed in a page."""

import json

from hypothesis import given
from tests.formats.descriptions import FULL, any_description, labels

from armillary.formats.description import Description
from armillary.formats.schema_org import iso_duration, script_safe, write_json_ld

ID = "https://example.org/resources/7/"


def test_write_json_ld_puts_every_fact_into_its_property() -> None:
    document = write_json_ld(FULL, identifier=ID, labels=labels)
    terms = {
        name: document.pop(name)
        for name in ("about", "learningResourceType", "educationalLevel", "audience")
    }

    assert document == {
        "@context": "https://schema.org/",
        "@type": ["LearningResource", "VideoObject"],
        "@id": ID,
        "name": [
            {"@language": "en", "@value": "Fractions & <decimals>"},
            {"@language": "ar", "@value": "الكسور"},
            {"@language": "zh-hans", "@value": "分数"},
        ],
        "description": [
            {"@language": "en", "@value": "Cut a cake."},
            {"@language": "fr", "@value": "Coupez un gâteau."},
        ],
        "keywords": ["cake"],
        "inLanguage": ["en", "zh-hans"],
        "creator": [
            {"@type": "Person", "name": "Ada", "@id": "https://orcid.org/0000-0002-1825-0097"},
            {"@type": "Organization", "name": "Escuela 7"},
        ],
        "publisher": {
            "@type": "Organization",
            "name": "UNESCO",
            "@id": "https://www.unesco.org/",
        },
        "url": "https://example.org/fractions",
        "sameAs": ["https://mirror.example/fractions"],
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "isAccessibleForFree": True,
        "datePublished": "2019-05-03",
        "dateModified": "2020-01",
        "timeRequired": "PT1H30M",
        "accessibilityFeature": ["captions"],
        "countryOfOrigin": [
            {"@type": "Country", "identifier": "TZ", "name": "Tanzania"},
            {"@type": "Country", "identifier": "KE", "name": "KE"},
        ],
        "encoding": [
            {
                "@type": "MediaObject",
                "contentUrl": "https://example.org/f.pdf",
                "encodingFormat": "application/pdf",
                "contentSize": "1024",
            },
            {"@type": "MediaObject", "contentUrl": "https://example.org/f.mp4"},
        ],
        "isBasedOn": [
            {"@type": "LearningResource", "@id": "https://example.org/old"},
            {"@type": "LearningResource", "@id": "https://example.org/v1"},
        ],
        "isPartOf": [{"@type": "LearningResource", "identifier": "isbn:9780306406157"}],
        "translationOfWork": [{"@type": "LearningResource", "@id": "https://example.org/fr"}],
    }
    assert terms["about"] == [
        {
            "@type": "DefinedTerm",
            "@id": "https://w3id.org/armillary/subjects/fractions",
            "name": "Fractions",
            "inDefinedTermSet": "https://w3id.org/armillary/subjects",
            "termCode": "fractions",
        }
    ]
    assert [term["name"] for term in terms["learningResourceType"]] == ["lesson plan", "Video"]
    assert [term["name"] for term in terms["educationalLevel"]] == [
        "Primary education",
        "adult",
        "Grades 3-5",
    ]
    assert [role["educationalRole"] for role in terms["audience"]] == ["teacher", "student"]


def test_write_json_ld_leaves_out_what_is_not_known() -> None:
    assert write_json_ld({"titles": {"en": "One"}}, identifier=ID) == {
        "@context": "https://schema.org/",
        "@type": ["LearningResource"],
        "@id": ID,
        "name": "One",
    }


def test_labels_come_in_the_language_asked_for() -> None:
    document = write_json_ld({"levels": ["primary"]}, identifier=ID, labels=labels, language="fr")
    assert document["educationalLevel"][0]["name"] == "Enseignement primaire"


def test_script_safe_cannot_end_its_script() -> None:
    text = script_safe({"name": "</script><!-- & \u2028\u2029"})
    assert text == ('{"name":"\\u003c/script\\u003e\\u003c!-- \\u0026 \\u2028\\u2029"}')


def test_iso_duration() -> None:
    assert [iso_duration(minutes) for minutes in (1, 60, 90)] == ["PT1M", "PT1H", "PT1H30M"]


@given(any_description)
def test_any_description_survives_embedding(description: Description) -> None:
    document = write_json_ld(description, identifier=ID, labels=labels)
    text = script_safe(document)
    assert json.loads(text) == document
    assert not set(text) & set("<>&\u2028\u2029")
