"""Descriptions as AMB, held to the profile's own schemas, release and draft."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft7Validator, FormatChecker
from referencing import Registry, Resource
from tests.formats.descriptions import FULL, any_description, labels
from tests.shared import SHARED, needs_shared

import armillary.vocabularies
from armillary.formats.amb import known_field, write_amb
from armillary.formats.description import Description
from armillary.formats.skos import read_skos

ID = "https://example.org/resources/7/"
PAGE = {"id": f"{ID}about/", "dateCreated": "2026-01-02", "dateModified": "2026-01-03"}
RELEASES = ("20231019", "draft")


def _formats() -> FormatChecker:
    """Assert formats as the profile's own validator does: times may go without a zone."""
    formats = FormatChecker(("date", "uri"))
    formats.checks("date-time", raises=ValueError)(
        lambda text: "T" in text and bool(datetime.fromisoformat(text))
    )
    return formats


@cache
def _validator(release: str) -> Draft7Validator:
    folder = SHARED / "suites/amb" / release / "schemas"
    schemas = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]
    registry: Registry[Any] = Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema)) for schema in schemas
    )
    main = next(schema for schema in schemas if schema["$id"].endswith("/schema.json"))
    return Draft7Validator(main, registry=registry, format_checker=_formats())


def _errors(document: dict[str, Any], release: str) -> list[str]:
    return [error.message for error in _validator(release).iter_errors(document)]


def test_write_amb_puts_facts_into_the_vocabularies_of_the_profile() -> None:
    document = write_amb(FULL, identifier=ID, labels=labels, page=PAGE)
    assert document == {
        "@context": ["https://w3id.org/kim/amb/context.jsonld", {"@language": "en"}],
        "id": ID,
        "type": ["LearningResource", "VideoObject"],
        "name": "Fractions & <decimals>",
        "description": "Cut a cake.",
        "about": [
            {
                "id": "https://w3id.org/armillary/subjects/fractions",
                "type": "Concept",
                "prefLabel": {"en": "Fractions", "zh": "分数"},
            },
            {"id": "https://w3id.org/kim/hochschulfaechersystematik/n105", "type": "Concept"},
        ],
        "keywords": ["cake"],
        "learningResourceType": [
            {"id": "https://w3id.org/kim/hcrt/lesson_plan", "type": "Concept"},
            {
                "id": "https://w3id.org/kim/hcrt/video",
                "type": "Concept",
                "prefLabel": {"en": "Video"},
            },
        ],
        "educationalLevel": [
            {
                "id": "https://w3id.org/kim/educationalLevel/level_1",
                "type": "Concept",
                "prefLabel": {"en": "Primary education", "fr": "Enseignement primaire"},
            },
            {"id": "https://w3id.org/kim/educationalLevel/level_C", "type": "Concept"},
        ],
        "audience": [
            {
                "id": "http://purl.org/dcx/lrmi-vocabs/educationalAudienceRole/teacher",
                "type": "Concept",
            },
            {
                "id": "http://purl.org/dcx/lrmi-vocabs/educationalAudienceRole/student",
                "type": "Concept",
            },
        ],
        "creator": [
            {"type": "Person", "name": "Ada", "id": "https://orcid.org/0000-0002-1825-0097"},
            {"type": "Organization", "name": "Escuela 7"},
        ],
        "publisher": [{"type": "Organization", "name": "UNESCO", "id": "https://www.unesco.org/"}],
        "inLanguage": ["en", "zh"],
        "license": {"id": "https://creativecommons.org/licenses/by/4.0/"},
        "isAccessibleForFree": True,
        "datePublished": "2019-05-03",
        "duration": "PT1H30M",
        "encoding": [
            {
                "type": "MediaObject",
                "contentUrl": "https://example.org/f.pdf",
                "encodingFormat": "application/pdf",
                "contentSize": "1024",
            },
            {"type": "MediaObject", "contentUrl": "https://example.org/f.mp4"},
        ],
        "isBasedOn": [
            {
                "id": "https://example.org/old",
                "type": ["LearningResource"],
                "name": "https://example.org/old",
            },
            {
                "id": "https://example.org/fr",
                "type": ["LearningResource"],
                "name": "https://example.org/fr",
            },
        ],
        "mainEntityOfPage": [
            {
                "id": f"{ID}about/",
                "type": "WebContent",
                "dateCreated": "2026-01-02",
                "dateModified": "2026-01-03",
            }
        ],
    }


