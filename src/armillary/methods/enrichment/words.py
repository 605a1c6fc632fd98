"""Turn text into words that can be compared: folded forms and stems by language.

Stems are Snowball's (Porter 1980; snowballstem.org), for the languages it has, through PyStemmer: the
same algorithms in C, by the same people, some thirty times faster than in Python. Words of any other
language are their own stems. Arabic is folded first (vowel marks, tatweel, forms
of alef) and loses its article and what hangs on it; Snowball's Arabic stemmer sees feminine plurals
only behind the article, so every word is given one before it is stemmed, and the feminine ending is
left to it. Han is not spaced: a `cut` function says where its words end; without one, pairs of
characters take their place.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import Final, NamedTuple

import Stemmer

from armillary.methods.enrichment.function_words import FUNCTION_WORDS

Cut = Callable[[str], Iterable[str]]

_HAN: Final = "\u2e80-\u2fdf\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Marks that belong to the letter before them: accents, Hebrew and Arabic vowels, and whatever stands
# in the blocks of Indic scripts and of Thai and Lao but their full stops.
_SIGNS: Final = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e\u0eb1-\u0ecd"
)
_LETTERS: Final = f"[^\\W_{_HAN}](?:[^\\W_{_HAN}]|[{_SIGNS}])*"
# A single letter stays with what it is hyphenated to: "e-learning" is no kind of learning.
_TOKEN: Final = re.compile(
    rf"[{_HAN}]+|(?:(?<!\w)[^\W\d_{_HAN}]-)?{_LETTERS}(?:\+\+|#)?"
    r"|[.!?;:؟।]+(?=\s|\Z)|[。！？；：]"
)
_FIRST_HAN: Final = "\u2e80"
_IS_HAN: Final = re.compile(f"[{_HAN}]")
_LATIN: Final = re.compile(r"[A-Za-z]")
_MARKS: Final = re.compile("[\u0300-\u036f\u064b-\u0655\u0670\u0640]")
_ARABIC: Final = re.compile("[\u0621-\u064a]")
_ALEF: Final = re.compile("[\u0622\u0623\u0625\u0671]")
# The article with the conjunctions and prepositions that are written before it, also doubled:
# words whose root begins with the article's letters lose them everywhere alike.
_ARTICLE: Final = re.compile(
    "^(?:[\u0648\u0641]?[\u0628\u0643]?(?:\u0627\u0644)+|[\u0648\u0641]?\u0644\u0644)(?=[\u0621-\u064a]{2})"
)
_GIVEN_ARTICLE: Final = "\u0627\u0644"
_ALGORITHMS: Final = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian",
    "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
LONGEST_WORD: Final = 100  # letters; what is longer is no word
_REMEMBERED: Final = 200_000  # words, over all languages


class Word(NamedTuple):
    """A word of a text. `place` counts the words that are not small ones; the end of a sentence
    takes several places, so that words of two sentences are never neighbours."""

    form: str
    stem: str
    surface: str
    is_function: bool
    place: int


SENTENCE_END: Final = 5  # places


def words_of(text: str, language: str, *, cut: Cut | None = None) -> list[Word]:
    """The words of a text in `language` (a base tag) in their order.

    >>> [word.stem for word in words_of("Fractions and e-Learning", "en")]
    ['fraction', 'and', 'elearn']
    """
    found: list[Word] = []
    place = 0
    if " " in text and text.isupper():  # capitals everywhere say nothing
        text = text.lower()
    for token in _TOKEN.findall(text):
        if token[0] in _ENDS:
            place += SENTENCE_END
            continue
        for surface in _pieces(token, cut):
            form, stem, is_function = read_word(surface, language)
            found.append(Word(form, stem, surface, is_function, place))
            place += not is_function
    return found


_ENDS: Final = frozenset(".!?;:؟।。！？；：")


def _pieces(token: str, cut: Cut | None) -> Iterable[str]:
    if _IS_HAN.match(token):
        return cut(token) if cut else pairs(token)
    return (token,) if len(token) <= LONGEST_WORD else ()


def pairs(run: str) -> list[str]:
    """Neighbouring characters two by two; a single one stays alone."""
    return [run[place : place + 2] for place in range(max(1, len(run) - 1))]


@lru_cache(maxsize=_REMEMBERED)
def read_word(surface: str, language: str) -> tuple[str, str, bool]:
    """Folded form, stem, and whether it is a small word of the language: "it" is, "IT" is not."""
    form = folded(surface)
    is_function = form in _small_words(language) and not (len(form) > 1 and surface.isupper())
    stemmer = _stemmer(_language_for(form, language))
    if stemmer is None:
        return form, plain(form), is_function
    if _ARABIC.match(form):
        return form, _arabic_stem(form), is_function
    return form, plain(stemmer(form)), is_function


def folded(surface: str) -> str:
    """Lower case, composed, without marks that are often left out. Accents stay for the stemmer."""
    form = unicodedata.normalize("NFC", surface.replace("-", "")).casefold()
    if form.isascii():
        return form
    if _ARABIC.search(form):
        return _ARTICLE.sub("", _ALEF.sub("\u0627", _MARKS.sub("", form)))
    return form.replace("ё", "е")


def plain(form: str) -> str:
    """Without accents: people leave them out. Only for what is compared, after stemming."""
    if form.isascii():
        return form
    decomposed = unicodedata.normalize("NFKD", form)
    return unicodedata.normalize("NFC", _MARKS.sub("", decomposed))


def _language_for(form: str, language: str) -> str:
    """Latin words in an Arabic, Russian or Chinese text are stemmed as English ones."""
    return "en" if language in OTHER_SCRIPTS and _LATIN.match(form) else language


OTHER_SCRIPTS: Final = frozenset({"ar", "el", "fa", "he", "hi", "ja", "ko", "ru", "ta", "uk", "zh"})


@cache
def _small_words(language: str) -> frozenset[str]:
    return frozenset(folded(word) for word in FUNCTION_WORDS.get(language, ()))


@cache
def _stemmer(language: str) -> Callable[[str], str] | None:
    algorithm = _ALGORITHMS.get(language)
    return Stemmer.Stemmer(algorithm).stemWord if algorithm else None


def _arabic_stem(form: str) -> str:
    stemmer = _stemmer("ar")
    stem = stemmer(_GIVEN_ARTICLE + form) if stemmer else form
    return stem.removeprefix(_GIVEN_ARTICLE) or form


def telling_words(text: str, language: str, *, cut: Cut | None = None) -> list[Word]:
    """The words of a text that are not small ones."""
    return [word for word in words_of(text, language, cut=cut) if not word.is_function]


def telling_stems(text: str, language: str) -> list[str]:
    """The stems of `telling_words`, for texts that come by the thousand.

    >>> telling_stems("Fractions and e-Learning", "en")
    ['fraction', 'elearn']
    """
    stems: list[str] = []
    if " " in text and text.isupper():
        text = text.lower()
    for token in _TOKEN.findall(text):
        first = token[0]
        if first in _ENDS:
            continue
        is_han = first >= _FIRST_HAN and _IS_HAN.match(token)
        for surface in _pieces(token, None) if is_han or len(token) > LONGEST_WORD else (token,):
            _form, stem, is_function = read_word(surface, language)
            if not is_function:
                stems.append(stem)
    return stems


def as_english(words: Iterable[Word]) -> list[Word]:
    """The words in Latin letters, read as if they were English: borrowed terms often are."""
    return [
        Word(*read_word(word.surface, "en")[:2], word.surface, word.is_function, word.place)
        for word in words
        if _LATIN.match(word.surface)
    ]


def han_runs(text: str) -> list[str]:
    """The runs of Han in a text, in their order."""
    return [token for token in _TOKEN.findall(text) if _IS_HAN.match(token)]
