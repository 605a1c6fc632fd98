"""`armillary harvest …`: what scripts and people rely on."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from armillary.core.errors import ArmillaryError
from armillary.harvest.errors import InvalidSource, NoSuchSource, SourceExists, SourceInUse
from armillary.harvest.interfaces.cli import app
from armillary.harvest.models import Source
from armillary.harvest.queries import source_titles

pytestmark = pytest.mark.django_db(transaction=True)

TABLE = "title,url,language\nFractions,https://a.example/1,en\nSums,https://a.example/2,en\nX,,\n"


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "books.csv"
    path.write_text(TABLE)
    return str(path)


def harvest(*arguments: str, fails: type[BaseException] | None = None) -> Result:
    result = CliRunner().invoke(app, list(arguments))
    if fails is None:
        assert result.exit_code == 0, result.output
    else:
        assert isinstance(result.exception, fails)
    return result


def test_add_run_and_receipt(table: str):
    harvest("add", "table", table, "--name", "books", "--trust")
    source = Source.objects.get()
    assert (source.name, source.kind, source.is_trusted) == ("books", "table", True)
    ran = json.loads(harvest("run", "books", "--no-wait", "--json").output)
    assert {name: ran[name] for name in ("listed", "received", "created", "rejected")} == {
        "listed": 3, "received": 3, "created": 2, "rejected": 1
    }  # fmt: skip
    assert json.loads(harvest("receipt", "books", "--json").output) == ran
    shown = harvest("receipt", "books").output
    assert "It has no address or identifier that can be used." in shown


def test_title_is_what_readers_see_and_the_name_where_there_is_none(table: str):
    harvest("add", "table", table, "--name", "books", "--title", "Books  of the ministry")
    harvest("add", "table", table, "--name", "other")
    assert source_titles() == {"books": "Books of the ministry", "other": "other"}
    harvest("change", "other", "--title", "Others", "--trust", "--pause")
    assert source_titles() == {"books": "Books of the ministry", "other": "Others"}
    other = Source.objects.get(name="other")
    assert (other.is_trusted, other.state) == (True, "paused")
    rows = json.loads(harvest("list", "--json").output)
    assert [row["title"] for row in rows] == ["Books of the ministry", "Others"]
    harvest("run", "books", "--no-wait")
    shown = harvest("receipt", "books").output
    assert "Books of the ministry: finished" in shown


def test_run_leaves_what_it_found_ready_to_be_searched(table: str):
    from armillary.search.models import Change

    harvest("add", "table", table, "--name", "books", "--trust")
    harvest("run", "books", "--json")
    assert not Change.objects.exists()


def test_list_is_for_machines_too(table: str):
    harvest("add", "table", table, "--name", "books")
    [row] = json.loads(harvest("list", "--json").output)
    assert (row["name"], row["kind"], row["last_run"]) == ("books", "table", None)
    assert "books" in harvest("list").output


def test_columns_can_be_mapped(tmp_path: Path):
    path = tmp_path / "werke.csv"
    path.write_text("Werk;Wo\nBrüche;https://a.example/1\n")
    harvest("add", "table", str(path), "--name", "w", "--map", "title=Werk", "--map", "url=Wo")
    assert Source.objects.get().mapping == {"titles": "Werk", "addresses": "Wo"}


def test_column_that_is_not_there_is_refused_with_those_that_are(table: str):
    says = "The table has no column called Titel. Its columns: title, url, language."
    for command in (("preview", table), ("add", "table", table, "--name", "books")):
        refused = harvest(*command, "--map", "title=Titel", fails=InvalidSource)
        assert str(refused.exception) == says
    assert not Source.objects.exists()


def test_run_of_a_table_without_a_chosen_column_fails_with_those_there_are(table: str):
    harvest("add", "table", table, "--name", "books", "--map", "title=title")
    Path(table).write_text("name,url\nFractions,https://a.example/1\n")
    failed = harvest("run", "books", "--no-wait", fails=ArmillaryError)
    assert str(failed.exception) == "The table has no column called title. Its columns: name, url."


def test_column_that_json_names_late_is_there(tmp_path: Path):
    path = tmp_path / "books.jsonl"
    row = '{"title": "Sums", "url": "https://a.example/1"}\n'
    path.write_text(row * 30 + '{"title": "Late", "url": "https://a.example/2", "Stufe": "3"}\n')
    harvest("add", "table", str(path), "--name", "books", "--map", "levels=Stufe")


def test_preview_prints_what_map_takes_and_what_is_not_read(tmp_path: Path):
    path = tmp_path / "werke.csv"
    path.write_text("title,title_fr,url,Stufe,Fach\nSums,Sommes,https://a.example/1,3,x\n")
    lines = harvest("preview", str(path)).output.splitlines()
    assert lines[:3] == ["titles=title", "addresses=url", "not read: Stufe, Fach"]
    chosen = [part for line in lines[:2] for part in ("--map", line)]
    harvest("add", "table", str(path), "--name", "w", *chosen)


def test_preview_of_nothing_says_what_it_looked_for():
    refused = harvest("preview", "nofile.csv", fails=NoSuchSource)
    assert str(refused.exception) == "There is neither a source nor a file called nofile.csv."


def test_source_is_changed_and_removed(table: str, tmp_path: Path):
    harvest("add", "table", "https://a.example/t.csv", "--name", "books", "--language", "en")
    harvest("change", "books", "--address", table, "--map", "title=title", "--language", "")
    source = Source.objects.get()
    assert source.address == Path(table).as_uri()
    assert (source.mapping, source.options) == ({"titles": "title"}, {})
    harvest("change", "books", "--map", "title=Titel", fails=InvalidSource)
    harvest("remove", "books")
    assert not Source.objects.exists()


def test_source_that_gave_records_is_not_removed(table: str):
    harvest("add", "table", table, "--name", "books")
    harvest("run", "books", "--no-wait")
    refused = harvest("remove", "books", fails=SourceInUse)
    assert "Confirm it, or pause it instead." in str(refused.exception)


def test_preview_of_a_file_keeps_nothing(table: str):
    found = json.loads(harvest("preview", table, "--json", "--map", "language=").output)
    assert found["mapping"] == {"titles": "title", "addresses": "url"}
    assert not Source.objects.exists()


def test_suspicions_are_listed():
    assert json.loads(harvest("suspicions", "--json").output) == []


def test_failed_run_is_one_line_and_exit_code_one(table: str):
    harvest("add", "table", table, "--name", "books")
    Path(table).unlink()
    failed = harvest("run", "books", "--no-wait", fails=ArmillaryError)
    assert str(failed.exception) == "books.csv cannot be read here."
    as_json = CliRunner().invoke(app, ["run", "books", "--no-wait", "--json"])
    assert as_json.exit_code == 1
    assert json.loads(as_json.output)["problem"] == "books.csv cannot be read here."


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("add", "table", "nowhere.csv", "--name", "a"), InvalidSource),
        (("add", "gopher", "https://a.example/", "--name", "a"), InvalidSource),
        (("add", "oai", "https://a.example/?verb=Identify", "--name", "a"), InvalidSource),
        (("add", "oai", "ftp://a.example/", "--name", "a"), InvalidSource),
        (("add", "oai", "https://me:secret@a.example/", "--name", "a"), InvalidSource),
        (("add", "oai", "https://a.example/", "--name", "no spaces"), InvalidSource),
        (("add", "page", "https://a.example/", "--name", "a", "--map", "x"), ArmillaryError),
        (("add", "page", "https://a.example/", "--name", "a", "--map", "url=x"), InvalidSource),
        (("run", "nobody"), NoSuchSource),
        (("receipt", "nobody"), NoSuchSource),
    ],
)
def test_wrong_use_is_told_in_one_line(arguments: tuple[str, ...], error: type[BaseException]):
    result = harvest(*arguments, fails=error)
    assert "\n" not in str(result.exception)
    assert "secret" not in str(result.exception)
    assert not Source.objects.exists()


def test_name_is_taken_once(table: str):
    harvest("add", "table", table, "--name", "books")
    harvest("add", "table", table, "--name", "books", fails=SourceExists)


def test_provider_is_harvested_from_the_command_line(provide: Callable[..., Any], settings: Any):
    settings.ALLOW_PRIVATE_ADDRESSES = True
    harvest("add", "oai", provide(12).address, "--name", "books")
    assert json.loads(harvest("run", "books", "--no-wait", "--json").output)["created"] == 12
