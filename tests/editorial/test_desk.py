"""The screens of those who write: drafts, preview, publication, history."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.editorial.conftest import Page, Write, texts

from armillary.editorial import queries
from armillary.editorial.enums import PieceKind
from armillary.editorial.models import Piece
from armillary.people.models import Person

pytestmark = pytest.mark.django_db

ClientOf = Callable[[Person], Client]


@pytest.fixture
def desk(client_of: ClientOf, officer: Person) -> Client:
    return client_of(officer)


def form_of(root: Any, number: int = -1) -> dict[str, str]:
    """What a form would send as it stands."""
    forms = root.xpath("//main//form[.//textarea]")
    return {key: (value or "").lstrip("\n") for key, value in forms[number].form_values()}


def test_a_page_is_written_previewed_and_published_by_its_form(desk: Client, page: Page):
    sent = form_of(page("/desk/new/pages/", client=desk))
    sent |= {"key": "house", "title-en": "Rules", "text-en": "Be **kind**.", "place": "footer"}
    saved = desk.post("/desk/new/pages/", {**sent, "preview": "yes"})
    assert saved["Location"] == "/desk/pages/house/preview/"
    preview = page("/desk/pages/house/preview/", client=desk)
    assert texts(preview.xpath("//div[@class='prose']//strong")) == ["kind"]
    assert Client().get("/about/house/").status_code == 404
    [seen] = preview.xpath("//input[@name='seen']/@value")
    done = desk.post("/desk/pages/house/do/", {"publish": "yes", "seen": seen}, follow=True)
    assert texts(page("/about/house/").xpath("//h1")) == ["Rules"]
    assert "It is published." in done.content.decode()


def test_the_language_of_the_page_becomes_the_original(desk: Client, page: Page):
    sent = form_of(page("/fr/desk/new/news/", client=desk))
    sent |= {"key": "n", "title-en": "N", "title-fr": "N", "text-en": "A", "text-fr": "B"}
    desk.post("/fr/desk/new/news/", sent)
    assert Piece.objects.get().text.original == "fr"


def test_a_page_is_written_under_an_address_in_another_language(desk: Client, page: Page):
    sent = form_of(page("/ar/desk/new/pages/", client=desk))
    sent |= {"key": "house", "title-ar": "القواعد", "text-ar": "كن لطيفًا."}
    desk.post("/ar/desk/new/pages/", sent)
    assert Piece.objects.get().text.original == "ar"
    refused = desk.post("/ar/desk/new/pages/", {**sent, "key": "ranking"})
    assert refused.status_code == 400


def test_the_form_shows_what_there_is_and_changes_only_that(desk: Client, page: Page, write: Write):
    write(title={"en": "Rules", "sw": "Sheria"}, text={"en": "Be kind.", "sw": "Kuwa mkarimu."})
    sent = form_of(page("/desk/pages/house/", client=desk), 0)
    assert (sent["title-sw"], sent["text-en"]) == ("Sheria", "Be kind.")
    desk.post("/desk/pages/house/", {**sent, "text-en": "Be kinder."})
    draft = queries.draft_of(PieceKind.PAGE, "house")
    assert draft is not None
    assert draft.text.texts == {"en": "Be kinder.", "sw": "Kuwa mkarimu."}
    assert draft.text.is_stale("sw")
    shown = page("/desk/pages/house/", client=desk)
    assert "The original has changed since this was translated." in texts(
        shown.xpath("//fieldset/p[@class='hint']")
    )


def test_a_draft_that_somebody_changed_meanwhile_keeps_what_was_typed(
    desk: Client, page: Page, write: Write
):
    write(publish=False)
    sent = form_of(page("/desk/pages/house/", client=desk), 0)
    write(text={"en": "Other."}, publish=False)
    answer = desk.post("/desk/pages/house/", {**sent, "text-en": "Mine."})
    assert answer.status_code == 409
    assert "meanwhile" in answer.content.decode()
    assert "Mine." in answer.content.decode()


def test_a_form_opened_before_another_version_was_published_takes_nothing_back(
    desk: Client, page: Page, write: Write
):
    write()
    sent = form_of(page("/desk/pages/house/", client=desk), 0)
    write(text={"en": "Other."})
    answer = desk.post("/desk/pages/house/", {**sent, "title-en": "Mine."})
    assert answer.status_code == 409
    assert "Mine." in answer.content.decode()
    assert queries.draft_of(PieceKind.PAGE, "house") is None
    sent = form_of(page("/desk/pages/house/", client=desk), 0)
    assert desk.post("/desk/pages/house/", {**sent, "title-en": "Mine."}).status_code == 302


def test_the_end_of_a_line_counts_once(desk: Client, write: Write):
    words = "\r\n".join(["x" * 9] * 2_000)  # 19 999 characters, 21 998 as browsers send them
    answer = desk.post("/desk/new/pages/", {"key": "n", "position": "1", "text-en": words})
    assert answer.status_code == 302
    assert Piece.objects.get().text.read("en") == words.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"key": "a b"}, "letters, numbers, underscores or hyphens"),
        ({"key": "house"}, "has this name already"),
        ({"key": "n", "ends_on": "2026-01-01", "starts_on": "2026-01-02"}, "before the first one"),
        ({"key": "n", "starts_on": "soon"}, "Enter a valid date"),
        ({"key": "n", "title-en": "x" * 201}, "at most 200 characters"),
    ],
)
def test_what_cannot_be_saved_is_said_on_the_form(
    desk: Client, write: Write, sent: dict[str, str], message: str
):
    write()
    answer = desk.post("/desk/new/news/", {"text-en": "Kept.", **sent})
    assert answer.status_code in (400, 409)
    assert message in answer.content.decode()
    assert "Kept." in answer.content.decode()
    assert Piece.objects.count() == 1


def test_an_incomplete_draft_cannot_be_published_from_its_preview(
    desk: Client, page: Page, write: Write
):
    write(title={"fr": "Règles"}, publish=False)
    preview = page("/desk/pages/house/preview/", client=desk)
    assert preview.xpath("//button[@name='publish']") == []
    assert "The text in English has no title." in texts(preview.xpath("//p[@class='wrong']"))


def test_history_shows_versions_and_makes_one_the_draft(desk: Client, page: Page, write: Write):
    write()
    write(text={"en": "Be kinder."})
    root = page("/desk/pages/house/", client=desk)
    assert [line.split()[:3] for line in texts(root.xpath("//ul[@class='hits']/li/p[a]"))] == [
        ["Version", "2", "Published"],
        ["Version", "1", "Earlier"],
    ]
    old = page("/desk/pages/house/preview/?version=1", client=desk)
    assert texts(old.xpath("//div[@class='prose']"))[0] == "Be kind."
    assert old.xpath("//button[@name='publish']") == []
    desk.post("/desk/pages/house/do/", {"revert": "1"})
    draft = queries.draft_of(PieceKind.PAGE, "house")
    assert draft is not None
    assert draft.text.read("en") == "Be **kind**."


def test_what_is_published_is_taken_back_with_a_reason(desk: Client, page: Page, write: Write):
    write()
    refused = desk.post("/desk/pages/house/do/", {"unpublish": "yes"}, follow=True)
    assert "Say why" in refused.content.decode()
    desk.post("/desk/pages/house/do/", {"unpublish": "yes", "reason": "Old."})
    assert texts(page("/about/house/", status=410).xpath("//blockquote")) == ["Old."]
    assert "It has been taken from readers." in texts(
        page("/desk/pages/house/", client=desk).xpath("//p[@role='status']")
    )


@time_machine.travel(datetime(2026, 11, 30, 12, tzinfo=UTC), tick=False)
def test_news_of_a_later_day_says_from_when_readers_see_it(desk: Client, page: Page, tell: Write):
    tell("soon", starts="2026-12-01")
    root = page("/desk/news/soon/", client=desk)
    assert texts(root.xpath("//p[@role='status']")) == [
        "Version 1 is published; readers see it from Dec. 1, 2026."
    ]
    assert root.xpath("//main//a[@href='/news/soon/']") == []
    tell("now")
    assert page("/desk/news/now/", client=desk).xpath("//main//a[@href='/news/now/']")


def test_a_name_may_be_any_word(desk: Client, page: Page, write: Write):
    write(name="new")
    page("/desk/pages/new/", client=desk)
    page("/about/new/")


def test_a_piece_whose_only_draft_is_discarded_is_gone(desk: Client, write: Write):
    write(publish=False)
    answer = desk.post("/desk/pages/house/do/", {"discard": "yes"})
    assert answer["Location"] == "/desk/pages/"
    assert not Piece.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"publish": "yes"}, {"revert": "9" * 30}, {"discard": "yes"}])
def test_what_cannot_be_done_is_said(desk: Client, write: Write, sent: dict[str, str]):
    write()
    answer = desk.post("/desk/pages/house/do/", sent, follow=True)
    assert (answer.status_code, 'class="message' in answer.content.decode()) == (200, True)
    assert Piece.objects.get().state == "published"


def test_the_menu_offers_the_screens_to_those_who_write(
    desk: Client, page: Page, client_of: ClientOf, curator: Person
):
    offered = page("/desk/pages/", client=desk).xpath("//nav[@class='desk-menu']//a/@href")
    assert {"/desk/pages/", "/desk/news/"} <= set(offered)
    others = page("/desk/collections/", client=client_of(curator))
    assert "/desk/pages/" not in others.xpath("//nav[@class='desk-menu']//a/@href")


def test_a_translator_looks_at_the_preview_and_publishes_nothing(
    client_of: ClientOf, curator: Person, member: Person, page: Page, write: Write
):
    write(publish=False)
    root = page("/desk/pages/house/preview/", client=client_of(curator))
    assert texts(root.xpath("//div[@class='prose']//strong")) == ["kind", "aimables"]
    assert root.xpath("//button[@name='publish']|//a[@href='/desk/pages/house/']") == []
    assert client_of(member).get("/desk/pages/house/preview/").status_code == 403


@pytest.mark.parametrize("path", ["pages/", "new/pages/", "pages/house/", "news/"])
def test_others_see_none_of_it(client_of: ClientOf, curator: Person, write: Write, path: str):
    write(publish=False)
    assert Client().get(f"/desk/{path}").status_code == 302
    assert client_of(curator).get(f"/desk/{path}").status_code == 403
    assert client_of(curator).post("/desk/pages/house/do/", {"publish": "y"}).status_code == 403


@pytest.mark.parametrize("kind", ["pages", "news"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_screens_are_sound(
    desk: Client, page: Page, write: Write, tell: Write, kind: str, language: str
):
    prefix = "" if language == "en" else f"/{language}"
    write()
    tell("item")
    name = "house" if kind == "pages" else "item"
    for path in (kind, f"new/{kind}", f"{kind}/{name}", f"{kind}/{name}/preview"):
        page(f"{prefix}/desk/{path}/", client=desk)


def test_a_list_costs_the_same_with_one_and_with_three(desk: Client, write: Write):
    write()
    counts = []
    for name in ("a", "b"):
        with CaptureQueriesContext(connection) as asked:
            desk.get("/desk/pages/")
        counts.append(len(asked))
        write(name=f"x{name}")
        write(name=f"y{name}")
    assert counts[0] == counts[1]
