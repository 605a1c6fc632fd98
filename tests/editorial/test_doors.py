"""The same operations by API and command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.editorial.conftest import Write
from typer.testing import CliRunner

from armillary.cli.application import app
from armillary.core.errors import ArmillaryError
from armillary.editorial.models import Piece
from armillary.people.models import Person

pytestmark = pytest.mark.django_db

ClientOf = Callable[[Person], Client]
RULES = {"title": {"en": "Rules"}, "text": {"en": "Be **kind**."}}


@pytest.fixture
def desk(client_of: ClientOf, officer: Person) -> Client:
    return client_of(officer)


def send(client: Client, method: str, path: str, body: Any = None) -> Any:
    kind = "application/json"
    return getattr(client, method)(f"/api/v1/{path}", body or {}, content_type=kind)


def test_a_page_goes_its_way_over_the_api(desk: Client):
    saved = send(desk, "put", "pages/house/draft", {**RULES, "place": "menu"}).json()
    assert [each["state"] for each in saved["versions"]] == ["draft"]
    assert Client().get("/api/v1/pages/house").status_code == 404
    published = send(desk, "post", "pages/house/publish", {"revision": saved["revision"]})
    assert (published.status_code, published.json()["versions"][0]["state"]) == (200, "published")
    found = Client().get("/api/v1/pages/house").json()
    assert (found["html"], found["place"]) == ({"en": "<p>Be <strong>kind</strong>.</p>\n"}, "menu")
    assert found["page"] == "http://127.0.0.1:8000/about/house/"
    assert "starts" not in found
    send(desk, "put", "pages/house/draft", {"text": {"fr": "Soyez gentils."}})
    assert send(desk, "delete", "pages/house/draft").status_code == 204
    send(desk, "post", "pages/house/unpublish", {"reason": "Old."})
    gone = Client().get("/api/v1/pages/house")
    assert (gone.status_code, gone.json()["title"]) == (410, "Old.")
    reverted = send(desk, "post", "pages/house/versions/1/revert")
    assert reverted.json()["versions"][0]["text"] == {"en": "Be **kind**."}


def test_what_was_published_since_it_was_read_stays_over_the_api(desk: Client, write: Write):
    write()
    read = send(desk, "get", "pages/house/versions").json()
    write(text={"en": "Other."})
    sent = {"text": {"en": "Mine."}, "revision": read["revision"]}
    assert send(desk, "put", "pages/house/draft", sent).status_code == 409
    assert send(desk, "put", "pages/house/draft", {**sent, "revision": 0}).status_code == 409
    read = send(desk, "get", "pages/house/versions").json()
    saved = send(desk, "put", "pages/house/draft", {**sent, "revision": read["revision"]})
    assert (saved.status_code, saved.json()["versions"][0]["version"]) == (200, 3)


@pytest.mark.parametrize("kind", ["pages", "news"])
def test_a_place_and_a_position_that_are_null_stay(desk: Client, kind: str):
    sent = {**RULES, "position": 7, **({"place": "menu"} if kind == "pages" else {})}
    send(desk, "put", f"{kind}/house/draft", sent)
    nulls = {"place": None, "position": None}
    assert send(desk, "put", f"{kind}/house/draft", nulls).status_code == 200
    draft = Piece.objects.get()
    assert (draft.place, draft.position) == (sent.get("place", ""), 7)


def test_news_has_days_over_the_api(desk: Client):
    sent = {**RULES, "starts": "2026-01-02", "ends": "2026-01-03"}
    assert send(desk, "put", "news/one/draft", sent).status_code == 200
    send(desk, "post", "news/one/publish")
    found = Client().get("/api/v1/news/one").json()
    assert (found["starts"], found["ends"]) == ("2026-01-02", "2026-01-03")
    assert Client().get("/api/v1/news").json() == {"items": [], "next": None}
    send(desk, "put", "news/one/draft", {"ends": None})
    send(desk, "post", "news/one/publish")
    assert [item["name"] for item in Client().get("/api/v1/news").json()["items"]] == ["one"]


def test_lists_go_on_by_a_cursor(write: Write):
    for name in ("a", "b", "c"):
        write(name=name)
    first = Client().get("/api/v1/pages?size=2").json()
    rest = Client().get(f"/api/v1/pages?size=2&after={first['next']}").json()
    assert [item["name"] for item in first["items"]] == ["a", "b"]
    assert ([item["name"] for item in rest["items"]], rest["next"]) == (["c"], None)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("put", "pages/house/draft", {"title": {"english": "x"}}, 400, "invalid-piece"),
        ("put", "pages/house/draft", {"title": "x"}, 400, "invalid"),
        ("put", "pages/house/draft", {"starts": "2026-01-01"}, 400, "invalid-piece"),
        ("put", "pages/house/draft", {"revision": 7}, 409, "piece-conflict"),
        ("put", "news/house/draft", RULES, 409, "piece-conflict"),
        ("put", "pages/a%20b/draft", RULES, 400, "invalid-piece"),
        ("post", "pages/house/publish", {}, 404, "no-such-piece"),
        ("post", "pages/house/unpublish", {"reason": " "}, 400, "invalid-piece"),
        ("post", f"pages/house/versions/{'9' * 30}/revert", {}, 404, "no-such-piece"),
        ("get", "pages/none/versions", {}, 404, "no-such-piece"),
        ("get", "pages?after=x", {}, 400, "invalid"),
    ],
)
def test_what_cannot_be_is_a_problem(
    desk: Client, write: Write, method: str, path: str, body: Any, status: int, code: str
):
    write()
    answer = send(desk, method, path, body)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["type"] == f"about:blank#{code}"
    assert list(Piece.objects.values_list("number", "state")) == [(1, "published")]


def test_others_read_only(client_of: ClientOf, curator: Person, write: Write):
    write()
    write(text={"en": "Secret."}, publish=False)
    for client, status in ((Client(), 401), (client_of(curator), 403)):
        assert client.get("/api/v1/pages/house/versions").status_code == status
        for method, path, body in (
            ("put", "pages/house/draft", RULES),
            ("delete", "pages/house/draft", {}),
            ("post", "pages/house/publish", {}),
            ("post", "pages/house/unpublish", {"reason": "No."}),
            ("post", "pages/house/versions/1/revert", {}),
        ):
            assert send(client, method, path, body).status_code == status
        assert "Secret" not in client.get("/api/v1/pages/house").content.decode()


def run(*words: str) -> str:
    found = CliRunner().invoke(app, words, catch_exceptions=False)
    assert found.exit_code == 0
    return found.output


def test_a_page_goes_its_way_at_the_command_line(db: None, tmp_path: Path):
    file = tmp_path / "page.json"
    file.write_text(json.dumps({"name": "house", **RULES}), encoding="utf-8")
    assert run("pages", "write", str(file)) == "house: draft.\n"
    assert run("pages", "publish", "house") == "house: version 1 is published.\n"
    assert "Be **kind**." in run("pages", "show", "house")
    file.write_text(json.dumps([{"name": "house", "text": {"fr": "Oui"}, "title": {"fr": "R"}}]))
    assert run("pages", "write", "--publish", str(file)) == "house: published.\n"
    [row] = json.loads(run("pages", "list", "--json"))["items"]
    assert (row["version"], row["published"], row["languages"]) == (2, True, ["en", "fr"])
    assert run("pages", "revert", "house", "1") == "house: draft of version 3.\n"
    assert run("pages", "discard", "house") == "house: the draft is discarded.\n"
    assert run("pages", "unpublish", "house", "--reason", "Old.") == "house: no longer published.\n"
    shown = json.loads(run("pages", "show", "house", "--json"))["versions"]
    assert [(each["state"], each["reason"]) for each in shown] == [
        ("retired", "Old."), ("retired", "")
    ]  # fmt: skip
    assert run("news", "list") == ""


@pytest.mark.parametrize("content", [b"{", b"[1]", b'{"name": 1}', b"\xff"])
def test_a_file_that_cannot_be_read_is_refused_in_a_line(db: None, tmp_path: Path, content: bytes):
    file = tmp_path / "page.json"
    file.write_bytes(content)
    with pytest.raises(ArmillaryError):
        run("pages", "write", str(file))
    assert not Piece.objects.exists()
