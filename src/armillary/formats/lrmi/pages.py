"""Find JSON-LD in web pages as people write them: in comments, in CDATA, with stray commas."""

import codecs
import html
import json
import re
from collections.abc import Iterator
from typing import Any, Final

from armillary.formats.errors import FormatError

Node = dict[str, Any]

MAXIMUM_SIZE: Final = 10 * 1024 * 1024  # bytes of a page
MAXIMUM_BLOCKS: Final = 200
MAXIMUM_NODES: Final = 5000
MAXIMUM_DEPTH: Final = 50
RESOURCE_TYPES: Final = frozenset(
    (
        "3DModel", "Article", "AudioObject", "Blog", "BlogPosting", "Book", "Chapter", "Collection",
        "Course", "CourseInstance", "CreativeWork", "Dataset", "DigitalDocument", "Drawing", "Game",
        "Guide", "HowTo", "ImageObject", "LearningResource", "Map", "MediaObject", "MobileApplication",
        "Photograph", "Play", "PodcastEpisode", "PodcastSeries", "PresentationDigitalDocument",
        "Quiz", "Report", "ScholarlyArticle", "SoftwareApplication", "SoftwareSourceCode",
        "SpreadsheetDigitalDocument", "Syllabus", "TechArticle", "TextDigitalDocument", "Thesis",
        "TrainingMaterial", "VideoGame", "VideoObject", "VisualArtwork", "WebApplication",
    )
)  # fmt: skip

_AGENTS: Final = frozenset(("author", "creator", "contributor", "publisher", "provider"))
_WHO: Final = ("@id", "@type", "name", "givenName", "familyName", "url", "sameAs", "identifier")
_NAME_ENDS: Final = re.compile("[/#:]")
_OPENING: Final = re.compile(rb"<!--|<script\b", re.IGNORECASE)
_CLOSING: Final = re.compile(rb"</script", re.IGNORECASE)
_IS_JSON_LD: Final = re.compile(rb"""\btype\s*+=\s*+["']?\s*+application/ld\+json""", re.IGNORECASE)
_CHARSET: Final = re.compile(
    rb"""<meta\b[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9_:.-]+)""", re.IGNORECASE
)
_ODD_ENCODINGS: Final = frozenset(
    ("idna", "punycode", "raw-unicode-escape", "unicode-escape", "utf-7")
)
_WRAPPING: Final = re.compile(r"^\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)")
_UNWRAPPING: Final = re.compile(r"(?:(?://\s*)?-->|/\*\s*\]\]>\s*\*/|//\s*\]\]>|\]\]>|;)\s*$")
# An unclosed string reaches to the end, so that its quotes aren't each taken for another one.
_STRING_OR_COMMA: Final = re.compile(r'("(?:[^"\\]|\\.)*+"?)|,(\s*+[}\]])')


class Blocks(list[Node]):
    """The nodes found, and in `problems` a sentence for every block that couldn't be read."""

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[str] = []


def find_json_ld(page: bytes, *, encoding: str = "") -> Blocks:
    """The top nodes of a page's JSON-LD scripts, or of a bare JSON document, in their order.

    Arrays and `@graph` are unfolded. `encoding` is what the server said; the page's own byte order
    mark outranks it, its `meta` follows. Raises FormatError for more than `MAXIMUM_SIZE` bytes.
    """
    if len(page) > MAXIMUM_SIZE:
        raise FormatError(f"The page is larger than {MAXIMUM_SIZE} bytes.")
    text_of = encoding_of(page, encoding)
    blocks = Blocks()
    if text_of.startswith("utf-16"):
        page, text_of = page.decode(text_of, "replace").encode(), "utf-8-sig"
    for number, raw in enumerate(_scripts(page), start=1):
        if number > MAXIMUM_BLOCKS:
            blocks.problems.append(f"The page has more than {MAXIMUM_BLOCKS} blocks of JSON-LD.")
            break
        _read_block(raw.decode(text_of, "replace"), number, blocks)
    return blocks


def _scripts(page: bytes) -> Iterator[bytes]:
    if page.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        yield page
        return
    position = 0
    # Searched piece by piece, so that a page of unclosed tags takes no more time than another.
    while found := _OPENING.search(page, position):
        if found.group() == b"<!--":
            position = page.find(b"-->", found.end())
            if position < 0:
                return
            continue
        inside = page.find(b">", found.end()) + 1
        closing = _CLOSING.search(page, inside) if inside else None
        if closing is None:
            return
        if _IS_JSON_LD.search(page[found.end() : min(inside, found.end() + 2000)]):
            yield page[inside : closing.start()]
        position = closing.end()


def encoding_of(page: bytes, stated: str) -> str:
    """The encoding of a page by its mark, by what the server `stated`, by its `meta`, by its bytes."""
    if page.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    meta = _CHARSET.search(page[:4096])
    said = meta.group(1).decode("ascii") if meta else ""
    for name in filter(is_encoding, (stated, said)):
        return "utf-8-sig" if name.lower().replace("-", "") == "utf8" else name
    try:
        page.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def is_encoding(name: str) -> bool:
    """Of letters, and one that gives a text whatever the bytes; Python knows stranger ones."""
    try:
        "".encode(name or "?")
    except (LookupError, ValueError):
        return False
    return codecs.lookup(name).name not in _ODD_ENCODINGS


