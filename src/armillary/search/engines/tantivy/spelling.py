"""Other spellings: words that are in use and one edit away from one that is not.

Every edit is tried against the term dictionary. That is a few hundred look-ups of less than a
microsecond, where a fuzzy query would walk the dictionary once per field.
"""

from collections.abc import Iterable

from tantivy import Searcher

from armillary.search import analysis

MIN_LETTERS = 4
MAX_LETTERS = 24
MAX_CORRECTIONS = 5
# Folded letters only, because folded words are what the dictionary holds.
ALPHABETS = {
    "latin": "abcdefghijklmnopqrstuvwxyz",
    "cyrillic": "абвгдежзиклмнопрстуфхцчшщъыьэюя",
    "arabic": "ءؤئابةتثجحخدذرزسشصضطظعغفقكلمنهوي",
}
FIELDS = {"title": 3, "keywords": 2, "body": 1}


def corrections(searcher: Searcher, word: str) -> list[str]:
    """Words one edit from `word`, by how much they are used; none for short or Han words."""
    alphabet = ALPHABETS.get(analysis.script(word), "")
    if not alphabet or not MIN_LETTERS <= len(word) <= MAX_LETTERS:
        return []
    used = {other: _use(searcher, other) for other in set(_edits(word, alphabet))}
    found = [other for other, use in used.items() if use]
    return sorted(found, key=lambda other: (-used[other], other))[:MAX_CORRECTIONS]


def _use(searcher: Searcher, word: str) -> int:
    return sum(weight * int(searcher.doc_freq(field, word)) for field, weight in FIELDS.items())


def _edits(word: str, alphabet: str) -> Iterable[str]:
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        yield from (before + letter + after for letter in alphabet)
        if not after:
            continue
        yield before + after[1:]
        yield from (before + letter + after[1:] for letter in alphabet if letter != after[0])
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
