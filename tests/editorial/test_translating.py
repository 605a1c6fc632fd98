"""The translators' desk: what is missing or out of date, saved by the operation of its own context."""

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml.html import document_fromstring
from tests.editorial.conftest import Page, Write, texts
from typer.testing import CliRunner

from armillary.catalogue.models import Collection, CollectionGrant
from armillary.catalogue.operations import create_collection, edit_collection
from armillary.catalogue.topics.operations import introduce_topic
from armillary.catalogue.topics.queries import introduction_to, topic_of
from armillary.cli.application import app
from armillary.core.errors import InvalidInput, Refused
from armillary.core.texts import Maker, TranslatedText
from armillary.editorial.documents import save_document
from armillary.editorial.enums import PieceKind
from armillary.editorial.errors import InvalidTranslation, NoSuchText, TranslationConflict
from armillary.editorial.queries import newest_of
from armillary.editorial.translating.changes import Change, changes
from armillary.editorial.translating.operations import save_translation, translate_text
from armillary.editorial.translating.queries import TextState, text_page, text_row
from armillary.editorial.translating.tables import HEADER, take_table, texts_csv
from armillary.people.actors import OPERATOR, VISITOR
from armillary.people.enums import Role
from armillary.people.models import LogEntry, Person

pytestmark = pytest.mark.django_db

ClientOf = Callable[[Person], Client]
EN = TranslatedText.of(en="Numbers")


@pytest.fixture
def collection(db: None) -> Collection:
    return create_collection("numbers", title=EN, by=OPERATOR)


@pytest.fixture
def topic(db: None) -> None:
    text = TranslatedText.of(en="Share things.").translate("fr", "Partagez.", by=Maker.PERSON)
    introduce_topic(topic_of("fractions"), text, by=OPERATOR)


@pytest.fixture
def desk(client_of: ClientOf, curator: Person) -> Client:
    return client_of(curator)


def waiting(language: str, by: Any = OPERATOR, **more: Any) -> list[tuple[str, str, str]]:
    rows = text_page(by, language, size=100, **more).rows
    return [(row.kind.key, row.written.key, row.state.value) for row in rows]


def revised() -> None:
    """The original of the topic changes."""
    topic = topic_of("fractions")
    text = introduction_to(topic).revise("Share real things.")
    introduce_topic(topic, text, by=OPERATOR)


@pytest.mark.usefixtures("collection", "topic")
def test_every_kind_tells_what_it_lacks(write: Write, tell: Write):
    write(summary={"fr": "Court."})
    tell("first", title={"en": "First", "fr": "Premier"}, text={"en": "A", "fr": "B"})
    assert waiting("fr") == [("collections", "numbers/title", "missing")]
    assert waiting("en") == [("pages", "house/summary", "missing")]
    assert waiting("ar") == [
        ("pages", "house/title", "missing"),
        ("pages", "house/summary", "missing"),
        ("pages", "house/text", "missing"),
        ("news", "first/title", "missing"),
        ("news", "first/text", "missing"),
        ("collections", "numbers/title", "missing"),
        ("topics", "fractions", "missing"),
    ]


@pytest.mark.usefixtures("collection", "topic")
def test_what_was_made_from_an_older_original_is_out_of_date():
    revised()
    assert waiting("fr", states=["stale"]) == [("topics", "fractions", "stale")]
    [row] = text_page(OPERATOR, "fr", states=["stale"]).rows
    assert (row.original, row.made_from, row.words) == (
        "Share real things.", "Share things.", "Partagez."
    )  # fmt: skip
    [collections, topics] = text_page(OPERATOR, "fr").counts[2:]
    assert (collections.missing, collections.stale, collections.current) == (1, 0, 0)
    assert (topics.missing, topics.stale, topics.current) == (0, 1, 0)


