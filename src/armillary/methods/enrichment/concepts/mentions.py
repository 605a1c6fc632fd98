"""Find the labels of a vocabulary in a text: how well each is written, and what covers it.

Stems may stand in another order or with one word between them, but then count for less. The longest
label wins: what lies inside it ("area" in "area of polygons") counts as its part.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from armillary.methods.enrichment.concepts.index import Index, Phrase
from armillary.methods.enrichment.words import Word

IN_ORDER: Final = 1.0
WITH_A_GAP: Final = 0.8
OUT_OF_ORDER: Final = 0.7
APART: Final = 0.4
SLACK: Final = 1  # words that may stand between those of a label
FARTHEST: Final = 8  # words between them, in one sentence, at which they are one term no more
SURE_COVER: Final = 0.8  # how well a label must be written to take others as its parts
LONGEST_TEXT: Final = 2_000  # words looked at; a description has a hundred

_Places = dict[str, list[int]]


class Mention(NamedTuple):
    """A phrase in a text: which words of it, in what order, and is it inside another?"""

    phrase: Phrase
    words: tuple[int, ...]
    order: float
    is_part: bool


def mentions_in(words: Sequence[Word], index: Index) -> list[Mention]:
    """The mentions in the words of a text that are not small ones, in no particular order."""
    words = words[:LONGEST_TEXT]
    places: defaultdict[str, list[int]] = defaultdict(list)
    for number, word in enumerate(words):
        places[word.stem].append(number)
    longer = list(_longer(words, places, index))
    covers = _covers(longer)
    found = [_marked(mention, covers) for mention in longer]
    found.extend(_singles(places, index, covers))
    found.extend(_inside_han(places, index))
    return found


def _longer(words: Sequence[Word], places: _Places, index: Index) -> Iterator[Mention]:
    for stem, numbers in places.items():
        for phrase in index.longer.get(stem, ()):
            if all(other in places for other in phrase.stems):
                for number in numbers:
                    mention = _around(words, places, phrase, stem, number)
                    if mention is not None:
                        yield mention


def _around(
    words: Sequence[Word], places: _Places, phrase: Phrase, stem: str, anchor: int
) -> Mention | None:
    """The phrase whose stem stands at `anchor`, if its other stems stand close enough."""
    chosen = [
        anchor if other == stem else min(places[other], key=lambda each: abs(each - anchor))
        for other in phrase.stems
    ]
    order = _order(words, chosen)
    return Mention(phrase, tuple(chosen), order, False) if order else None


def _order(words: Sequence[Word], chosen: Sequence[int]) -> float:
    """How well words keep together: 0 in two sentences, or farther apart than `FARTHEST`."""
    first, last = min(chosen), max(chosen)
    places = words[last].place - words[first].place
    gap = places - (len(chosen) - 1)
    if places > last - first or gap > FARTHEST:
        return 0.0
    if gap > SLACK:
        return APART
    if chosen != sorted(chosen):
        return OUT_OF_ORDER
    return WITH_A_GAP if gap else IN_ORDER


def _covers(longer: Iterable[Mention]) -> dict[int, list[frozenset[int]]]:
    """Number of a word → the words of each well written label around it."""
    covers: defaultdict[int, list[frozenset[int]]] = defaultdict(list)
    for mention in longer:
        if mention.order >= SURE_COVER:
            words = frozenset(mention.words)
            for number in words:
                covers[number].append(words)
    return covers


def _marked(mention: Mention, covers: dict[int, list[frozenset[int]]]) -> Mention:
    mine = set(mention.words)
    is_part = any(mine < cover for cover in covers.get(mention.words[0], ()))
    return mention._replace(is_part=is_part)


def _singles(
    places: _Places, index: Index, covers: dict[int, list[frozenset[int]]]
) -> Iterator[Mention]:
    for stem, numbers in places.items():
        phrase = index.singles.get(stem)
        if phrase is not None:
            for number in numbers:
                yield Mention(phrase, (number,), IN_ORDER, number in covers)


def _inside_han(places: _Places, index: Index) -> Iterator[Mention]:
    for word, numbers in places.items():
        for part in index.parts.get(word, ()):
            phrase = index.singles.get(part)
            if phrase is not None:
                for number in numbers:
                    yield Mention(phrase, (number,), IN_ORDER, True)
