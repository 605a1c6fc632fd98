"""The vocabulary of each kind of unknown value: what a decision may name, what it is called, and
every name by which a term is known."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final, NamedTuple

from babel import Locale
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.formats.unmapped import KINDS
from armillary.formats.values.accessibility import FEATURES
from armillary.formats.values.audiences import AUDIENCES
from armillary.formats.values.classroom import CONSTRAINTS
from armillary.formats.values.countries import country
from armillary.formats.values.folding import fold, fold_term, folded_table
from armillary.formats.values.languages import language
from armillary.formats.values.licences import LICENCES, licence
from armillary.formats.values.types import TYPES
from armillary.harvest.terms.errors import InvalidTermDecision
from armillary.vocabularies import queries

LABELS: Final = {
    "subjects": gettext_lazy("Subjects"),
    "levels": gettext_lazy("Levels"),
    "types": gettext_lazy("Types"),
    "licences": gettext_lazy("Licences"),
    "audiences": gettext_lazy("Audiences"),
    "languages": gettext_lazy("Languages"),
    "accessibility": gettext_lazy("Accessibility"),
    "free": gettext_lazy("Free of charge"),
    "internet": gettext_lazy("Internet"),
    "device": gettext_lazy("Device"),
    "laboratory": gettext_lazy("Laboratory"),
    "consumables": gettext_lazy("Cost of materials"),
    "safety": gettext_lazy("Safety"),
    "groups": gettext_lazy("Group size"),
    "countries": gettext_lazy("Countries of origin"),
}
FREE: Final = {
    "yes": gettext_lazy("Free of charge"),
    "no": gettext_lazy("Not free of charge"),
}
SCHEMES: Final = frozenset(
    {"subjects", "levels", "types", "licences", "audiences", "countries", *CONSTRAINTS}
)
SPELLINGS: Final[Mapping[str, Mapping[str, str]]] = {
    "types": TYPES,
    "audiences": AUDIENCES,
    **CONSTRAINTS,
}


BY_NAME: Final = frozenset({"languages", "countries"})


class Group(NamedTuple):
    """Terms below one heading of a select; the heading is empty where there is only one group."""

    heading: str
    choices: list[tuple[str, str]]


def checked_kind(kind: str) -> str:
    """Raises `InvalidTermDecision`."""
    if kind in KINDS:
        return kind
    raise InvalidTermDecision(
        _("There is no kind of values called %(kind)s. There are: %(known)s.")
        % {"kind": kind, "known": ", ".join(KINDS)}
    )


def checked_key(kind: str, key: str) -> str:
    """The key as it is stored. Raises `InvalidTermDecision` for what the vocabulary does not have."""
    found = _key(checked_kind(kind), key.strip())
    if found:
        return found
    raise InvalidTermDecision(
        _("“%(key)s” is no key of the vocabulary “%(vocabulary)s”.")
        % {"key": key, "vocabulary": LABELS[kind]}
    )


def _key(kind: str, key: str) -> str:
    if kind == "languages":
        return language(key) or ""
    if kind == "countries":
        return country(key) or ""
    if kind == "licences":
        found = licence(key)
        return found.key if found and (key == found.key or "://" in key) else ""
    return key if key in _keys(kind) else ""


def _keys(kind: str) -> Iterable[str]:
    if kind == "accessibility":
        return FEATURES
    return FREE if kind == "free" else queries.scheme_keys(kind)


def key_label(kind: str, key: str, reader: str) -> str:
    """What a term is called in the language of the reader."""
    if kind == "free":
        return str(FREE.get(key, key))
    if kind == "accessibility":
        return key
    named = queries.label(kind, key, reader)
    if kind == "licences" and named == key and (found := licence(key)):
        return found.name
    return named


def groups(kind: str, reader: str) -> list[Group]:
    """Every term of a kind for a select: subjects below their field, the rest as one list."""
    if kind == "subjects":
        return [_tree(top.key, reader) for top in queries.top_terms(kind)]
    keys = language_keys() if kind == "languages" else _keys(kind)
    choices = [(key, key_label(kind, key, reader)) for key in keys]
    if kind in BY_NAME:
        choices.sort(key=lambda choice: fold(choice[1]))
    return [Group("", choices)]


def _tree(top: str, reader: str) -> Group:
    """A term and everything below it, which is set in by its depth."""
    terms = queries.scheme_table("subjects").terms
    choices: list[tuple[str, str]] = []
    seen: set[str] = set()

    def walk(key: str, depth: int) -> None:
        if key not in seen:
            seen.add(key)
            choices.append((key, "\u2003" * depth + key_label("subjects", key, reader)))
            for below in terms[key].narrower:
                walk(below, depth + 1)

    walk(top, 0)
    return Group(key_label("subjects", top, reader), choices)


def names(kind: str) -> dict[str, str]:
    """Every name of every term, folded, → its key: labels in six languages, further labels, and the
    spellings that readers of formats know."""
    if kind == "languages":
        return _language_names()
    if kind == "free":
        return {}
    if kind == "accessibility":
        return {name(key): key for key in FEATURES for name in (fold, fold_term)}
    found = folded_table(dict(SPELLINGS.get(kind, {})))
    if kind == "licences":
        found |= {fold(each.name): key for key, each in LICENCES.items()}
    scheme = queries.scheme_table(kind).names
    return found | {name: key for name, key in scheme.items() if name and "://" not in name}


@cache
def language_keys() -> tuple[str, ...]:
    """The languages that CLDR names in English, each once."""
    tags = (language(str(tag).replace("_", "-")) for tag in Locale.parse("en").languages)
    return tuple(dict.fromkeys(tag for tag in tags if tag))


@cache
def _language_names() -> dict[str, str]:
    found: dict[str, str] = {}
    for reader in INTERFACE_LANGUAGES:
        for key in language_keys():
            found.setdefault(fold(queries.label("languages", key, reader)), key)
    return found
