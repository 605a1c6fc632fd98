"""Tables: whatever the format, the delimiter and the encoding; bombs are refused unopened."""

import io
import json
import zipfile

import pytest
from openpyxl import Workbook

from armillary.formats.errors import FormatError
from armillary.formats.tables import Problem, Row, open_table
from armillary.formats.tables.workbook import Limits


def rows(body: bytes, name: str = "table.csv") -> list[tuple[int, object]]:
    return [
        (number, row.values if isinstance(row, Row) else row.message)
        for number, row in open_table(body, name).rows
    ]


def workbook(*lines: list[object]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        ("title,url\nFractions,https://example.org\n", "utf-8", "utf-8"),
        ("titre,auteur\nÉlève à l'école,Zoé\n", "utf-8-sig", "utf-8-sig"),
        ("titre,auteur\nÉlève à l'école,Zoé\n", "cp1252", "cp1252"),
        ("título,autor\nEl niño y la física,Peña\n", "cp1252", "cp1252"),
        ("название,автор\nАлгебра для начинающих,Иванов\n", "cp1251", "cp1251"),
        ("标题,作者\n数学基础教程，第一册,王老师\n", "gb18030", "gb18030"),
        ("标题,作者\n数学基础教程,王老师\n", "utf-16", "utf-16"),
        ("عنوان,مؤلف\nالكسور,سلمى\n", "utf-8", "utf-8"),
    ],
)
def test_encodings_are_told_apart(text: str, encoding: str, found: str):
    table = open_table(text.encode(encoding), "t.csv")
    header, line, _ = text.split("\n")
    assert (table.encoding, table.format, table.columns) == (found, "csv", header.split(","))
    [(number, row)] = table.rows
    assert (number, list(row.values.values())) == (2, line.split(","))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found(delimiter: str):
    body = delimiter.join(("title", "url")) + "\n" + delimiter.join(("a", "b"))
    assert rows(body.encode(), "table") == [(2, {"title": "a", "url": "b"})]


def test_quoted_cells_keep_lines_and_delimiters():
    body = b'title,note\r\n"a, b","one\ntwo"\r\n\r\nc,d\r\n'
    assert rows(body) == [
        (3, {"title": "a, b", "note": "one\ntwo"}),
        (5, {"title": "c", "note": "d"}),
    ]


def test_row_with_too_many_cells_is_a_problem_of_its_own():
    assert rows(b"a,b\n1,2,3\n4,5\n6\n") == [
        (2, "The row has 3 cells for 2 columns."),
        (3, {"a": "4", "b": "5"}),
        (4, {"a": "6"}),
    ]


def test_equal_and_missing_names_are_told_apart():
    assert open_table(b"a,a,\n1,2,3\n", "t.csv").columns == ["a", "a (2)", "column 3"]


def test_csv_rows_are_kept_as_canonical_json():
    [(_, row)] = open_table("b,a\nб,1\n".encode(), "t.csv").rows
    assert row.verbatim == '{"a":"1","b":"б"}'.encode()


def test_json_lines_keep_their_own_bytes():
    lines = [
        b'{"title": "a",  "tags": ["x", "y"]}',
        b'{"n": 3, "o": {"p": true}, "q": null}',
        b"{oops",
        b"3",
    ]
    table = open_table(b"\n".join([*lines, b""]), "t.jsonl")
    found = list(table.rows)
    assert table.columns == ["title", "tags", "n", "o.p"]
    assert [row.verbatim for _, row in found] == lines
    assert found[0][1].values == {"title": "a", "tags": ["x", "y"]}
    assert found[1][1].values == {"n": "3", "o.p": "true"}
    assert [isinstance(row, Problem) for _, row in found] == [False, False, True, True]


def test_every_json_line_is_given():
    body = b"\n".join(b'{"a": "%d"}' % number for number in range(100))
    assert [row.values["a"] for _, row in open_table(body, "").rows] == [str(n) for n in range(100)]


def test_json_arrays_are_tables():
    assert rows(b' [{"a": "1"}, 2]', "t.json") == [
        (1, {"a": "1"}),
        (2, "The row is not a JSON object."),
    ]
    assert rows(b'{\n "records": [{"a": "1"}]}', "t.json") == [(1, {"a": "1"})]


def test_deep_json_spoils_one_row_only():
    deep = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
    shallow = b'{"a":' * 60 + b"1" + b"}" * 60
    found = rows(b'{"a": "1"}\n' + deep + b"\n" + shallow + b'\n{"a": "2"}\n', "t.jsonl")
    assert [number for number, _ in found] == [1, 2, 3, 4]
    assert (found[0][1], found[3][1]) == ({"a": "1"}, {"a": "2"})
    assert isinstance(found[1][1], str)
    assert isinstance(found[2][1], str)


def test_ten_megabytes_on_one_line_spoil_one_row_only():
    found = rows(b"a,b\n" + b"x" * 10_000_000 + b",1\n2,3\n")
    assert isinstance(found[0][1], str)
    assert found[-1][1] == {"a": "2", "b": "3"}
    line = json.dumps({"a": "x" * 10_000_000}).encode()
    assert len(rows(line, "t.jsonl")[0][1]["a"]) == 10_000_000


def test_workbook_is_read_without_blank_rows():
    body = workbook(["title", "year"], ["Fractions", 2019], [None, None], ["الكسور", 2.5])
    table = open_table(body, "t.xlsx")
    assert (table.format, table.columns) == ("xlsx", ["title", "year"])
    assert [(number, row.values) for number, row in table.rows] == [
        (2, {"title": "Fractions", "year": "2019"}),
        (4, {"title": "الكسور", "year": "2.5"}),
    ]


def test_workbook_bomb_is_refused_before_it_is_parsed():
    file = io.BytesIO(workbook(["a"], ["b"]))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/bomb.xml", b" " * 50_000_000)
    with pytest.raises(FormatError, match="unpacks to more"):
        open_table(file.getvalue(), "t.xlsx", limits=Limits(unpacked=10_000_000))


def test_workbook_with_a_document_type_is_refused():
    file = io.BytesIO(workbook(["a"], ["b"]))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(
            "xl/evil.xml", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
        )
    with pytest.raises(FormatError, match="document type"):
        open_table(file.getvalue(), "t.xlsx")


@pytest.mark.parametrize("body", [b"", b"\n\n", b"PK\x03\x04nonsense", b'{\n"a": [}', b"a\0b,c\n"])
def test_what_is_no_table_is_refused(body: bytes):
    with pytest.raises(FormatError):
        list(open_table(body, "t").rows)
