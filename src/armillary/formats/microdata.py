"""Find the schema.org nodes that a page writes into its own markup: microdata and RDFa Lite.

Sources: HTML Living Standard §5 (microdata), RDFa Lite 1.1. Both become the nodes that
`find_json_ld` gives, so that `read_learning_resource` reads them. Items without a type are left
out, and a link keeps its words beside its address, since authors mark up `<a itemprop="author">`.
Every element is looked at once, and once more for each `itemref` as long as the budget lasts: the
usual readers take minutes for a page of a hundred kilobytes that was made to hurt them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from lxml import etree

from armillary.formats.html_tree import (
    MAXIMUM_PARTS,
    absolute,
    base_of,
    name_of,
    one_line,
    texts_of,
)
from armillary.formats.lrmi.pages import MAXIMUM_NODES, Node

MAXIMUM_VISITS: Final = 200_000  # elements and pieces of text looked at
MAXIMUM_CHARACTERS: Final = 20_000_000  # of all values together
MAXIMUM_DEPTH: Final = 40  # items within items

_MARKED: Final = re.compile(rb"\bitemscope\b|\btypeof\s*+=", re.IGNORECASE)
_SOURCES: Final = {
    "a": "href", "area": "href", "link": "href",
    "audio": "src", "embed": "src", "iframe": "src", "img": "src", "source": "src", "track": "src",
    "video": "src", "object": "data",
}  # fmt: skip
_PLAIN_VALUES: Final = {"meta": "content", "data": "value", "meter": "value", "time": "datetime"}


def is_marked_up(page: bytes) -> bool:
    """Might the page hold microdata or RDFa? A search, which costs far less than a tree."""
    return _MARKED.search(page.replace(b"\0", b"")) is not None


def microdata_in(root: etree._Element, address: str) -> list[Node]:
    """The typed items of a page that are no value of another item, in their order.

    `address` is where the page was found; addresses are given in full.
    """
    return _Reader(root, base_of(root, address), _MICRODATA).nodes()


def rdfa_in(root: etree._Element, address: str) -> list[Node]:
    """As `microdata_in`, of what the page says in RDFa Lite."""
    return _Reader(root, base_of(root, address), _RDFA).nodes()


@dataclass(frozen=True, slots=True)
class _Syntax:
    """Which attributes say what."""

    kind: str  # the type of an item
    starts: str  # makes an item of an element
    names: str  # the properties an element is a value of
    identities: tuple[str, ...]


_MICRODATA: Final = _Syntax(
    kind="itemtype", starts="itemscope", names="itemprop", identities=("itemid",)
)
_RDFA: Final = _Syntax(
    kind="typeof", starts="typeof", names="property", identities=("resource", "about")
)


@dataclass(slots=True)
class _Reader:
    """One pass through a page."""

    root: etree._Element
    base: str
    syntax: _Syntax
    visits: int = 0
    characters: int = 0
    by_id: dict[str, etree._Element] = field(default_factory=dict)
    values: set[etree._Element] = field(default_factory=set)  # items that belong to another

    def nodes(self) -> list[Node]:
        if next(self.root.iterfind(".//*[@itemref]"), None) is not None:
            for element in self.root.iterfind(".//*[@id]"):
                self.by_id.setdefault(element.get("id", ""), element)
        found: list[Node] = []
        for element in self.root.iter("*"):
            if self.is_spent:
                break
            if self.syntax.starts in element.attrib and element not in self.values:
                node = self._node(element, ())
                if "@type" in node and len(node) > 1 and len(found) < MAXIMUM_NODES:
                    found.append(node)
        return found

    def _node(self, item: etree._Element, outer: tuple[etree._Element, ...]) -> Node:
        node: Node = {}
        if kinds := item.get(self.syntax.kind, "").split():
            node["@type"] = kinds
        for name in self.syntax.identities:
            if identity := item.get(name, "").strip():
                node.setdefault("@id", absolute(identity, self.base))
        if len(outer) >= MAXIMUM_DEPTH:
            return node
        for element in self._properties(item):
            self._add(node, element, (*outer, item))
        return {
            name: value[0] if isinstance(value, list) and len(value) == 1 else value
            for name, value in node.items()
        }

    def _add(self, node: Node, element: etree._Element, outer: tuple[etree._Element, ...]) -> None:
        value = self._value(element, outer)
        if value in ("", None, {}):
            return
        for name in element.get(self.syntax.names, "").split()[:10]:
            node.setdefault(name, []).append(value)

    def _value(self, element: etree._Element, outer: tuple[etree._Element, ...]) -> Any:
        if self.syntax.starts in element.attrib:
            self.values.add(element)
            return None if element in outer else self._node(element, outer)
        name = name_of(element)
        stated = _PLAIN_VALUES.get(name, "content")
        if (value := element.get(stated)) is not None:
            return value.strip()
        if self.syntax is _RDFA and (value := element.get("resource")):
            return absolute(value, self.base)
        if (source := element.get(_SOURCES.get(name, "-"))) is not None:
            return self._link(element, absolute(source, self.base))
        return self._text(element)

    def _link(self, element: etree._Element, address: str) -> Any:
        words = self._text(element) if name_of(element) == "a" else ""
        return {"@id": address, "name": words} if words and words != address else address

    def _text(self, element: etree._Element) -> str:
        return one_line(self._counted(texts_of(element)))

    def _counted(self, parts: Iterator[str]) -> Iterator[str]:
        for part in islice(parts, MAXIMUM_PARTS):
            self.visits += 1
            self.characters += len(part)
            if self.is_spent:
                return
            yield part

    @property
    def is_spent(self) -> bool:
        return self.visits > MAXIMUM_VISITS or self.characters > MAXIMUM_CHARACTERS

    def _properties(self, item: etree._Element) -> Iterator[etree._Element]:
        """The elements that are values of an item: inside it, and where it refers to."""
        yield from self._within(item, is_item=True)
        for reference in dict.fromkeys(item.get("itemref", "").split()):
            element = self.by_id.get(reference)
            if element is not None:
                yield from self._within(element, is_item=False)

    def _within(self, start: etree._Element, *, is_item: bool) -> Iterator[etree._Element]:
        walk = etree.iterwalk(start, events=("start",), tag="*")
        for _event, element in walk:
            self.visits += 1
            if self.is_spent:
                return
            is_start = is_item and element is start
            if not is_start and self.syntax.names in element.attrib:
                yield element
            if not is_start and self.syntax.starts in element.attrib:
                walk.skip_subtree()
