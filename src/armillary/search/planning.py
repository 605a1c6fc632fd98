"""How a search is put to the engine first: which of its words are small ones, which name something, of
which words a run without spaces consists; and what came of that."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from armillary.search import analysis, counting
from armillary.search.concepts import Concept, named_by
from armillary.search.engines.base import Plan, Reader, Strictness
from armillary.search.language import Query, is_plain


@dataclass(frozen=True, slots=True)
class Named:
    """Words of a query and the concepts that they name."""

    words: str
    concepts: tuple[Concept, ...]


@dataclass(frozen=True, slots=True)
class Across:
    """What concepts added to a search: to how many that have the words themselves (`direct`), by what
    was `named`, and which on this page they brought (`brought`)."""

    direct: int
    named: Sequence[Named]
    brought: frozenset[int]

    @property
    def names(self) -> list[str]:
        """What the concepts are called, for the reader."""
        return list(dict.fromkeys(c.name for each in self.named for c in each.concepts))

    @property
    def labels(self) -> list[tuple[str, str]]:
        """What they are called, as (language, name)."""
        concepts = (concept for each in self.named for concept in each.concepts)
        return list(dict.fromkeys(label for each in concepts for label in each.labels))


def plan_of(
    reader: Reader,
    reading: Query,
    *,
    kind: str,
    filters: Mapping[str, tuple[str, ...]],
    language: str,
    is_across: bool,
) -> tuple[Plan, list[Named]]:
    """The question as it is asked first, and which words of it name something."""
    named = [each for words in _runs(reading) for each in _named(words, language)]
    concepts = {word: each.concepts for each in named for word in each.words.split(" ")}
    parts: dict[str, tuple[str, ...]] = {}
    for text in (c.text for c in reading.wanted if is_plain(c) and c.text not in concepts):
        if analysis.is_run(text) and (inside := _named(tuple(text), language, joint="")):
            named += inside
            concepts |= {each.words: each.concepts for each in inside}
            parts[text] = _parts(text, [each.words for each in inside])
    plan = Plan(
        kind,
        reading,
        filters,
        language,
        concepts=concepts if is_across else {},
        small=_small(reader, reading, language),
        parts=parts,
    )
    return plan, named


def _named(words: Sequence[str], language: str, *, joint: str = " ") -> list[Named]:
    return [
        Named(joint.join(words[naming.start : naming.end]), naming.concepts)
        for naming in named_by(words, language=language)
    ]


def _parts(run: str, names: Sequence[str]) -> tuple[str, ...]:
    """A run without spaces cut at the names in it. What stands between them is a word, too, but for
    particles."""
    cut = re.split(f"({'|'.join(map(re.escape, names))})", run)
    words = (part if part in names else analysis.without_small_han(part) for part in cut)
    return tuple(dict.fromkeys(filter(None, words)))


def _runs(reading: Query) -> list[list[str]]:
    runs: list[list[str]] = [[]]
    for clause in reading.clauses:
        if is_plain(clause):
            runs[-1].append(clause.text)
        else:
            runs.append([])
    return [run for run in runs if run]


def _small(reader: Reader, reading: Query, language: str) -> frozenset[str]:
    """The stop words of a query, in the reader's language or else in that which its other words are
    of; none if it has no other words."""
    small_in = {c.text: analysis.small_in(c.text) for c in reading.wanted if is_plain(c)}
    telling = [word for word, languages in small_in.items() if not languages]
    mine = analysis.stemmer_of(language)
    if mine not in (tag for languages in small_in.values() for tag in languages):
        mine = _spoken(reader, telling, {tag for each in small_in.values() for tag in each})
    small = frozenset(word for word, languages in small_in.items() if mine in languages)
    return small if len(small) < len(reading.wanted) else frozenset()


def _spoken(reader: Reader, words: Sequence[str], languages: Collection[str]) -> str:
    """The language of the most of these words; empty if no text has one of them."""
    use = {
        tag: sum(bool(reader.frequency(word, language=tag)) for word in words) for tag in languages
    }
    return max(sorted(use), key=lambda tag: use[tag]) if any(use.values()) else ""


def across_of(
    reader: Reader,
    plan: Plan,
    named: Sequence[Named],
    ids: Sequence[int],
    *,
    total: int,
    rank: int | None,
) -> Across | None:
    """None where concepts found nothing more. `rank` is that of the first of `ids` by relevance, where
    what has the words comes first; None in another order."""
    if not plan.concepts or not total:
        return None
    themselves = replace(plan, concepts={})
    direct = counting.total(reader, themselves)
    if direct == total:
        return None
    if rank is not None and plan.strictness is Strictness.ALL:
        return Across(direct, named, frozenset(ids[max(0, direct - rank) :]))
    return Across(direct, named, frozenset(ids) - reader.among(themselves, ids))


def across_facts(across: Across) -> list[dict[str, Any]]:
    """Words and what they name, as JSON values."""
    return [
        {
            "words": each.words,
            "concepts": [
                {
                    "key": concept.key,
                    "name": concept.name,
                    "terms": [f"{facet}:{value}" for facet, value in concept.terms],
                }
                for concept in each.concepts
            ],
        }
        for each in across.named
    ]
