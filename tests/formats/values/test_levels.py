"""Words, grades, ages and addresses become ISCED levels."""

import json
import re

import pytest
from tests.shared import SHARED, needs_shared

from armillary.formats.values.levels import LEVELS, Levels, levels

PRIMARY, LOWER, UPPER = ("primary",), ("lower-secondary",), ("upper-secondary",)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("High School", Levels(UPPER, (9, 12))),
        ("Middle School", Levels(LOWER, (6, 8))),
        ("Elementary School", Levels(PRIMARY, (1, 5))),
        ("Grade 7", Levels(LOWER, (7, 7))),
        ("US Grade 2", Levels(PRIMARY, (2, 2))),
        ("Grades 9-12", Levels(LOWER + UPPER, (9, 12))),
        ("9th grade", Levels(LOWER, (9, 9))),
        ("الصف 5", Levels(PRIMARY, (5, 5))),
        ("الصفوف 7-9", Levels(LOWER, (7, 9))),
        ("6 класс", Levels(PRIMARY, (6, 6))),
        ("K-12", Levels(PRIMARY + LOWER + UPPER, (1, 12))),
        ("K-2", Levels(("early-childhood", "primary"), (1, 2))),
        ("Kindergarten", Levels(("early-childhood",))),
        ("Undergraduate (Lower Division)", Levels(("bachelor",))),
        ("Higher Education", Levels(("bachelor", "master", "doctoral"))),
        ("ISCED 2011, Level 2", Levels(LOWER)),
        ("ISCED 2-3", Levels(LOWER + UPPER)),
        ("https://w3id.org/kim/educationalLevel/level_1", Levels(PRIMARY)),
        ("https://w3id.org/kim/educationalLevel/level_06", Levels(("bachelor",))),
        (
            "https://w3id.org/kim/educationalLevel/level_A",
            Levels(("bachelor", "master", "doctoral")),
        ),
        ("https://w3id.org/kim/educationalLevel/level_C", Levels(("adult",))),
        ("https://w3id.org/armillary/levels/lower-secondary", Levels(LOWER)),
        ("Sekundarstufe I", Levels(LOWER)),
        ("collège", Levels(LOWER)),
        ("lycée", Levels(UPPER)),
        ("начальная школа", Levels(PRIMARY)),
        ("高中", Levels(UPPER)),
        ("التعليم الثانوي", Levels(UPPER)),
        ("educación primaria", Levels(PRIMARY)),
        ("7-9", Levels(PRIMARY)),
        ("12+", Levels(LOWER + UPPER)),
        ("12-", Levels(LOWER + UPPER)),
        ("ages 3 to 7", Levels(("early-childhood", "primary"))),
        ("18+", Levels(("adult",))),
    ],
)
def test_levels(written: str, expected: Levels) -> None:
    assert levels(written) == expected


@pytest.mark.parametrize("written", ["", "3", "K-12ish", "Grade 14", "Grades 12-9", "beginner"])
def test_unknown_levels_are_none(written: str) -> None:
    assert levels(written) is None


@pytest.mark.parametrize("key", LEVELS)
def test_every_key_is_a_name_of_itself(key: str) -> None:
    assert levels(key) == Levels((key,))


@needs_shared
def test_every_nsdl_level_is_known_but_one_that_is_a_setting() -> None:
    records = json.loads((SHARED / "data/nsdl_dc.json").read_text("utf-8"))
    stated = {
        value
        for record in records
        for value in re.findall(r"<dct:educationLevel[^>]*>([^<]*)<", record["xml"])
    }
    assert {value for value in stated if levels(value) is None} == {"Informal Education"}
