"""Read lists of resources in JSON: arrays, lists inside an object, JSON Lines, one page of many.

Who publishes AMB or plain schema.org does it in a handful of ways: a bare array, `@graph`, the
`member` of a Hydra collection, the hits of a search engine, a DataFeed or an ItemList, a resource a
line. Arrays and lines are read one by one, so that what stands before a mistake is not lost.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urljoin

from armillary.formats.errors import FormatError
from armillary.formats.lrmi.pages import (
    RESOURCE_TYPES,
    Node,
    as_list,
    encoding_of,
    is_too_deep,
    types_of,
)

MAXIMUM_DEPTH: Final = 4  # objects around a list
NO_OBJECT: Final = "The entry is no JSON object."
NO_RESOURCE: Final = "The object does not say that it is a learning resource."
TOO_DEEP: Final = "The object nests too deep."
BROKEN_LINE: Final = "The line is no JSON."

_LISTS: Final = (
    "@graph", "member", "hydra:member", "itemListElement", "dataFeedElement", "items", "hits",
    "results", "records", "resources", "data",
)  # fmt: skip
_WRAPPERS: Final = ("_source", "item", "schema:item", "resource")
_BLANK: Final = " \t\r\n,"


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of a list: its node, or why it has none."""

    node: Node | None
    problem: str = ""


@dataclass(slots=True)
class NodeList:
    """A document. `following` is the address of the next one, empty in the last; `total` the number
    of all entries, where it is told."""

    entries: Iterator[Listed] = field(default_factory=lambda: iter(()))
    following: str = ""
    total: int | None = None


def open_list(body: bytes, address: str, *, encoding: str = "") -> NodeList:
    """The list in a document; relative addresses of further ones are resolved against `address`.

    Raises FormatError for what is no JSON and what holds no list, and while it is gone through,
    where an array breaks off.
    """
    text = body.decode(encoding_of(body, encoding), "replace").lstrip("\ufeff \t\r\n")
    if text.startswith("["):
        return NodeList(entries=_each(text))
    if not text.startswith("{"):
        raise FormatError("This is neither a JSON array nor a JSON object.")
    whole, end = _decoded(text, 0)
    if text[end:].strip(_BLANK):
        return NodeList(entries=_lines(text))
    return _of_object(whole, address)


def _decoded(text: str, position: int) -> tuple[Any, int]:
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, position)
    except RecursionError as error:
        raise FormatError("The JSON nests too deep.") from error
    except ValueError as error:
        raise FormatError(f"The JSON cannot be read: {error}.") from error


def _each(text: str) -> Iterator[Listed]:
    position = 1
    while True:
        while position < len(text) and text[position] in _BLANK:
            position += 1
        if position >= len(text):
            raise FormatError("The JSON breaks off.")
        if text[position] == "]":
            return
        value, position = _decoded(text, position)
        yield _listed(value, None)


def _lines(text: str) -> Iterator[Listed]:
    for line in text.split("\n"):
        if not line.strip():
            continue
        try:
            value, _end = _decoded(line.strip(), 0)
        except FormatError:
            yield Listed(None, BROKEN_LINE)
        else:
            yield _listed(value, None)


def _of_object(whole: Node, address: str) -> NodeList:
    context = whole.get("@context")
    # A Hydra collection is no collection of schema.org, though it has the same name.
    kinds = RESOURCE_TYPES.difference(("Collection",)) & set(types_of(whole))
    found = None if kinds else _list_in(whole, 0)
    if found is None:
        return NodeList(entries=iter([_listed(whole, None)]))
    return NodeList(
        entries=(_listed(value, context) for value in found),
        following=_following(whole, address),
        total=_total(whole),
    )


def _list_in(whole: Node, depth: int) -> list[Any] | None:
    for key in _LISTS if depth < MAXIMUM_DEPTH else ():
        value = whole.get(key)
        if isinstance(value, list):
            return value
        if isinstance(value, dict) and (inner := _list_in(value, depth + 1)) is not None:
            return inner
    return None


def _listed(value: Any, context: Any) -> Listed:
    for _layer in range(MAXIMUM_DEPTH):
        inner = _inside(value)
        if inner is None:
            break
        value = inner
    if not isinstance(value, dict):
        return Listed(None, NO_OBJECT)
    if not RESOURCE_TYPES & set(types_of(value)):
        return Listed(None, NO_RESOURCE)
    if is_too_deep(value):
        return Listed(None, TOO_DEEP)
    return Listed({"@context": context} | value if _names_language(context) else value)


def _inside(value: Any) -> Node | None:
    """What a hit, an element of a list or of a feed is about."""
    if not isinstance(value, dict) or RESOURCE_TYPES & set(types_of(value)):
        return None
    return next((value[key] for key in _WRAPPERS if isinstance(value.get(key), dict)), None)


def _names_language(context: Any) -> bool:
    return any(isinstance(each, dict) and "@language" in each for each in as_list(context))


def _following(whole: Node, address: str) -> str:
    views = [whole, *(whole.get(key) for key in ("view", "hydra:view", "links", "_links"))]
    stated = (
        view.get(key)
        for view in views
        if isinstance(view, dict)
        for key in ("next", "hydra:next", "nextPage")
    )
    found = next(filter(None, map(_address, stated)), "")
    return _absolute(found, address) if found else ""


def _address(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("@id") or value.get("id") or value.get("href")
    return value.strip() if isinstance(value, str) else ""


def _absolute(found: str, address: str) -> str:
    try:
        return urljoin(address, found)
    except ValueError:
        return ""


def _total(whole: Node) -> int | None:
    for key in ("totalItems", "hydra:totalItems"):
        value = whole.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
    return None
