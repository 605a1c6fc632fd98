"""Turn text into words in the same way for documents, for queries and for highlighting.

Python folds what the engine's filters cannot (accents beyond Latin, Arabic vowel marks and forms of
alef); the engine's tokenizer then cuts words, one per character where Han or Kana are written
without spaces. Stems keep accents until the stemmer has seen them, because it needs them.
"""

import re
import unicodedata
from functools import cache, lru_cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from armillary.methods.enrichment.function_words import FUNCTION_WORDS

_HAN = r"\p{Han}\p{Hiragana}\p{Katakana}ー"
# "C++" and "C#" are words of their own.
WORD_PATTERN = rf"[{_HAN}]|[\p{{L}}\p{{N}}\p{{M}}--[{_HAN}]]+(?:\+\+|#)?"

# Every language whose stemmer the engine has.
STEMMED = {
    "en": "english", "es": "spanish", "fr": "french", "ru": "russian", "ar": "arabic", "de": "german",
    "pt": "portuguese", "it": "italian", "nl": "dutch", "sv": "swedish", "da": "danish",
    "no": "norwegian", "fi": "finnish", "hu": "hungarian", "ro": "romanian", "tr": "turkish",
    "el": "greek", "ta": "tamil",
}  # fmt: skip
_WRITTEN_OTHERWISE = {"cyrillic": ("ru",), "arabic": ("ar",), "greek": ("el",), "tamil": ("ta",)}
_OTHERWISE = frozenset(tag for tags in _WRITTEN_OTHERWISE.values() for tag in tags)
BY_SCRIPT = {
    "latin": tuple(tag for tag in STEMMED if tag not in _OTHERWISE),
    **_WRITTEN_OTHERWISE,
}
SEVERAL_HAN = 3  # characters that may be more than one word
_SAME_STEMMER = {"nb": "no", "nn": "no"}
# The stop words of these are the engine's; those of others are our own.
_STOPPED_BY_ENGINE = ("nl", "sv", "da", "no", "fi", "hu")
_SCRIPTS = (
    ("han", re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")),
    ("arabic", re.compile("[\u0620-\u064a\u066e-\u06d3]")),
    ("cyrillic", re.compile("[\u0400-\u052f]")),
    ("greek", re.compile("[\u0370-\u03ff\u1f00-\u1fff]")),
    ("tamil", re.compile("[\u0b80-\u0bff]")),
    ("latin", re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")),
)

_NOT_TEXT = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_COMBINING = re.compile("[\u0300-\u036f]")
_ARABIC_MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
# Forms of alef, alef maksura and Persian yeh, Persian kaf. By pairs, because `str.translate` is
# slow for every letter that it leaves alone.
_ARABIC_FORMS = (
    *((form, "\u0627") for form in "\u0623\u0625\u0622\u0671"),
    *((form, "\u064a") for form in "\u0649\u06cc"),
    ("\u06a9", "\u0643"),
)
_ARABIC = re.compile("[\u0600-\u06ff]")
_ARABIC_DIGIT = re.compile("[\u0660-\u0669\u06f0-\u06f9]")
_ARTICLE = re.compile(r"\b(?:ال|وال|بال|كال|فال|لل)(?=[\u0621-\u064a]{3})")
_ELISION = re.compile(
    r"^(?:[cdjlmnst]|qu|lorsqu|puisqu|jusqu|quoiqu|dell|all|un)['’](?=\w{2})", re.IGNORECASE
)
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)


def clean(text: str) -> str:
    """The text without control characters, direction marks and broken halves of characters."""
    return text if text.isprintable() else _NOT_TEXT.sub("", text)


def neutral(text: str) -> str:
    """The text with accents and variant forms folded, whatever its language."""
    text = clean(text)
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return _arabic(unicodedata.normalize("NFC", _COMBINING.sub("", decomposed)))


def stemmable(text: str, language: str) -> str:
    """The text as the stemmer of `language` wants it."""
    text = clean(text)
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text)
    if language == "ru":
        return text.replace("ё", "е").replace("Ё", "Е")
    return _ARTICLE.sub("", _arabic(text)) if language == "ar" else text


def _arabic(text: str) -> str:
    if not _ARABIC.search(text):
        return text
    text = _ARABIC_MARKS.sub("", text)
    for form, letter in _ARABIC_FORMS:
        text = text.replace(form, letter)
    return _ARABIC_DIGIT.sub(lambda digit: str(int(digit.group())), text)


def neutral_analyzer() -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.regex(WORD_PATTERN))
    return builder.filter(Filter.lowercase()).filter(Filter.ascii_fold()).build()


def stemming_analyzer(language: str) -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.regex(WORD_PATTERN)).filter(Filter.lowercase())
    return builder.filter(Filter.stemmer(STEMMED[language])).filter(Filter.ascii_fold()).build()


_NEUTRAL = neutral_analyzer()
_STEMMING = {language: stemming_analyzer(language) for language in STEMMED}


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[str, ...]:
    """The folded words of a text, as the neutral fields hold them."""
    return tuple(_NEUTRAL.analyze(neutral(text)))


@lru_cache(maxsize=8192)
def stems(text: str, language: str) -> tuple[str, ...]:
    """The stems of a text, as the fields of one language hold them."""
    return tuple(_STEMMING[language].analyze(stemmable(text, language)))


def stemmer_of(tag: str) -> str:
    """The language whose stemmer is for texts tagged so; empty if there is none."""
    base = tag.partition("-")[0].lower()
    base = _SAME_STEMMER.get(base, base)
    return base if base in STEMMED else ""


@lru_cache(maxsize=8192)
def small_in(word: str) -> frozenset[str]:
    """The languages in which a word is an article, a preposition or the like: a stop word."""
    return frozenset(tag for tag in stem_languages(word) if _is_small(word, tag))


def _is_small(word: str, language: str) -> bool:
    if language in _STOPPED_BY_ENGINE:
        return bool(words(word)) and not _stopping_analyzer(language).analyze(word)
    return "".join(words(word)) in _small_words(language)


@cache
def _small_words(language: str) -> frozenset[str]:
    return frozenset("".join(words(word)) for word in FUNCTION_WORDS.get(language, ()))


@cache
def _stopping_analyzer(language: str) -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.regex(WORD_PATTERN)).filter(Filter.lowercase())
    return builder.filter(Filter.stopword(STEMMED[language])).build()


def plain_word(text: str) -> str:
    """A word without an elided article before it or a possessive after it."""
    return _POSSESSIVE.sub("", _ELISION.sub("", text))


def script(text: str) -> str:
    """ "han", "arabic", "cyrillic" or "latin" by the first that occurs; empty for others."""
    return next((name for name, letters in _SCRIPTS if letters.search(text)), "")


def stem_languages(text: str) -> tuple[str, ...]:
    """The languages whose stemmers may know a word, judged by its script."""
    return BY_SCRIPT.get(script(text), ())


def is_han(word: str) -> bool:
    return script(word) == "han"


def is_run(text: str) -> bool:
    """Is it written without spaces, and long enough to be several words?"""
    return len(text) >= SEVERAL_HAN and all(map(is_han, text))


def without_small_han(text: str) -> str:
    """A run without the particles that it begins or ends with."""
    return text.strip("".join(word for word in _small_words("zh") if len(word) == 1))