def _subjects() -> list[str]:
    """The keys of the subjects that Armillary ships."""
    scheme = Path(armillary.vocabularies.__file__).parent / "schemes/subjects.ttl"
    return [concept.notation for concept in read_skos(scheme.read_bytes()).concepts]


def test_every_subject_of_ours_lies_in_a_field_of_study() -> None:
    assert len(_subjects()) > 100
    assert [key for key in _subjects() if known_field(key) is None] == []


@needs_shared
@pytest.mark.parametrize("release", RELEASES)
def test_every_subject_of_ours_yields_a_valid_about(release: str) -> None:
    for key in _subjects():
        document = write_amb({"subjects": [key]}, identifier=ID, labels=labels)
        assert [concept["id"] for concept in document["about"]] == [
            f"https://w3id.org/armillary/subjects/{key}",
            known_field(key),
        ]
        assert _errors(document, release) == []


def test_subjects_of_one_field_name_it_once() -> None:
    document = write_amb({"subjects": ["fractions", "algebra"]}, identifier=ID)
    assert [concept["id"] for concept in document["about"]] == [
        "https://w3id.org/armillary/subjects/fractions",
        "https://w3id.org/armillary/subjects/algebra",
        "https://w3id.org/kim/hochschulfaechersystematik/n105",
    ]


def test_subjects_outside_every_known_field_become_keywords() -> None:
    document = write_amb({"subjects": ["beekeeping"]}, identifier=ID)
    assert document["keywords"] == ["beekeeping"]
    assert "about" not in document


def test_field_of_study_can_come_from_the_vocabulary() -> None:
    field = {"beekeeping": "http://w3id.org/kim/schulfaecher/s1001"}.get
    document = write_amb({"subjects": ["beekeeping"]}, identifier=ID, field=field)
    assert [concept["id"] for concept in document["about"]] == [
        "https://w3id.org/armillary/subjects/beekeeping",
        "http://w3id.org/kim/schulfaecher/s1001",
    ]


@pytest.mark.parametrize(
    ("licence", "written"),
    [
        ("https://opensource.org/license/mit", {"id": "https://opensource.org/licenses/MIT"}),
        ("https://www.mozilla.org/MPL/2.0/", None),
        ("http://rightsstatements.org/vocab/InC/1.0/", None),
    ],
)
def test_only_licences_of_the_profile_are_written(
    licence: str, written: dict[str, str] | None
) -> None:
    assert write_amb({"licence": licence}, identifier=ID).get("license") == written


def test_text_comes_in_the_language_of_the_document() -> None:
    document = write_amb(FULL, identifier=ID, language="zh-hans")
    assert (document["@context"][1], document["name"]) == ({"@language": "zh"}, "分数")


@needs_shared
@pytest.mark.parametrize("release", RELEASES)
def test_full_description_is_valid(release: str) -> None:
    assert _errors(write_amb(FULL, identifier=ID, labels=labels, page=PAGE), release) == []


@needs_shared
@pytest.mark.parametrize("release", RELEASES)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(description=any_description)
def test_any_description_is_valid(release: str, description: Description) -> None:
    assert _errors(write_amb(description, identifier=ID, labels=labels, page=PAGE), release) == []


@needs_shared
@pytest.mark.parametrize("release", RELEASES)
def test_validator_finds_the_faults_of_the_invalid_examples(release: str) -> None:
    folder = SHARED / "suites/amb" / release / "examples"
    read = {
        kind: [
            json.loads(path.read_text("utf-8")) for path in sorted((folder / kind).glob("*.json"))
        ]
        for kind in ("valid", "invalid")
    }
    assert [_errors(document, release) for document in read["valid"]] == [[]] * len(read["valid"])
    assert all(_errors(document, release) for document in read["invalid"])
