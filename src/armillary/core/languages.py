"""The interface languages, and how a language is named and written."""

from functools import cache
from typing import Literal

from babel import Locale, UnknownLocaleError

INTERFACE_LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh-hans")
ENDONYMS = {
    "ar": "العربية",
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "ru": "Русский",
    "zh-hans": "简体中文",
}
UNDETERMINED = "und"
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
RIGHT_TO_LEFT_SCRIPTS = frozenset({"arab", "hebr", "nkoo", "syrc", "thaa"})


def direction(language: str) -> Literal["ltr", "rtl"]:
    """Writing direction for a BCP 47 tag."""
    base, *further = language.split("-")
    script = next((part for part in further if len(part) == 4 and part.isalpha()), "")
    is_rtl = script in RIGHT_TO_LEFT_SCRIPTS if script else base in RIGHT_TO_LEFT
    return "rtl" if is_rtl else "ltr"


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language.replace("-", "_").replace("zh_hans", "zh_Hans"))


@cache
def language_name(language: str, *, within: str) -> str:
    """The name of `language` in the language `within` (CLDR), or the tag itself where unknown."""
    try:
        name = Locale.parse(language.replace("-", "_")).get_display_name(_locale(within))
    except (ValueError, UnknownLocaleError):
        return language
    return name or language


def country_name(country: str, *, within: str) -> str:
    """The name of an ISO 3166-1 alpha-2 country in the language `within` (CLDR)."""
    return str(_locale(within).territories.get(country.upper(), country))


def best_language(available: list[str], wanted: str, *, original: str = "") -> str:
    """Which of `available` a reader of `wanted` should be shown; empty only if there is none.

    The wanted language, then its base language, then the original, English, and the first there is.
    """
    for candidate in (wanted, wanted.split("-")[0], original, "en"):
        if candidate and candidate in available:
            return candidate
    related = [tag for tag in available if tag.split("-")[0] == wanted.split("-")[0]]
    return next(iter(related or available), "")
