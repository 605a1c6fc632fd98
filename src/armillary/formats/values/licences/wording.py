"""Read what sources write about rights: addresses, short names, sentences in several languages."""

import re
from functools import cache, lru_cache

from armillary.formats.values.addresses import canonical
from armillary.formats.values.folding import fold
from armillary.formats.values.licences.table import (
    COPYRIGHTED,
    LICENCES,
    Licence,
    creative_commons,
)

# What matters of a licence stands in its first lines.
_LONGEST = 1000
_CC_ADDRESS = re.compile(
    r"creativecommons\.org/(?:licen[sc]es/([a-z+-]+)(?:/([1-4]\.\d))?(?:/([a-z]{2,3})\b(?![.]))?"
    r"|publicdomain/(zero|mark)|(licenses/publicdomain))",
    re.IGNORECASE,
)
# Ports of versions 1.0 to 3.0; a word such as "in" counts as a place only at the end of a text.
_PORTS = (
    "ar au at be br bg ca cl cn co cr hr cz dk ec ee eg fi fr de gr gt hk hu in ie il it jp lu mk my "
    "mt mx nl nz no pe ph pl pt pr ro rs sg si za kr es se ch tw th ug uk us ve vn igo"
)
_PLACES = frozenset(_PORTS.split())
_NOT_PLACES = frozenset({"deed", "rdf"})
_CC_CODE = re.compile(
    r"\b(?:cc|creative commons|creativecommons)?[\s_:/()-]{0,20}"
    r"\bby((?:[\s_/-]*(?:nc|nd|sa)\b)*)[\s_,()/-]*(?:v|version)?[\s.]*([1-4]\.\d)?"
    r"(?:[\s_-]+(igo\b|[a-z]{2}\Z))?"
)
_HYPHENATED = re.compile(r"(?:[_/-](?:nc|nd|sa))+\Z")
_CC_ZERO = re.compile(r"\bcc[\s_-]*(?:0|zero)\b|creative commons zero")
_VERSION = re.compile(r"(?<![\d.])([1-4]\.\d)(?![\d.]*\d)")
_CREATIVE_COMMONS = re.compile(
    r"creative\s*commons|\bcc\b|知识共享|知識共享|创作共用|創用|المشاع الإبداعي|المشاع الابداعي"
)
_ATTRIBUTION = re.compile(
    r"attribution|paternit|reconocimiento|atribuci|атрибуц|указани\w* автор|署名|姓名標示|نسب|"
    r"namensnennung|atribui"
)
_ELEMENTS = {
    "nc": re.compile(
        r"non[\s-]*commerci|no[\s-]*comercial|pas d.?utilisation commerciale|некоммерч|非商业|非商業|"
        r"غير[\s_]*(?:ال)?تجاري|nicht[\s-]*kommerzi|keine kommerzielle|não[\s-]*comercial|\bnc\b"
    ),
    "nd": re.compile(
        r"no[\s-]*deriv|sin[\s-]*(?:obra\s*)?deriv|pas de modif|без производных|禁止演绎|禁止改作|"
        r"(?:بدون|منع)\s*(?:ال)?اشتقاق|keine bearbeitung|sem[\s-]*deriv|\bnd\b"
    ),
    "sa": re.compile(
        r"share[\s-]*alike|partage (?:dans les mêmes conditions|à l.identique)|compartir[\s-]*igual|"
        r"с сохранением условий|на тех же условиях|копилефт|相同方式共享|相同方式分享|"
        r"(?:ال)?ترخيص بالمثل|المشاركة بالمثل|unter gleichen bedingungen|compartilha\w*igual|\bsa\b"
    ),
}
_PUBLIC_DOMAIN = re.compile(
    r"public[\s-]*domain|domaine public|dominio público|dominio publico|общественн\w+ достояни|"
    r"公有领域|公共领域|公有領域|الملك العام|الملكية العامة|gemeinfrei|no known copyright"
)
_SOFTWARE = (
    ("agpl", re.compile(r"\bagpl|affero")),
    ("lgpl", re.compile(r"\blgpl|lesser general public")),
    ("gfdl", re.compile(r"\b(?:gnu[\s-]*)?g?fdl|free documentation licen")),
    ("gpl", re.compile(r"\bgpl|general public licen")),
    ("apache", re.compile(r"\bapache\b")),
    ("mpl", re.compile(r"\bmpl\b|mozilla public")),
    (
        "ogl-uk",
        re.compile(r"\bogl\b|open government licen[cs]e(?! *-? *canada)|nationalarchives\.gov"),
    ),
    ("etalab", re.compile(r"etalab|licence ouverte")),
    ("bsd-3-clause", re.compile(r"\bbsd[\s-]*3|3[\s-]*clause bsd|(?:new|modified|revised) bsd")),
    ("bsd-2-clause", re.compile(r"\bbsd[\s-]*2|2[\s-]*clause bsd|(?:simplified|freebsd) bsd")),
    ("bsd", re.compile(r"\bbsd\b")),
    ("mit", re.compile(r"\bmit licen|^mit$|\bexpat licen|licen[cs]e mit\b|licenses?/mit\b")),
)
_SOFTWARE_VERSION = re.compile(r"(?<![\d.])v?(\d)(?:\.(\d))?(?:\.0)?(?![\d.]*\d)")
_AN_ADDRESS = re.compile(r"https?://\S+\Z")
_STEWARDS = re.compile(
    r"https?://(?:[\w-]+\.)*(?:gnu\.org|opensource\.org|apache\.org|mozilla\.org|spdx\.org|"
    r"choosealicense\.com|nationalarchives\.gov\.uk|etalab\.gouv\.fr)(?:/|\Z)"
)
_IN_COPYRIGHT = re.compile(r"rightsstatements\.org/(?:vocab|page)/inc")
_RESERVED = re.compile(
    r"copyright(?!\s*(?:free|-free|waived))|©|\(c\)\s|all rights? reserved|tous droits réservés|"
    r"(?:todos los )?derechos reservados|все права (?:защищены|сохранены)|авторск\w+ прав|版权所有|"
    r"保留所有权利|版權所有|(?:جميع|كل) الحقوق محفوظة|حقوق (?:النشر|الطبع)|alle rechte vorbehalten|"
    r"urheberrechtlich geschützt|in copyright"
)


