"""What a reader may mean who has typed the beginning of something: asked at every letter, so every
part of it is a look-up. Contexts register what they can offer; this knows no content."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from armillary.search import analysis, counting
from armillary.search.engines import engine
from armillary.search.engines.base import Hit, Plan
from armillary.search.language import Clause, Query, parse

SHORTEST = 2  # letters; one character of a script without spaces is a word
LONGEST = 100

Kind = Literal["subject", "title", "person", "collection"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to choose. It leads to a search (`query`, in the query language) or to a page
    (`path`, as it is in English). `matched` is what the letters are the beginning of, where that is
    not `text`; `count` how many things the search finds, 0 for a page."""

    kind: Kind
    text: str
    query: str = ""
    path: str = ""
    matched: str = ""
    count: int = 0


# Takes what was typed and the reader's language.
Suggester = Callable[[str, str], Sequence[Suggestion]]
SUGGESTERS: list[Suggester] = []


def register_suggester(suggester: Suggester) -> None:
    SUGGESTERS.append(suggester)


def suggest(text: str, *, language: str) -> list[Suggestion]:
    """Suggestions of every kind, in the order in which their makers registered. None where nothing
    can be meant yet, or where the query language is used. Raises `IndexUnavailable`."""
    text = " ".join(analysis.clean(text[:LONGEST]).split())
    if not _says_enough(text):
        return []
    return [each for suggester in SUGGESTERS for each in suggester(text, language.lower())]


def _says_enough(text: str) -> bool:
    plain = all(c.kind == "word" and not c.field and not c.excluded for c in parse(text).clauses)
    letters = sum(map(str.isalnum, text))
    return plain and (letters >= SHORTEST or analysis.is_han(text))


def titled(text: str, *, kind: str, language: str, size: int) -> list[Hit]:
    """Things whose title has these words, the last of which may not be typed to its end."""
    *whole, last = parse(text).clauses
    reading = Query((*(Clause("word", each.text, "title") for each in whole), _beginning(last)))
    return engine().reader().best_matches(Plan(kind, reading, {}, language), offset=0, size=size)[1]


def _beginning(clause: Clause) -> Clause:
    """Characters of a script without spaces are words each, so what is typed of them is a phrase."""
    several = len(analysis.words(clause.text)) > 1
    return Clause("phrase" if several else "prefix", clause.text, "title")


def named(text: str, *, size: int) -> list[tuple[str, int]]:
    """Names of authors and publishers of which a part begins so, with how many things are theirs,
    the most first."""
    return engine().reader().names_beginning(analysis.words(text), size=size)


def count(kind: str, query: str) -> int:
    """How many things a search finds; kept until the index changes."""
    return counting.total(engine().reader(), Plan(kind, parse(query)))
