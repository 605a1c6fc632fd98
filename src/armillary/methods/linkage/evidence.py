"""Everything but titles that speaks for a pair or against it, as reasons with weights."""

from collections.abc import Iterator

from armillary.methods.linkage import weights
from armillary.methods.linkage.entries import Reason
from armillary.methods.linkage.profiles import Name, Profile


def evidence(one: Profile, other: Profile) -> Iterator[Reason]:
    """Names, identifiers, addresses, year, kind and description, where both entries have them."""
    if found := identifier_in_common(one, other):
        yield Reason("same-identifier", weights.IDENTIFIER["same-identifier"], found)
    if name := names_level(one, other):
        yield Reason(name, weights.NAMES[name], _shared_name(one, other))
    if place := address_level(one, other):
        yield Reason(place, weights.ADDRESS[place], _shared_host(one, other))
    yield from years_and_kinds(one, other)
    if text := description_level(one.description, other.description):
        yield Reason(text, weights.DESCRIPTION[text])


def names_level(one: Profile, other: Profile) -> str:
    if not one.names or not other.names:
        return ""
    if {name.text for name in one.names} & {name.text for name in other.names}:
        return "same-name"
    if any(_is_alike(mine, theirs) for mine in one.names for theirs in other.names):
        return "similar-name"
    return "other-names"


def _is_alike(one: Name, other: Name) -> bool:
    """Is one name the other with initials, or with a word less or spelled otherwise? They must
    share a whole word."""
    shared = {word for word in one.words & other.words if len(word) > 1}
    if not shared:
        return False
    fewer, more = sorted((one.words - shared, other.words - shared), key=len)
    initials = {word[0] for word in more}
    return all(word[0] in initials and _fits(word, more) for word in fewer)


def _fits(word: str, others: frozenset[str]) -> bool:
    return any(
        word[0] == one[0] and (len(word) == 1 or len(one) == 1 or word[:3] == one[:3])
        for one in others
    )


def address_level(one: Profile, other: Profile) -> str:
    if {address.whole for address in one.addresses} & {
        address.whole for address in other.addresses
    }:
        return "same-address"
    return "same-host" if _shared_host(one, other) else ""


def _shared_host(one: Profile, other: Profile) -> str:
    hosts = {address.host for address in one.addresses}
    return min(hosts & {address.host for address in other.addresses}, default="")


def _shared_name(one: Profile, other: Profile) -> str:
    names = {name.text for name in one.names}
    return min(names & {name.text for name in other.names}, default="")


def years_and_kinds(one: Profile, other: Profile) -> Iterator[Reason]:
    if one.year is not None and other.year is not None:
        if one.year == other.year:
            yield Reason("same-year", weights.YEAR["same-year"], str(one.year))
        elif abs(one.year - other.year) > weights.OTHER_YEAR:
            yield Reason("other-year", weights.YEAR["other-year"])
    if one.kind and other.kind:
        name = "same-kind" if one.kind == other.kind else "other-kind"
        yield Reason(name, weights.KIND[name], one.kind if one.kind == other.kind else "")


def description_level(one: tuple[str, ...], other: tuple[str, ...]) -> str:
    """By the share of the words of the shorter description that the other has too."""
    words, others = frozenset(one), frozenset(other)
    fewest = min(len(words), len(others))
    if fewest < weights.ENOUGH_WORDS:
        return ""
    share = len(words & others) / fewest
    if share >= weights.SAME_DESCRIPTION:
        return "same-description"
    if share >= weights.SIMILAR_DESCRIPTION:
        return "similar-description"
    return "other-description" if share < weights.OTHER_DESCRIPTION else ""


def identifier_in_common(one: Profile, other: Profile) -> str:
    """As `scheme:value`, or ""."""
    shared = (
        f"{scheme}:{value}"
        for scheme in one.identifiers.keys() & other.identifiers.keys()
        for value in one.identifiers[scheme] & other.identifiers[scheme]
    )
    return min(shared, default="")


def identifiers_differ(one: Profile, other: Profile) -> bool:
    """Does a scheme of both name two things?"""
    return any(
        one.identifiers[scheme].isdisjoint(other.identifiers[scheme])
        for scheme in one.identifiers.keys() & other.identifiers.keys()
    )


def addresses_differ(one: Profile, other: Profile) -> bool:
    """Do both have a page of one place, but another one by its query, a number or a fragment?"""
    mine, theirs = _pages(one), _pages(other)
    return any(
        not any(_is_one_page(here, there) for here in mine[place] for there in theirs[place])
        for place in mine.keys() & theirs.keys()
    )


def _is_one_page(here: tuple[str, str], there: tuple[str, str]) -> bool:
    fragments = {here[1], there[1]} - {""}
    return here[0] == there[0] and len(fragments) < 2


def _pages(profile: Profile) -> dict[str, set[tuple[str, str]]]:
    pages: dict[str, set[tuple[str, str]]] = {}
    for address in profile.addresses:
        pages.setdefault(address.place, set()).add((address.variant, address.fragment))
    return pages
