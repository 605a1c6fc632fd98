"""Any way of writing a language becomes one tag."""

import pytest

from armillary.formats.values.languages import language, says_nothing


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("en", "en"),
        ("eng", "en"),
        ("en_US", "en"),
        ("EN-gb", "en"),
        ("ger", "de"),
        ("deu", "de"),
        ("cmn", "zh"),
        ("arz", "arz"),
        ("iw", "he"),
        ("English", "en"),
        ("anglais", "en"),
        ("inglés", "en"),
        ("английский", "en"),
        ("الإنجليزية", "en"),
        ("英语", "en"),
        ("Englisch", "en"),
        ("English (United States)", "en"),
        ("Deutsch", "de"),
        ("русский", "ru"),
        ("tiếng Việt", "vi"),
        ("Spanish; Castilian", "es"),
        ("http://id.loc.gov/vocabulary/iso639-2/eng", "en"),
        ("http://publications.europa.eu/resource/authority/language/FRA", "fr"),
    ],
)
def test_language_of_codes_names_and_addresses(written: str, tag: str) -> None:
    assert language(written) == tag


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("pt-BR", "pt-br"),
        ("Portuguese (Brazil)", "pt-br"),
        ("pt-PT", "pt"),
        ("zh", "zh"),
        ("zh-CN", "zh-hans"),
        ("zh_TW", "zh-hant"),
        ("zh-Hant-HK", "zh-hant"),
        ("简体中文", "zh-hans"),
        ("sr-Latn", "sr-latn"),
        ("sr-Cyrl", "sr"),
        ("fa-IR", "fa"),
        ("es-419", "es"),
    ],
)
def test_region_and_script_stay_only_where_the_written_language_differs(
    written: str, tag: str
) -> None:
    assert language(written) == tag


@pytest.mark.parametrize("written", ["", " ", "Klingonese", "xx", "und", "mul", "zxx", "1", "e"])
def test_unknown_languages_are_none(written: str) -> None:
    assert language(written) is None


def test_codes_that_say_nothing_are_told_apart_from_unknown_ones() -> None:
    assert [says_nothing(code) for code in ("und", "MUL", "Klingonese")] == [True, True, False]
