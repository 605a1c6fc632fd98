"""What is looked up while somebody types."""

import pytest

from armillary.search import operations, suggestions
from armillary.search.documents import Document
from armillary.search.suggestions import Suggestion, named, suggest, titled

from .conftest import KIND, Shelf


def titles(text: str, language: str = "en") -> list[int]:
    operations.drain_outbox()
    return [hit.id for hit in titled(text, kind=KIND, language=language, size=4)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("frac", {1, 2}),
        ("adding frac", {1}),
        ("ADDING", {1}),
        ("сло", {3}),
        ("分数", {4}),
        ("分", {4}),
        ("كس", {5}),
        ("kitchen", set()),  # stands in no title
    ],
)
def test_titles_are_found_before_the_last_word_is_whole(shelf: Shelf, text: str, ids: set[int]):
    shelf.titled("Adding fractions", "Fractals")
    shelf.put(
        Document(3, {"ru": "Сложение дробей"}, {"ru": "kitchen"}),
        Document(4, {"zh": "认识分数"}),
        Document(5, {"ar": "كسور"}),
    )
    assert set(titles(text)) == ids


def test_names_are_found_by_any_of_their_words_the_most_used_first(shelf: Shelf):
    shelf.put(
        Document(1, {"en": "a"}, names=["Marie Curie", "Émile Zola"]),
        Document(2, {"en": "b"}, names=["Curie, Irène"]),
        Document(3, {"en": "c"}, names=["Curie, Irène", "陈省身"]),
    )
    operations.drain_outbox()
    assert named("curi", size=5) == [("Curie, Irène", 2), ("Marie Curie", 1)]
    assert named("marie c", size=5) == [("Marie Curie", 1)]
    assert named("emi", size=5) == [("Émile Zola", 1)]
    assert named("陈", size=5) == [("陈省身", 1)]
    assert named("curi", size=1) == [("Curie, Irène", 2)]


def test_names_of_what_is_not_to_be_found_any_more_are_not_told(shelf: Shelf):
    shelf.put(
        Document(1, {"en": "a"}, names=["Marie Curie"]), Document(2, {"en": "b"}, names=["Mary"])
    )
    operations.drain_outbox()
    shelf.take(1)
    operations.drain_outbox()
    assert named("mar", size=5) == [("Mary", 1)]


@pytest.mark.parametrize("text", ["", " ", "a", "?!", "-fractions", "frac*", '"a b"', "level:x"])
def test_nothing_is_suggested_for_too_little_or_for_the_query_language(
    monkeypatch: pytest.MonkeyPatch, text: str
):
    found = [Suggestion("title", "x")]
    monkeypatch.setattr(suggestions, "SUGGESTERS", [lambda text, language: found])
    assert suggest(text, language="en") == []
    assert suggest("ab", language="en") == found


def test_suggesters_get_tidy_text_of_a_sane_length(monkeypatch: pytest.MonkeyPatch):
    asked: list[tuple[str, str]] = []
    spy = lambda text, language: asked.append((text, language)) or []  # noqa: E731
    monkeypatch.setattr(suggestions, "SUGGESTERS", [spy])
    suggest("  a\u200b  \x00b " + "c" * 10_000, language="FR")
    [(text, language)] = asked
    assert (text[:5], len(text) <= suggestions.LONGEST, language) == ("a b c", True, "fr")
