"""Answer the ISO 3166-1 alpha-2 code for any way of writing a country.

Codes and names come from CLDR through Babel. A name that two countries might go by ("Congo", "Korea")
is none of either: where a resource comes from is never guessed.
"""

import re
from functools import cache
from typing import Final

from babel import Locale
from babel.core import get_global

from armillary.formats.values.folding import fold
from armillary.formats.values.memory import of_names

_NAMED_IN: Final = ("en", "fr", "es", "ru", "ar", "zh_Hans", "de")
_AMBIGUOUS: Final = "congo"
_CODE: Final = re.compile(r"[A-Za-z]{2,3}\Z|[0-9]{3}\Z")
# Of a term of a vocabulary of countries. The end of any other address may as well be a language.
_ADDRESS: Final = re.compile(r"https?://\S*countr\S*?[/#=]([A-Za-z]{2,3})/?\Z", re.IGNORECASE)
# Two letters that CLDR names and ISO 3166-1 does not: exceptional and private codes, and groups.
_NOT_ISO: Final = frozenset(
    ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"]
)
# Names in use that CLDR does not list: above all those of the United Nations.
_MORE_NAMES: Final = {
    "AE": "uae|emirates",
    "BN": "brunei darussalam",
    "BO": "bolivia plurinational state of|plurinational state of bolivia|bolivia estado plurinacional de",
    "CD": "democratic republic of the congo|congo democratic republic of the|dr congo|drc|"
    "république démocratique du congo|república democrática del congo|"
    "демократическая республика конго|جمهورية الكونغو الديمقراطية|刚果民主共和国",
    "CG": "republic of the congo|congo republic of the|congo brazzaville|république du congo",
    "CI": "ivory coast|cote d ivoire|costa de marfil",
    "CN": "people s republic of china|pr china|république populaire de chine|中华人民共和国",
    "CV": "cape verde",
    "CZ": "czech republic|république tchèque|república checa|чешская республика|捷克共和国",
    "FK": "falkland islands malvinas",
    "FM": "micronesia federated states of|federated states of micronesia",
    "GB": "uk|great britain|united kingdom of great britain and northern ireland|england|scotland|wales|"
    "northern ireland|grande bretagne|gran bretaña|великобритания",
    "HK": "hong kong|hongkong|香港",
    "IR": "iran islamic republic of|islamic republic of iran",
    "KP": "democratic people s republic of korea|korea democratic people s republic of|dprk",
    "KR": "republic of korea|korea republic of|république de corée|república de corea|"
    "республика корея|大韩民国|جمهورية كوريا",
    "LA": "lao people s democratic republic|lao pdr",
    "MD": "republic of moldova|moldova republic of",
    "MK": "macedonia|the former yugoslav republic of macedonia|republic of north macedonia",
    "MM": "burma",
    "MO": "macau|macao|澳门",
    "NL": "the netherlands|holland|netherlands kingdom of the",
    "PS": "palestine|state of palestine|palestine state of|palestinian authority|دولة فلسطين|فلسطين",
    "RU": "russian federation|fédération de russie|federación de rusia|российская федерация|俄罗斯联邦|"
    "الاتحاد الروسي",
    "SY": "syrian arab republic|الجمهورية العربية السورية",
    "SZ": "swaziland",
    "TL": "east timor",
    "TR": "turkey",
    "TZ": "united republic of tanzania|tanzania united republic of|république unie de tanzanie|"
    "república unida de tanzanía",
    "US": "usa|u s a|united states of america|the united states|états unis d amérique|"
    "estados unidos de américa|eeuu|сша|соединенные штаты америки|美利坚合众国|"
    "الولايات المتحدة الأمريكية",
    "VA": "holy see",
    "VE": "venezuela bolivarian republic of|bolivarian republic of venezuela",
    "VN": "viet nam",
}


def _codes() -> tuple[str, ...]:
    known = (str(code) for code in Locale.parse("en").territories)
    return tuple(sorted(code for code in known if len(code) == 2 and code not in _NOT_ISO))


COUNTRIES: Final = _codes()
_KNOWN: Final = frozenset(COUNTRIES)


@of_names
def country(text: str) -> str | None:
    """Answer the code in capitals for a code, a name or a term's address, or `None`.

    >>> country("tza"), country("República Unida de Tanzanía"), country("834"), country("Atlantis")
    ('TZ', 'TZ', 'TZ', None)
    """
    text = text.strip()
    address = _ADDRESS.match(text)
    stated = address.group(1) if address else text
    return _of_code(stated.upper()) or _names().get(fold(stated))


def _of_code(code: str) -> str | None:
    """By two letters, three letters or a number; what became several countries is none of them."""
    if not _CODE.match(code):
        return None
    successors = get_global("territory_aliases").get(code, [code])
    found = str(successors[0]) if len(successors) == 1 else ""
    return found if found in _KNOWN else None


@cache
def _names() -> dict[str, str]:
    """Names in the interface languages and German; the earlier language wins a shared name."""
    names = {
        fold(spelling): code
        for code, spellings in _MORE_NAMES.items()
        for spelling in spellings.split("|")
    }
    for locale in _NAMED_IN:
        territories = Locale.parse(locale).territories
        for code in COUNTRIES:
            names.setdefault(fold(str(territories[code])), code)
    del names[_AMBIGUOUS]
    return names
