"""`armillary harvest terms …`: what scripts and people rely on."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from armillary.catalogue.models import Resource
from armillary.core.errors import ArmillaryError
from armillary.harvest.errors import NoSuchSource
from armillary.harvest.interfaces.cli import app
from armillary.harvest.models import Source, TermDecision, UnknownTerm
from armillary.harvest.terms.errors import InvalidTermDecision, NoSuchTermDecision, TermDecided

pytestmark = pytest.mark.django_db

Write = Callable[..., Source]

TWO = {1: {"subject": "Phisics", "type": "Gizmo"}, 2: {"subject": "PHISICS"}}
TABLE = "kind,value,key,source\ntypes,Gizmo,simulation,\n"


@pytest.fixture(autouse=True)
def index_root(settings: Any, tmp_path: Path) -> None:
    settings.INDEX_ROOT = tmp_path / "index"


@pytest.fixture
def source(write: Write) -> Source:
    return write("a", TWO)


def terms(*arguments: str, fails: type[ArmillaryError] | None = None) -> Result:
    result = CliRunner().invoke(app, ["terms", *arguments])
    if fails is None:
        assert result.exit_code == 0, result.output
    else:
        assert isinstance(result.exception, fails), result.output
    return result


def told(*arguments: str) -> Any:
    return json.loads(terms(*arguments, "--json").stdout)


def facts_of(number: int) -> Any:
    return Resource.objects.get(keys__key=f"address:https://a.example/{number}").facts


def test_kinds_are_counted_of_all_sources_or_of_one(source: Source, write: Write):
    write("b", {1: {"type": "Gadget"}})
    counts = told("list")
    assert {kind: number for kind, number in counts.items() if number != "0"} == {
        "subjects": "1", "types": "2"
    }  # fmt: skip
    assert told("list", "--source", "b")["types"] == "1"
    assert "subjects" in terms("list").stdout


def test_values_are_listed_with_sources_examples_and_nearest_terms(source: Source):
    [found] = told("list", "subjects", "--source", "a", "--words", "phi")
    assert (found["value"], found["folded"], found["records"]) == ("Phisics", "phisics", 2)
    assert found["sources"] == [{"name": "a", "records": 2}]
    assert [example["title"] for example in found["examples"]] == ["a 1", "a 2"]
    assert found["suggestions"][0]["key"] == "physics"
    assert "Phisics" in terms("list", "subjects").stdout
    assert told("list", "subjects", "--words", "nowhere") == []


def test_so_many_are_shown_as_are_asked_for(write: Write):
    write("a", {number: {"type": f"Gizmo {number}"} for number in range(5)})
    assert len(told("list", "types", "--limit", "3")) == 3
    assert CliRunner().invoke(app, ["terms", "list", "types", "--limit", "0"]).exit_code == 2


def test_decision_reaches_kept_records_before_the_command_ends(source: Source):
    [made] = told("decide", "subjects", "phisics", "--means", "physics")
    assert (made["value"], made["key"], made["label"], made["source"]) == (
        "Phisics", "physics", "Physics", None
    )  # fmt: skip
    assert made["decided_by"] == "operator"
    assert facts_of(1)["subjects"] == facts_of(2)["subjects"] == ["physics"]


def test_records_are_left_to_the_worker_on_request(source: Source, run_tasks: Callable[[], None]):
    terms("decide", "subjects", "phisics", "--means", "physics", "--no-wait")
    assert "subjects" not in facts_of(1)
    run_tasks()
    assert facts_of(1)["subjects"] == ["physics"]


def test_several_values_are_decided_alike_for_one_source(source: Source):
    made = told("decide", "types", "Gizmo", "Gadget", "--nothing", "--source", "a")
    assert [(each["value"], each["key"], each["source"]) for each in made] == [
        ("Gizmo", None, "a"), ("Gadget", None, "a")
    ]  # fmt: skip
    shown = terms("decisions").stdout
    assert "Gadget" in shown
    assert "nothing" in shown


def test_decisions_are_undone_together(source: Source):
    made = told("decide", "types", "Gizmo", "Gadget", "--means", "video")
    numbers = [str(each["id"]) for each in made]
    assert [each["id"] for each in told("decisions", "types")] == [
        made[1]["id"], made[0]["id"]
    ]  # fmt: skip
    assert facts_of(1)["types"] == ["video"]
    assert terms("undo", *numbers).stdout == "2 decisions are undone.\n"
    assert "types" not in facts_of(1)
    assert told("decisions") == []
    terms("undo", numbers[0], fails=TermDecided)


@pytest.mark.parametrize(
    ("words", "error", "sentence"),
    [
        (("list", "colours"), InvalidTermDecision, "There is no kind of values called colours."),
        (("list", "types", "--source", "b"), NoSuchSource, "There is no source called b."),
        (("decide", "types", "x", "--means", "y"), InvalidTermDecision, "“y” is no key of the"),
        (("decide", "types", " ", "--nothing"), InvalidTermDecision, "Say which value is decided"),
        (("undo", "9"), NoSuchTermDecision, "There is no such decision."),
        (("undo", "9" * 30), NoSuchTermDecision, "There is no such decision."),
        (("decisions", "colours"), InvalidTermDecision, "There is no kind of values called"),
        (("import", "nowhere.csv"), ArmillaryError, "nowhere.csv cannot be read."),
    ],
)
def test_refusal_is_one_line(words: tuple[str, ...], error: type[ArmillaryError], sentence: str):
    said = str(terms(*words, fails=error).exception)
    assert said.startswith(sentence)
    assert "\n" not in said
    assert not UnknownTerm.objects.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("decide", "types", "Gizmo"),
        ("decide", "types", "Gizmo", "--means", "video", "--nothing"),
        ("decide", "types"),
        ("undo",),
        ("undo", "x"),
        ("import",),
    ],
)
def test_wrong_use_ends_with_two(words: tuple[str, ...]):
    assert CliRunner().invoke(app, ["terms", *words]).exit_code == 2
    assert not TermDecision.objects.exists()


def test_decisions_leave_as_a_table_and_come_back(source: Source, tmp_path: Path):
    [made] = told("decide", "types", "Gizmo", "--means", "simulation")
    table = tmp_path / "decisions.csv"
    table.write_text(terms("export").stdout, encoding="utf-8")
    assert table.read_text() == TABLE
    terms("undo", str(made["id"]))
    assert told("import", str(table)) == {"taken": 1, "same": 0, "problems": []}
    assert facts_of(1)["types"] == ["simulation"]
    assert terms("export").stdout == TABLE
    table.write_text(f"{TABLE}types,Gadget,no-such,\n")
    assert terms("import", str(table)).stdout == (
        "0 decisions taken over, 1 in force already, 1 rows left out.\n"
        "line 3: “no-such” is no key of the vocabulary “Types”.\n"
    )


@pytest.mark.parametrize("table", [b"a,b\n1,2\n", b"kind,value,key\ntypes,\xe4,video\n", b""])
def test_file_that_is_no_table_of_decisions_is_refused(tmp_path: Path, table: bytes):
    path = tmp_path / "decisions.csv"
    path.write_bytes(table)
    terms("import", str(path), fails=InvalidTermDecision)
    assert not TermDecision.objects.exists()


def test_records_from_before_are_looked_through(source: Source):
    UnknownTerm.objects.all().delete()
    assert terms("collect").stdout == "2 records were read.\n"
    assert told("list")["subjects"] == "1"
