"""Why a document stands where it does: what the engine says of its words, and what raises it."""

from collections.abc import Callable, Sequence

import pytest

from armillary.core.errors import InvalidInput
from armillary.search import concepts, operations
from armillary.search.concepts import Concept, Naming
from armillary.search.documents import Document
from armillary.search.queries import SearchRequest
from armillary.search.why import Why, WordFound, why

from .conftest import KIND, Shelf

FRACTIONS = Concept("fractions", "Fractions", (("subject", "fractions"),), (("en", "Fractions"),))


@pytest.fixture
def ask(shelf: Shelf) -> Callable[..., Why]:
    def run(number: int, text: str, *, language: str = "en") -> Why:
        operations.drain_outbox()
        return why(SearchRequest(text=text, kind=KIND, ui_language=language), number)

    return run


def _fractions(words: Sequence[str], language: str) -> list[Naming]:
    return [
        Naming(at, at + 1, (FRACTIONS,)) for at, word in enumerate(words) if word == "fractions"
    ]


def test_each_word_has_its_places_the_strongest_first(shelf: Shelf, ask: Callable[..., Why]):
    shelf.put(
        Document(
            1,
            {"en": "Adding fractions"},
            {"en": "Games with dice."},
            ["A. Noor"],
            ["game", "fraction"],
        )
    )
    assert ask(1, "fraction game noor").words == (
        WordFound("fraction", ("title", "keywords")),
        WordFound("game", ("keywords", "body")),
        WordFound("noor", ("author",)),
    )


def test_what_has_all_the_words_says_so_and_what_has_some_does_not(
    shelf: Shelf, ask: Callable[..., Why]
):
    shelf.titled("Red green blue", "Red green", "Yellow")
    first, second, third = (ask(number, "red green blue") for number in (1, 2, 3))
    assert (first.is_found, first.has_all) == (True, True)
    assert (second.is_found, second.has_all) == (True, False)
    assert second.words[-1] == WordFound("blue", ())
    assert (third.is_found, third.has_all) == (False, False)


def test_what_was_found_by_topic_names_it(shelf: Shelf, ask: Callable[..., Why]):
    concepts.register_concepts(_fractions)
    shelf.put(
        Document(1, {"en": "Fractions"}),
        Document(2, {"ar": "ألعاب"}, about={"stated": ["fractions"]}),
    )
    found = ask(2, "fractions")
    assert (found.is_found, found.has_all) == (True, False)
    assert found.words == (WordFound("fractions", (), ("Fractions",)),)
    assert ask(1, "fractions").words == (WordFound("fractions", ("title",)),)


def test_a_misspelt_word_is_looked_for_as_it_was_read(shelf: Shelf, ask: Callable[..., Why]):
    shelf.titled("Volcano", "Other")
    found = ask(1, "volcanp")
    assert (found.is_found, found.has_all) == (True, True)
    assert found.words == (WordFound("volcano", ("title",)),)


def test_a_phrase_kept_to_the_title_is_looked_for_there_only(shelf: Shelf, ask: Callable[..., Why]):
    shelf.put(Document(1, {"en": "Number line"}, {"en": "A number line."}))
    assert ask(1, 'title:"number line"').words == (WordFound("number line", ("title",)),)


def test_the_readers_language_is_that_of_the_document(shelf: Shelf, ask: Callable[..., Why]):
    shelf.put(Document(1, {"pt": "Python"}, facets={"language": ["pt"]}))
    asked = [ask(1, "python", language=tag).is_in_readers_language for tag in ("pt-br", "en")]
    assert asked == [True, False]


def test_a_search_that_makes_no_sense_is_refused(shelf: Shelf, ask: Callable[..., Why]):
    shelf.titled("Python")
    with pytest.raises(InvalidInput):
        ask(1, "x" * 1_001)


def test_reviewers_raise_and_lower_and_silence_does_neither():
    good, silent, poor = (
        Document(1, {}, quality=0.8, reviewed=reviewed).weight for reviewed in (0.9, 0.0, 0.1)
    )
    assert good > silent > poor
    assert silent == Document(1, {}, quality=0.8, reviewed=0.5).weight
    assert Document(1, {}, quality=1.0, reviewed=1.0).weight == 1.0
    assert Document(1, {}, quality=-9.0).weight == 0.0


def test_what_cannot_be_opened_comes_last_among_equals(shelf: Shelf, search: Callable[..., object]):
    shelf.put(
        Document(1, {"en": "Fractions"}, quality=1.0, reviewed=0.9, is_available=False),
        Document(2, {"en": "Fractions"}, quality=0.1),
        Document(3, {"en": "Fractions"}, quality=0.1, reviewed=0.8),
    )
    assert [search("fractions").ids, search().ids] == [[3, 2, 1], [3, 2, 1]]
