"""Values that no vocabulary has, and what people have decided that they mean.

A value is known again by its folded form, so that one decision holds for every way of spelling it.
Without decisions, nothing is looked up for a value that a vocabulary has.
"""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Final

from armillary.formats.values.folding import fold
from armillary.formats.values.memory import of_texts
from armillary.formats.values.texts import clean

Unknown = dict[str, list[str]]
Terms = dict[str, dict[str, str]]  # kind → folded value → the value as it was first stated
Decisions = Mapping[str, Mapping[str, str]]  # kind → folded value → key, empty for "nothing"

# What a decision can be about: the kinds of values that stand for a term of a vocabulary.
KINDS: Final = (
    "subjects",
    "levels",
    "types",
    "licences",
    "audiences",
    "languages",
    "accessibility",
    "free",
    "internet",
    "device",
    "laboratory",
    "consumables",
    "safety",
    "groups",
    "countries",
)
VALUE_LIMIT: Final = 120  # characters of a value that are shown
LONGEST_TERM: Final = 160  # characters of a folded value
LONGEST_VALUE: Final = 20_000  # characters of a value that are read
NOTHING: Final = ""
_DIGEST: Final = 8  # bytes
_MOST: Final = 200  # of one kind in one record
_NONE: Final[Mapping[str, str]] = {}


@of_texts
def readable(value: str) -> str:
    """The value as one line that can be shown."""
    return clean(value, limit=VALUE_LIMIT)


@of_texts
def term_of(value: str) -> str:
    """The folded form of a value; of a long one its beginning and a digest of the whole. A folded
    form is its own; what has no letters, such as an emoji, stays as it is."""
    word = clean(value[:LONGEST_VALUE])
    folded = fold(word) or word.casefold()
    if len(folded) <= LONGEST_TERM:
        return folded
    digest = blake2b(folded.encode(), digest_size=_DIGEST).hexdigest()
    return f"{folded[: LONGEST_TERM - 2 * _DIGEST - 1]} {digest}"


class Unmapped:
    """Collects the values of one record. `unknown` holds those that nobody has decided on, as they
    were stated; `terms` all of them by kind and folded value, decided or not."""

    __slots__ = ("_decided", "terms", "unknown")

    def __init__(self, decided: Decisions) -> None:
        self._decided = decided
        self.unknown: Unknown = {}
        self.terms: Terms = {}

    def meaning(self, kind: str, value: str) -> str:
        """The key that somebody decided on; empty where it means nothing, or nobody knows."""
        shown = readable(value[:LONGEST_VALUE])
        if kind in KINDS and shown:
            term = term_of(value[:LONGEST_VALUE])
            terms = self.terms.setdefault(kind, {})
            if len(terms) < _MOST:
                terms.setdefault(term, shown)
            key = self._decided.get(kind, _NONE).get(term)
            if key is not None:
                return key
        self._report(kind, shown)
        return NOTHING

    def _report(self, kind: str, shown: str) -> None:
        if not shown:
            return
        values = self.unknown.setdefault(kind, [])
        if len(values) < _MOST and shown not in values:
            values.append(shown)
