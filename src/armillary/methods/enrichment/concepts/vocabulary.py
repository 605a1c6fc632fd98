"""A vocabulary compiled once for many texts: an index a language, and the graph of its concepts.

It is plain data and can be pickled. The UNESCO Thesaurus (4,485 concepts, five languages, 43,000
labels) takes a good second and 19 MB; docs/performance.md has the figures.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from armillary.methods.enrichment.concepts.index import Index, index_of
from armillary.methods.enrichment.concepts.labels import Label, base_of

GENERATIONS: Final = 3  # above a concept that its naming says something about


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Concepts by number, the order in which their labels came."""

    concepts: tuple[str, ...]
    indexes: dict[str, Index]
    above: tuple[tuple[tuple[int, int], ...], ...]  # number and generation, up to `GENERATIONS`
    beside: tuple[tuple[int, ...], ...]  # related ones, and the broader ones
    breadth: tuple[float, ...]  # 0 for a concept with none below it, 1 for one with all below it
    _empty: Index = field(default_factory=Index)

    @classmethod
    def of(
        cls,
        labels: Iterable[Label],
        broader: Mapping[str, Sequence[str]],
        related: Mapping[str, Sequence[str]],
    ) -> Self:
        """Compile labels and links. A link to a concept without labels, or to itself, is left out;
        `related` is taken both ways."""
        numbers: dict[str, int] = {}
        by_tag: defaultdict[str, list[tuple[int, Label]]] = defaultdict(list)
        for label in labels:
            number = numbers.setdefault(label.concept, len(numbers))
            by_tag[label.language].append((number, label))
        by_language: defaultdict[str, list[tuple[int, Label]]] = defaultdict(list)
        for tag, mine in by_tag.items():
            by_language[base_of(tag)].extend(mine)
        indexes = {language: index_of(mine, language) for language, mine in by_language.items()}
        above, said = _links(numbers, broader), _links(numbers, related)
        beside = [set.union(*each) for each in zip(said, _turned(said), above, strict=True)]
        return cls(
            tuple(numbers),
            indexes,
            tuple(_generations(number, above) for number in range(len(numbers))),
            tuple(tuple(sorted(each)) for each in beside),
            _breadths(_turned(above)),
        )

    def index(self, language: str) -> Index:
        """The labels of a language; an empty index where there are none."""
        return self.indexes.get(base_of(language), self._empty)


def _links(numbers: Mapping[str, int], said: Mapping[str, Sequence[str]]) -> list[set[int]]:
    links: list[set[int]] = [set() for _each in numbers]
    for concept, others in said.items():
        if concept in numbers:
            mine = numbers[concept]
            links[mine] = {numbers[other] for other in others if other in numbers} - {mine}
    return links


def _turned(links: Sequence[set[int]]) -> list[set[int]]:
    turned: list[set[int]] = [set() for _each in links]
    for number, others in enumerate(links):
        for other in others:
            turned[other].add(number)
    return turned


def _breadths(below: Sequence[set[int]]) -> tuple[float, ...]:
    """The number of concepts below each, on a logarithmic scale."""
    whole = math.log(len(below) + 1)
    return tuple(
        math.log(len(_all_below(number, below)) + 1) / whole for number in range(len(below))
    )


def _all_below(number: int, below: Sequence[set[int]]) -> set[int]:
    found: set[int] = set()
    waiting = [number]
    while waiting:
        fresh = below[waiting.pop()] - found
        found |= fresh
        waiting.extend(fresh)
    return found - {number}


def _generations(number: int, above: Sequence[set[int]]) -> tuple[tuple[int, int], ...]:
    """Those above a concept, each once, with the generation in which it is reached first."""
    reached: dict[int, int] = {}
    level = {number}
    for generation in range(GENERATIONS):
        level = {parent for each in level for parent in above[each]} - reached.keys() - {number}
        reached |= dict.fromkeys(sorted(level), generation)
    return tuple(reached.items())
