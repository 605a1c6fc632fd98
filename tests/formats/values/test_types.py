"""Kinds of resource, whatever the vocabulary."""

import json
import re

import pytest
from tests.shared import SHARED, needs_shared

from armillary.formats.values.types import TYPES, types


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ("Lesson/Lesson Plan", ("lesson-plan",)),
        ("lesson_plan", ("lesson-plan",)),
        ("https://w3id.org/kim/hcrt/drill_and_practice", ("exercise",)),
        ("https://w3id.org/armillary/types/training-material", ("training-material",)),
        ("http://purl.org/dc/dcmitype/MovingImage", ("video",)),
        ("https://schema.org/VideoObject", ("video",)),
        ("Course", ("course",)),
        ("Dataset", ("data",)),
        ("Movie/Animation", ("video", "animation")),
        ("books", ("textbook",)),
        ("casts", ("audio", "video")),
        ("video/mp4", ("video",)),
        ("plan de leçon", ("lesson-plan",)),
        ("учебник", ("textbook",)),
        ("模拟", ("simulation",)),
        ("اختبار", ("assessment",)),
        ("hoja de trabajo", ("worksheet",)),
        ("Arbeitsblatt", ("worksheet",)),
    ],
)
def test_types(written: str, keys: tuple[str, ...]) -> None:
    assert types(written) == keys


@pytest.mark.parametrize("written", ["Text", "LearningResource", "text/html", "application/pdf"])
def test_terms_without_a_kind_are_understood_and_say_nothing(written: str) -> None:
    assert types(written) == ()


@pytest.mark.parametrize("written", ["", "more", "gizmo", "a/b"])
def test_unknown_types_are_none(written: str) -> None:
    assert types(written) is None


@pytest.mark.parametrize("key", TYPES)
def test_every_key_is_a_name_of_itself(key: str) -> None:
    assert types(key) == (key,)


@needs_shared
def test_every_nsdl_type_is_understood() -> None:
    records = json.loads((SHARED / "data/nsdl_dc.json").read_text("utf-8"))
    stated = {
        value
        for record in records
        for value in re.findall(r"<dc:type[^>]*>([^<]*)<", record["xml"])
    }
    assert {value for value in stated if types(value) is None} == set()
