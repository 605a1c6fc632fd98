"""Mark what a search found in a text, as segments that a page can escape each by itself."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from armillary.search import analysis
from armillary.search.language import Clause, Query

# As the index cuts words; marks that are written over letters belong to their word.
_MARKS = "\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
_HAN = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_HAN}]|(?:(?![{_HAN}])[^\W_]|[{_MARKS}])+(?:\+\+|#)?")


_NOTHING: frozenset[str] = frozenset()


class Segment(NamedTuple):
    text: str
    matched: bool = False


class _Word(NamedTuple):
    start: int
    end: int
    forms: frozenset[str]


class Highlighter:
    """Marks what one query asked for in any number of texts, and other names of it, given as
    (language, name), in texts of that language."""

    def __init__(self, query: Query, names: Iterable[tuple[str, str]] = ()) -> None:
        self._clauses = query.wanted
        self._names = list(names)
        self._markers: dict[str, _Marker] = {}

    def __call__(self, text: str, language: str = "") -> list[Segment]:
        """The text, written in `language` or nobody knows which, in pieces, in order and complete."""
        if not self._clauses:
            return [Segment(text)] if text else []
        marker = self._markers.get(language)
        if marker is None:
            marker = self._markers[language] = self._marker(language)
        return marker(text)

    def _marker(self, language: str) -> "_Marker":
        base = language.partition("-")[0]
        names = (name for tag, name in self._names if tag.partition("-")[0] == base)
        clauses = (*self._clauses, *(Clause("phrase", name) for name in names))
        return _Marker(clauses, analysis.stemmer_of(language))


class _Marker:
    """Marks some clauses in texts of one language, empty where its words may have any stems."""

    def __init__(self, clauses: Iterable[Clause], language: str) -> None:
        self._language = language
        self._wanted = [_Wanted(clause.kind == "prefix", _tokens(clause)) for clause in clauses]
        tokens = [token for each in self._wanted for token in each.tokens]
        self._worth = _Worth({form.rpartition(":")[2][:1] for forms in tokens for form in forms})
        self._every = any(len(each.tokens) > 1 for each in self._wanted)
        self._beginnings = _NOTHING.union(*(each.first for each in self._wanted))
        self._has_prefix = any(each.is_prefix for each in self._wanted)

    def __call__(self, text: str) -> list[Segment]:
        words = _words(text, self._worth, self._language, every=self._every)
        spans = sorted(span for place in self._places(words) for span in self._spans(words, place))
        return list(_segments(text, spans))

    def _places(self, words: Sequence[_Word]) -> Iterator[int]:
        """Where something may begin that is wanted: seldom anywhere."""
        for place, word in enumerate(words):
            if self._has_prefix or not self._beginnings.isdisjoint(word.forms):
                yield place

    def _spans(self, words: Sequence[_Word], place: int) -> Iterator[tuple[int, int]]:
        for wanted in self._wanted:
            if (last := wanted.end(words, place)) is not None:
                yield words[place].start, words[last].end


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One clause: the forms of each of its words, or the beginning of a word."""

    is_prefix: bool
    tokens: list[frozenset[str]]

    @property
    def first(self) -> frozenset[str]:
        return self.tokens[0] if self.tokens else _NOTHING

    def end(self, words: Sequence[_Word], place: int) -> int | None:
        """The place of its last word, if it begins at this place."""
        if self.is_prefix:
            [start] = self.first
            return place if any(form.startswith(start) for form in words[place].forms) else None
        if self.first.isdisjoint(words[place].forms):
            return None
        rest = self.tokens[1:]
        following = words[place + 1 : place + 1 + len(rest)]
        if len(following) < len(rest):
            return None
        if any(forms.isdisjoint(word.forms) for forms, word in zip(rest, following, strict=True)):
            return None
        return place + len(rest)


def _tokens(clause: Clause) -> list[frozenset[str]]:
    if clause.kind == "prefix":
        return [frozenset({"".join(analysis.words(clause.text))})]
    text = analysis.plain_word(clause.text) if clause.kind == "word" else clause.text
    return [_sought(token, exact=clause.kind == "phrase") for token in analysis.words(text)]


class _Worth(dict[str, bool]):
    """First letter → can a word that begins with it be one of those wanted? Arabic words are always
    looked at, because their stems lose articles and prepositions at the beginning."""

    def __init__(self, initials: set[str]) -> None:
        super().__init__()
        self._initials = initials

    def __missing__(self, letter: str) -> bool:
        begins = _initial(letter)
        self[letter] = found = begins in self._initials or "\u0600" <= begins <= "\u06ff"
        return found


def _words(text: str, worth: _Worth, language: str, *, every: bool) -> list[_Word]:
    """Forms are worked out only for words worth it; where words must follow each other, `every` one
    keeps its place."""
    words = []
    for found in _WORD.finditer(text):
        start, end = found.span()
        if worth[text[start]]:
            words.append(_Word(start, end, _forms(text[start:end], language)))
        elif every:
            words.append(_Word(start, end, _NOTHING))
    return words


@lru_cache(maxsize=32768)
def _initial(character: str) -> str:
    return unicodedata.normalize("NFKD", character)[0].casefold()


def _sought(token: str, *, exact: bool) -> frozenset[str]:
    return frozenset({token}) if exact else _forms(token)


@lru_cache(maxsize=32768)
def _forms(word: str, language: str = "") -> frozenset[str]:
    """A word as it is folded, and its stems in the language or in all of them, each marked with it."""
    languages = (language,) if language else analysis.stem_languages(word)
    stems = {f"{each}:{stem}" for each in languages for stem in analysis.stems(word, each)}
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
