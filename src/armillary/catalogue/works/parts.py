"""What hangs together by pairs: the connected components of a graph."""

from collections.abc import Hashable, Iterable
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def parts_of(pairs: Iterable[tuple[T, T]]) -> list[set[T]]:
    """Everything that the pairs name, in sets that no pair crosses, in the order of their first pair.

    >>> parts_of([(1, 2), (3, 4), (2, 5)])
    [{1, 2, 5}, {3, 4}]
    """
    part_of: dict[T, set[T]] = {}
    for one, other in pairs:
        larger, smaller = part_of.get(one, {one}), part_of.get(other, {other})
        if len(larger) < len(smaller):
            larger, smaller = smaller, larger
        larger |= smaller
        part_of |= dict.fromkeys(smaller, larger)
        part_of |= {one: larger, other: larger}
    return list({id(part): part for part in part_of.values()}.values())
