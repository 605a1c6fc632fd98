"""Mark what a search found in a text, as segments that a page can escape each by itself."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from armillary.search import analysis
from armillary.search.language import Clause, Query

# As the index cuts words; marks that are written over letters belong to their word.
_MARKS = "\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
_HAN = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_HAN}]|(?:(?![{_HAN}])[^\W_]|[{_MARKS}])+(?:\+\+|#)?")


@dataclass(frozen=True, slots=True)
class Segment:
    text: str
    matched: bool = False


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    forms: frozenset[str]


def highlight(text: str, query: Query) -> list[Segment]:
    """The text in pieces, in order and complete; matched pieces are what the query asked for."""
    words = [_Word(m.start(), m.end(), _forms(m.group())) for m in _WORD.finditer(text)]
    spans = sorted(span for clause in query.wanted for span in _spans(clause, words))
    return list(_segments(text, spans))


def _spans(clause: Clause, words: Sequence[_Word]) -> Iterator[tuple[int, int]]:
    if clause.kind == "prefix":
        start = "".join(analysis.words(clause.text))
        yield from ((w.start, w.end) for w in words if any(f.startswith(start) for f in w.forms))
        return
    text = analysis.plain_word(clause.text) if clause.kind == "word" else clause.text
    sought = [_sought(token, exact=clause.kind == "phrase") for token in analysis.words(text)]
    for place in range(len(words) - len(sought) + 1):
        window = words[place : place + len(sought)]
        if all(forms & word.forms for forms, word in zip(sought, window, strict=True)):
            yield window[0].start, window[-1].end


def _sought(token: str, *, exact: bool) -> frozenset[str]:
    return frozenset({token}) if exact else _forms(token)


@lru_cache(maxsize=8192)
def _forms(word: str) -> frozenset[str]:
    """A word as it is folded, and its stems, each marked with its language."""
    stems = {
        f"{language}:{stem}"
        for language in analysis.stem_languages(word)
        for stem in analysis.stems(word, language)
    }
    return frozenset({*analysis.words(word), *stems})


def _segments(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Segment]:
    done = 0
    for start, end in _merged(spans):
        if start > done:
            yield Segment(text[done:start])
        yield Segment(text[start:end], matched=True)
        done = end
    if done < len(text):
        yield Segment(text[done:])


def _merged(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    current: tuple[int, int] | None = None
    for start, end in spans:
        if current is None or start > current[1]:
            if current is not None:
                yield current
            current = (start, end)
        else:
            current = (current[0], max(current[1], end))
    if current is not None:
        yield current
