"""What a method answers: a value that nobody stated, and why the machine believes it."""

from dataclasses import dataclass
from typing import Final

MORE_LIKELY_THAN_NOT: Final = 0.5  # what is less sure is not returned unless it was asked for
LONGEST_EVIDENCE: Final = 200


@dataclass(frozen=True, slots=True)
class Guess:
    """`confidence` is the share of such guesses that are right, from 0 to 1; each module says how
    it was found. `rule` is a short name that never changes its meaning, `evidence` the words that
    led to the value."""

    value: str | int | float
    confidence: float
    rule: str
    evidence: str = ""


def evidence_of(text: str) -> str:
    """The words on one line, at most `LONGEST_EVIDENCE` long, cut at a word where it has words."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_EVIDENCE:
        return line
    head = line[: LONGEST_EVIDENCE - 1]
    if " " in head and not line[LONGEST_EVIDENCE - 1].isspace():
        head = head.rpartition(" ")[0]
    return head + "…"
