"""Markdown lists: links are told from what is none, notes from names, and nothing takes long."""

import json
import re
from collections import defaultdict
from pathlib import Path
from time import process_time

import pytest
from tests.shared import SHARED, needs_shared

from armillary.formats import markdown_list
from armillary.formats.code_hosts import raw_address, repository_of
from armillary.formats.describe import describe
from armillary.formats.errors import FormatError
from armillary.formats.markdown_list import Listed, read_list, read_listed
from armillary.formats.markdown_notes import AUTHORS, DESCRIPTIONS, Note, read_note
from armillary.formats.statement import StatedAgent, StatedFile, Statement, Text

LIST = (Path(__file__).parents[1] / "payloads/formats/markdown/README.md").read_bytes()
RAW = "https://raw.githubusercontent.com/open-school/list/main"
HOME = f"{RAW}/README.md"


def listed(text: str | bytes, address: str = HOME) -> list[Listed]:
    return list(read_list(text if isinstance(text, bytes) else text.encode(), address))


def statements(text: str | bytes, address: str = HOME) -> list[Statement]:
    return [read_listed(found.payload) for found in listed(text, address)]


def only(item: str, address: str = HOME) -> Statement:
    [statement] = statements(item, address)
    return statement


def test_links_of_a_whole_list():
    assert [(found.title, found.address) for found in listed(LIST)] == [
        ("Counting on Fingers", "https://books.example/counting"),
        ("The sum of all things", "https://books.example/sum?edition=2&lang=en"),
        ("Fractions for Everybody", "https://books.example/fractions"),
        ("Wholes [and parts]", "https://books.example/wholes (1).pdf"),
        ("Maths aloud", "https://pods.example/maths"),
        ("Angles", "https://books.example/angles"),
        ("Volume 1", "https://books.example/algebra/1"),
        ("Volume 2", "https://books.example/algebra/2"),
        ("Equations", "https://books.example/equations"),
        ("Equations: answers", "https://books.example/equations/answers"),
        ("Unknowns, a course", f"{RAW}/files/unknowns.pdf"),
        ("Groups", "https://books.example/groups"),
        ("C# Notes", "https://books.example/csharp"),
        ("C# Notes", "https://books.example/csharp"),
        ("Cells", "https://courses.example/cells"),
        ("Leaves", "https://courses.example/leaves"),
    ]


def test_headings_and_items_above_are_what_a_link_belongs_to():
    found = {each.addresses[0]: each for each in statements(LIST)}
    upper = {
        address.removeprefix("https://books.example/"): (each.keywords, each.subjects)
        for address, each in found.items()
    }
    assert upper["counting"] == ([], ["Mathematics"])
    assert upper["algebra/1"] == (
        ["Mathematics", "Algebra"],
        ["Algebra in three volumes - Ngozi Okafor"],
    )
    assert upper["equations/answers"] == (["Mathematics"], ["Algebra"])
    assert upper["csharp"] == ([], ["C#"])


def test_item_with_everything():
    [first, *_rest] = statements(LIST)
    assert first == Statement(
        titles=[Text("Counting on Fingers")],
        addresses=["https://books.example/counting"],
        subjects=["Mathematics"],
        licences=["CC BY-NC-SA"],
        creators=[StatedAgent("Amal Haddad"), StatedAgent("Li Wei")],
    )


def test_row_of_a_table_states_what_its_columns_say():
    cells, leaves = statements(LIST)[-2:]
    assert cells.titles == [Text("Cells")]
    assert cells.creators == [StatedAgent("Olga Ivanova"), StatedAgent("Jo Kim")]
    assert (cells.languages, cells.levels, cells.types) == (["fr"], ["primary"], ["video"])
    assert (leaves.creators, leaves.languages) == ([], [])


