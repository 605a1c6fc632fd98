"""Persons and organisations are told apart by what was stated, by identifier, by name."""

import pytest

from armillary.formats.values.agents import agent_address, agent_kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Ada Lovelace", "person"),
        ("Universidad de Chile", "organization"),
        ("Shodor Education Foundation, Inc.", "organization"),
        ("Министерство образования", "organization"),
        ("北京大学", "organization"),
        ("وزارة التربية", "organization"),
    ],
)
def test_kind_by_name(name: str, kind: str) -> None:
    assert agent_kind(name, stated="", address="", usual="person") == kind


def test_stated_kind_and_identifiers_outrank_the_name() -> None:
    orcid = "https://orcid.org/0000-0002-1825-0097"
    assert agent_kind("School", stated="Person", address="", usual="organization") == "person"
    assert agent_kind("Institute", stated="", address=orcid, usual="organization") == "person"


def test_identifier_with_wrong_check_digits_is_dropped() -> None:
    assert agent_address("0000-0002-1825-0097") == "https://orcid.org/0000-0002-1825-0097"
    assert agent_address("https://orcid.org/0000-0002-1825-0098") == ""
    assert agent_address("https://example.org/jo") == "https://example.org/jo"
    assert agent_address("javascript:alert(1)") == ""
