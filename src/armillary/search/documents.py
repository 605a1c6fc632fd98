"""What the index knows of a thing, and who makes it. Contexts register a builder per kind."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NotRequired, TypedDict

CHECKED = 0.75  # how much of what raises a document checks are; the rest is reviewers'


@dataclass(slots=True)
class Document:
    """One thing to be found. Languages are BCP 47 tags, `und` where nobody said."""

    id: int
    titles: dict[str, str]
    bodies: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    facets: dict[str, list[str]] = field(default_factory=dict)
    about: dict[str, list[str]] = field(default_factory=dict)  # by place, see `concepts.PLACES`
    day: int = 0  # days since 1970-01-01, for "newest"
    quality: float = 0.0  # 0 to 1, of automatic checks
    reviewed: float = 0.0  # 0 to 1, how well reviewers thought of it; 0 where none has
    is_available: bool = True  # False where it could not be opened for some time
    members: int = 1  # how many things it stands for

    @property
    def weight(self) -> float:
        """How far it is raised among what fits as well, 0 to 1. Reviewers move it up or down; that nobody
        reviewed it does neither. What cannot be opened is not raised. For order only: a reader is shown
        the signals themselves, never this."""
        if not self.is_available:
            return 0.0
        opinion = 2 * self.reviewed - 1 if self.reviewed else 0.0
        return min(max(CHECKED * self.quality + (1 - CHECKED) * (1 + opinion) / 2, 0.0), 1.0)


class Member(TypedDict):
    """One of several things for which one hit stands."""

    id: str
    language: str
    title: str


class Presented(TypedDict):
    """How a hit is named outside: the public id and the title in the reader's language, and the others
    for which it stands."""

    id: str
    title: str
    editions: NotRequired[list[Member]]


# Builders take ids and return a document for each that is to be found; a missing id is deleted.
Builder = Callable[[Sequence[int]], Iterable[Document]]
BUILDERS: dict[str, Builder] = {}

# Each kind says how to walk through all ids in ascending order, for a rebuild.
Walker = Callable[[], Iterable[int]]
WALKERS: dict[str, Walker] = {}

# Things that are found as one: ids → everything whose documents must be made anew with theirs.
Reach = Callable[[Sequence[int]], Iterable[int]]
REACHES: dict[str, Reach] = {}

# Presenters name hits in the order of the ids given; ids that no longer exist are left out.
# Each takes the reader's language and those that were asked for.
Presenter = Callable[[Sequence[int], str, Collection[str]], list[Presented]]
PRESENTERS: dict[str, Presenter] = {}

# A value of a facet as a reader writes it → its key, or None where it is no name of one.
Resolver = Callable[[str], str | None]
RESOLVERS: dict[str, Resolver] = {}

# The facets of a resource, in the order in which a reader meets them.
FACETS = (
    "subject", "level", "classroom", "duration", "type", "language", "reuse", "licence", "audience",
    "accessibility", "standard", "country", "source", "review", "score", "date", "availability",
)  # fmt: skip

# Of these everything that is chosen must hold; of the others any of it does.
EVERY = frozenset({"classroom", "accessibility"})

# Of these every value is counted, not only the most frequent ones: a map has room for all of them.
WHOLE = frozenset({"country"})

# Facets whose values are rungs, the narrowest first: what is on one is on all that follow. The index
# has the narrowest of a document only, so that the engine counts one value each, at a fraction of the
# cost of several, and counts of rungs can be added up.
LADDERS: dict[str, tuple[str, ...]] = {
    "duration": ("20", "40", "90"),
    "score": ("75", "50"),
    "date": tuple(str(year) for year in range(2050, 1999, -5)),
}


def narrowed(facet: str, values: Sequence[str]) -> list[str]:
    """The values that go into the index: each once, of several rungs the narrowest.

    >>> narrowed("duration", ["90", "longer", "20"]), narrowed("level", ["primary", "primary"])
    (['longer', '20'], ['primary'])
    """
    ladder = LADDERS.get(facet, ())
    narrowest = min((ladder.index(value) for value in values if value in ladder), default=0)
    wider = ladder[narrowest + 1 :]
    return [value for value in dict.fromkeys(values) if value not in wider]


def rungs(facet: str, value: str) -> tuple[str, ...]:
    """The values that documents may have of which this one holds: itself, and what is narrower.

    >>> rungs("duration", "40"), rungs("duration", "longer"), rungs("level", "primary")
    (('20', '40'), ('longer',), ('primary',))
    """
    ladder = LADDERS.get(facet, ())
    return ladder[: ladder.index(value) + 1] if value in ladder else (value,)


def climbed(facet: str, counts: Mapping[str, int]) -> dict[str, int]:
    """Counts as a reader means them, from those of the values that documents have."""
    ladder = LADDERS.get(facet, ())
    found = {value: count for value, count in counts.items() if value not in ladder}
    below = 0
    for rung in ladder:
        below += counts.get(rung, 0)
        if below:
            found[rung] = below
    return found


def register_documents(
    kind: str,
    *,
    build: Builder,
    walk: Walker,
    present: Presenter | None = None,
    reach: Reach | None = None,
) -> None:
    """Declare how things of `kind` are made into documents; called when the context starts."""
    BUILDERS[kind] = build
    WALKERS[kind] = walk
    if present is not None:
        PRESENTERS[kind] = present
    if reach is not None:
        REACHES[kind] = reach


def register_names(facet: str, resolve: Resolver) -> None:
    """Declare what the values of a facet are called, so that a query may name them."""
    RESOLVERS[facet] = resolve


def present(
    kind: str, ids: Sequence[int], *, language: str, wanted: Collection[str] = ()
) -> list[Presented]:
    """Name the hits of one kind; a kind without a presenter is named by its numbers."""
    if kind not in PRESENTERS:
        return [Presented(id=str(number), title="") for number in ids]
    return PRESENTERS[kind](ids, language, wanted)
