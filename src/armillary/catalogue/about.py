"""Which concepts a resource carries, or names in its title or description, whatever the language: worked
out when it is put into the index, so that a search across languages is one look-up."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from armillary.core.languages import UNDETERMINED
from armillary.formats.values.classroom import CONSTRAINTS
from armillary.formats.values.folding import fold
from armillary.methods.enrichment.words import telling_stems
from armillary.vocabularies.naming import every_name, state_of_names
from armillary.vocabularies.queries import key_named
from armillary.vocabularies.table import forget_tables

# What is asked by a filter, not by words.
NOT_NAMED: Final = frozenset({"licences", "accessibility", "countries", *CONSTRAINTS})
LONGEST_NAME: Final = 5  # words
READ: Final = 600  # characters of a title or a description
MOST: Final = 40  # concepts in one place
CARRIED: Final = ("subjects", "types", "levels", "audiences")


@dataclass(slots=True)
class Names:
    """Form of a name → the concepts that it names, and its first word → of how many words a name that
    begins so has at most, as of one state of the vocabularies."""

    state: tuple[tuple[str, ...], ...] = ()
    concepts: dict[str, list[str]] = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)


_NAMES = Names()


def identity(scheme: str, key: str, uri: str) -> str:
    """What means one of our subjects is that subject, whichever vocabulary it is of."""
    ours = "" if scheme in CARRIED else key_named("subjects", uri)
    return f"subjects:{ours}" if ours else f"{scheme}:{key}"


def names() -> Names:
    """Every name of a concept of the topics; read again when a vocabulary was imported."""
    state = state_of_names()
    if _NAMES.state != state:
        forget_tables()  # another process may have imported
        concepts: dict[str, list[str]] = {}
        for form, scheme, key, uri in every_name():
            if scheme not in NOT_NAMED:
                concepts.setdefault(form, []).append(identity(scheme, key, uri))
        _NAMES.state, _NAMES.concepts, _NAMES.longest = state, concepts, _longest(concepts)
    return _NAMES


def _longest(forms: Iterable[str]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for form in forms:
        first, *others = form.split(" ")
        longest[first] = max(longest.get(first, 1), 1 + len(others))
    return longest


def concepts_of(
    titles: Mapping[str, str],
    bodies: Mapping[str, str],
    stated: Mapping[str, Sequence[str]],
    carried: Mapping[str, Sequence[str]],
    known: Names,
) -> dict[str, list[str]]:
    """Place (see `search.concepts.PLACES`) → keys of concepts, at most 40 in each. `stated` maps
    vocabularies to keys, `carried` does so with what is above them."""
    said = _keyed(stated)
    found = {
        "stated": said,
        "above": [key for key in _keyed(carried) if key not in said],
        "title": _named(titles, known),
        "body": _named(bodies, known),
    }
    return {place: list(keys)[:MOST] for place, keys in found.items() if keys}


def _keyed(keys: Mapping[str, Sequence[str]]) -> dict[str, None]:
    return dict.fromkeys(f"{scheme}:{key}" for scheme in keys for key in keys[scheme])


def _named(texts: Mapping[str, str], known: Names) -> dict[str, None]:
    forms = (form for tag, text in texts.items() for form in _forms_in(text[:READ], tag, known))
    concepts = known.concepts
    return dict.fromkeys(chain.from_iterable(concepts[form] for form in forms if form in concepts))


def _forms_in(text: str, tag: str, known: Names) -> Iterator[str]:
    """What may be names: words in a row, by their stems, or as they are where nobody knows the
    language. Most words begin no name, and are passed over."""
    language = "" if tag == UNDETERMINED else tag.partition("-")[0]
    words = telling_stems(text, language) if language else fold(text).split()
    for start, word in enumerate(words):
        form = f"{language}:{word}"
        longest = known.longest.get(form)
        if longest is None:
            continue
        yield form
        for following in words[start + 1 : start + min(longest, LONGEST_NAME)]:
            form = f"{form} {following}"
            yield form
