"""Texts that Kolibri can hold and every parser reads: no half characters, no control characters, no
longer than a column; and the languages as its tables have them."""

import dataclasses
import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple, TypeVar

# Controls but tab and line ends, halves of pairs, what overrides the direction of all that follows, and
# what is no character.
_UNSOUND: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202d\u202e\ufffe\uffff]"
)
_TAG: Final = re.compile(r"([a-z]{2,3})(?:-([a-z0-9]{2,8}))?(?:-[a-z0-9]{1,8})*")
_RIGHT_TO_LEFT: Final = frozenset(
    ("ar", "arq", "ckb", "dv", "fa", "he", "ks", "pbu", "pnb", "prs", "ps", "sd", "ug", "ur", "yi")
)
_CHINESE: Final = {"zh-hans": "zh-CN", "zh-hant": "zh-TW"}
# In themselves and as LE-Utils has them, for a channel's names of languages replace those of all others.
_NATIVE: Final = {
    "am": "አማርኛ",
    "ar": "العربية",
    "az": "azərbaycan dili",
    "bg": "български език",
    "bn": "বাংলা",
    "ca": "Català",
    "cs": "česky, čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "es": "Español",
    "fa": "فارسی",
    "fi": "suomi, suomen kieli",
    "fr": "Français, langue française",
    "ha": "Hausa, هَوُسَ",
    "he": "עברית",
    "hi": "हिन्दी, हिंदी",
    "hu": "Magyar",
    "hy": "Հայերեն",
    "id": "Bahasa Indonesia",
    "it": "Italiano",
    "ja": "日本語 (にほんご／にっぽんご)",
    "ka": "ქართული",
    "kk": "Қазақ тілі",
    "km": "ភាសាខ្មែរ",
    "ko": "한국어 (韓國語), 조선말 (朝鮮語)",
    "ku": "Kurdî, كوردی",
    "lo": "ພາສາລາວ",
    "mn": "монгол",
    "ms": "bahasa Melayu, بهاس ملايو",
    "my": "ဗမာစာ",
    "ne": "नेपाली",
    "nl": "Nederlands, Vlaams",
    "no": "Norsk",
    "pl": "Polski",
    "ps": "پښتو",
    "pt": "Português",
    "pt-BR": "Português (Brasil)",
    "ro": "română",
    "ru": "русский язык",
    "rw": "Ikinyarwanda",
    "so": "Soomaaliga, af Soomaali",
    "sq": "Shqip",
    "sr": "српски језик",
    "sv": "svenska",
    "sw": "Kiswahili",
    "ta": "தமிழ்",
    "te": "తెలుగు",
    "th": "ไทย",
    "tl": "Wikang Tagalog",
    "tr": "Türkçe",
    "uk": "українська",
    "ur": "اردو",
    "uz": "Oʻzbek, Ўзбек",
    "vi": "Tiếng Việt",
    "xh": "isiXhosa",
    "yo": "Yorùbá",
    "zh": "中文",
    "zh-CN": "中文（中国）",
    "zh-TW": "漢語 (臺灣)",
}

T = TypeVar("T")


class Language(NamedTuple):
    """A row of the table of languages."""

    id: str
    code: str
    subcode: str | None
    name: str
    direction: str


def sound(value: T) -> T:
    """The same list, item or text without what some parser could choke on."""
    return _sound(value)  # type: ignore[no-any-return]


def _sound(value: Any) -> Any:
    if isinstance(value, str):
        return _UNSOUND.sub("", value)
    if isinstance(value, tuple):
        return tuple(map(_sound, value))
    if isinstance(value, Mapping):
        return {_sound(key): _sound(each) for key, each in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        values = {
            each.name: _sound(getattr(value, each.name)) for each in dataclasses.fields(value)
        }
        return dataclasses.replace(value, **values)
    return value


def line(text: str, most: int) -> str:
    """One line of at most so many characters."""
    return clamped(" ".join(text.split()), most)


def clamped(text: str, most: int) -> str:
    """
    >>> clamped("A long title", 8)
    'A long…'
    """
    text = text.strip()
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def language(tag: str, name: str = "") -> Language | None:
    """A language as Kolibri knows it, by its tag (BCP 47); None where it is no tag. `name` is what it is
    called where its own name is not known here.

    >>> language("pt-br")
    Language(id='pt-BR', code='pt', subcode='BR', name='Português (Brasil)', direction='ltr')
    """
    known = _CHINESE.get(tag.lower(), tag)
    match = _TAG.fullmatch(known.lower())
    if match is None:
        return None
    code, subcode = match[1], match[2]
    if subcode and len(subcode) == 2:
        subcode = subcode.upper()
    number = f"{code}-{subcode}" if subcode else code
    native = _NATIVE.get(number) or line(name, 100) or _NATIVE.get(code) or number
    return Language(number, code, subcode, native, direction(code))


def direction(tag: str) -> str:
    """Which way a language is written; empty where none is stated."""
    if not tag:
        return ""
    return "rtl" if tag.lower().partition("-")[0] in _RIGHT_TO_LEFT else "ltr"
