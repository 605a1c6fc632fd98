"""What an engine must do, in words of our own, so that no other file knows which one it is."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Protocol

from armillary.search.concepts import Concept
from armillary.search.documents import EVERY, Document
from armillary.search.language import Clause, Query, is_plain


class Strictness(Enum):
    """How many of the words a document must have."""

    ALL = "all"
    MOST = "most"


class Order(Enum):
    """By how well the words fit, by date, by what reviewers think, or by quality where there are no
    words to fit."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    REVIEWED = "reviewed"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class Plan:
    """One question to an engine. `corrections` lists other spellings for words nobody wrote,
    `concepts` what words also name, `small` words that need not be there, `parts` the words of which a
    run without spaces consists, so far as they are known."""

    kind: str
    reading: Query
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    language: str = ""  # of the reader: liked, never required
    strictness: Strictness = Strictness.ALL
    corrections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    concepts: Mapping[str, tuple[Concept, ...]] = field(default_factory=dict)
    small: frozenset[str] = frozenset()
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def needed(self) -> tuple[Clause, ...]:
        """What ranks and has to be there."""
        return tuple(c for c in self.reading.wanted if not is_plain(c) or c.text not in self.small)

    @property
    def spare(self) -> tuple[Clause, ...]:
        """What ranks, and may be missing."""
        return tuple(c for c in self.reading.wanted if is_plain(c) and c.text in self.small)

    @property
    def themselves(self) -> "Plan":
        """The same question for what has all the words itself, which comes first."""
        return replace(self, concepts={}, strictness=Strictness.ALL)

    def without(self, facet: str) -> "Plan":
        """The same question with one facet's filter taken away."""
        return replace(self, filters={f: v for f, v in self.filters.items() if f != facet})

    def leaving_out(self, facet: str, value: str) -> "Plan":
        """With one filter value less where every one must hold, else without the facet's filter."""
        if facet not in EVERY:
            return self.without(facet)
        left = tuple(each for each in self.filters[facet] if each != value)
        return replace(self, filters={**self.filters, facet: left}) if left else self.without(facet)

    @property
    def canonical(self) -> str:
        """Equal for plans that match the same documents."""
        filters = sorted((facet, sorted(values)) for facet, values in self.filters.items())
        spelling = sorted(self.corrections.items())
        named = sorted((word, [c.key for c in found]) for word, found in self.concepts.items())
        words = f"{spelling}|{named}|{sorted(self.small)}|{sorted(self.parts.items())}"
        return f"{self.kind}|{self.strictness.value}|{filters}|{words}|{self.reading}"


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found; `position` is its unique place in a keyed order, `members` how many things
    it stands for."""

    id: int
    position: int = 0
    members: int = 1


class Reader(Protocol):
    """A view of one commit. Cheap to get, safe to share among threads."""

    @property
    def stamp(self) -> str:
        """Which generation and commit this reads; equal stamps give equal answers."""

    def best_matches(self, plan: Plan, *, offset: int, size: int) -> tuple[int, list[Hit]]:
        """Hits by relevance from a small offset on, and how many documents match `plan.themselves`,
        which are ranked before the others."""

    def in_order(
        self, plan: Plan, *, order: Order, size: int, after: int | None, backwards: bool = False
    ) -> list[Hit]:
        """Hits of a keyed order beyond position `after`; the cost does not grow with depth."""

    def total(self, plan: Plan) -> int:
        """How many documents match."""

    def counts(
        self, plan: Plan, facets: Sequence[str], *, total: Callable[[], int]
    ) -> tuple[int, dict[str, dict[str, int]]]:
        """How many documents match, and facet → value → documents. `total` tells how many, where that
        has to be known before."""

    def days(self, plan: Plan) -> dict[int, int]:
        """Day, counted from 1970-01-01 → documents of that day, in ascending order."""

    def among(self, plan: Plan, ids: Sequence[int]) -> set[int]:
        """Those of `ids` that match."""

    def frequency(self, word: str, *, language: str = "") -> int:
        """In how many documents a word occurs at most, in any of its forms, or in those of one
        language."""

    def corrections(self, word: str) -> list[str]:
        """Words in use that are one edit away, the most used first."""

    def names_beginning(self, words: Sequence[str], *, size: int) -> list[tuple[str, int]]:
        """Names of which a part begins with these folded words, with how many documents have them,
        the most first."""

    def documents(self) -> int:
        """How many documents there are."""


class Writer(Protocol):
    """The only hand that changes a generation. Nothing is visible before `commit`."""

    def replace(self, kind: str, ids: Sequence[int], documents: Iterable[Document]) -> None:
        """Forget all `ids`, then add what is to be found of them."""

    def add(self, kind: str, documents: Iterable[Document]) -> None:
        """Add documents known to be new."""

    def commit(self) -> None:
        """Make everything since the last commit durable and visible."""

    def close(self) -> None:
        """Finish merging and let go; what was not committed is forgotten."""


class Engine(Protocol):
    """Generations of an index, one of which is current."""

    def reader(self) -> Reader:
        """The newest commit of the current generation. Raises `IndexUnavailable`."""

    def generation(self) -> str:
        """The current generation; empty if there is none that this version can use."""

    def create(self) -> str:
        """Make an empty generation that nobody reads yet."""

    def writer(self, generation: str, *, bulk: bool = False) -> Writer:
        """Open a generation for writing. Raises `IndexUnavailable` if it is damaged or locked."""

    def activate(self, generation: str) -> None:
        """Make it the current one, at once and for every process."""

    def discard_old(self, *, older_than: float) -> int:
        """Remove generations not in use for so many seconds; answer how many."""