def test_one_first_heading_is_the_title_of_the_list():
    one = "# Lists\n\n## Maths\n\n* [A](https://a.example)\n"
    two = "# Maths\n\n* [A](https://a.example)\n\n# Art\n\n* [B](https://b.example)\n"
    assert only(one).subjects == ["Maths"]
    assert [each.subjects for each in statements(two)] == [["Maths"], ["Art"]]


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("", Note()),
        (" - Jim Weirich, `trl.:` 徐小东 (HTML)", Note(creators=["Jim Weirich"])),
        (" — 廖雪峰、萌和江薇", Note(creators=["廖雪峰", "萌和江薇"])),
        (" - Ludwig van Beethoven & Ada Moreau", Note(creators=["Ludwig van Beethoven", "Ada Moreau"])),
        (" - W. B. Yeats, J.R.R. Tolkien", Note(creators=["W. B. Yeats", "J.R.R. Tolkien"])),
        (" by Ravi Patel and Jo Kim", Note(creators=["Ravi Patel", "Jo Kim"])),
        (" - by Ravi Patel", Note(creators=["Ravi Patel"])),
        (" - Ravi Patel *(CC BY 4.0)*", Note(creators=["Ravi Patel"], licences=["CC BY 4.0"])),
        (" (Udemy) (GFDL)", Note(licences=["GFDL"])),
        (" (screencast, YouTube)", Note(types=["screencast"])),
        (" - Solving for x, step by step.", Note(descriptions=["Solving for x, step by step."])),
        (" - Package manager", Note(descriptions=["Package manager"])),
        (" is a book about `x`. Read it!", Note(descriptions=["is a book about x. Read it!"])),
        (" - https://mirror.example", Note(descriptions=["https://mirror.example"])),
        (" - 学习分数。", Note(descriptions=["学习分数。"])),
        (" (in process)", Note()),
        (" - `trl.:` Ada Moreau", Note()),
    ],
)  # fmt: skip
def test_notes(note: str, expected: Note):
    assert read_note(note) == expected


def test_notes_of_which_a_person_knows_what_they_are():
    assert read_note(" - tutlane", holds=AUTHORS).creators == ["tutlane"]
    assert read_note(" - Ravi Patel", holds=DESCRIPTIONS) == Note(descriptions=["Ravi Patel"])
    assert read_note(" - Teaches sums. All of them.", holds=AUTHORS).creators == []


@pytest.mark.parametrize(
    ("name", "spoken", "whole"),
    [
        ("books/free-programming-books-zh.md", "zh", ["zh"]),
        ("books/free-programming-books-pt_BR.md", "pt_BR", ["pt_BR"]),
        ("README.fr.md", "fr", []),
        ("README-zh-cn.md", "zh-cn", []),
        ("ar.md", "ar", ["ar"]),
        ("free-programming-books-langs.md", "", []),
        ("README.md", "", []),
        ("free-books.md", "", []),
    ],
)
def test_language_is_in_the_name(name: str, spoken: str, whole: list[str]):
    statement = only("* [A](https://a.example) - Teaches sums.", f"{RAW}/{name}")
    assert statement.titles == [Text("A", spoken)]
    assert statement.descriptions == [Text("Teaches sums.", spoken)]
    assert statement.languages == whole


def test_language_is_in_the_front_matter():
    text = "---\r\ntitle: [x](https://x.example)\r\nlang: 'es'\r\n---\r\n\r\n* [A](https://a.example)\r\n"
    assert only(text, f"{RAW}/list-fr.md").titles == [Text("A", "es")]


@pytest.mark.parametrize(
    "item",
    [
        "[A](#top)",
        "[A](other.md)",
        "[A](../lists/other.md#part)",
        "[A](folder/)",
        "[A](mailto:a@a.example)",
        "[A](javascript:alert(1))",
        "[A](data:text/html,x)",
        "[A](https://github.com/Open-School/List/blob/main/other.md)",
        f"[A]({RAW}/other.md)",
        "[![A](https://a.example/b.svg)](https://a.example)",
        "![A](https://a.example/a.png)",
        "[](https://a.example)",
        "[A][nowhere]",
        "`[A](https://a.example)`",
        "<!-- [A](https://a.example) -->",
        f"{'Long words before it. ' * 10}[A](https://a.example)",
        "[A](http://[broken)",
    ],
)
def test_what_is_no_resource(item: str):
    assert [found.title for found in listed(f"* {item}\n* [Z](https://z.example)\n")] == ["Z"]


def test_lists_of_other_repositories_and_files_of_this_one_are_resources():
    text = (
        "* [A](https://github.com/others/list/blob/main/a.md)\n* [B](../b.pdf?raw=true)\n"
        "* [C](//c.example/c.epub)\n"
    )
    first, second, third = statements(text, f"{RAW}/lists/list.md")
    assert first.addresses == ["https://github.com/others/list/blob/main/a.md"]
    assert second.files == [StatedFile(f"{RAW}/b.pdf?raw=true", "application/pdf")]
    assert third.addresses == ["https://c.example/c.epub"]
    assert [each.title for each in listed(f"{text}* [D](https://d.example)", "file:///x/l.md")] == [
        "A", "D"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("shown", "raw"),
    [
        (
            "https://github.com/open-school/list/blob/main/books/fr%20x.md?plain=1#maths",
            f"{RAW}/books/fr%20x.md",
        ),
        ("https://github.com/open-school/list/raw/v1/fr.md", f"{RAW.removesuffix('main')}v1/fr.md"),
        ("https://github.com/open-school/list", f"{RAW.removesuffix('main')}HEAD/README.md"),
        ("https://github.com/open-school/list.git", f"{RAW.removesuffix('main')}HEAD/README.md"),
        (
            "https://git.school.example/a/b/c/-/blob/main/fr.md?ref_type=heads",
            "https://git.school.example/a/b/c/-/raw/main/fr.md",
        ),
        (
            "https://codeberg.org/a/list/src/branch/main/fr.md",
            "https://codeberg.org/a/list/raw/branch/main/fr.md",
        ),
        (HOME, HOME),
        ("https://school.example/lists/fr.md", "https://school.example/lists/fr.md"),
        ("https://github.com/open-school", "https://github.com/open-school"),
    ],
)
def test_page_that_shows_a_file_is_not_the_file(shown: str, raw: str):
    assert raw_address(shown) == raw


