"""Verbs for relations, in the vocabularies that sources use."""

import pytest

from armillary.formats.values.relations import relation


@pytest.mark.parametrize(
    ("verb", "kind"),
    [
        ("isPartOf", "part_of"),
        ("dcterms:isPartOf", "part_of"),
        ("http://purl.org/dc/terms/isVersionOf", "version_of"),
        ("isBasedOn", "based_on"),
        ("translationOfWork", "translation_of"),
        ("part_of", "part_of"),
        ("references", None),
    ],
)
def test_relation(verb: str, kind: str | None) -> None:
    assert relation(verb) == kind
