"""Who uses the terms of a vocabulary: contexts above say how often, and where one sees it."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple


class Use(NamedTuple):
    """`counts` tells key → how many things carry it or what is below it, `address` leads to them."""

    counts: Callable[[], Mapping[str, int]]
    address: Callable[[str], str]


USES: Final[dict[str, Use]] = {}


def register_use(scheme: str, use: Use) -> None:
    """Called when a context starts."""
    USES[scheme] = use
