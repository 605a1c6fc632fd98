"""All labels of one language, arranged so that a text is searched for them in one pass.

A label of one word is found by its stem; a longer one by its rarest stem, whose other stems must
then stand nearby. Han is cut by maximum matching (the longest label that fits, from left to right;
Chen & Liu, COLING 1992), so that there a label is one word, and the labels inside it are its parts.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from armillary.methods.enrichment.concepts.labels import (
    Label,
    Reading,
    han_words,
    names_are_capital,
    reading_of,
)
from armillary.methods.enrichment.words import han_runs


class Sense(NamedTuple):
    """One label of one concept, its forms in the order of the phrase's stems; `concept` is its
    number in the vocabulary."""

    concept: int
    forms: tuple[str, ...]
    is_preferred: bool
    is_acronym: bool
    is_name: bool
    is_qualified: bool


@dataclass(slots=True)
class Phrase:
    """Labels with the same stems. `rarity` is 1 for stems that no other label has, 0 for one that
    every label has; `ambiguity` counts the concepts that are called so."""

    stems: tuple[str, ...]
    senses: list[Sense] = field(default_factory=list)
    rarity: float = 1.0
    ambiguity: int = 1


@dataclass(slots=True)
class Index:
    """The phrases of one language; see `index_of`."""

    singles: dict[str, Phrase] = field(default_factory=dict)
    longer: dict[str, list[Phrase]] = field(default_factory=dict)  # by their rarest stem
    lexicon: frozenset[str] = frozenset()  # words in Han
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)  # word in Han → words inside it
    longest: int = 1

    def cut(self, run: str) -> list[str]:
        """A run of Han as words of the lexicon, other signs one by one."""
        words: list[str] = []
        place = 0
        while place < len(run):
            size = min(self.longest, len(run) - place)
            while size > 1 and run[place : place + size] not in self.lexicon:
                size -= 1
            words.append(run[place : place + size])
            place += size
        return words


def index_of(labels: Sequence[tuple[int, Label]], language: str) -> Index:
    """The index of the labels of one language, each with the number of its concept."""
    index = Index()
    has_names = names_are_capital(label for _number, label in labels)
    _learn_han(index, [label.text for _number, label in labels])
    phrases: dict[tuple[str, ...], Phrase] = {}
    for number, label in labels:
        read = reading_of(label.text, language, cut=index.cut)
        if read is not None:
            key = tuple(sorted(read.stems))
            phrase = phrases.setdefault(key, Phrase(read.stems))
            is_name = has_names and read.is_capital and not label.is_preferred
            forms = _in_order(read, phrase.stems)
            phrase.senses.append(
                Sense(
                    number, forms, label.is_preferred, read.is_acronym, is_name, read.is_qualified
                )
            )
    spread = Counter(stem for phrase in phrases.values() for stem in phrase.stems)
    _weigh(phrases.values(), spread)
    _arrange(index, phrases.values(), spread)
    return index


def _in_order(read: Reading, stems: tuple[str, ...]) -> tuple[str, ...]:
    """The forms of a label in the order of the phrase that it shares its stems with."""
    if read.stems == stems:
        return read.forms
    form_of = dict(zip(read.stems, read.forms, strict=True))
    return tuple(form_of[stem] for stem in stems)


def _learn_han(index: Index, texts: Sequence[str]) -> None:
    words = {word for text in texts for run in han_runs(text) for word in han_words(run)}
    index.lexicon = frozenset(word for word in words if len(word) > 1)
    index.longest = max(map(len, index.lexicon), default=1)
    for word in index.lexicon:
        inside = {word[a:b] for a in range(len(word)) for b in range(a + 2, len(word) + 1)}
        index.parts[word] = tuple(sorted((inside & index.lexicon) - {word}))


def _weigh(phrases: Collection[Phrase], spread: Mapping[str, int]) -> None:
    """Rarity as inverse document frequency (Spärck Jones 1972), of a phrase's rarest stem, over the
    labels of the vocabulary."""
    whole = math.log(len(phrases) + 1)
    for phrase in phrases:
        rarest = min(spread[stem] for stem in phrase.stems)
        phrase.rarity = 1 - math.log(rarest) / whole
        phrase.ambiguity = len({sense.concept for sense in phrase.senses})


def _arrange(index: Index, phrases: Iterable[Phrase], spread: Mapping[str, int]) -> None:
    longer: defaultdict[str, list[Phrase]] = defaultdict(list)
    for phrase in phrases:
        if len(phrase.stems) == 1:
            index.singles[phrase.stems[0]] = phrase
        else:
            longer[min(phrase.stems, key=lambda stem: (spread[stem], stem))].append(phrase)
    index.longer = dict(longer)