@pytest.mark.usefixtures("collection", "topic")
def test_pages_of_texts_go_on_behind_what_was_done_meanwhile():
    first = text_page(OPERATOR, "ar", size=1)
    assert [row.kind.key for row in first.rows] == ["collections"]
    translate_text("collections", "numbers/title", "ar", "الأعداد", by=OPERATOR)
    rest = text_page(OPERATOR, "ar", size=1, after=first.after)
    assert ([row.kind.key for row in rest.rows], rest.after) == (["topics"], "")


def test_a_translation_is_saved_by_the_operation_of_its_context(
    collection: Collection, topic: None, write: Write, curator: Person
):
    write()
    assert translate_text("collections", "numbers/title", "ar", " الأعداد\n", by=curator)
    assert translate_text("topics", "fractions", "ar", "اقسم أشياء.", by=curator)
    assert translate_text("pages", "house/text", "ar", "كن **لطيفًا**.", by=curator)
    collection.refresh_from_db()
    assert collection.title.versions["ar"].by == Maker.PERSON
    assert collection.title.texts["ar"] == "الأعداد"
    assert introduction_to(topic_of("fractions")).texts["ar"] == "اقسم أشياء."
    draft = newest_of(PieceKind.PAGE, "house")
    assert (draft.state, draft.text.texts["ar"]) == ("draft", "كن **لطيفًا**.")
    logged = LogEntry.objects.filter(action="translate-text").values_list("actor", "subject")
    assert set(logged) == {
        (curator.actor_id, key) for key in ("numbers/title", "fractions", "house/text")
    }


def test_the_same_words_bring_a_stale_text_up_to_date_and_no_others(topic: None):
    assert not translate_text("topics", "fractions", "fr", "Partagez.", by=OPERATOR)
    revised()
    assert translate_text("topics", "fractions", "fr", "Partagez.", by=OPERATOR)
    assert text_row("topics", "fractions", "fr", OPERATOR).state == TextState.CURRENT


def test_no_words_take_a_language_away(topic: None):
    assert translate_text("topics", "fractions", "fr", "  ", by=OPERATOR)
    assert introduction_to(topic_of("fractions")).texts == {"en": "Share things."}


def test_what_has_changed_since_it_was_read_is_not_saved(topic: None):
    seen = text_row("topics", "fractions", "fr", OPERATOR).seen
    with pytest.raises(TranslationConflict, match="Somebody else"):
        translate_text("topics", "fractions", "fr", "Oui.", before="Autre.", by=OPERATOR)
    revised()
    with pytest.raises(TranslationConflict, match="original"):
        translate_text("topics", "fractions", "fr", "Oui.", seen=seen, by=OPERATOR)


def retranslate(kind: str, key: str) -> None:
    translate_text(kind, key, "fr", "Autre.", by=OPERATOR)


def revise(kind: str, key: str) -> None:
    if kind == "topics":
        return revised()
    row = text_row(kind, key, "fr", OPERATOR)
    if kind == "pages":
        save_document(PieceKind.PAGE, {"name": "house", "title": {"en": "New"}}, by=OPERATOR)
    else:
        title = row.written.text.revise("New")
        edit_collection(
            Collection.objects.get(), title=title, introduction=TranslatedText(), by=OPERATOR
        )
    return None


@pytest.mark.usefixtures("collection", "topic")
@pytest.mark.parametrize(("change", "why"), [(retranslate, "Somebody else"), (revise, "original")])
@pytest.mark.parametrize(
    ("kind", "key"),
    [("topics", "fractions"), ("collections", "numbers/title"), ("pages", "house/title")],
)
def test_what_has_changed_since_it_was_looked_up_is_not_saved(
    write: Write, kind: str, key: str, change: Callable[[str, str], None], why: str
):
    write()
    row = text_row(kind, key, "fr", OPERATOR)
    change(kind, key)
    with pytest.raises(TranslationConflict, match=why):
        save_translation(row, "Oui.", seen=row.seen, before=row.words, by=OPERATOR)
    assert text_row(kind, key, "fr", OPERATOR).words != "Oui."


