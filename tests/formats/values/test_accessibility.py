"""Accessibility features and freedom from cost, in words that sources use."""

from armillary.formats.values.accessibility import feature, is_free


def test_feature_in_its_own_spelling() -> None:
    assert feature("alternativetext") == "alternativeText"
    assert feature("https://schema.org/signLanguage") == "signLanguage"
    assert feature("Alternative text") == "alternativeText"
    assert feature("shiny") is None


def test_is_free() -> None:
    assert [is_free(text) for text in ("Free access", "true", "No", "https://schema.org/True")] == [
        True,
        True,
        False,
        True,
    ]
    assert is_free("perhaps") is None