def _read_block(text: str, number: int, blocks: Blocks) -> None:
    bare = _UNWRAPPING.sub("", _WRAPPING.sub("", text)).strip()
    if not bare:
        return
    try:
        value = _parsed(bare)
        found = list(_nodes(value, 0))
    except RecursionError:
        blocks.problems.append(f"JSON-LD block {number} nests more than {MAXIMUM_DEPTH} deep.")
    except ValueError as error:
        blocks.problems.append(f"JSON-LD block {number} can't be read: {error}.")
    else:
        if len(blocks) + len(found) > MAXIMUM_NODES:
            blocks.problems.append(f"The page has more than {MAXIMUM_NODES} nodes of JSON-LD.")
        blocks.extend(found[: MAXIMUM_NODES - len(blocks)])


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except ValueError:
        pass
    tidy = _STRING_OR_COMMA.sub(lambda found: found.group(1) or found.group(2), text)
    try:
        return json.loads(tidy, strict=False)
    except ValueError:
        # Some templates escape the whole block for HTML.
        return json.loads(html.unescape(tidy), strict=False)


def _nodes(value: object, depth: int) -> Iterator[Node]:
    if depth > MAXIMUM_DEPTH:
        raise RecursionError
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item, depth + 1)
    elif isinstance(value, dict):
        graph = value.get("@graph")
        if isinstance(graph, list | dict):
            yield from _nodes(graph, depth + 1)
        else:
            if is_too_deep(value):
                raise RecursionError
            yield value


def is_too_deep(node: object) -> bool:
    """Does it nest more than `MAXIMUM_DEPTH` deep?"""
    level, depth = [node], 0
    while level:
        depth += 1
        if depth > MAXIMUM_DEPTH:
            return True
        level = [
            child
            for item in level
            for child in (item.values() if isinstance(item, dict) else item)  # type: ignore[attr-defined]
            if isinstance(child, dict | list)
        ]
    return False


def resources_in(nodes: list[Node]) -> list[Node]:
    """Those nodes that describe a resource, also as `mainEntity` or `mainEntityOfPage` of another.

    A page that is only a frame around its main entity isn't one, nor is a date on which a course of
    the same page takes place. What is said twice counts once. People and organisations that a node
    only names by `@id` are put into it where the page describes them.
    """
    found: list[Node] = []
    for node in nodes:
        if RESOURCE_TYPES & set(types_of(node)):
            found.append(node)
        else:
            found.extend(_main_entities(node))
    if len(nodes) == 1:
        return found
    if len(found) > 1:
        found = _distinct(found)
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}
    return [_with_agents(node, by_id) for node in found] if by_id else found


def _main_entities(node: Node) -> list[Node]:
    return [
        child
        for key in ("mainEntity", "mainEntityOfPage")
        for child in as_list(node.get(key))
        if isinstance(child, dict) and RESOURCE_TYPES & set(types_of(child))
    ]


def _distinct(found: list[Node]) -> list[Node]:
    dates = {
        date.get("@id")
        for node in found
        for date in as_list(node.get("hasCourseInstance"))
        if isinstance(date, dict) and isinstance(date.get("@id"), str)
    }
    once = {json.dumps(node, sort_keys=True): node for node in found if not _is_one_of(node, dates)}
    return list(once.values())


def _is_one_of(node: Node, identities: set[str | None]) -> bool:
    return isinstance(node.get("@id"), str) and node["@id"] in identities


def _with_agents(node: Node, by_id: dict[str, Node]) -> Node:
    changed: Node = {}
    for key in _AGENTS & node.keys():
        agents = as_list(node[key])
        if any(_is_reference(agent, by_id) for agent in agents):
            changed[key] = [_described(agent, by_id) for agent in agents]
    return node | changed if changed else node


def _is_reference(value: object, by_id: dict[str, Node]) -> bool:
    """An object without a name of its own that the page describes elsewhere."""
    if not isinstance(value, dict) or "name" in value:
        return False
    identity = value.get("@id")
    return isinstance(identity, str) and identity in by_id


def _described(agent: Any, by_id: dict[str, Node]) -> Any:
    if not _is_reference(agent, by_id):
        return agent
    # Only what says who it is: pictures and links change more often than people.
    whole = by_id[agent["@id"]]
    return {key: whole[key] for key in _WHO if key in whole}


def types_of(node: Node) -> list[str]:
    """The node's types without prefix or namespace."""
    said = [*as_list(node.get("@type")), *as_list(node.get("type"))]
    return [
        kind if kind.isalnum() else _NAME_ENDS.split(kind)[-1]
        for kind in said
        if isinstance(kind, str)
    ]


def as_list(value: object) -> list[Any]:
    """A JSON-LD value as a list: absent is empty, one is one; `@list` and `@set` are opened."""
    if value is None:
        return []
    if isinstance(value, dict):
        for key in ("@list", "@set"):
            if isinstance(value.get(key), list):
                return list(value[key])
    return list(value) if isinstance(value, list) else [value]
