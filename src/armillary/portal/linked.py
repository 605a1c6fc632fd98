"""A value on the page of a resource, and where it leads."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LinkedTerm:
    """Something known, and where it leads; no address if nowhere. `sure` is how sure a machine is
    that guessed it, and 0 for what somebody has said."""

    label: str
    address: str = ""
    sure: float = 0.0
