"""Whatever strangers write, guessing about it takes time in proportion to its length."""

from collections.abc import Callable
from time import process_time

import pytest

from armillary.methods.enrichment.alignment import Statement, Statements, align
from armillary.methods.enrichment.concepts import Label, Vocabulary, suggest
from armillary.methods.enrichment.languages import language_of
from armillary.methods.enrichment.levels import levels_of
from armillary.methods.enrichment.licences import licence_of
from armillary.methods.enrichment.reading import reading_minutes
from armillary.methods.enrichment.relevance import fields_of, stem_relevance

SIZE = 20_000
SECONDS = 1.0  # of processor
ATTEMPTS = 3  # other work on the machine makes one slow, not three

UNITS = (
    " ", "\n", ".", ". ", ";", "-", "a", "a ", "A ", "a-", "a.", "1", "1-", "1.", "1 ", "K-", "é",
    "\u0301\u0316", "\u064b", "\u0627\u0644", "ال ", "水", "水平", "area ", "area of ", "Area. ",
    "grade 1", "grade 1-", "ages 1", "year ", "primary ", "class ", "第一年级", "класс ", "الصف ",
    "cc-by-", "CC BY 4.0, ", "licence ", "http://", "http://a.b/ ", "creativecommons.org/", "© ", "not ",
    "X.1.2 ", "X.1.", "A-", "1:", "\x00", "\u200b", "\ud800", "don't ", "l'", "<a>", "人 ",
)  # fmt: skip

VOCABULARY = Vocabulary.of(
    [
        Label("area", "Area", "en"),
        Label("polygons", "Area of polygons and of areas", "en"),
        Label("grade", "Grade one", "en"),
        Label("water", "水平", "zh"),
        Label("levels", "水平水平", "zh"),
    ],
    {},
    {},
)
FIELDS = fields_of({"stem": [Label("area", "Area", "en")]})
STATEMENTS = Statements.of([Statement("s", "Area of polygons in grade one.", "en", code="X.1.2")])

METHODS: dict[str, Callable[[str, str], object]] = {
    "languages": lambda text, _language: language_of([text, text]),
    "concepts": lambda text, language: suggest(text, text, language, VOCABULARY, keywords=[text]),
    "levels": lambda text, language: levels_of(text, text, language),
    "licences": lambda text, _language: licence_of(text, resolve=lambda _text: None),
    "licences, all known": lambda text, _language: licence_of(text, resolve=lambda _text: "cc-by"),
    "reading": reading_minutes,
    "relevance": lambda text, language: stem_relevance(text, text, language, FIELDS),
    "alignment": lambda text, language: align(text, text, language, STATEMENTS),
}


@pytest.fixture(autouse=True, scope="module")
def _models() -> None:
    """They are loaded once, and their time isn't the texts'."""
    language_of(["A text that is long enough to be classified by its letters."])
    levels_of("grade 1", "", "")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", METHODS)
def test_methods_take_time_in_proportion_to_the_length(name: str, language: str) -> None:
    slow = {}
    for unit in UNITS:
        text = unit * (SIZE // len(unit))
        taken = [_seconds(name, text, language)]
        while taken[-1] > SECONDS and len(taken) < ATTEMPTS:
            taken.append(_seconds(name, text, language))
        if taken[-1] > SECONDS:
            slow[unit] = round(min(taken), 1)
    assert slow == {}


def _seconds(name: str, text: str, language: str) -> float:
    start = process_time()
    METHODS[name](text, language)
    return process_time() - start
