"""Audiences, whatever the vocabulary."""

import pytest

from armillary.formats.values.audiences import AUDIENCES, audience


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("http://purl.org/dcx/lrmi-vocabs/educationalAudienceRole/student", "learner"),
        ("http://purl.org/dcx/lrmi-vocabs/educationalAudienceRole/generalPublic", "public"),
        ("Educator", "teacher"),
        ("Learner", "learner"),
        ("administrator", "school-leader"),
        ("Élèves", "learner"),
        ("profesores", "teacher"),
        ("Родители", "parent"),
        ("教师", "teacher"),
        ("المعلمين", "teacher"),
        ("Lehrkräfte", "teacher"),
    ],
)
def test_audience(written: str, key: str) -> None:
    assert audience(written) == key


def test_unknown_audience_is_none() -> None:
    assert audience("astronauts") is None


@pytest.mark.parametrize("key", AUDIENCES)
def test_every_key_is_a_name_of_itself(key: str) -> None:
    assert audience(key) == key
