"""Answer the BCP 47 tag, in lower case, for any way of writing a language.

Codes and names come from CLDR through Babel. A region is kept only where it changes the written
language (Brazilian Portuguese); Chinese regions become scripts; a script is kept where it is not
the usual one of its language.
"""

import re
from functools import cache

from babel import Locale, localedata
from babel.core import get_global

from armillary.formats.values.folding import fold
from armillary.formats.values.memory import of_names

_NAMED_IN = ("en", "fr", "es", "ru", "ar", "zh_Hans", "de")
_TAG = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|[0-9]{3}))?(?:[-_][\w-]*)?\Z")
_ADDRESS = re.compile(r"https?://\S*?[/#=]([A-Za-z]{2,3}(?:[-_][A-Za-z]+)?)/?\Z")
_ASIDE = re.compile(r"\s*[(（\[].*[)）\]]\s*\Z")
# Codes that say no more than that nobody knows, that there are several, or that there is none.
_NOTHING = frozenset({"und", "mul", "zxx", "mis", "xx", "root"})
_CHINESE_SCRIPTS = {
    "cn": "hans",
    "sg": "hans",
    "my": "hans",
    "tw": "hant",
    "hk": "hant",
    "mo": "hant",
}
# Names in use that CLDR does not list, or lists for another tag.
_MORE_NAMES = {
    "zh": "中文|汉语|漢語|mandarin|mandarin chinese|putonghua|普通话|chinois mandarin|chino mandarín",
    "zh-hans": "简体中文|简体|中文 简体|chinese simplified|chinois simplifié|chino simplificado",
    "zh-hant": "繁體中文|繁体中文|正體中文|chinese traditional|chinois traditionnel|chino tradicional",
    "pt-br": "brazilian portuguese|português brasileiro|português do brasil|portuguese brazil|português brasil|portugais brésil|portugués brasil",
    "es": "castilian|castellano|spanish castilian|castillan",
    "nl": "flemish|dutch flemish|vlaams|flamand",
    "el": "modern greek|greek modern 1453",
    "fa": "farsi|فارسي",
    "he": "ivrit",
    "ro": "moldavian|moldovan|romanian moldavian moldovan",
    "ca": "valencian|catalan valencian",
    "no": "norsk|norwegian|norvégien|noruego|норвежский",
    "ky": "kirghiz",
    "km": "central khmer",
    "ug": "uighur",
    "id": "bahasa indonesia",
    "ms": "bahasa melayu",
    "pl": "język polski",
    "si": "sinhalese",
    "ar": "modern standard arabic|العربيه|عربي|arabe standard moderne",
    "en": "englisch|american english|british english|anglais américain|الإنجليزيه|انجليزي",
}


@of_names
def language(text: str) -> str | None:
    """Answer the tag (RFC 5646, lower case) for a code, a name or a term's address, or `None`.

    >>> language("eng"), language("anglais"), language("zh_TW"), language("Klingonese")
    ('en', 'en', 'zh-hant', None)
    """
    text = text.strip()
    address = _ADDRESS.match(text)
    lowered = (address.group(1) if address else text).lower()
    tag = _TAG.match(lowered)
    if tag:
        return _from_parts(*tag.group(1, 2, 3))
    return _from_name(text)


def says_nothing(text: str) -> bool:
    """Tell whether a code states that the language is unknown, several or none (ISO 639-2)."""
    return text.strip().lower() in _NOTHING


def _from_parts(code: str, script: str | None, region: str | None) -> str | None:
    if code in _NOTHING:
        return None
    if not _is_code(code):
        return None if script or region else _from_name(code)
    base = _shortest(code)
    if base == "zh":
        script = script or _CHINESE_SCRIPTS.get(region or "")
        return f"zh-{script}" if script else "zh"
    if base == "pt" and region == "br":
        return "pt-br"
    return f"{base}-{script}" if script and not _usual(base, script) else base


def _shortest(code: str) -> str:
    """Prefer the two-letter code of a language, and the present one where a code was withdrawn."""
    alias = str(get_global("language_aliases").get(code, code))
    return alias.split("_")[0].lower()


def _is_code(code: str) -> bool:
    return (
        code in get_global("language_aliases")
        or code in get_global("likely_subtags")
        or code in _cldr_names("en")
    )


def _usual(base: str, script: str) -> bool:
    likely = str(get_global("likely_subtags").get(base, "")).lower().split("_")
    return script in likely


@cache
def _cldr_names(locale: str) -> dict[str, str]:
    return {tag: name for tag, name in Locale.parse(locale).languages.items() if name}


def _from_name(text: str) -> str | None:
    """Look a name up as it is, then without what is in brackets behind it."""
    spellings = [name for name in (fold(text), fold(_ASIDE.sub("", text))) if name]
    for table in (_names, _own_names):
        for spelling in spellings:
            if spelling in table():
                return table()[spelling]
    return None


@cache
def _names() -> dict[str, str]:
    """Names in the interface languages and German; the earlier language wins a shared name."""
    names: dict[str, str] = {}
    for tag, spellings in _MORE_NAMES.items():
        for spelling in spellings.split("|"):
            names.setdefault(fold(spelling), tag)
    for locale in _NAMED_IN:
        for tag, name in _cldr_names(locale).items():
            _remember(names, tag, name)
    return names


@cache
def _own_names() -> dict[str, str]:
    """Names of languages in themselves: read (in under a second) when other names have failed."""
    names: dict[str, str] = {}
    for locale in sorted(localedata.locale_identifiers()):
        if "_" not in locale:
            own = Locale.parse(locale).languages.get(locale)
            _remember(names, locale, own or "")
    return names


def _remember(names: dict[str, str], tag: str, name: str) -> None:
    parts = _TAG.match(tag.lower())
    key = _from_parts(*parts.group(1, 2, 3)) if parts else None
    # A name that stands for a regional variety stands for its language ("Mexican Spanish").
    if name and key:
        names.setdefault(fold(name), key)
