"""What the words of a query are called elsewhere: a word that names a concept of a vocabulary also
finds what carries the concept, and its names in other languages. Contexts register who knows the
names; this knows no vocabulary."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Concept:
    """Something that words name. `key` tells it from others; `name` is for the reader; `terms` are the
    facets and values of what carries it; `labels` its names as (language, name)."""

    key: str
    name: str
    terms: tuple[tuple[str, str], ...] = ()
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Naming:
    """The words from `start` to before `end` of a query, and the concepts that they name."""

    start: int
    end: int
    concepts: tuple[Concept, ...]


# Takes words of a query that stand together, or the characters of a run without spaces, in order, and
# the reader's language.
Finder = Callable[[Sequence[str], str], Sequence[Naming]]
FINDERS: list[Finder] = []


def register_concepts(finder: Finder) -> None:
    FINDERS.append(finder)


def named_by(words: Sequence[str], *, language: str) -> list[Naming]:
    """Concepts that the words name, the longest runs of words first; no word is used twice."""
    found = [naming for finder in FINDERS for naming in finder(words, language)]
    taken: set[int] = set()
    chosen = []
    for naming in sorted(found, key=lambda each: (each.start - each.end, each.start)):
        places = set(range(naming.start, naming.end))
        if places.isdisjoint(taken):
            taken |= places
            chosen.append(naming)
    return sorted(chosen, key=lambda each: each.start)