@pytest.mark.parametrize(
    ("kind", "key", "language", "words", "error"),
    [
        ("poems", "fractions", "fr", "x", NoSuchText),
        ("topics", "alchemy", "fr", "x", NoSuchText),
        ("topics", "fractions", "en", "x", NoSuchText),
        ("collections", "numbers/introduction", "fr", "x", NoSuchText),
        ("collections", "numbers/slug", "fr", "x", NoSuchText),
        ("topics", "fractions", "fr", "x" * 2_001, InvalidTranslation),
        ("topics", "fractions", "french", "x", InvalidInput),
    ],
)
@pytest.mark.usefixtures("collection", "topic")
def test_what_cannot_be_translated_is_said(
    kind: str, key: str, language: str, words: str, error: type[Exception]
):
    with pytest.raises(error) as raised:
        translate_text(kind, key, language, words, by=OPERATOR)
    assert "\n" not in str(raised.value)
    assert introduction_to(topic_of("fractions")).texts["fr"] == "Partagez."


@pytest.mark.usefixtures("topic")
def test_each_sees_and_translates_only_what_their_role_lets_them(
    collection: Collection, write: Write, new_person: Callable[..., Person], member: Person
):
    write()
    officer = new_person(Role.PROGRAMME_OFFICER)
    create_collection("other", title=EN, by=OPERATOR)
    CollectionGrant.objects.create(person=member, role=Role.CURATOR, on=collection)
    assert waiting("ar", officer) == [
        ("pages", "house/title", "missing"), ("pages", "house/text", "missing")
    ]  # fmt: skip
    assert waiting("ar", member) == [("collections", "numbers/title", "missing")]
    assert translate_text("collections", "numbers/title", "ar", "الأعداد", by=member)
    with pytest.raises(NoSuchText):
        translate_text("collections", "other/title", "ar", "x", by=member)
    for by, kind, key in (
        (member, "topics", "fractions"),
        (member, "pages", "house/title"),
        (officer, "topics", "fractions"),
        (VISITOR, "pages", "house/title"),
    ):
        with pytest.raises(Refused):
            translate_text(kind, key, "ar", "x", by=by)


# A table


def table(**differences: str) -> bytes:
    row = {
        "kind": "topics", "key": "fractions", "language": "ar", "translation": "اقسم."
    } | differences  # fmt: skip
    lines = StringIO()
    writer = csv.DictWriter(lines, row.keys())
    writer.writeheader()
    writer.writerow(row)
    return lines.getvalue().encode()


@pytest.mark.usefixtures("collection", "topic")
def test_a_table_goes_out_and_comes_back(write: Write):
    write(text={"en": '- Be kind.\n- "Listen", and wait.'})
    rows = list(text_page(OPERATOR, "es", size=100).rows)
    out = list(csv.DictReader(StringIO(texts_csv(rows))))
    assert tuple(out[0]) == HEADER
    assert out[1]["original"] == '\'- Be kind.\n- "Listen", and wait.'
    for line in out:
        line["translation"] = f"'- {line['key']}"
    lines = StringIO()
    writer = csv.DictWriter(lines, HEADER, delimiter=";")
    writer.writeheader()
    writer.writerows(out)
    body = b"\xef\xbb\xbf" + lines.getvalue().encode()
    taken = take_table(body, by=OPERATOR)
    assert (taken.saved, taken.same, taken.problems) == (4, 0, [])
    assert newest_of(PieceKind.PAGE, "house").text.texts["es"] == "- house/text"
    assert waiting("es") == []
    again = take_table(body, by=OPERATOR)
    assert (again.saved, again.same) == (0, 4)


