"""Suggestions as a reader gets them: of real resources, over the API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from armillary.catalogue.operations import create_collection, publish_collection
from armillary.core.texts import TranslatedText
from armillary.people.actors import OPERATOR

Ask = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def ask(client: Client) -> Ask:
    def run(text: str, language: str = "en") -> list[dict[str, Any]]:
        answer = client.get("/api/v1/suggestions", {"q": text, "language": language})
        assert answer.status_code == 200
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    return run


def test_subjects_titles_and_people(lesson: Any, ask: Ask) -> None:
    subject, title = ask("frac")
    assert subject == {
        "kind": "subject",
        "text": "Fractions",
        "matched": "",
        "count": 1,
        "q": "subject:fractions",
        "page": "",
    }
    assert title["text"] == "Fractions on a number line"
    assert title["page"] == f"/resources/{lesson.public_id}/"
    [person] = ask("noo")
    assert (person["text"], person["q"]) == ("A. Noor", 'author:"A. Noor"')


def test_names_in_another_language_lead_to_the_readers_own(lesson: Any, ask: Ask) -> None:
    [subject, *_rest] = ask("fracc", "ar")
    assert (subject["kind"], subject["q"]) == ("subject", "subject:fractions")
    assert subject["matched"].startswith("Fracc")
    assert subject["text"].startswith("الكسور")


def test_pages_are_in_the_readers_language(lesson: Any, ask: Ask) -> None:
    pages = [each["page"] for each in ask("الكسور", "ar") if each["kind"] == "title"]
    assert pages == [f"/ar/resources/{lesson.public_id}/"]
    assert [e["page"] for e in ask("frac", "xx") if e["page"]] == [
        f"/resources/{lesson.public_id}/"
    ]


def test_collections_once_they_are_published(lesson: Any, ask: Ask) -> None:
    title = TranslatedText.of(en="Hands-on physics", fr="Physique pratique")
    made = create_collection("hands-on", title=title, by=OPERATOR)
    assert ask("physi") == []
    publish_collection(made, by=OPERATOR)
    [found] = ask("physique", "en")
    assert (found["kind"], found["text"]) == ("collection", "Hands-on physics")
    assert found["page"] == "/collections/hands-on/"


def test_candidates_are_not_told(describe: Any, lesson: Any, ask: Ask) -> None:
    describe({"titles": {"en": "Secret sums"}, "creators": [{"name": "Zed", "kind": "person"}]})
    assert ask("secret") == []
    assert ask("zed") == []


@pytest.mark.parametrize("text", ["\x00\x01", "%%%", "a" * 100, '"', "((((", "🙂🙂"])
def test_no_text_breaks_it(lesson: Any, ask: Ask, text: str) -> None:
    assert ask(text) == []


def test_too_long_a_text_is_refused_in_words(client: Client) -> None:
    assert client.get("/api/v1/suggestions", {"q": "a" * 101}).status_code == 400
