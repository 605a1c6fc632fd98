"""Which terms of a vocabulary are named most like an unknown value, in any of six languages."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from armillary.harvest.terms.vocabulary import key_label, names

MOST: Final = 3
LEAST: Final = 70.0  # of 100; what is less alike is no suggestion
LOOKED_AT: Final = 12  # names, of which several may be of one term
PART: Final = 0.85  # how much it counts that all words of one are among those of the other


class Suggestion(NamedTuple):
    """A term, what it is called for the reader, and how alike the names are, of 100."""

    key: str
    label: str
    similarity: int


class Suggester:
    """For many values of one kind; its names are read once."""

    def __init__(self, kind: str, reader: str) -> None:
        self._kind = kind
        self._reader = reader
        self._names = names(kind)

    def of(self, folded: str) -> list[Suggestion]:
        """The likeliest first; none where nothing is alike."""
        best = _best(folded, self._names)
        ranked = sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]
        return [
            Suggestion(key, key_label(self._kind, key, self._reader), round(score))
            for key, score in ranked
        ]


def _best(folded: str, known: Mapping[str, str]) -> dict[str, float]:
    """Key → how alike the nearest of its names is."""
    from rapidfuzz import fuzz, process  # loads slowly, and few pages need it

    best: dict[str, float] = {}
    for scorer, weight in (
        (fuzz.ratio, 1.0), (fuzz.token_sort_ratio, 1.0), (fuzz.token_set_ratio, PART)
    ):  # fmt: skip
        found = process.extract(
            folded, known.keys(), scorer=scorer, limit=LOOKED_AT, score_cutoff=LEAST / weight
        )
        for name, score, _place in found:
            key = known[name]
            best[key] = max(best.get(key, 0.0), score * weight)
    return best
