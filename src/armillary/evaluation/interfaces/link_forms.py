"""What a form about links has sent: which of them, under which new address it showed them, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.http import QueryDict

from armillary.evaluation.enums import Standing
from armillary.evaluation.links import queries
from armillary.evaluation.links.deciding import MOST_AT_ONCE
from armillary.evaluation.links.queries import LinkFilters

LONGEST_REASON: Final = 500
LONGEST_NUMBER: Final = 18  # digits


@dataclass(frozen=True, slots=True)
class Chosen:
    """`seen` has the links of which the form showed a new address, see `choices.seen_target`."""

    links: list[int]
    seen: Mapping[int, str] = field(default_factory=dict)
    reason: str = ""


def filters_in(sent: QueryDict) -> LinkFilters:
    """What the address of a list asks for; what makes no sense is left out."""
    shown = sent.get("show", "")
    return LinkFilters(
        standing=shown if shown in Standing.values else Standing.BROKEN.value,
        host=sent.get("host", "")[:300],
        outcome=sent.get("outcome", ""),
    )


def chosen_in(sent: QueryDict) -> Chosen:
    """The links that were ticked, or all that the list had, as many as can be decided at once."""
    reason = sent.get("reason", "")[:LONGEST_REASON]
    if sent.get("all"):
        ids = queries.link_ids(filters_in(sent), count=MOST_AT_ONCE)
        return Chosen(ids, reason=reason)
    pairs = [value.partition(":") for value in sent.getlist("link")[:MOST_AT_ONCE]]
    seen = {int(number): said for number, _colon, said in pairs if _is_number(number)}
    return Chosen(list(seen), {number: said for number, said in seen.items() if said}, reason)


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= LONGEST_NUMBER
