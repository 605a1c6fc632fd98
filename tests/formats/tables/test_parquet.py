"""Parquet: rows as those of JSON, and files that are broken, huge or badly named."""

from pathlib import Path

import duckdb
import pytest

from armillary.formats.errors import FormatError
from armillary.formats.tables import (
    Problem,
    Row,
    Table,
    open_table,
    parquet,
    propose_mapping,
    reading,
)


def written(query: str, path: Path, options: str = "") -> bytes:
    """The Parquet file that DuckDB writes for a query."""
    connection = duckdb.connect(":memory:")
    connection.execute(f"COPY ({query}) TO '{path}/t.parquet' (FORMAT parquet{options})")
    connection.close()
    return (path / "t.parquet").read_bytes()


def rows_of(table: Table) -> list[Row]:
    rows = [row for _number, row in table.rows]
    assert not any(isinstance(row, Problem) for row in rows)
    return rows  # type: ignore[return-value]


def test_values_of_every_sort_become_texts(tmp_path: Path):
    body = written(
        "SELECT 'Brüche' AS title, 7 AS n, 2019::DOUBLE AS year, 1.5::FLOAT AS half, 'nan'::DOUBLE AS nothing,"
        " true AS free, DATE '2020-02-03' AS day, TIMESTAMP '2020-02-03 00:00:00' AS midnight,"
        " TIMESTAMP '2020-02-03 04:05:06' AS moment,"
        " TIMESTAMPTZ '2020-02-03 04:05:06+02' AS zoned, TIMESTAMP_NS '2020-02-03 04:05:06' AS ns,"
        " 12.50::DECIMAL(6, 2) AS price, encode('utf-8 ✓') AS bare, '\\xFF\\x00'::BLOB AS bytes,"
        " ['a', NULL, 'b'] AS keywords, {'name': 'Amal', 'at': {'city': 'Tunis'}} AS author,"
        " [{'name': 'X'}] AS parts, MAP {'k': 1} AS m, NULL::VARCHAR AS absent",
        tmp_path,
    )
    table = open_table(body, "t.parquet")
    [row] = rows_of(table)
    assert (table.format, table.encoding) == ("parquet", "")
    assert row.values == {
        "title": "Brüche", "n": "7", "year": "2019", "half": "1.5", "free": "true",
        "day": "2020-02-03", "midnight": "2020-02-03", "moment": "2020-02-03T04:05:06",
        "zoned": "2020-02-03T02:05:06Z", "ns": "2020-02-03T04:05:06", "price": "12.5",
        "bare": "utf-8 ✓", "keywords": ["a", "b"], "author.name": "Amal", "author.at.city": "Tunis",
        "parts": ['{"name": "X"}'], "m.k": "1",
    }  # fmt: skip
    assert set(table.columns) == {*row.values, "absent", "nothing", "bytes"}


def test_rows_come_in_order_and_read_again_as_json(tmp_path: Path):
    body = written(
        "SELECT i AS id, 'Title ' || i AS title FROM range(1, 5001) t(i)",
        tmp_path, ", ROW_GROUP_SIZE 2048",
    )  # fmt: skip
    table = open_table(body, "t.parquet")
    numbered = list(table.rows)
    assert [number for number, _row in numbered] == list(range(1, 5001))
    last = numbered[-1][1]
    assert isinstance(last, Row)
    assert last.values == {"id": "5000", "title": "Title 5000"}
    [again] = rows_of(open_table(last.verbatim, "row.jsonl"))
    assert again.values == last.values


def test_new_empty_column_changes_no_row(tmp_path: Path):
    before = written("SELECT 'A' AS title, 'u' AS url", tmp_path)
    after = written("SELECT NULL AS note, 'u' AS url, 'A' AS title", tmp_path)
    [one], [other] = rows_of(open_table(before, "")), rows_of(open_table(after, ""))
    assert one.verbatim == other.verbatim


def test_columns_are_proposed_as_for_any_table(tmp_path: Path):
    body = written("SELECT 'A' AS title_fr, 'https://a.example' AS link, 1 AS z", tmp_path)
    table = open_table(body, "")
    assert propose_mapping(table.columns) == {"titles": "title_fr", "addresses": "link"}


def test_names_of_columns_are_only_names(tmp_path: Path):
    names = ["it's", 'say ""so""', "{0}", "$path", "a\nb", "); DROP TABLE x; --", "t", "عنوان", "?"]
    columns = ", ".join(f'{place} AS "{name}"' for place, name in enumerate(names))
    table = open_table(written(f"SELECT {columns}", tmp_path), "")
    [row] = rows_of(table)
    unquoted = [name.replace('""', '"') for name in names]
    assert row.values == {name: str(place) for place, name in enumerate(unquoted)}
    assert table.columns == unquoted


def test_table_without_rows(tmp_path: Path):
    table = open_table(written("SELECT 1 AS a WHERE false", tmp_path), "")
    assert (table.columns, list(table.rows)) == (["a"], [])


@pytest.mark.parametrize("cut", [4, 8, 100, -1, -9])
def test_broken_file_is_one_line(cut: int, tmp_path: Path):
    body = written("SELECT i, 'title ' || i FROM range(1000) t(i)", tmp_path)
    with pytest.raises(FormatError) as caught:
        list(open_table(body[:cut], "t.parquet").rows)
    assert str(caught.value).startswith("The Parquet file cannot be read: ")
    assert "\n" not in str(caught.value)


def test_flipped_bytes_raise_only_format_errors(tmp_path: Path):
    body = written("SELECT i AS id, 'Title ' || i AS title FROM range(300) t(i)", tmp_path)
    refused = 0
    for place in range(4, len(body), max(1, len(body) // 60)):
        broken = bytearray(body)
        broken[place] ^= 0xFF
        try:
            list(open_table(bytes(broken), "t.parquet").rows)
        except FormatError:
            refused += 1
    assert refused > 0


@pytest.mark.parametrize(
    ("limit", "value", "reason"),
    [
        ("MOST_ROWS", 999, "more than 999 rows"),
        ("MOST_COLUMNS", 1, "more than 1 columns"),
        ("MOST_TEXT", 5000, "unpacks to more than 5000 characters"),
    ],
)
def test_too_much_is_refused(
    limit: str, value: int, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    body = written("SELECT i AS id, 'Same' AS title FROM range(1000) t(i)", tmp_path)
    assert len(list(open_table(body, "").rows)) == 1000
    monkeypatch.setattr(parquet, limit, value)
    with pytest.raises(FormatError, match=reason):
        list(open_table(body, "").rows)


def test_row_that_is_too_long_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    body = written("SELECT repeat('x', i * 100) AS title FROM range(3) t(i)", tmp_path)
    monkeypatch.setattr(reading, "MAXIMUM_LINE", 150)
    rows = [row for _number, row in open_table(body, "").rows]
    assert [isinstance(row, Problem) for row in rows] == [False, False, True]


def test_nothing_else_can_be_read_or_loaded(tmp_path: Path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with parquet._opened(written("SELECT 1 AS a", tmp_path)) as (connection, path):
        assert connection.execute("FROM read_parquet(?)", [path]).fetchall() == [(1,)]
        for forbidden in (
            f"FROM read_csv('{secret}')",
            f"COPY (SELECT 1) TO '{tmp_path}/out.csv'",
            f"ATTACH '{tmp_path}/other.db'",
            "INSTALL httpfs",
            "SET enable_external_access = true",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(forbidden)
    assert not Path(path).exists()
