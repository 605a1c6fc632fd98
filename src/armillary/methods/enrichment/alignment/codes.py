"""Find the codes of statements in a text: "CCSS.MATH.CONTENT.7.G.B.4", "7.G.4", "MS-PS1-2".

Frameworks write one code in several ways: with what it belongs to before it, with or without the
letter of the cluster before the last number, with dots or hyphens. What is left is compared part by
part; a code that means several statements means each of them less.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

FEWEST_PARTS: Final = 3  # of a code that is found without what it belongs to
LONGEST: Final = 60
MOST_FOUND: Final = 200  # codes of one text

_CODE: Final = re.compile(r"(?<![\w.-])[A-Za-z0-9]{1,12}(?:[.:-][A-Za-z0-9]{1,12}){1,9}(?![\w-])")
_SEPARATOR: Final = re.compile(r"[.:\s_-]+")
_GLUED: Final = re.compile(r"^(HS)([A-Z]{1,2})$")  # HSA is the A of HS

Parts = tuple[str, ...]


def parts_of(code: str) -> Parts:
    """The parts of a code, in capitals, without the letter of a cluster.

    >>> parts_of("7.G.B.4"), parts_of("HSA-CED.A.1")
    (('7', 'G', '4'), ('HS', 'A', 'CED', '1'))
    """
    split = [part for part in _SEPARATOR.split(code[:LONGEST].upper()) if part]
    parts: list[str] = []
    for part in split:
        glued = _GLUED.match(part)
        parts.extend(glued.groups() if glued else (part,))
    return tuple(part for place, part in enumerate(parts) if not _is_cluster(parts, place))


def _is_cluster(parts: list[str], place: int) -> bool:
    """A single letter between a name and a number; "K" before a name is a grade."""
    if not 0 < place < len(parts) - 1 or not (len(parts[place]) == 1 and parts[place].isalpha()):
        return False
    before, after = parts[place - 1], parts[place + 1]
    return before.isalpha() and before != "K" and after.isdigit()


def index_of(codes: Mapping[str, str]) -> dict[Parts, tuple[str, ...]]:
    """Parts → the statements that are meant; `codes` leads from statements to their codes. What a
    long code ends in means it as well, if there is a number in it."""
    found: defaultdict[Parts, dict[str, None]] = defaultdict(dict)
    for statement, code in codes.items():
        parts = parts_of(code)
        for start in range(max(1, len(parts) - FEWEST_PARTS + 1)):
            if parts and _is_telling(parts[start:], start):
                found[parts[start:]][statement] = None
    return {parts: tuple(statements) for parts, statements in found.items()}


def _is_telling(parts: Parts, start: int) -> bool:
    has_number = any(part[-1].isdigit() for part in parts)
    return has_number and (start == 0 or len(parts) >= FEWEST_PARTS)


def codes_in(
    text: str, index: Mapping[Parts, tuple[str, ...]]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each code in a text that is known, as it is written, with the statements that it means."""
    for written in _written(text):
        parts = parts_of(written)
        ends = (parts[start:] for start in range(len(parts)))
        known = next((index[end] for end in ends if len(end) > 1 and end in index), None)
        if known:
            yield written, known


def _written(text: str) -> Iterable[str]:
    found = (match.group() for match in _CODE.finditer(text))
    codes = (code for code in found if any(char.isdigit() for char in code))
    return list(dict.fromkeys(codes))[:MOST_FOUND]
