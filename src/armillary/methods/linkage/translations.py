"""What speaks for two entries without a language in common being one work in two languages."""

from collections.abc import Iterator
from typing import Final

from armillary.methods.linkage import weights
from armillary.methods.linkage.entries import Reason
from armillary.methods.linkage.evidence import address_level, identifier_in_common, names_level
from armillary.methods.linkage.profiles import Profile

_NEEDED: Final = frozenset({"same-identifier", "same-address", "other-language-address"})


def translation_evidence(one: Profile, other: Profile) -> tuple[Reason, ...]:
    """Empty where the titles have other numbers, or where neither an identifier nor an address nor
    a title with a name ties the two."""
    if not {title.numbers for title in one.titles} & {title.numbers for title in other.titles}:
        return ()
    found = {reason.name: reason for reason in _reasons(one, other)}
    if found.keys() & _NEEDED or {"same-title", "same-name"} <= found.keys():
        return tuple(found.values())
    return ()


def _reasons(one: Profile, other: Profile) -> Iterator[Reason]:
    if identifier := identifier_in_common(one, other):
        yield _reason("same-identifier", identifier)
    if address_level(one, other) == "same-address":
        yield _reason("same-address")
    elif one.neutral_addresses & other.neutral_addresses:
        yield _reason(
            "other-language-address",
            min(one.neutral_addresses & other.neutral_addresses).rstrip("?#"),
        )
    titles = {title.text for title in one.titles} & {title.text for title in other.titles} - {""}
    if titles:
        yield _reason("same-title", min(titles))
    if name := names_level(one, other):
        yield _reason(name)


def _reason(name: str, value: str = "") -> Reason:
    return Reason(name, weights.TRANSLATION[name], value)
