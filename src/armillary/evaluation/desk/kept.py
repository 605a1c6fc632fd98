"""A decision as lists show it, and how many things it was about, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import ngettext


@dataclass(frozen=True, slots=True)
class Kept:
    """`who` is empty where the person was erased; `what` and `how_many` are for people."""

    id: str
    at: datetime
    actor: str
    what: str
    number: int
    how_many: str
    reason: str = ""
    is_undone: bool = False
    who: str = ""


def counted_resources(number: int) -> str:
    said = ngettext("%(number)d resource", "%(number)d resources", number)
    return said % {"number": number}


def counted_links(number: int) -> str:
    return ngettext("%(number)d link", "%(number)d links", number) % {"number": number}


def counted_values(number: int) -> str:
    return ngettext("%(number)d value", "%(number)d values", number) % {"number": number}


def counted_pairs(number: int) -> str:
    return ngettext("%(number)d pair", "%(number)d pairs", number) % {"number": number}
