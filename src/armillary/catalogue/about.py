"""Which concepts a resource carries, or names in its title or description, whatever the language: worked
out when it is put into the index, so that a search across languages is one look-up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from armillary.core.languages import UNDETERMINED
from armillary.formats.values.folding import fold
from armillary.methods.enrichment.words import words_of
from armillary.vocabularies.naming import every_name, state_of_names
from armillary.vocabularies.queries import key_named

NOT_NAMED: Final = frozenset({"licences"})  # nobody looks for a licence by words
LONGEST_NAME: Final = 5  # words
LOOKED_AT, READ = 40, 200  # words of a title, of a description
MOST: Final = 40  # concepts in one place
CARRIED: Final = ("subjects", "types", "levels", "audiences")


@dataclass(slots=True)
class _Names:
    """Form of a name → the concepts that it names, as of one state of the vocabularies."""

    state: tuple[tuple[str, ...], ...] = ()
    concepts: dict[str, list[str]] = field(default_factory=dict)


_NAMES = _Names()


def identity(scheme: str, key: str, uri: str) -> str:
    """What means one of our subjects is that subject, whichever vocabulary it is of."""
    ours = "" if scheme in CARRIED else key_named("subjects", uri)
    return f"subjects:{ours}" if ours else f"{scheme}:{key}"


def names() -> Mapping[str, Sequence[str]]:
    """Every name of a concept of the topics; read again when a vocabulary was imported."""
    state = state_of_names()
    if _NAMES.state != state:
        found: dict[str, list[str]] = {}
        for form, scheme, key, uri in every_name():
            if scheme not in NOT_NAMED:
                found.setdefault(form, []).append(identity(scheme, key, uri))
        _NAMES.state, _NAMES.concepts = state, found
    return _NAMES.concepts


def concepts_of(
    titles: Mapping[str, str],
    bodies: Mapping[str, str],
    stated: Mapping[str, Sequence[str]],
    carried: Mapping[str, Sequence[str]],
    known: Mapping[str, Sequence[str]],
) -> dict[str, list[str]]:
    """Place (see `search.concepts.PLACES`) → keys of concepts, at most 40 in each. `stated` maps
    vocabularies to keys, `carried` does so with what is above them."""
    said = _keyed(stated)
    found = {
        "stated": said,
        "above": [key for key in _keyed(carried) if key not in said],
        "title": _named(titles, known, most_words=LOOKED_AT),
        "body": _named(bodies, known, most_words=READ),
    }
    return {place: list(keys)[:MOST] for place, keys in found.items() if keys}


def _keyed(keys: Mapping[str, Sequence[str]]) -> dict[str, None]:
    return dict.fromkeys(f"{scheme}:{key}" for scheme in keys for key in keys[scheme])


def _named(
    texts: Mapping[str, str], known: Mapping[str, Sequence[str]], *, most_words: int
) -> dict[str, None]:
    forms = (form for tag, text in texts.items() for form in _forms_in(text, tag, most_words))
    return dict.fromkeys(chain.from_iterable(known[form] for form in forms if form in known))


def _forms_in(text: str, tag: str, most_words: int) -> Iterator[str]:
    """One to five words in a row: by their stems, or as they are where nobody knows the language."""
    language = "" if tag == UNDETERMINED else tag.partition("-")[0]
    words = (_stems(text, language) if language else fold(text).split())[:most_words]
    for start, word in enumerate(words):
        form = f"{language}:{word}"
        yield form
        for following in words[start + 1 : start + LONGEST_NAME]:
            form = f"{form} {following}"
            yield form


def _stems(text: str, language: str) -> list[str]:
    return [word.stem for word in words_of(text, language) if not word.is_function]
