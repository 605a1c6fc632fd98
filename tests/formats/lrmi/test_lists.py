"""Lists of resources in JSON as they are published, and as they break."""

import json
from typing import Any

import pytest
from tests.shared import SHARED, needs_shared

from armillary.formats.errors import FormatError
from armillary.formats.lrmi import read_learning_resource
from armillary.formats.lrmi.lists import (
    BROKEN_LINE,
    NO_OBJECT,
    NO_RESOURCE,
    TOO_DEEP,
    Listed,
    NodeList,
    open_list,
)

ADDRESS = "https://a.example/api?page=1"
ONE: dict[str, Any] = {"id": "https://a.example/1", "type": ["LearningResource"], "name": "One"}
TWO: dict[str, Any] = {"@id": "https://a.example/2", "@type": "Course", "name": "Two"}


def opened(value: Any) -> NodeList:
    return open_list(json.dumps(value).encode(), ADDRESS)


def nodes_of(found: NodeList) -> list[Any]:
    return [each.node for each in found.entries]


@pytest.mark.parametrize(
    "document",
    [
        [ONE, TWO],
        {"@graph": [ONE, TWO]},
        {"@type": "hydra:Collection", "hydra:member": [ONE, TWO]},
        {"@type": "Collection", "member": [ONE, TWO]},
        {"items": [ONE, TWO]},
        {"hits": {"total": 2, "hits": [{"_id": "1", "_source": ONE}, {"_id": "2", "_source": TWO}]}},
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": ONE}, {"item": TWO}]},
        {"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": ONE}, TWO]},
        {"data": {"results": [ONE, TWO]}},
    ],
)  # fmt: skip
def test_list_is_found(document: Any):
    assert nodes_of(opened(document)) == [ONE, TWO]


def test_single_resource_is_a_list_of_one():
    whole = ONE | {"items": [TWO]}
    assert nodes_of(opened(whole)) == [whole]


def test_lines_are_read_each_for_itself():
    text = f"{json.dumps(ONE)}\n\n{{broken\n{json.dumps(TWO)}\r\n"
    assert list(open_list(text.encode(), ADDRESS).entries) == [
        Listed(ONE),
        Listed(None, BROKEN_LINE),
        Listed(TWO),
    ]


def test_array_that_breaks_off_gives_what_came_before():
    entries = open_list(json.dumps([ONE, TWO]).encode()[:-10], ADDRESS).entries
    assert next(entries) == Listed(ONE)
    with pytest.raises(FormatError):
        next(entries)


def test_language_of_the_context_around_is_kept():
    context = ["https://w3id.org/kim/amb/context.jsonld", {"@language": "de"}]
    [node] = nodes_of(opened({"@context": context, "@graph": [ONE]}))
    assert read_learning_resource(node).titles[0].language == "de"
    own = ONE | {"@context": {"@language": "fr"}}
    [node] = nodes_of(opened({"@context": context, "@graph": [own]}))
    assert read_learning_resource(node).titles[0].language == "fr"


def test_what_is_no_resource_is_told():
    nested: Any = 1
    for _level in range(60):
        nested = [nested]
    entries = opened([1, {"type": "Person"}, {}, ONE | {"about": nested}]).entries
    assert [each.problem for each in entries] == [NO_OBJECT, NO_RESOURCE, NO_RESOURCE, TOO_DEEP]


@pytest.mark.parametrize(
    "more",
    [
        {"view": {"@id": "?page=1", "next": "?page=2"}},
        {"hydra:view": {"hydra:next": {"@id": "?page=2"}}},
        {"next": "https://a.example/api?page=2"},
        {"links": {"next": {"href": "/api?page=2"}}},
        {"_links": {"next": {"href": "/api?page=2"}}},
    ],
)
def test_following_page_is_found(more: dict[str, Any]):
    found = opened({"member": [ONE], "totalItems": 7} | more)
    assert (found.following, found.total) == ("https://a.example/api?page=2", 7)


@pytest.mark.parametrize(
    "more", [{}, {"next": None}, {"view": 3}, {"next": "http://[x"}, {"next": 2}]
)
def test_last_page_has_none(more: dict[str, Any]):
    assert opened({"member": [ONE]} | more).following == ""


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{", b"{'a': 1}", b'{"a":' * 100_000, b"\xff\xfe", b"nonsense"]
)
def test_what_is_no_list_is_refused(body: bytes):
    with pytest.raises(FormatError):
        list(open_list(body, ADDRESS).entries)


def test_object_without_a_list_is_one_entry_that_is_no_resource():
    assert list(opened({"name": "nothing"}).entries) == [Listed(None, NO_RESOURCE)]


@needs_shared
def test_every_valid_amb_example_is_read_from_one_list():
    files = sorted((SHARED / "suites" / "amb").glob("*/examples/valid/*.json"))
    array = b"[" + b",".join(file.read_bytes() for file in files) + b"]"
    entries = list(open_list(array, ADDRESS).entries)
    assert len(entries) == len(files) > 60
    assert [each.problem for each in entries if each.problem] == []
    said = [read_learning_resource(each.node) for each in entries if each.node]
    assert all(each.titles and each.addresses for each in said)


@needs_shared
def test_no_invalid_amb_example_crashes():
    files = sorted((SHARED / "suites" / "amb").glob("*/examples/invalid/*.json"))
    assert len(files) > 60
    for file in files:
        for entry in open_list(file.read_bytes(), ADDRESS).entries:
            assert (entry.node is None) == bool(entry.problem)
            if entry.node:
                assert read_learning_resource(entry.node).addresses
