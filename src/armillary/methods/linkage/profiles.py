"""An entry made ready for comparing: everything that depends on one entry only, worked out once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from typing import Final, NamedTuple

from armillary.methods.linkage.addresses import Address, address_of, without_language
from armillary.methods.linkage.editions import without_edition
from armillary.methods.linkage.entries import Entry
from armillary.methods.linkage.folding import fold
from armillary.methods.linkage.heads import head_of, without_site
from armillary.methods.linkage.words import numbers_of, substance, tokens_of, tokens_of_folded

HEAD_OF_DESCRIPTION: Final = 120  # characters
_UNKNOWN: Final = frozenset({"", "und", "mul", "zxx", "mis"})


class Title(NamedTuple):
    """A title in one language. `tokens`, and all that follows from them, are without the marks of
    an edition; `head` is what stands before a subtitle, or "" where there is none."""

    language: str
    tokens: tuple[str, ...]
    text: str
    head: str
    numbers: tuple[str, ...]
    edition: str
    substance: int

    @property
    def sorted_text(self) -> str:
        return " ".join(sorted(self.tokens))


class Name(NamedTuple):
    """A creator: all words in one order, whoever wrote the family name first."""

    text: str
    words: frozenset[str]


class Profile(NamedTuple):
    """What the comparison needs of one entry."""

    id: int
    titles: tuple[Title, ...]
    names: tuple[Name, ...]
    addresses: tuple[Address, ...]
    neutral_addresses: frozenset[str]
    identifiers: Mapping[str, frozenset[str]]
    year: int | None
    kind: str
    description: tuple[str, ...]

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(title.language for title in self.titles if title.language)


def profile_of(entry: Entry) -> Profile:
    names = tuple([name for name in map(name_of, entry.names) if name.text])
    addresses = tuple([found for found in map(address_of, entry.addresses) if found])
    sites = partial(_sites, names, addresses)
    titles = tuple([title_of(text, tag, sites) for tag, text in sorted(entry.titles.items())])
    languages = frozenset([title.language for title in titles if title.language])
    return Profile(
        id=entry.id,
        titles=titles,
        names=names,
        addresses=addresses,
        neutral_addresses=frozenset([without_language(one, languages) for one in addresses]),
        identifiers=by_scheme(entry.identifiers) if entry.identifiers else {},
        year=entry.year,
        kind=entry.kind,
        description=description_of(entry.description),
    )


def _sites(names: Iterable[Name], addresses: Iterable[Address]) -> frozenset[str]:
    """Names that a site may add to its titles, without spaces."""
    found = [label for address in addresses for label in address.host.split(".")]
    return frozenset(found + [name.text.replace(" ", "") for name in names])


def title_of(text: str, tag: str = "", sites: Callable[[], frozenset[str]] = frozenset) -> Title:
    folded, edition = without_edition(without_site(fold(text), sites))
    tokens = tokens_of_folded(folded)
    return Title(
        language=base_of(tag),
        tokens=tokens,
        text=" ".join(tokens),
        head=head_of(folded),
        numbers=numbers_of(folded, tokens),
        edition=edition,
        substance=substance(tokens),
    )


@lru_cache(maxsize=1024)
def base_of(tag: str) -> str:
    """The language of a tag without script and region; "" for tags that name none."""
    base = tag.lower().replace("_", "-").partition("-")[0]
    return "" if base in _UNKNOWN else base


@lru_cache(maxsize=65_536)
def name_of(text: str) -> Name:
    words = sorted(tokens_of(text))
    return Name(" ".join(words), frozenset(words))


def description_of(text: str) -> tuple[str, ...]:
    """The first words; the rest tells no more, and sources cut it off anywhere."""
    return tokens_of(text[:HEAD_OF_DESCRIPTION])


def by_scheme(identifiers: Iterable[str]) -> dict[str, frozenset[str]]:
    schemes: defaultdict[str, set[str]] = defaultdict(set)
    for identifier in identifiers:
        scheme, _, value = identifier.partition(":")
        schemes[scheme.lower()].add(value.strip().lower())
    return {scheme: frozenset(values) for scheme, values in schemes.items()}
