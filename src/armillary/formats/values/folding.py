"""Fold words so that spelling variants meet: case, accents, punctuation, addresses of terms.

Folded words are only ever compared with other folded words, never shown.
"""

import re
import unicodedata

from armillary.formats.values.memory import of_texts

# Combining accents, Arabic vowel marks, the hamza on a letter and the tatweel carry no meaning in
# a term's name, or are often left out.
_MARKS = re.compile("[\u0300-\u036f\u064b-\u0655\u0670\u0640]")
# One source writes "algebra" in Arabic with the definite article, the next one without. Roots that
# begin with the article's letters lose them too, everywhere alike, so that they still meet.
_ARABIC_ARTICLE = re.compile("\\b(?:\u0627\u0644)+(?=[\u0621-\u064a]{2})")
_NOT_WORDS = re.compile(r"[^\w+]+|_+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_TERM_ADDRESS = re.compile(r"(?:https?://|urn:|[a-z]+:)(?:\S*[/#:?])?([^/#:?\s]+)/?$")
# Marks in a row are sorted when a text is normalised, which takes ages where there are thousands.
_MARKS_IN_A_ROW = re.compile(r"[^\w\s\x00-\x7f]{31,}")
_MOST_MARKS = 30  # after one letter, as the Stream-Safe Text Format has it (UAX #15, section 13)


def stream_safe(text: str) -> str:
    """Answer the text without the combining marks beyond the thirtieth in a row."""
    if text.isascii() or _can_have_few(text):
        return text
    return _MARKS_IN_A_ROW.sub(_few_marks, text)


def _can_have_few(text: str) -> bool:
    """Is there no room for so many marks, each of them two bytes or more?"""
    return len(text.encode("utf-8", "surrogatepass")) - len(text) <= _MOST_MARKS


def _few_marks(run: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for char in run.group():
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


@of_texts
def fold(text: str) -> str:
    """Answer lower-case words with single spaces: `"Lesson_Plan"` and `"leçon-plan"` alike."""
    decomposed = unicodedata.normalize("NFKD", stream_safe(text)).casefold()
    plain = unicodedata.normalize("NFC", _MARKS.sub("", decomposed))
    return _ARABIC_ARTICLE.sub("", _NOT_WORDS.sub(" ", plain)).strip()


@of_texts
def fold_term(text: str) -> str:
    """Fold a term given by name, in camel case, or by the address of a concept or class."""
    text = text.strip()
    address = _TERM_ADDRESS.match(text)
    name = address.group(1) if address else text
    return fold(_CAMEL.sub(" ", name))


def folded_table(table: dict[str, str]) -> dict[str, str]:
    """Turn `{key: "name | name | ..."}` into `{folded name: key}`; a key is a name of itself."""
    names: dict[str, str] = {}
    for key, spellings in table.items():
        for spelling in (key, *spellings.split("|")):
            names[fold(spelling)] = key
    return names
