"""The desk's pages on the mapping of a source: write a draft, try it out, publish, think again."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from lxml.html import HtmlElement, document_fromstring

from armillary.catalogue.models import Resource
from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.harvest import mappings
from armillary.harvest.models import Source, SourceGrant, SourceMapping
from armillary.harvest.operations import add_source, run_source
from armillary.people.actors import OPERATOR
from armillary.people.enums import Role
from armillary.people.models import Person

pytestmark = pytest.mark.django_db

ClientOf = Callable[[Person], Client]
RunTasks = Callable[[], None]

DESK = "/desk/sources/rows/mapping/"
GRADE = {"fields": {"levels": {"values": {"Klasse fünf": ["grade 5"]}}}}
TYPED = {"levels-values": "Klasse fünf = grade 5", "note-note": "", "note": "Levels", "seen": "0"}
PAGES = ("", "document/", "preview/", "dry-run/")


@pytest.fixture(autouse=True)
def source(tmp_path: Path, run_tasks: RunTasks) -> Source:
    path = tmp_path / "rows.jsonl"
    rows = [
        {"title": f"Reihe {n}", "url": f"https://rows.example/{n}", "level": "Klasse fünf"}
        for n in (1, 2)
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    source = add_source("table", path.as_uri(), "rows", by=OPERATOR)
    run_source(source, by=OPERATOR)
    run_tasks()
    return source


@pytest.fixture
def desk(client_of: ClientOf, curator: Person) -> Client:
    return client_of(curator)


def page_of(response: Any, status: int = 200) -> HtmlElement:
    assert response.status_code == status, response.content.decode()[:2000]
    return document_fromstring(response.content)


def text_of(page: HtmlElement) -> str:
    return " ".join(page.xpath("//main")[0].text_content().split())


def grades() -> list[Any]:
    return [row.facts.get("grades") for row in Resource.objects.order_by("pk")]


def test_form_becomes_a_draft_and_the_draft_a_mapping(
    desk: Client, source: Source, run_tasks: RunTasks
):
    answer = desk.post(DESK, {**TYPED, "then": "dry-run"})
    assert answer["Location"] == f"{DESK}dry-run/"
    assert mappings.document_at_hand(source) == GRADE
    page = page_of(desk.get(answer["Location"]))
    facts = [each.text_content() for each in page.xpath("//dl[@class='facts']/*")]
    assert facts[2:4] == ["Resources that would change", "2"]
    run_tasks()
    assert grades() == [None, None]
    page = page_of(desk.post(f"{DESK}publish/", follow=True))
    assert "Version 1 is published. What is kept is being mapped by it." in text_of(page)
    run_tasks()
    assert grades() == [[5, 5]] * 2
    assert "2 of 2" in text_of(page_of(desk.get(DESK)))


def test_earlier_version_comes_back_as_a_draft_that_may_be_discarded(
    desk: Client, run_tasks: RunTasks
):
    desk.post(DESK, TYPED)
    desk.post(f"{DESK}publish/")
    run_tasks()
    page = page_of(desk.post(f"{DESK}versions/1/revert/", follow=True))
    assert "There is a draft that says what version 1 said." in text_of(page)
    page = page_of(desk.post(f"{DESK}discard/", follow=True))
    assert "The draft is discarded." in text_of(page)
    page = page_of(desk.post(f"{DESK}again/", follow=True))
    assert "What is kept is being mapped again." in text_of(page)


def test_document_is_edited_as_json(desk: Client, source: Source):
    sent = {"document": json.dumps(GRADE), "note": "", "seen": "0"}
    assert desk.post(f"{DESK}document/", sent)["Location"] == DESK
    page = page_of(desk.get(f"{DESK}document/"))
    assert json.loads(page.xpath("//textarea[@name='document']")[0].text) == GRADE


@pytest.mark.parametrize(
    ("path", "sent", "status", "sentence"),
    [
        ("", {"levels-values": "Klasse fünf"}, 400, "This line does not: Klasse fünf"),
        ("", {**TYPED, "seen": "1"}, 409, "Somebody else has changed this draft meanwhile."),
        ("document/", {"document": "{"}, 400, "line 1, column 2: this is not JSON."),
        ("document/", {"document": '{"fields": {"x": {}}}'}, 400, "fields.x: there is no such"),
    ],
)
def test_what_cannot_be_is_said_beside_what_was_typed(
    desk: Client, path: str, sent: dict[str, str], status: int, sentence: str
):
    page = page_of(desk.post(f"{DESK}{path}", sent), status)
    assert sentence in text_of(page)
    assert not SourceMapping.objects.exists()


def test_preview_finds_a_record(desk: Client):
    page = page_of(desk.get(f"{DESK}preview/?record=rows.example/2&count=x"))
    assert [head.text_content() for head in page.xpath("//h2")] == ["Reihe 2"]
    page = page_of(desk.get(f"{DESK}preview/?record=nowhere"))
    assert "No record has this in its identifier." in text_of(page)


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_pages_open_in_every_language_and_direction(desk: Client, language: str):
    prefix = "" if language == "en" else f"/{language}"
    for path in PAGES:
        page = page_of(desk.get(f"{prefix}{DESK}{path}"))
        assert (page.get("lang"), page.get("dir")) == (
            language, "rtl" if language == "ar" else "ltr"
        )  # fmt: skip


def test_only_curators_of_the_whole_site_see_and_write(
    client: Client, client_of: ClientOf, member: Person, source: Source
):
    SourceGrant.objects.create(person=member, role=Role.CURATOR, on=source)
    granted = client_of(member)
    for path in (*PAGES, "preview.json", "dry-run.json"):
        assert client.get(f"{DESK}{path}").status_code == 302
        assert granted.get(f"{DESK}{path}").status_code == 403
    for path in ("", "document/", "publish/", "discard/", "versions/1/revert/", "again/"):
        assert client.post(f"{DESK}{path}", TYPED).status_code == 302
        assert granted.post(f"{DESK}{path}", TYPED).status_code == 403
    assert not SourceMapping.objects.exists()


@pytest.mark.parametrize(
    ("page", "status", "sentence"),
    [
        ("publish", 404, "rows has no draft of a mapping."),
        ("discard", 404, "rows has no draft of a mapping."),
        ("versions/7/revert", 404, "7"),
    ],
)
def test_what_stands_in_the_way_is_said_on_the_page_of_the_mapping(
    desk: Client, page: str, status: int, sentence: str
):
    found = page_of(desk.post(f"{DESK}{page}/"), status)
    [line] = found.xpath("//ul[@class='messages']/li")
    assert sentence in line.text_content()
    assert found.xpath("//form[@action=$here]", here=DESK)
