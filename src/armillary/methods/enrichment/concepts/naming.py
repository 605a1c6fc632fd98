"""Which concepts a text names, and how well each is named: from 0 to 1, a product of doubts."""

import math
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from armillary.methods.enrichment.concepts.index import Index, Phrase, Sense
from armillary.methods.enrichment.concepts.mentions import IN_ORDER, Mention, mentions_in
from armillary.methods.enrichment.concepts.vocabulary import Vocabulary
from armillary.methods.enrichment.frame_words import frame_stems, without_serials
from armillary.methods.enrichment.words import OTHER_SCRIPTS, Word, as_english, telling_words

# How much each doubt leaves; by reasoning.
ALTERNATIVE: Final = 0.9
QUALIFIED: Final = 0.7
PART: Final = 0.5
FRAME: Final = 0.5
LOAN: Final = 0.8
LETTER_OFF: Final = 0.1  # for each letter in which a form differs from the label's
FARTHEST_FORM: Final = 0.5

LONGEST: Final = 20_000  # characters looked at


class Naming(NamedTuple):
    """A concept (its number) that a text names at its word `first`, with `size` words."""

    concept: int
    quality: float
    first: int
    size: int
    is_part: bool
    phrase: Phrase
    words: str


class Named(NamedTuple):
    """What a text names, and how many telling words it has."""

    namings: list[Naming]
    length: int


def names_in(text: str, language: str, vocabulary: Vocabulary) -> Named:
    """By the labels of the text's language, and by English ones that it has borrowed."""
    if not text:
        return Named([], 0)
    text = text[:LONGEST]
    index = vocabulary.index(language)
    words = without_serials(telling_words(text, language, cut=index.cut))
    namings = list(_own(words, index, language))
    if language != "en":
        namings.extend(_borrowed(words, vocabulary.index("en"), language))
    return Named(namings, len(words))


def _own(words: Sequence[Word], index: Index, language: str) -> Iterator[Naming]:
    frame = frame_stems(language)
    for mention in mentions_in(words, index):
        is_frame = len(mention.words) == 1 and mention.phrase.stems[0] in frame
        doubt = FRAME if is_frame else 1.0
        yield from _namings(mention, words, doubt)


def _borrowed(words: Sequence[Word], english: Index, language: str) -> Iterator[Naming]:
    """In a language with Latin letters, chance likenesses are many ("pain", "formation"): only
    terms of several words as they are in English, and acronyms, are believed."""
    latin = as_english(words)
    is_plain = language in OTHER_SCRIPTS
    frame = frame_stems("en")
    for mention in mentions_in(latin, english) if latin else ():
        if mention.phrase.stems[0] in frame and len(mention.words) == 1:
            continue
        for naming in _namings(mention, latin, LOAN):
            if is_plain or naming.words.isupper() or _is_verbatim(mention, latin):
                yield naming


def _is_verbatim(mention: Mention, words: Sequence[Word]) -> bool:
    forms = tuple(words[number].form for number in mention.words)
    is_known = any(sense.forms == forms for sense in mention.phrase.senses)
    return is_known and len(forms) > 1 and mention.order == IN_ORDER


def _namings(mention: Mention, words: Sequence[Word], doubt: float) -> Iterator[Naming]:
    phrase = mention.phrase
    mine = [words[number] for number in mention.words]
    doubt *= mention.order * (PART if mention.is_part else 1.0) / math.sqrt(phrase.ambiguity)
    first = min(mention.words)
    evidence = " ".join(words[number].surface for number in sorted(mention.words))
    for sense in phrase.senses:
        quality = doubt * _likeness(sense, mine)
        if quality:
            size = len(mine)
            yield Naming(sense.concept, quality, first, size, mention.is_part, phrase, evidence)


def _likeness(sense: Sense, words: Sequence[Word]) -> float:
    """How like the label these words are: 0 for an acronym or a name that is written as a word."""
    surface = words[0].surface
    if sense.is_acronym and not surface.rstrip("s").isupper():
        return 0.0
    if sense.is_name and not surface[0].isupper():
        return 0.0
    kind = (1.0 if sense.is_preferred else ALTERNATIVE) * (QUALIFIED if sense.is_qualified else 1.0)
    if len(words) == 1:
        return kind * _closeness(sense.forms[0], words[0].form)
    forms = zip(sense.forms, words, strict=True)
    return kind * sum(_closeness(form, word.form) for form, word in forms) / len(words)


def _closeness(form: str, other: str) -> float:
    """1 for the same form; less the more letters differ at the end, where inflection is."""
    if form == other:
        return 1.0
    off = max(len(form), len(other)) - _common(form, other)
    return max(FARTHEST_FORM, 1.0 - LETTER_OFF * off)


def _common(form: str, other: str) -> int:
    """How many letters two forms begin with alike."""
    pairs = enumerate(zip(form, other, strict=False))
    return next((at for at, (mine, theirs) in pairs if mine != theirs), min(len(form), len(other)))
