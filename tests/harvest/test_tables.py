"""Tables: every row accounted for, repeated rows told apart, columns mapped, previews harmless."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from armillary.catalogue.models import Resource
from armillary.core.errors import Refused
from armillary.harvest.errors import InvalidSource
from armillary.harvest.kinds.table import REPEATS, checked_mapping
from armillary.harvest.models import Record, Run, Source
from armillary.harvest.operations import add_source, run_source
from armillary.harvest.previewing import preview_of
from armillary.people.actors import OPERATOR
from armillary.people.models import Person

pytestmark = pytest.mark.django_db

TABLE = """\
title,url,language,level
Fractions,https://a.example/fractions,en,primary
Les fractions,https://a.example/fr,fr,K-12ish
Fractions,https://a.example/fractions,en,primary
Fractions for all,https://a.example/fractions,en,bachelor
,,,
No address at all,,en,
"""


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Source]:
    """A source from a text; the same text file can be written again."""

    def make(text: str, name: str = "table.csv", **more: Any) -> Source:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return add_source("table", path.as_uri(), "table", by=OPERATOR, **more)

    return make


def run_of(source: Source, **more: Any) -> Run:
    return run_source(source, by=OPERATOR, **more)


def test_every_row_is_accounted_for(table: Callable[..., Source]):
    run = run_of(table(TABLE))
    assert {name: number for name, number in run.counts.items() if number} == {
        "listed": 5, "received": 5, "created": 3, "rejected": 2, "matched": 1
    }  # fmt: skip
    assert run.reasons == [
        {
            "reason": "It has no address or identifier that can be used.",
            "count": 1,
            "examples": ["row 7"],
        },
        {"reason": REPEATS, "count": 1, "examples": ["row 4 repeats row 2"]},
    ]


def test_different_rows_of_one_address_are_two_records_of_one_resource(
    table: Callable[..., Source],
):
    run_of(table(TABLE))
    resource = Resource.objects.get(keys__key="address:https://a.example/fractions")
    identifiers = list(resource.records.order_by("pk").values_list("identifier", flat=True))
    assert identifiers[0] == "https://a.example/fractions"
    assert identifiers[1].startswith("https://a.example/fractions#")
    assert resource.titles.texts == {"en": "Fractions"}


def test_unknown_values_are_collected(table: Callable[..., Source]):
    run_of(table(TABLE))
    resource = Resource.objects.get(keys__key="address:https://a.example/fr")
    assert resource.unknown == {"levels": ["K-12ish"]}


def test_second_run_changes_nothing(table: Callable[..., Source]):
    source = table(TABLE)
    run_of(source)
    before = list(Resource.objects.order_by("pk").values())
    run = run_of(source)
    assert (run.counts["unchanged"], run.counts["rejected"]) == (3, 2)
    assert list(Resource.objects.order_by("pk").values()) == before


def test_row_that_vanished_is_missing(table: Callable[..., Source], tmp_path: Path):
    source = table(TABLE)
    run_of(source)
    lines = [line for line in TABLE.splitlines(keepends=True) if "Les fractions" not in line]
    (tmp_path / "table.csv").write_text("".join(lines), encoding="utf-8")
    run = run_of(source)
    assert run.counts["missing"] == 1
    assert Resource.objects.get(keys__key="address:https://a.example/fr").state == "withdrawn"
    resource = Resource.objects.get(keys__key="address:https://a.example/fractions")
    assert resource.state == "candidate"


def test_row_that_goes_while_another_speaks_for_the_resource(
    table: Callable[..., Source], tmp_path: Path
):
    """Its fields are composed anew from who is left, and nothing is withdrawn."""
    source = table(TABLE)
    run_of(source)
    lines = [line for line in TABLE.splitlines(keepends=True) if "for all" not in line]
    (tmp_path / "table.csv").write_text("".join(lines), encoding="utf-8")
    assert run_of(source).counts["missing"] == 1
    resource = Resource.objects.get(keys__key="address:https://a.example/fractions")
    assert resource.state == "candidate"
    assert resource.facts["levels"] == ["primary"]


def test_columns_are_mapped_by_hand(table: Callable[..., Source]):
    source = table(
        "Werk;Wo\nBrüche;https://a.example/1\n",
        mapping=checked_mapping({"title": "Werk", "address": "Wo"}),
        options={"language": "de"},
    )
    run_of(source)
    assert Resource.objects.get().titles.texts == {"de": "Brüche"}


def test_field_that_does_not_exist_is_refused():
    with pytest.raises(InvalidSource, match="There is no field called colour"):
        checked_mapping({"colour": "Farbe"})


def test_column_of_dublin_core_is_read(table: Callable[..., Source]):
    xml = (
        '<r xmlns:dc=\\"http://purl.org/dc/elements/1.1/\\"><dc:title>Sums</dc:title>'
        "<dc:identifier>https://a.example/sums</dc:identifier><dc:language>en</dc:language></r>"
    )
    source = table(f'{{"title": "Other", "xml": "{xml}"}}\n', name="t.jsonl")
    run_of(source)
    resource = Resource.objects.get()
    assert resource.titles.texts == {"en": "Sums"}
    assert resource.facts["addresses"] == ["https://a.example/sums"]


def test_file_that_is_no_table_fails_in_one_line(table: Callable[..., Source]):
    run = run_of(table("\0\0\0\0", name="a.bin"))
    assert run.state == "failed"
    assert run.problem.startswith("The table cannot be read: ")


def test_file_that_is_gone_fails_in_one_line(table: Callable[..., Source], tmp_path: Path):
    source = table(TABLE)
    (tmp_path / "table.csv").unlink()
    assert run_of(source).problem == "table.csv cannot be read here."


def test_person_may_not_read_files_of_this_machine(curator: Person, tmp_path: Path):
    path = tmp_path / "table.csv"
    path.write_text(TABLE)
    with pytest.raises(Refused):
        add_source("table", path.as_uri(), "table", by=curator)
    with pytest.raises(Refused):
        add_source(
            "table", "https://a.example/t.csv", "t", options={"served_from": "/"}, by=curator
        )
    with pytest.raises(Refused):
        preview_of(path.as_uri(), mapping={}, rows=1, by=curator)
    assert not Source.objects.exists()


def test_preview_shows_mapping_rows_and_unknown_values_and_keeps_nothing(tmp_path: Path):
    path = tmp_path / "table.csv"
    path.write_text(TABLE)
    found = preview_of(path.as_uri(), mapping={"levels": ""}, rows=1, by=OPERATOR)
    assert found["mapping"] == {"titles": "title", "addresses": "url", "languages": "language"}
    assert found["left_out"] == ["level"]
    assert found["rows"] == [
        {
            "row": 2,
            "titles": {"en": "Fractions"},
            "languages": ["en"],
            "addresses": ["https://a.example/fractions"],
        }
    ]
    whole = preview_of(path.as_uri(), mapping={}, rows=1, by=OPERATOR)
    assert whole["unknown"] == {"levels": ["K-12ish"]}
    assert not Record.objects.exists()
    assert not Source.objects.exists()


def test_rows_that_no_database_likes_cost_only_themselves(table: Callable[..., Source]):
    address = "https://a.example/" + "x" * 3000
    rows = [
        {"title": "Nul \0 inside", "url": "https://a.example/nul\0"},
        {"title": "Half \ud800 a character", "url": "https://a.example/\ud800"},
        {"title": "Long address", "url": address, "level": "\ud800\0"},
        {"title": "T" * 100_000, "url": "https://a.example/long", "language": "en"},
        {"title": ["a", "b"], "url": {"href": "https://a.example/object"}, "x": None},
        {"title": "Plain", "url": "https://a.example/plain"},
    ]
    source = table("".join(json.dumps(row) + "\n" for row in rows), name="t.jsonl")
    run = run_of(source)
    assert (run.state, run.problem) == ("finished", "")
    assert run.counts["received"] == 6
    assert Resource.objects.filter(keys__key="address:https://a.example/plain").exists()
    again = run_of(source)
    assert again.counts["unchanged"] == run.counts["created"]


def parquet_table(path: Path, query: str) -> None:
    duckdb.connect(":memory:").execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)").close()


QUERY = (
    "SELECT 'Lesson ' || i AS title, 'https://a.example/' || i AS url, ['maths', 'sums'] AS keywords,"
    " {'name': 'Amal'} AS author, TIMESTAMP '2020-02-03 00:00:00' AS published FROM range(4) t(i)"
)


def test_parquet_is_a_table_like_any_other(tmp_path: Path):
    path = tmp_path / "lessons.parquet"
    parquet_table(path, QUERY)
    source = add_source(
        "table", path.as_uri(), "table", mapping={"creators": "author.name"}, by=OPERATOR,
        options={"language": "en"},
    )  # fmt: skip
    run = run_of(source)
    assert (run.counts["listed"], run.counts["created"]) == (4, 4)
    resource = Resource.objects.get(keys__key="address:https://a.example/3")
    assert resource.titles.texts == {"en": "Lesson 3"}
    assert resource.facts["published"] == "2020-02-03"
    assert resource.facts["creators"][0]["name"] == "Amal"
    again = run_of(source)
    assert (again.counts["unchanged"], again.counts["updated"]) == (4, 0)
    parquet_table(path, f"{QUERY} WHERE i <> 3")
    assert run_of(source).counts["missing"] == 1
    resource.refresh_from_db()
    assert resource.state == "withdrawn"


def test_preview_of_parquet(tmp_path: Path):
    path = tmp_path / "lessons.parquet"
    parquet_table(path, QUERY)
    found = preview_of(path.as_uri(), mapping={"creators": "author.name"}, rows=1, by=OPERATOR)
    assert (found["format"], found["encoding"]) == ("parquet", "")
    assert found["mapping"]["creators"] == "author.name"
    assert found["rows"][0]["creators"][0]["name"] == "Amal"
    assert "author.name" in found["columns"]


def test_broken_parquet_fails_in_one_line(tmp_path: Path):
    path = tmp_path / "lessons.parquet"
    parquet_table(path, QUERY)
    path.write_bytes(path.read_bytes()[:-20])
    source = add_source("table", path.as_uri(), "table", by=OPERATOR)
    run = run_of(source)
    assert run.state == "failed"
    assert run.problem.startswith("The table cannot be read: The Parquet file cannot be read: ")
    assert "\n" not in run.problem
