"""What vocabularies say: labels, choices, trees, and which term a word means."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from functools import cache
from operator import itemgetter

from django.utils.translation import gettext as _

from armillary.core.languages import INTERFACE_LANGUAGES, language_name
from armillary.formats.values.folding import fold
from armillary.vocabularies.errors import NoSuchScheme
from armillary.vocabularies.models import Scheme
from armillary.vocabularies.table import Table, Term, table

# The languages a form offers first; any other BCP 47 tag can be typed.
COMMON_LANGUAGES = (
    *INTERFACE_LANGUAGES, "de", "pt", "pt-br", "it", "hi", "bn", "ur", "fa", "id", "ms", "sw", "ha",
    "am", "ja", "ko", "tr", "vi", "th", "pl", "uk", "ro", "nl", "el", "he", "zh-hant",
)  # fmt: skip


def labels(scheme: str, key: str) -> dict[str, str]:
    """Language → label of one term; empty if there is no such term."""
    if scheme in NAMED_BY_CLDR:
        return {tag: NAMED_BY_CLDR[scheme](key, tag) for tag in INTERFACE_LANGUAGES}
    term = table(scheme).terms.get(key)
    return term.label.texts if term else {}


def label(scheme: str, key: str, language: str) -> str:
    """The name of a term for a reader of `language`; the key itself where nobody named it."""
    if scheme in NAMED_BY_CLDR:
        return NAMED_BY_CLDR[scheme](key, language)
    term = table(scheme).terms.get(key)
    return (term.label.read(language) if term else "") or key


@cache
def _language_label(key: str, language: str) -> str:
    name = language_name(key, within=language)
    return name[:1].upper() + name[1:]


NAMED_BY_CLDR: dict[str, Callable[[str, str], str]] = {
    "languages": _language_label,
}


BY_NAME = frozenset({"countries"})


def choices(scheme: str, language: str) -> list[tuple[str, str]]:
    """(key, label) of every term for a select, in the order of the scheme, or by name where that has
    none that means anything."""
    if scheme == "languages":
        return [(key, _language_label(key, language)) for key in COMMON_LANGUAGES]
    offered = [(key, term.label.read(language) or key) for key, term in table(scheme).terms.items()]
    return sorted(offered, key=lambda each: fold(each[1])) if scheme in BY_NAME else offered


def is_known_key(scheme: str, key: str) -> bool:
    return scheme in NAMED_BY_CLDR or key in table(scheme).terms


def title(scheme: str, language: str) -> str:
    """What a vocabulary itself is called; its key where nobody named it."""
    return table(scheme).title.read(language) or scheme


def with_ancestors(scheme: str, keys: Iterable[str]) -> list[str]:
    """The keys and everything above them, each once."""
    whole = table(scheme)
    found: dict[str, None] = {}
    for key in keys:
        found[key] = None
        found |= dict.fromkeys(whole.ancestors(key))
    return list(found)


def key_named(scheme: str, name: str) -> str | None:
    """The key of the term with this label, key or address, in whatever language; None if none."""
    return table(scheme).resolve(name)


def terms_beginning(scheme: str, text: str, *, language: str) -> list[tuple[str, str]]:
    """(key, label) of terms of which a word begins like `text`, whatever the language: those first
    that the reader's label has in front, then by the reader's label, then the rest; each term once.
    """
    wanted, whole = fold(text), table(scheme)
    if not wanted:
        return []
    rows = whole.beginnings()
    place = bisect_left(rows, (wanted,))
    found: dict[str, tuple[bool, int, str]] = {}
    while place < len(rows) and rows[place][0].startswith(wanted):
        _written, at, tag, key, name = rows[place]
        rank = (tag != language, at, name)
        found[key] = min(found.get(key, rank), rank)
        place += 1
    return [(key, rank[2]) for key, rank in sorted(found.items(), key=itemgetter(1))]


def subject_resolver() -> Callable[[str], str | None]:
    """A function from a stated subject (label, key or address) to the key of ours, or None."""
    return table("subjects").resolve


def top_terms(scheme: str) -> list[Term]:
    return [term for term in table(scheme).terms.values() if not term.broader]


def scheme_table(scheme: str) -> Table:
    """A whole vocabulary. Raises `NoSuchScheme`."""
    found = table(scheme)
    if not found.uri:
        raise NoSuchScheme(_("There is no vocabulary called %(name)s.") % {"name": scheme})
    return found


def scheme_named(key: str) -> Scheme:
    """Raises `NoSuchScheme`."""
    found = Scheme.objects.filter(key=key).first()
    if found is None:
        raise NoSuchScheme(_("There is no vocabulary called %(name)s.") % {"name": key[:80]})
    return found


def schemes() -> list[Scheme]:
    return list(Scheme.objects.order_by("-is_shipped", "key"))


def scheme_keys(scheme: str) -> list[str]:
    """Every key in the order of the scheme."""
    return list(table(scheme).terms)
