"""Which concepts the words of a search name, for the search to look across languages: subjects, kinds,
levels and audiences by their facet, every vocabulary of topics by its names in other languages."""

from collections.abc import Sequence

from armillary.catalogue.documents import SCHEMES
from armillary.search.analysis import is_han
from armillary.search.concepts import Concept, Naming, register_concepts
from armillary.vocabularies.naming import Named, concepts_named
from armillary.vocabularies.queries import key_named

LONGEST_NAME = 5  # words, or characters of a script without spaces
LOOKED_AT = 24  # words of a search
MOST_CONCEPTS, MOST_LABELS = 4, 24  # of one name
NOT_NAMED = frozenset({"licences"})  # nobody looks for a licence by words
FACETS = {scheme: facet for facet, scheme in SCHEMES.items() if scheme not in NOT_NAMED}


def concepts_in(words: Sequence[str], language: str) -> list[Naming]:
    """The concepts that one or several words in a row name."""
    words = words[:LOOKED_AT]
    joint = "" if all(is_han(word) and len(word) == 1 for word in words) else " "
    runs = {
        (start, end): joint.join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1 + (not joint), min(start + LONGEST_NAME, len(words)) + 1)
    }
    named = concepts_named(list(dict.fromkeys(runs.values())), language=language)
    found = {text: _concepts(same, language) for text, same in named.items()}
    return [
        Naming(*places, concepts) for places, text in runs.items() if (concepts := found.get(text))
    ]


def _concepts(found: Sequence[Named], language: str) -> tuple[Concept, ...]:
    """Those of other vocabularies that mean one of our subjects are one with it."""
    together: dict[str, list[Named]] = {}
    for each in (each for each in found if each.scheme not in NOT_NAMED):
        together.setdefault(_identity(each), []).append(each)
    concepts = [_concept(key, same, language) for key, same in together.items()]
    return tuple(concepts[:MOST_CONCEPTS])


def _identity(named: Named) -> str:
    if named.scheme in FACETS:
        return f"{named.scheme}:{named.key}"
    ours = key_named("subjects", named.uri)
    return f"subjects:{ours}" if ours else f"{named.scheme}:{named.key}"


def _concept(key: str, same: Sequence[Named], language: str) -> Concept:
    scheme, _colon, value = key.partition(":")
    labels = dict.fromkeys(label for each in same for label in each.labels)
    return Concept(
        key,
        same[0].label.read(language),
        ((FACETS[scheme], value),) if scheme in FACETS else (),
        tuple(labels)[:MOST_LABELS],
    )


def register() -> None:
    register_concepts(concepts_in)