@pytest.mark.parametrize(
    ("differences", "why"),
    [
        ({"kind": "poems"}, "no texts of this kind"),
        ({"key": "alchemy"}, "no such text"),
        ({"language": "arabic"}, "no language tag"),
        ({"seen": "0" * 16}, "has changed since"),
        ({"translation": "x" * 2_001}, "there is room for 2000"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(topic: None, differences: dict[str, str], why: str):
    taken = take_table(table(**differences), by=OPERATOR)
    [(line, said)] = taken.problems
    assert (line, taken.saved) == (2, 0)
    assert why in said


def test_empty_rows_and_rows_said_twice_change_nothing(topic: None):
    assert take_table(table(translation=" "), by=OPERATOR).empty == 1
    body = table() + table(translation="غير.").split(b"\n", 1)[1]
    taken = take_table(body, by=OPERATOR)
    assert (taken.saved, len(taken.problems)) == (1, 1)
    assert introduction_to(topic_of("fractions")).texts["ar"] == "اقسم."


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"a,b\n1,2\n", b"kind;key\n"])
def test_what_is_no_such_table_is_said_in_a_line(body: bytes):
    with pytest.raises(InvalidTranslation):
        take_table(body, by=OPERATOR)


# What has changed


def test_changes_tell_word_by_word_what_went_and_what_came():
    assert changes("Share things first.", "Share real things.") == [
        Change("Share "),
        Change("things first.", is_old=True),
        Change("real things.", is_new=True),
    ]
    assert changes("", "x") == changes("x", "x") == []


def test_changes_of_long_texts_are_told_by_lines():
    before = "\n".join(f"line {number} of many" for number in range(600))
    found = changes(before, before.replace("line 7 of", "line seven of"))
    assert [each for each in found if each.is_new] == [Change("line seven of many\n", is_new=True)]


# Screens


def row_form(page: Page, client: Client, path: str, number: int = 0) -> dict[str, str]:
    root = page(path, client=client)
    form = root.xpath("//main//ul[@class='hits']//form")[number]
    return {key: (value or "").lstrip("\n") for key, value in form.form_values()}


@pytest.mark.usefixtures("collection", "topic")
def test_a_translation_is_written_beside_its_original(desk: Client, page: Page):
    path = "/desk/texts/?language=ar"
    root = page(path, client=desk)
    assert texts(root.xpath("//div[@class='original']")) == ["Numbers", "Share things."]
    [area, _second] = root.xpath("//textarea")
    assert (area.get("lang"), area.get("dir")) == ("ar", "rtl")
    sent = row_form(page, desk, path)
    answer = desk.post(path, {**sent, "words": "الأعداد"})
    assert answer["Location"] == "/desk/texts/?language=ar&state=todo"
    assert Collection.objects.get().title.texts["ar"] == "الأعداد"


@pytest.mark.usefixtures("topic")
def test_a_stale_text_shows_what_has_changed(desk: Client, page: Page):
    revised()
    root = page("/desk/texts/?language=fr&state=stale", client=desk)
    assert texts(root.xpath("//ins")) == ["real"]
    assert texts(root.xpath("//span[contains(@class, 'state')]")) == ["Out of date"]
    assert texts(root.xpath("//textarea")) == ["Partagez."]
    assert texts(root.xpath("//table//tr[th='Topics']/td")) == ["0", "1", "0"]


@pytest.mark.usefixtures("topic")
def test_what_is_not_saved_stays_on_the_page(desk: Client, page: Page):
    path = "/desk/texts/?language=ar"
    sent = row_form(page, desk, path)
    revised()
    answer = desk.post(path, {**sent, "words": "كلمات"})
    assert answer.status_code == 409
    assert "has changed since" in answer.content.decode()
    assert "كلمات" in answer.content.decode()


@pytest.mark.usefixtures("topic")
def test_what_was_typed_stays_though_the_page_has_the_text_no_more(desk: Client, page: Page):
    path = "/desk/texts/?language=ar"
    sent = row_form(page, desk, path)
    translate_text("topics", "fractions", "ar", "اقسم.", by=OPERATOR)
    answer = desk.post(path, {**sent, "words": "كلمات"})
    assert answer.status_code == 409
    assert "Somebody else has translated" in answer.content.decode()
    root = document_fromstring(answer.content)
    assert texts(root.xpath("//textarea[@aria-invalid='true']")) == ["كلمات"]
    assert root.xpath("//input[@name='before']/@value") == ["اقسم."]
    assert texts(root.xpath("//form//p[@class='text'][@lang='ar']")) == ["اقسم."]
    assert introduction_to(topic_of("fractions")).texts["ar"] == "اقسم."


@pytest.mark.usefixtures("topic")
@pytest.mark.parametrize("key", ["alchemy", ""])
def test_a_text_that_is_not_there_is_said_on_the_page(desk: Client, key: str):
    sent = {"kind": "topics", "key": key, "language": "ar", "words": "x"}
    assert desk.post("/desk/texts/?language=ar", sent).status_code == 404


@pytest.mark.usefixtures("collection", "topic")
def test_texts_are_filtered_by_kind_and_state(desk: Client, page: Page):
    names = "//main//ul[@class='hits']//h2"
    topics = page("/desk/texts/?language=ar&kind=topics", client=desk)
    assert texts(topics.xpath(names)) == ["Fractions: Introduction"]
    everything = page("/desk/texts/?language=fr&state=all", client=desk)
    assert len(everything.xpath(names)) == 2
    assert page("/desk/texts/?language=fr&state=stale", client=desk).xpath(names) == []


@pytest.mark.usefixtures("collection", "topic")
@pytest.mark.parametrize(
    "address", ["/desk/texts/", "/ar/desk/texts/?language=ru", "/desk/texts/?language=ur"]
)
def test_the_desk_is_sound_in_both_directions(desk: Client, page: Page, address: str):
    assert page(address, client=desk).xpath("//h1")


def test_a_language_that_is_none_is_an_error_with_a_line(desk: Client, page: Page):
    page("/desk/texts/?language=%00x", status=400, client=desk)


@pytest.mark.usefixtures("topic")
def test_a_table_is_taken_away_and_brought_back_at_the_desk(desk: Client, page: Page):
    sent = desk.get("/desk/texts/table.csv?language=ar")
    assert sent["Content-Disposition"] == 'attachment; filename="texts-ar.csv"'
    body = sent.content.decode("utf-8-sig").strip() + "اقسم."
    answer = desk.post("/desk/texts/table/", {"file": SimpleUploadedFile("t.csv", body.encode())})
    assert "1 translation was saved." in answer.content.decode()
    assert introduction_to(topic_of("fractions")).texts["ar"] == "اقسم."
    wrong = desk.post("/desk/texts/table/", {"file": SimpleUploadedFile("t.csv", b"a\nb\n")})
    assert wrong.status_code == 400
    assert desk.post("/desk/texts/table/").status_code == 400


def test_others_see_no_desk(client_of: ClientOf, member: Person):
    for path in ("/desk/texts/", "/desk/texts/table.csv"):
        assert Client().get(path).status_code == 302
        assert client_of(member).get(path).status_code == 403
    assert client_of(member).post("/desk/texts/table/").status_code == 403


def test_the_desk_costs_the_same_with_one_text_and_with_three(desk: Client):
    counts = []
    for number in (1, 2):
        create_collection(f"a{number}", title=EN, by=OPERATOR)
        create_collection(f"b{number}", title=EN, by=OPERATOR)
        with CaptureQueriesContext(connection) as asked:
            desk.get("/desk/texts/?language=ar")
        counts.append(len(asked))
    assert counts[0] == counts[1]


# API and command line


def send(client: Client, method: str, path: str, body: Any = None) -> Any:
    kind = "application/json"
    return getattr(client, method)(f"/api/v1/{path}", body or {}, content_type=kind)


@pytest.mark.usefixtures("collection", "topic")
def test_texts_are_translated_over_the_api(desk: Client):
    found = desk.get("/api/v1/texts?language=ar&size=1").json()
    [item] = found["items"]
    assert (item["kind"], item["original"], item["state"]) == ("collections", "Numbers", "missing")
    assert [count["missing"] for count in found["counts"]] == [0, 0, 1, 1]
    [item] = desk.get(f"/api/v1/texts?language=ar&after={found['next']}").json()["items"]
    words = {"language": "ar", "text": "اقسم.", "seen": item["seen"]}
    assert send(desk, "put", "texts/topics/fractions", words).json()["state"] == "current"
    title = {"language": "ar", "text": "الأعداد"}
    assert send(desk, "put", "texts/collections/numbers/title", title).json()["text"] == "الأعداد"
    assert desk.get("/api/v1/texts?language=ar").json()["items"] == []


@pytest.mark.usefixtures("topic")
def test_tables_go_over_the_api(desk: Client):
    table_sent = desk.get("/api/v1/texts.csv?language=ar&state=missing").content.decode()
    body = table_sent.strip() + "اقسم."
    taken = desk.post("/api/v1/texts.csv", body, content_type="text/csv").json()
    assert taken == {"saved": 1, "same": 0, "empty": 0, "problems": []}


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("get", "texts?language=arabic", None, 400),
        ("get", "texts", None, 400),
        ("get", "texts?language=ar&state=lost", None, 400),
        ("get", "texts?language=ar&after=x", None, 400),
        ("put", "texts/poems/x", {"language": "ar", "text": "x"}, 404),
        ("put", "texts/topics/fractions", {"language": "en", "text": "x"}, 404),
        ("put", "texts/topics/fractions", {"language": "fr", "text": "x", "seen": "0"}, 409),
    ],
)
@pytest.mark.usefixtures("topic")
def test_what_cannot_be_is_a_problem(desk: Client, method: str, path: str, body: Any, status: int):
    answer = send(desk, method, path, body)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_others_do_nothing_over_the_api(client_of: ClientOf, member: Person):
    words = {"language": "ar", "text": "x"}
    for client, status in ((Client(), 401), (client_of(member), 403)):
        assert client.get("/api/v1/texts?language=ar").status_code == status
        assert client.get("/api/v1/texts.csv?language=ar").status_code == status
        assert send(client, "put", "texts/topics/fractions", words).status_code == status
        taken = client.post("/api/v1/texts.csv", "x", content_type="text/csv")
        assert taken.status_code == status


