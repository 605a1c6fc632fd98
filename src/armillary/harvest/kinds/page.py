"""A single web page that says in LRMI or schema.org what it is; it may describe several things."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from armillary.core.http import MEGABYTE, Fetched
from armillary.formats.errors import FormatError
from armillary.formats.lrmi import find_json_ld, read_learning_resource, resources_in
from armillary.formats.statement import Statement
from armillary.harvest.listing import Ending, Item, Listing, Page
from armillary.harvest.models import Source

LIMIT: Final = 10 * MEGABYTE
ACCEPT: Final = "text/html, application/xhtml+xml, application/ld+json;q=0.9, */*;q=0.5"
SILENT: Final = "The page does not say what it is (no LRMI or schema.org description)."

Node = dict[str, Any]


class WebPage:
    """One page."""

    name = "page"
    is_incremental = False

    def check(self, address: str, options: Mapping[str, Any]) -> None:
        """Any address may be a page."""

    def pages(self, listing: Listing) -> Iterator[Page]:
        items = items_at(listing, listing.address)
        yield Page(items, listed=len(items), ending=Ending(is_complete=True))

    def read(self, payload: bytes, source: Source) -> Statement:
        return read(payload)


def items_at(listing: Listing, address: str) -> list[Item]:
    """One item for each thing that the page describes, or one that says what is wrong with it."""
    fetched = listing.fetcher.fetch(address, limit=LIMIT, accept=ACCEPT)
    try:
        nodes, problem = _nodes(fetched)
    except FormatError as error:
        nodes, problem = [], str(error)
    if not nodes:
        return [Item(address, problem=problem, label=address)]
    if len(nodes) == 1:
        return [_item(address, address, nodes[0])]
    return [
        _item(f"{address}#{node.get('@id') or number}", address, node)
        for number, node in enumerate(nodes, start=1)
    ]


def read(payload: bytes) -> Statement:
    """The statement of a payload written by `_item`."""
    stored = json.loads(payload)
    statement = read_learning_resource(stored["node"], page_address=stored["page"])
    if not statement.addresses:
        statement.addresses.append(stored["page"])
    return statement


def _nodes(fetched: Fetched) -> tuple[list[Node], str]:
    found = find_json_ld(fetched.body, encoding=fetched.encoding)
    return resources_in(found), " ".join(found.problems) or SILENT


def _item(identifier: str, address: str, node: Node) -> Item:
    """Only what describes the thing is kept: the rest of a page changes with every visit."""
    stored = json.dumps({"page": address, "node": node}, ensure_ascii=False, sort_keys=True)
    return Item(identifier, payload=stored.encode("utf-8", "surrogatepass"), label=identifier)