def test_shown_and_raw_belong_to_one_repository():
    for shown in (
        "https://github.com/Open-School/list/blob/main/fr.md",
        "https://git.school.example:8443/a/b/c/-/blob/main/fr.md",
        "https://codeberg.org/a/list/src/tag/v1/fr.md",
    ):
        assert repository_of(shown) == repository_of(raw_address(shown)) != ""
    assert repository_of("https://school.example/fr.md") == ""


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"Just words.",
        b"# A heading\n\n* [only](#anchors)\n",
        b"<!DOCTYPE html><ul><li>",
        b"\xff\x00",
    ],
)
def test_what_is_no_list_is_one_line(body: bytes):
    with pytest.raises(FormatError) as caught:
        listed(body)
    assert "\n" not in str(caught.value)


def test_list_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(markdown_list, "MAXIMUM_SIZE", 20)
    with pytest.raises(FormatError, match="larger than 20 bytes"):
        listed("* [A](https://a.example)")


def test_item_that_is_too_long_costs_only_itself():
    long, short = listed(f"* [A](https://a.example) {'x ' * 20_000}\n* [B](https://b.example)\n")
    assert long.problem == "The item is longer than 5000 characters."
    assert short.title == "B"


def test_other_encodings_are_read():
    text = "* [Дроби](https://a.example) - Анна Иванова\n" * 30
    for encoding in ("utf-8-sig", "utf-16", "cp1251"):
        found = listed(text.encode(encoding))[0]
        assert found.title == "Дроби"


HOSTILE = (
    "[", "[a](", "![", "[[a]", "**a ", "*a _b ", "`", "<", "<a ", "<!--", "&", "&#1;", "\\[", "](",
    "[a](<b", "[a](b '", "((", "a**b", "http://", "* [a](http://a.b) ", "* a\n", "- ", "> ", "1. ",
    "|a", "|a|b|\n|-|-|\n", "[a]: b 'x\n", "[a]:\n", "#", "---\n", " - a\n  ", "(", "(（", "- (",
    "a, ", "a & ", "by ", "e.g. ", "* [a](http://a/) - A, ", "\x00", "\ud800",
)  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE, ids=range(len(HOSTILE)))
def test_time_grows_with_length_only(unit: str):
    started = process_time()
    for text in (
        unit * (20_000 // len(unit)),
        "* " + unit * (4_900 // len(unit)),
        "* [A](https://a.example) - " + unit * (4_900 // len(unit)),
        "|a|b|\n|-|-|\n" + f"|[A](http://a.example)|{unit * 20}|\n" * (4_900 // len(unit) // 10),
    ):
        try:
            for statement in statements(text.encode("utf-8", "surrogatepass")):
                describe(statement, subject=lambda _word: None)
        except (FormatError, json.JSONDecodeError):
            continue
    assert process_time() - started < 4


def test_nesting_without_end_is_read():
    text = "".join(
        f"{'  ' * depth}* [A{depth}](https://a.example/{depth})\n" for depth in range(400)
    )
    assert len(listed(text)) > 0


@needs_shared
def test_links_of_real_lists_are_recovered():
    """Titles and addresses as people typed them, written as a list and read again."""
    lists: dict[str, list[dict[str, str]]] = defaultdict(list)
    for line in (SHARED / "data" / "free-programming-books.jsonl").read_text().splitlines():
        record = json.loads(line)
        lists[record["listed_in"]].append(record)
    for name, records in lists.items():
        text = "\n".join(
            f"* [{escaped(record['title'])}](<{record['url']}>) - {record['note'] or ''}"
            for record in records
        )
        found = [(each.title, each.address) for each in listed(text, f"{RAW}/{name}")]
        assert found == [(" ".join(each["title"].split()), each["url"]) for each in records]


def escaped(text: str) -> str:
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)
