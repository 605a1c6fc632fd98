"""What curators see of vocabularies: which there are, how complete their names are, and who uses a term."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.vocabularies.errors import NoSuchConcept
from armillary.vocabularies.models import Concept, Scheme
from armillary.vocabularies.own_names import Names, stated_names
from armillary.vocabularies.queries import label, scheme_table, terms_beginning
from armillary.vocabularies.table import Table, Term
from armillary.vocabularies.uses import USES

MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class SchemeRow:
    """A vocabulary, with how many terms it has and how many lack a name in which language."""

    scheme: Scheme
    concepts: int
    deprecated: int
    own: int
    missing: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TermRow:
    key: str
    name: str
    narrower: int
    missing: Sequence[str]
    used: int | None  # None where nobody counts


@dataclass(frozen=True, slots=True)
class SchemePage:
    """Terms of one place in the tree, or those that a search found. `trail` leads there from the top,
    as (key, name)."""

    scheme: Scheme
    title: str
    rows: Sequence[TermRow]
    trail: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ConceptPage:
    concept: Concept
    name: str
    names: Names
    stated: Names
    trail: Sequence[tuple[str, str]]
    narrower: Sequence[tuple[str, str]]
    used: int | None
    used_address: str


def scheme_rows() -> list[SchemeRow]:
    """Every vocabulary, in three queries whatever their number."""
    lacking = {
        f"missing_{place}": Count(
            "concepts",
            filter=Q(concepts__is_deprecated=False) & ~Q(concepts__label__texts__has_key=tag),
        )
        for place, tag in enumerate(INTERFACE_LANGUAGES)
    }
    rows = Scheme.objects.annotate(
        number=Count("concepts", filter=Q(concepts__is_deprecated=False)),
        deprecated=Count("concepts", filter=Q(concepts__is_deprecated=True)),
        own=Count("concepts", filter=~Q(concepts__own={})),
        **lacking,
    )
    return [
        SchemeRow(
            row,
            row.number,
            row.deprecated,
            row.own,
            {
                tag: count
                for place, tag in enumerate(INTERFACE_LANGUAGES)
                if (count := getattr(row, f"missing_{place}"))
            },
        )
        for row in rows.order_by("-is_shipped", "key")
    ]


def scheme_page(key: str, *, above: str = "", text: str = "", language: str) -> SchemePage:
    """Raises `NoSuchScheme`, and `NoSuchConcept` for a place that the tree has not."""
    whole = scheme_table(key)
    if above and above not in whole.terms:
        raise _no_such(key, above)
    used = USES[key].counts() if key in USES else None
    return SchemePage(
        scheme=Scheme.objects.get(key=key),
        title=whole.title.read(language) or key,
        rows=[_row(term, used, language) for term in _shown(whole, above, text, language)],
        trail=_trail(whole, above, language) if above else [],
    )


def _shown(whole: Table, above: str, text: str, language: str) -> list[Term]:
    if text:
        found = [key for key, _name in terms_beginning(whole.key, text, language=language)]
        exact = whole.resolve(text)
        keys = dict.fromkeys([*([exact] if exact else []), *found[:MOST_FOUND]])
        return [whole.terms[key] for key in keys if key in whole.terms]
    if above:
        return [whole.terms[key] for key in whole.terms[above].narrower]
    return [term for term in whole.terms.values() if not term.broader]


def _row(term: Term, used: Mapping[str, int] | None, language: str) -> TermRow:
    return TermRow(
        key=term.key,
        name=term.label.read(language) or term.key,
        narrower=len(term.narrower),
        missing=term.label.missing(INTERFACE_LANGUAGES),
        used=None if used is None else used.get(term.key, 0),
    )


def _trail(whole: Table, key: str, language: str) -> list[tuple[str, str]]:
    """From the top down to the term itself, by its first broader terms."""
    found: list[str] = []
    while key and key not in found:
        found.append(key)
        key = next(iter(whole.terms[key].broader), "")
    return [(each, label(whole.key, each, language)) for each in reversed(found)]


def concept_page(scheme: str, key: str, *, language: str) -> ConceptPage:
    """Raises `NoSuchScheme` and `NoSuchConcept`."""
    whole = scheme_table(scheme)
    rows = Concept.objects.select_related("scheme").filter(scheme__key=scheme, key=key)
    concept = rows.filter(is_deprecated=False).first()
    if concept is None or key not in whole.terms:
        raise _no_such(scheme, key)
    use = USES.get(scheme)
    return ConceptPage(
        concept=concept,
        name=concept.label.read(language) or key,
        names=Names.of(concept),
        stated=stated_names(concept),
        trail=_trail(whole, key, language)[:-1],
        narrower=[(each, label(scheme, each, language)) for each in whole.terms[key].narrower],
        used=use.counts().get(key, 0) if use else None,
        used_address=use.address(key) if use else "",
    )


def _no_such(scheme: str, key: str) -> NoSuchConcept:
    return NoSuchConcept(
        _("%(scheme)s has no term %(key)s.") % {"scheme": scheme[:80], "key": key[:80]}
    )
