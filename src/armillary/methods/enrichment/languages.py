"""Tell the language of a text without asking anybody, and how sure that is.

Scripts that one language has nearly to itself are answered from the letters; the rest by a naive
Bayes classifier over byte n-grams (Lui and Baldwin 2012, langid.py, as py3langid packs it). Alone,
a short text gets no answer: a title of three words reads as almost anything. Where title and
description together are still short, the classifier is believed only if the small words of the
language agree with it.

Confidences were looked at on the 10,741 titles of free-programming-books (commit 5b277d20f623, 52
languages; titles in Latin letters in the lists of languages that have other letters were left out,
because they are English). Right were 2,234 of 2,390 answers by small words, 68 of 68 by the Arabic
article, 642 of 652 by the classifier, whose own shares are rather too low than too high, and 410 of
410 by script. A region is never guessed: "es" is all there is to know.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from armillary.methods.enrichment.function_words import FUNCTION_WORDS
from armillary.methods.enrichment.guess import MORE_LIKELY_THAN_NOT, Guess, evidence_of

LONGEST: Final = 400  # characters looked at; more changes no verdict
FEWEST_LETTERS: Final = 40
SURELY_ENOUGH: Final = 160  # in Latin script nobody needs to count the letters of so long a text
FEWEST_SIGNS: Final = 12  # for scripts that write a syllable or a word in a sign
FEWEST_SIGNS_OF_TWO: Final = 4  # kana and hangul leave no choice
SHORTEST: Final = 12  # letters, below which not even small words are proof
SURE: Final = 0.95  # to contradict what a source says
FROM_SCRIPT: Final = 0.97
FROM_WORDS: Final = 0.93
FAINTEST_VOICE: Final = 0.3  # of one small word that eight languages have it would be an eighth
FROM_ARTICLE: Final = 0.95

_SCRIPTS = {
    "kana": re.compile("[\u3040-\u30ff]"),
    "hani": re.compile("[\u3400-\u4dbf\u4e00-\u9fff]"),
    "hang": re.compile("[\uac00-\ud7af]"),
    "arab": re.compile("[\u0620-\u06d3]"),
    "cyrl": re.compile("[\u0400-\u04ff]"),
    "hebr": re.compile("[\u05d0-\u05ea]"),
    "grek": re.compile("[\u0370-\u03ff]"),
    "thai": re.compile("[\u0e00-\u0e7f]"),
}
_BEYOND_LATIN = re.compile("[\u0370-\u1dff\u2e80-\ufaff]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
_NOT_ARABIC = re.compile("[\u0679\u067e\u0681-\u06a3\u06a5-\u06d3]")
_ARABIC_ARTICLE = re.compile(
    "\\b(?:[\u0648\u0641\u0628\u0643]?\u0627\u0644|\u0644\u0644)[\u0621-\u064a]{2}"
)
_RUSSIAN = re.compile("[ыэё]", re.IGNORECASE)
# Small relatives that the classifier sees in texts of the large ones.
_MISREAD: Final = {"ary": "ar", "arz": "ar", "pcm": "en"}
_NOT_RUSSIAN = re.compile("[^\u0410-\u044fЁё]")


def language_of(texts: Sequence[str]) -> Guess | None:
    """The language (a base tag) of texts about one thing, its title and description for example.

    None where they are too short to tell, or where they are in different languages.
    """
    parts = [text for text in texts if text.strip()]
    whole = ". ".join(parts)
    guess = detect(whole) or _of_short(whole[:LONGEST])
    if guess is None or guess.confidence < MORE_LIKELY_THAN_NOT:
        return None
    return None if _disagree(guess, parts) else guess


def detect(text: str) -> Guess | None:
    """The language of one text, or None where it is too short to be sure."""
    text = text[:LONGEST]
    if text.isascii() or not _BEYOND_LATIN.search(text):
        is_enough = len(text) >= SURELY_ENOUGH or _letters(text) >= FEWEST_LETTERS
        return _classified(text) if is_enough else None
    return _by_script(text)


def _disagree(guess: Guess, parts: Sequence[str]) -> bool:
    """Is one of the texts surely in another language? The whole is then in neither."""
    if len(parts) < 2:
        return False
    alone = (detect(part) for part in parts)
    return any(one and one.confidence >= SURE and one.value != guess.value for one in alone)


def _letters(text: str) -> int:
    return len(_LETTER.findall(text))


def _by_script(text: str) -> Guess | None:
    letters = _letters(text)
    found = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS.items()}
    signs = found["hani"] + found["kana"] + found["hang"]
    if signs * 2 > letters:
        return _east_asian(found, text) if signs >= FEWEST_SIGNS else None
    if letters < FEWEST_LETTERS:
        return None
    script = max(found, key=lambda name: found[name])
    certain = _only_language(script, text) if found[script] * 2 > letters else ""
    return _from_script(certain, text) if certain else _classified(text)


def _from_script(language: str, text: str) -> Guess:
    return Guess(language, FROM_SCRIPT, "script", evidence_of(text))


def _east_asian(found: dict[str, int], text: str) -> Guess:
    if found["hang"] > found["hani"]:
        return _from_script("ko", text)
    return _from_script("ja" if found["kana"] else "zh", text)


def _only_language(script: str, text: str) -> str:
    """The language that these letters can only belong to; empty if several share them."""
    if script == "arab":
        return "" if _NOT_ARABIC.search(text) else "ar"
    if script == "cyrl":
        foreign = any(_NOT_RUSSIAN.match(letter) for letter in _SCRIPTS["cyrl"].findall(text))
        return "ru" if _RUSSIAN.search(text) and not foreign else ""
    return {"hebr": "he", "grek": "el", "thai": "th"}.get(script, "")


def _classified(text: str) -> Guess:
    found, share = _classifier().classify(text)
    confidence = round(float(share), 3)
    language = str(found) if confidence >= SURE else _MISREAD.get(str(found), str(found))
    return Guess(language, confidence, "letters", evidence_of(text))


def _of_short(text: str) -> Guess | None:
    """A short text: by kana and hangul, by the Arabic article, or by small words."""
    found = {name: len(_SCRIPTS[name].findall(text)) for name in ("kana", "hang", "hani", "arab")}
    letters = _letters(text)
    if found["kana"] + found["hang"] >= FEWEST_SIGNS_OF_TWO:
        return _east_asian(found, text)
    if letters < SHORTEST or found["hani"]:
        return None
    if found["arab"] * 2 > letters:
        article = not _NOT_ARABIC.search(text) and _ARABIC_ARTICLE.search(text)
        return Guess("ar", FROM_ARTICLE, "article", evidence_of(text)) if article else None
    has_others = any(_NOT_RUSSIAN.match(letter) for letter in _SCRIPTS["cyrl"].findall(text))
    return None if has_others else _by_small_words(text)


def _by_small_words(text: str) -> Guess | None:
    """The language whose small words speak loudest, if the classifier prefers it to the others.

    A word that several languages have speaks for each of them a little.
    """
    voices: defaultdict[str, float] = defaultdict(float)
    for word in _WORD.findall(text.lower()):
        speakers = [tag for tag, words in FUNCTION_WORDS.items() if word in words]
        for tag in speakers:
            voices[tag] += 1 / len(speakers)
    best = max(voices, key=lambda tag: voices[tag], default="")
    if not best or voices[best] < FAINTEST_VOICE:
        return None
    ranked = (str(tag) for tag, _share in _classifier().rank(text))
    first = next(tag for tag in ranked if tag in FUNCTION_WORDS)
    return Guess(best, FROM_WORDS, "small-words", evidence_of(text)) if first == best else None


@cache
def _classifier() -> Any:
    """Loaded on first use: the model takes most of a second, and many commands never need it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