def run(*words: str) -> str:
    found = CliRunner().invoke(app, ("texts", *words), catch_exceptions=False)
    assert found.exit_code == 0
    return found.output


@pytest.mark.usefixtures("collection", "topic")
def test_texts_are_translated_at_the_command_line(tmp_path: Path):
    listed = json.loads(run("list", "--language", "ar", "--missing", "--json"))
    assert [item["key"] for item in listed["items"]] == ["numbers/title", "fractions"]
    assert run("list", "--language", "fr", "--stale") == (
        "pages: 0 missing, 0 out of date\nnews: 0 missing, 0 out of date\n"
        "collections: 1 missing, 0 out of date\ntopics: 0 missing, 0 out of date\n"
    )
    saved = run("translate", "collections", "numbers/title", "الأعداد", "--language", "ar")
    assert saved == "collections numbers/title: saved.\n"
    file = tmp_path / "ar.csv"
    assert run("export", str(file), "--language", "ar") == f"{file}: 1 texts.\n"
    file.write_bytes(file.read_bytes().rstrip() + "اقسم.".encode())
    assert run("import", str(file)) == "1 saved, 0 there already, 0 empty.\n"
    assert json.loads(run("import", str(file), "--json"))["same"] == 1
    assert json.loads(run("list", "--language", "ar", "--json"))["items"] == []


def test_a_change_of_the_title_makes_its_translation_stale(collection: Collection):
    translate_text("collections", "numbers/title", "ar", "الأعداد", by=OPERATOR)
    collection.refresh_from_db()
    title = collection.title.revise("All numbers")
    edit_collection(collection, title=title, introduction=collection.introduction, by=OPERATOR)
    [row] = text_page(OPERATOR, "ar").rows
    assert (row.state, row.made_from) == (TextState.STALE, "Numbers")
