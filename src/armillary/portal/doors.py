"""A way on, as pages offer them side by side."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Door:
    """What it leads to, how much there is, and where."""

    label: str
    count: str
    address: str
