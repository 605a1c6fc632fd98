"""How long reading takes, from the text of the thing itself; its description says nothing of that.

Speeds are those of adults reading their first language:

* English 238 words a minute for non-fiction, read silently (Brysbaert 2019, "How many words do we
  read per minute? A review and meta-analysis of reading rate", Journal of Memory and Language 109,
  190 studies);
* other languages as Trauzettel-Klosinski & Dietz 2012 measured them ("Standardized assessment of
  reading performance: the new international reading speed texts IReST", IOVS 53(9), table of means;
  17 languages, 436 readers, one standardised paragraph each, read aloud); Chinese and Japanese in
  characters.

Both tables are given from common knowledge of these papers; the papers were not at hand. Reading
aloud is slower than reading silently, so the second kind is rather an upper bound of the minutes. The
spread between readers is about an eighth of the mean (their standard deviations are 10 to 20 %), so
three of four adults need between four fifths and five quarters of the time; children, learners of the
language, formulas and program code need more. That is what a confidence of 0.75 means here, and less
where only the mean of the 17 languages (184 words) is known.
"""

import math
import re
from typing import Final

from armillary.methods.enrichment.guess import Guess

WORDS_A_MINUTE: Final = {
    "ar": 138, "de": 179, "en": 238, "es": 218, "fi": 161, "fr": 195, "he": 187, "it": 188,
    "nl": 202, "pl": 166, "pt": 181, "ru": 184, "sl": 180, "sv": 199, "tr": 166,
}  # fmt: skip
CHARACTERS_A_MINUTE: Final = {"ja": 357, "zh": 255}
USUAL: Final = 184  # the mean over all 17 languages
CHARACTERS_OF_A_WORD: Final = 1.6  # Chinese readers: 255 characters, which are 158 words

KNOWN: Final = 0.75
UNKNOWN: Final = 0.55
FEWEST: Final = 60  # words; less is a summary, or a page whose text could not be found
UNSPACED: Final = frozenset({"km", "lo", "my", "th"})  # nobody can count words by their spaces

_HAN: Final = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_WORD: Final = re.compile(
    "[^\\W_\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+(?:['’.,-][^\\W_]+)*"
)


def reading_minutes(text: str, language: str) -> Guess | None:
    """Whole minutes, rounded up; `language` is a BCP 47 tag. None for too little text, or for a
    script whose words nobody can count. `evidence` is what was counted, over what a minute holds.

    >>> reading_minutes("word " * 1000, "en")
    Guess(value=5, confidence=0.75, rule='words', evidence='1000 / 238')
    """
    base = language.lower().partition("-")[0]
    if base in UNSPACED:
        return None
    characters, words = len(_HAN.findall(text)), len(_WORD.findall(text))
    if characters > words:
        return _of_characters(characters, words, base)
    if words < FEWEST:
        return None
    rate = WORDS_A_MINUTE.get(base, USUAL)
    return _guess(words, rate, base in WORDS_A_MINUTE, "words")


def _of_characters(characters: int, words: int, base: str) -> Guess | None:
    """Words in Latin letters among Han count as the characters that a word has on average."""
    signs = characters + round(words * CHARACTERS_OF_A_WORD)
    if signs < FEWEST * CHARACTERS_OF_A_WORD:
        return None
    rate = CHARACTERS_A_MINUTE.get(base, CHARACTERS_A_MINUTE["zh"])
    return _guess(signs, rate, base in CHARACTERS_A_MINUTE, "characters")


def _guess(count: int, rate: int, is_known: bool, rule: str) -> Guess:
    confidence = KNOWN if is_known else UNKNOWN
    return Guess(math.ceil(count / rate), confidence, rule, f"{count} / {rate}")
