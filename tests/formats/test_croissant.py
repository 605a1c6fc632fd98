"""A table as Croissant 1.0; that a program loads it is seen in `conformance/test_data.py`."""

from armillary.formats.croissant import Field, Published, TableFile, write_croissant

PUBLISHED = Published(
    address="https://stem.example/dataset/",
    name="All of it",
    text="Everything.",
    licence="https://creativecommons.org/publicdomain/zero/1.0/",
    day="2026-03-02",
    publisher="Stem",
    home="https://stem.example/",
    cited="Stem (2026).",
    keywords=["STEM"],
    languages=["en"],
)
TABLE = TableFile(
    "https://stem.example/a.csv.gz", "a.csv.gz", "text/csv", 12, "ab" * 32,
    [Field("id", "What it is called here.", "Text"), Field("listed", "Since when.", "Date")],
)  # fmt: skip
LINES = TableFile(
    "https://stem.example/a.jsonl.gz", "a.jsonl.gz", "application/jsonl", 9, "cd" * 32
)


def test_every_column_is_a_field_of_the_one_table():
    document = write_croissant(PUBLISHED, [TABLE, LINES])
    [records] = document["recordSet"]
    [table, lines] = document["distribution"]
    assert [field["@id"] for field in records["field"]] == ["resources/id", "resources/listed"]
    assert [field["dataType"] for field in records["field"]] == ["sc:Text", "sc:Date"]
    assert {field["source"]["fileObject"]["@id"] for field in records["field"]} == {table["@id"]}
    assert records["key"] == {"@id": "resources/id"}
    assert (lines["@id"], lines["contentSize"], lines["sha256"]) == ("a.jsonl.gz", "9 B", "cd" * 32)


def test_the_day_is_a_version_without_leading_noughts():
    document = write_croissant(PUBLISHED, [TABLE])
    assert (document["version"], document["datePublished"]) == ("2026.3.2", "2026-03-02")
    assert document["conformsTo"] == "http://mlcommons.org/croissant/1.0"
