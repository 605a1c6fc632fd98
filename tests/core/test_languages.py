from typing import Any

import pytest

from armillary.core.languages import (
    ENDONYMS,
    INTERFACE_LANGUAGES,
    best_language,
    country_name,
    direction,
    language_name,
)


def test_every_interface_language_is_named_in_itself():
    assert tuple(ENDONYMS) == INTERFACE_LANGUAGES
    assert [direction(tag) for tag in INTERFACE_LANGUAGES] == ["rtl", *["ltr"] * 5]


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("ar", "rtl"),
        ("ar-eg", "rtl"),
        ("fa", "rtl"),
        ("he", "rtl"),
        ("ur", "rtl"),
        ("ku-arab", "rtl"),
        ("pa-arab", "rtl"),
        ("ar-latn", "ltr"),
        ("ku", "ltr"),
        ("zh-hans", "ltr"),
        ("und", "ltr"),
        ("", "ltr"),
    ],
)
def test_direction_follows_the_script_and_else_the_language(tag: str, written: str):
    assert direction(tag) == written


@pytest.mark.parametrize(
    ("tag", "within", "name"),
    [
        ("ar", "en", "Arabic"),
        ("en", "ar", "الإنجليزية"),
        ("zh-hans", "fr", "chinois (simplifié)"),
        ("zh-hant", "zh-hans", "中文 (繁体)"),
        ("pt-br", "es", "portugués (Brasil)"),
        ("ru", "ru", "русский"),
        ("xx-nothing", "en", "xx-nothing"),
        ("", "en", ""),
    ],
)
def test_language_is_named_by_cldr_or_by_its_tag(tag: str, within: str, name: str):
    assert language_name(tag, within=within) == name


@pytest.mark.parametrize(
    ("country", "within", "name"),
    [("fr", "en", "France"), ("CN", "ar", "الصين"), ("QQ", "en", "QQ")],
)
def test_country_is_named_by_cldr_or_by_its_code(country: str, within: str, name: str):
    assert country_name(country, within=within) == name


@pytest.mark.parametrize(
    ("available", "wanted", "original", "best"),
    [
        (["en", "fr"], "fr", "en", "fr"),
        (["en", "fr"], "fr-ca", "en", "fr"),
        (["en", "ru"], "fr", "ru", "ru"),
        (["ru", "en"], "fr", "", "en"),
        (["ru", "zh-hans"], "zh-hant", "", "zh-hans"),
        (["ru", "es"], "fr", "", "ru"),
        ([], "fr", "en", ""),
    ],
)
def test_best_language(available: list[Any], wanted: str, original: str, best: str):
    assert best_language(available, wanted, original=original) == best
