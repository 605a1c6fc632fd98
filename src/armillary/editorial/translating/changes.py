"""What has changed in an original since it was translated, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

LONGEST: Final = 1_000  # words; of longer texts, lines are compared
WORD: Final = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of words that stayed, went or came."""

    words: str
    is_old: bool = False
    is_new: bool = False


def changes(before: str, after: str) -> list[Change]:
    """`before` and `after` as one text; nothing where there is nothing to compare."""
    if not before or before == after:
        return []
    old, new = WORD.findall(before), WORD.findall(after)
    if max(len(old), len(new)) > LONGEST:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found = []
    for name, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if name == "equal":
            found.append(Change("".join(old[a:b])))
            continue
        found += [Change("".join(old[a:b]), is_old=True)] if a < b else []
        found += [Change("".join(new[c:d]), is_new=True)] if c < d else []
    return found
