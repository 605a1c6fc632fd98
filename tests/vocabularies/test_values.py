"""Words of our own vocabularies come back as their keys: what we export, we can read."""

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

import armillary.vocabularies
from armillary.formats.skos import Concept, read_skos
from armillary.formats.values import classroom
from armillary.formats.values.audiences import audience
from armillary.formats.values.levels import levels
from armillary.formats.values.types import types

FOLDER = Path(armillary.vocabularies.__file__).parent / "schemes"
LANGUAGES = ["ar", "en", "es", "fr", "ru", "zh-hans"]

# Words that a reader of formats takes for something else, and why. There are none: a word of two
# meanings belongs into neither vocabulary.
AMBIGUOUS: dict[str, set[str]] = {"levels": set(), "types": set(), "audiences": set()} | {
    name: set() for name in classroom.READERS
}


def _level(word: str) -> list[str]:
    found = levels(word)
    return list(found.keys) if found else []


def _type(word: str) -> list[str]:
    return list(types(word) or ())


def _audience(word: str) -> list[str]:
    found = audience(word)
    return [found] if found else []


def _need(name: str) -> Callable[[str], list[str]]:
    def read(word: str) -> list[str]:
        found = classroom.READERS[name](word)
        return [found] if found else []

    return read


READERS: dict[str, Callable[[str], list[str]]] = {
    "levels": _level,
    "types": _type,
    "audiences": _audience,
    **{name: _need(name) for name in classroom.READERS},
}


def concepts(scheme: str) -> list[Concept]:
    return read_skos((FOLDER / f"{scheme}.ttl").read_bytes(), format="turtle").concepts


def words(scheme: str, language: str) -> list[tuple[str, str]]:
    """(key, word) for every preferred and every further label."""
    return [
        (concept.notation, word)
        for concept in concepts(scheme)
        for word in (concept.pref_labels[language], *concept.alt_labels.get(language, []))
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", READERS)
def test_every_label_is_read_as_its_key(scheme: str, language: str) -> None:
    stated = words(scheme, language)
    assert len(stated) > len(concepts(scheme))
    read = READERS[scheme]
    wrong = {
        word: read(word)
        for key, word in stated
        if read(word) != [key] and word not in AMBIGUOUS[scheme]
    }
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", READERS)
def test_letter_case_does_not_matter(scheme: str, language: str) -> None:
    read = READERS[scheme]
    keys = {key: {tuple(read(word.upper()))} for key, word in words(scheme, language)}
    assert keys == {key: {(key,)} for key, _word in words(scheme, language)}


@pytest.mark.parametrize("scheme", READERS)
def test_addresses_and_keys_are_read_as_keys(scheme: str) -> None:
    read: dict[str, list[str]] = defaultdict(list)
    for concept in concepts(scheme):
        for name in (concept.uri, concept.notation):
            read[concept.notation] += READERS[scheme](name)
    assert read == {concept.notation: [concept.notation] * 2 for concept in concepts(scheme)}


def test_unidad_didactica_is_a_teaching_module() -> None:
    assert _type("Unidad didáctica") == ["teaching-module"]
