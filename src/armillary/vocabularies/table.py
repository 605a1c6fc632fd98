"""A scheme held in memory: labels, tree and ways to recognise a term, for pages and harvests.

Vocabularies change rarely and are read by every page, so each process keeps them for a minute; an
import is seen at once by the process that made it.
"""

import re
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from armillary.core.texts import TranslatedText
from armillary.formats.values.folding import fold
from armillary.vocabularies.models import Concept, Scheme

KEPT_SECONDS = 60.0
# Folded text from one word on, which word that is, language, key, the label as it is written.
Beginning = tuple[str, int, str, str, str]
_KEY = re.compile(r"[\w-]{1,80}", re.ASCII)  # what a SlugField takes
SAME = ("exactMatch", "closeMatch")


@dataclass(frozen=True, slots=True)
class Term:
    """One concept as pages need it."""

    key: str
    uri: str
    label: TranslatedText
    broader: tuple[str, ...] = ()
    narrower: tuple[str, ...] = ()
    matches: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """All terms of a scheme in their order, and every name they are recognised by."""

    key: str
    uri: str
    title: TranslatedText
    terms: dict[str, Term]
    names: dict[str, str]
    kept_beginnings: list[Beginning] = field(default_factory=list)

    def ancestors(self, key: str) -> list[str]:
        """The keys above `key`, nearest first; each once, also where a term has two parents."""
        found: dict[str, None] = {}
        waiting = list(self.terms[key].broader) if key in self.terms else []
        while waiting:
            parent = waiting.pop(0)
            if parent not in found:
                found[parent] = None
                waiting += self.terms[parent].broader
        return list(found)

    def beginnings(self) -> list[Beginning]:
        """Every label from each of its words on, folded and sorted, to look up what begins how."""
        if not self.kept_beginnings:
            self.kept_beginnings[:] = sorted(
                (" ".join(words[at:]), at, tag, key, label)
                for key, term in self.terms.items()
                for tag, label in term.label.texts.items()
                for words in [fold(label).split()]
                for at in range(len(words))
            )
        return self.kept_beginnings

    def resolve(self, name: str) -> str | None:
        """The key of the term with this label, key or address; None if it is not one of ours."""
        return self.names.get(name) or self.names.get(fold(name))


_KEPT: dict[str, tuple[float, Table]] = {}


def table(scheme_key: str) -> Table:
    """The scheme of this key; an empty one if it was never imported. What is no key of any, as it may
    stand in an address that somebody forged, is not looked up, and an empty one is not kept."""
    kept = _KEPT.get(scheme_key)
    if kept is not None and kept[0] >= time.monotonic():
        return kept[1]
    found = _read(scheme_key) if _KEY.fullmatch(scheme_key) else _empty(scheme_key)
    if found.uri:
        _KEPT[scheme_key] = (time.monotonic() + KEPT_SECONDS, found)
    return found


def forget_tables() -> None:
    _KEPT.clear()


def _empty(scheme_key: str) -> Table:
    return Table(scheme_key, "", TranslatedText(), {}, {})


def _read(scheme_key: str) -> Table:
    scheme = Scheme.objects.filter(key=scheme_key).first()
    if scheme is None:
        return _empty(scheme_key)
    concepts = list(Concept.objects.filter(scheme=scheme, is_deprecated=False))
    terms = _terms(concepts)
    return Table(scheme_key, scheme.uri, scheme.title, terms, _names(concepts))


def _terms(concepts: list[Concept]) -> dict[str, Term]:
    key_of = {concept.pk: concept.key for concept in concepts}
    above: dict[str, list[str]] = defaultdict(list)
    below: dict[str, list[str]] = defaultdict(list)
    for narrow, broad in _links(concepts):
        if narrow in key_of and broad in key_of:
            above[key_of[narrow]].append(key_of[broad])
            below[key_of[broad]].append(key_of[narrow])
    order = {concept.key: place for place, concept in enumerate(concepts)}
    return {
        concept.key: Term(
            concept.key,
            concept.uri,
            concept.label,
            tuple(above[concept.key]),
            tuple(sorted(below[concept.key], key=order.__getitem__)),
            concept.matches,
        )
        for concept in concepts
    }


def _links(concepts: list[Concept]) -> Iterable[tuple[int, int]]:
    if not concepts:
        return []
    through = Concept.broader.through.objects.filter(from_concept__scheme_id=concepts[0].scheme_id)
    return through.order_by("pk").values_list("from_concept_id", "to_concept_id")


def _names(concepts: list[Concept]) -> dict[str, str]:
    """Names by falling rank: a preferred label beats another concept's further label."""
    names: dict[str, str] = {}
    for concept in concepts:
        for address in (concept.uri, *_same(concept)):
            names.setdefault(address, concept.key)
        names.setdefault(fold(concept.key), concept.key)
    for concept in concepts:
        for text in concept.label.texts.values():
            names.setdefault(fold(text), concept.key)
    for concept in concepts:
        for labels in concept.other_labels.values():
            for text in labels:
                names.setdefault(fold(text), concept.key)
    return names


def _same(concept: Concept) -> list[str]:
    return [address for kind in SAME for address in concept.matches.get(kind, [])]