def licence(text: str) -> Licence | None:
    """Answer the licence a key, an address or a sentence names, or `None`.

    >>> licence("CC BY-SA").address
    'https://creativecommons.org/licenses/by-sa/'
    """
    return _licence(text[:_LONGEST])


@lru_cache(maxsize=8192)
def _licence(text: str) -> Licence | None:
    known = LICENCES.get(text) or _by_address().get(canonical(text) or "")
    if known:
        return known
    lowered = " ".join(text.lower().split())
    found = _creative_commons_address(lowered) or _creative_commons_words(lowered)
    if found or _CC_ADDRESS.search(lowered):
        return found
    if _AN_ADDRESS.match(lowered):  # of terms of use, unless it is of a licence we know
        steward = _STEWARDS.match(lowered)
        return (_software(lowered) if steward else None) or _in_copyright(lowered)
    return _software(lowered) or _rest(lowered)


@cache
def _by_address() -> dict[str, Licence]:
    return {canonical(entry.address) or "": entry for entry in LICENCES.values()}


def _creative_commons_address(text: str) -> Licence | None:
    found = _CC_ADDRESS.search(text)
    if not found:
        return None
    elements, version, place, public, dedication = found.groups()
    if public or dedication:
        return LICENCES["cc0-1.0" if public == "zero" else "pd-mark-1.0"]
    place = "" if not place or place in _NOT_PLACES else place
    return creative_commons(_ordered(elements), version or "", place)


def _ordered(elements: str) -> str:
    """Put elements in today's order: version 1.0 wrote by-nd-nc."""
    given = re.findall(r"by|nc|nd|sa", elements)
    if "by" not in given:
        return elements.strip("-")
    return "-".join(element for element in ("by", "nc", "nd", "sa") if element in given)


def _creative_commons_words(text: str) -> Licence | None:
    if _CC_ZERO.search(text):
        return LICENCES["cc0-1.0"]
    for code in _CC_CODE.finditer(text):
        if _is_code(text, code):
            elements, version, place = code.groups("")
            ported = place in _PLACES and version not in ("", "4.0")
            return creative_commons(_ordered(f"by {elements}"), version, place if ported else "")
    return _creative_commons_names(text)


def _is_code(text: str, code: re.Match[str]) -> bool:
    """ "by" alone is a word; it is a code after "CC", before other elements, or as all there is."""
    return bool(
        code.group().lstrip().startswith(("cc", "creative"))
        or _HYPHENATED.match(code.group(1))
        or (code.group(2) and code.group().strip() == text)
    )


def _creative_commons_names(text: str) -> Licence | None:
    """Read full names: "Attribution-ShareAlike 4.0 International" and their translations."""
    elements = [name for name, pattern in _ELEMENTS.items() if pattern.search(text)]
    version = _VERSION.search(text)
    named = _CREATIVE_COMMONS.search(text)
    if not _ATTRIBUTION.search(text) or not (named or elements or version):
        return None
    igo = "igo" if re.search(r"\bigo\b", text) else ""
    return creative_commons(
        _ordered("-".join(["by", *elements])), version.group(1) if version else "", igo
    )


def _software(text: str) -> Licence | None:
    for family, pattern in _SOFTWARE:
        named = pattern.search(text)
        if named:
            version = _SOFTWARE_VERSION.search(text, named.end())
            number = f"{version.group(1)}.{version.group(2) or 0}" if version else ""
            return LICENCES.get(f"{family}-{number}") or LICENCES.get(family)
    return None


def _in_copyright(address: str) -> Licence | None:
    return COPYRIGHTED if _IN_COPYRIGHT.search(address) else None


def _rest(text: str) -> Licence | None:
    if _PUBLIC_DOMAIN.search(text):
        return LICENCES["pd-mark-1.0"]
    if _RESERVED.search(text) or fold(text) == "copyrighted":
        return COPYRIGHTED
    return None
