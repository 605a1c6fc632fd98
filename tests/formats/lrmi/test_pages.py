"""JSON-LD in pages as they are: wrapped, escaped, broken, hidden, enormous."""

from pathlib import Path

import pytest

from armillary.formats.errors import FormatError
from armillary.formats.lrmi import find_json_ld, resources_in

LESSON = (Path(__file__).parents[2] / "payloads" / "formats" / "lrmi" / "lesson.html").read_bytes()


def script(body: str) -> bytes:
    return f'<html><script type="application/ld+json">{body}</script></html>'.encode()


def test_graph_is_unfolded_and_broken_blocks_are_told():
    blocks = find_json_ld(LESSON)
    assert [node["@type"] for node in blocks] == ["WebPage"]
    assert len(blocks.problems) == 1
    assert blocks.problems[0].startswith("JSON-LD block 2 can't be read:")


def test_main_entity_is_the_resource():
    assert [node["@id"] for node in resources_in(find_json_ld(LESSON))] == ["#lesson"]


@pytest.mark.parametrize(
    "body",
    [
        '{"name": "a"}',
        ' <!-- {"name": "a"} --> ',
        '<![CDATA[{"name": "a"}]]>',
        '/*<![CDATA[*/ {"name": "a"} /*]]>*/',
        '[{"name": "a",},]',
        "{&quot;name&quot;: &quot;a&quot;}",
        '{"name": "a"};',
    ],
)
def test_wrappings_and_slips_are_forgiven(body: str):
    blocks = find_json_ld(script(body))
    assert (list(blocks), blocks.problems) == ([{"name": "a"}], [])


def test_text_with_commas_and_brackets_is_left_alone():
    assert find_json_ld(script('{"name": "a,] ,}",}')) == [{"name": "a,] ,}"}]


def test_encoding_is_what_the_server_or_the_page_says():
    body = script('{"name": "été"}').decode()
    assert find_json_ld(body.encode("latin-1"), encoding="iso-8859-1") == [{"name": "été"}]
    assert find_json_ld(body.encode("latin-1")) == [{"name": "été"}]
    assert find_json_ld(body.encode("utf-16"), encoding="nonsense") == [{"name": "été"}]
    marked = body.replace("<html>", '<html><meta charset="windows-1251">')
    assert find_json_ld(marked.replace("été", "лето").encode("cp1251")) == [{"name": "лето"}]


def test_bare_json_is_a_block():
    assert find_json_ld(b'\xef\xbb\xbf [{"name": "a"}, {"@graph": [{"name": "b"}]}]') == [
        {"name": "a"},
        {"name": "b"},
    ]


@pytest.mark.parametrize("depth", [60, 500, 200_000])
def test_deep_nesting_is_a_problem_and_no_crash(depth: int):
    blocks = find_json_ld(script('{"a":' * depth + "1" + "}" * depth))
    assert (list(blocks), len(blocks.problems)) == ([], 1)


def test_page_beyond_the_limit_is_refused():
    with pytest.raises(FormatError):
        find_json_ld(b" " * 10_485_761)


def test_ten_megabytes_of_unclosed_tags_take_no_time():
    assert find_json_ld(b"<script " * 1_000_000) == []


def test_page_without_json_ld_is_empty():
    assert find_json_ld(b"<html><script>var a = {}</script></html>") == []


def test_people_named_by_reference_are_put_in():
    page = script(
        '{"@graph": [{"@type": "Book", "@id": "#b", "author": [{"@id": "#ada"}, {"@id": "#x"}]},'
        '{"@type": "Person", "@id": "#ada", "name": "Ada", "image": "ada-2026.png"}]}'
    )
    [book] = resources_in(find_json_ld(page))
    assert book["author"] == [{"@id": "#ada", "@type": "Person", "name": "Ada"}, {"@id": "#x"}]


def test_what_is_said_twice_counts_once():
    book = '{"@type": "Book", "name": "a"}'
    assert resources_in(find_json_ld(script(f"[{book}, {book}]"))) == [
        {"@type": "Book", "name": "a"}
    ]


def test_date_of_a_course_is_no_resource_beside_it():
    nodes = find_json_ld(
        script(
            '[{"@type": "Course", "@id": "#c", "hasCourseInstance": {"@id": "#i"}},'
            '{"@type": "CourseInstance", "@id": "#i", "startDate": "2026-09-01"}]'
        )
    )
    assert [node["@id"] for node in resources_in(nodes)] == ["#c"]
    assert [node["@id"] for node in resources_in(nodes[1:])] == ["#i"]


@pytest.mark.parametrize("encoding", ["idna", "punycode", "undefined", "utf-7", "hex", "a\0b"])
def test_encoding_that_gives_no_text_is_passed_over(encoding: str):
    assert find_json_ld(script('{"name": "é"}'), encoding=encoding) == [{"name": "é"}]
