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
_TERM_ADDRESS = re.compile(r"(?:https?://|urn:|[a-z]+:)\S*?([^/#:?\s]+)/?$")


@of_texts
def fold(text: str) -> str:
    """Answer lower-case words with single spaces: `"Lesson_Plan"` and `"leçon-plan"` alike."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
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
