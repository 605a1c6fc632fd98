"""Columns that mean fields, and rows read by them."""

import pytest
from tests.shared import SHARED, needs_shared

from armillary.formats.errors import FormatError
from armillary.formats.statement import StatedAgent, Statement, Text
from armillary.formats.tables import Problem, Row, open_table, propose_mapping, row_to_statement


@pytest.mark.parametrize(
    ("columns", "fields"),
    [
        (["Title", "URL", "Author(s)", "License"], ["titles", "addresses", "creators", "licences"]),
        (
            ["Titre", "Résumé", "Éditeur", "Langue"],
            ["titles", "descriptions", "publishers", "languages"],
        ),
        (
            ["Título", "Descripción", "Enlace", "Nivel"],
            ["titles", "descriptions", "addresses", "levels"],
        ),
        (
            ["Название", "Описание", "Ссылка", "Автор"],
            ["titles", "descriptions", "addresses", "creators"],
        ),
        (["标题", "描述", "链接", "作者"], ["titles", "descriptions", "addresses", "creators"]),
        (
            ["العنوان", "الوصف", "الرابط", "المؤلف"],
            ["titles", "descriptions", "addresses", "creators"],
        ),
    ],
)
def test_usual_names_in_six_languages(columns: list[str], fields: list[str]):
    assert propose_mapping(columns) == dict(zip(fields, columns, strict=True))


def test_unknown_columns_are_left_out_and_addresses_are_recognised():
    sample = [Row({"x": "1", "where": "https://example.org/1"}, b"")]
    assert propose_mapping(["x", "where"], sample) == {"addresses": "where"}


@pytest.mark.parametrize("column", ["title_fr", "title@fr", "title[fr]", "Title (fr)"])
def test_columns_in_a_language_come_along(column: str):
    row = Row({"title": "Fractions", column: "Les fractions"}, b"")
    mapping = propose_mapping(list(row.values))
    assert mapping == {"titles": "title"}
    assert row_to_statement(row, mapping).titles == [Text("Fractions"), Text("Les fractions", "fr")]


def test_only_columns_in_languages():
    row = Row({"title_ar": "الكسور", "title_zh-Hans": "分数"}, b"")
    said = row_to_statement(row, propose_mapping(list(row.values)))
    assert said.titles == [Text("الكسور", "ar"), Text("分数", "zh-Hans")]


def test_values_are_cut_and_lists_are_not():
    row = Row(
        {"title": "a; b", "author": "Ada ; Bo|Cy", "tags": ["x;y", " z "], "year": "2019"}, b""
    )
    assert row_to_statement(row, propose_mapping(list(row.values))) == Statement(
        titles=[Text("a; b")],
        creators=[StatedAgent("Ada"), StatedAgent("Bo"), StatedAgent("Cy")],
        keywords=["x;y", "z"],
        published=["2019"],
    )


def test_problems_empty_rows_and_unknown_fields_are_refused():
    with pytest.raises(FormatError, match="why"):
        row_to_statement(Problem("why"), {})
    with pytest.raises(FormatError, match="nothing"):
        row_to_statement(Row({"title": ""}, b""), {"titles": "title"})
    with pytest.raises(FormatError, match="not a field"):
        row_to_statement(Row({"a": "b"}, b""), {"wings": "a"})


@needs_shared
def test_ten_thousand_real_books_are_read():
    path = SHARED / "data" / "free-programming-books.jsonl"
    table = open_table(path, path.name)
    mapping = propose_mapping(table.columns)
    assert mapping["titles"] == "title"
    assert mapping["addresses"] == "url"
    found = list(table.rows)
    said = [row_to_statement(row, mapping) for _, row in found]
    assert len(said) == 10_741
    assert all(statement.titles and statement.addresses for statement in said)
    assert [row.verbatim for _, row in found] == path.read_bytes().splitlines()
