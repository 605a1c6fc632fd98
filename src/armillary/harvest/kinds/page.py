"""A single web page that says in LRMI or schema.org what it is; it may describe several things.

It may say so in JSON-LD, or in its own markup (microdata, RDFa). What it says to libraries and
social networks in meta tags is no proof that there is something to learn from.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy

from armillary.core.http import MEGABYTE
from armillary.formats.errors import FormatError
from armillary.formats.lrmi import read_learning_resource
from armillary.formats.statement import Statement
from armillary.formats.web_page import find_resources
from armillary.harvest.enums import Proof
from armillary.harvest.glancing import Glance, glance_at
from armillary.harvest.kinds.options import LANGUAGE
from armillary.harvest.listing import Ending, Item, Listing, Page
from armillary.harvest.models import Source

LIMIT: Final = 10 * MEGABYTE
ACCEPT: Final = "text/html, application/xhtml+xml, application/ld+json;q=0.9, */*;q=0.5"
SILENT: Final = "The page does not say what it is (no LRMI or schema.org description)."

Node = dict[str, Any]


class WebPage:
    """One page."""

    name = "page"
    label = gettext_lazy("Single web page")
    hint = gettext_lazy("A page that says in schema.org or LRMI what it is about.")
    options = (LANGUAGE,)
    is_incremental = False

    def check(self, address: str, options: Mapping[str, Any]) -> None:
        """Any address may be a page."""

    def pages(self, listing: Listing) -> Iterator[Page]:
        items = items_at(listing, listing.address)
        yield Page(
            items, listed=len(items), ending=Ending(is_complete=True, proof=Proof.WHOLE_FILE)
        )

    def read(self, payload: bytes, source: Source) -> Statement:
        return read(payload)


def items_at(listing: Listing, address: str) -> list[Item]:
    """One item for each thing that the page describes, or one that says what is wrong with it."""
    fetched = listing.fetcher.fetch(address, limit=LIMIT, accept=ACCEPT)
    try:
        nodes, problems = find_resources(fetched.body, address, fetched.encoding)
    except FormatError as error:
        nodes, problems = [], [str(error)]
    if not nodes:
        return [unread(address, " ".join(problems) or SILENT)]
    if len(nodes) == 1:
        seen = glance_at(fetched.body, address, fetched.encoding)
        return [_item(address, address, nodes[0], seen)]
    return [_item(f"{address}#{name}", address, node) for name, node in _named(nodes).items()]


def unread(address: str, problem: str) -> Item:
    """A page that could not be read; what it described when it could is not gone for that."""
    return Item(address, problem=problem, label=address, stands_for=f"{address}#")


def _named(nodes: list[Node]) -> dict[str, Node]:
    """The nodes by what tells them apart: their own identifier, else their place on the page."""
    named: dict[str, Node] = {}
    for number, node in enumerate(nodes, start=1):
        stated = node.get("@id")
        identity = stated if isinstance(stated, str) else ""
        named[str(number) if not identity or identity in named else identity] = node
    return named


def read(payload: bytes) -> Statement:
    """The statement of a payload written by `_item`."""
    stored = json.loads(payload)
    statement = read_learning_resource(stored["node"], page_address=stored["page"])
    if not statement.addresses:
        statement.addresses.append(stored["page"])
    return statement


def glance(payload: bytes) -> Glance:
    """What the page of a payload let see beside its description."""
    found: Glance = json.loads(payload).get("glance", {})
    return found


def _item(identifier: str, address: str, node: Node, seen: Glance | None = None) -> Item:
    """Only what describes the thing is kept: the rest of a page changes with every visit."""
    whole: dict[str, Any] = {"page": address, "node": node, **({"glance": seen} if seen else {})}
    stored = json.dumps(whole, ensure_ascii=False, sort_keys=True)
    return Item(identifier, payload=stored.encode("utf-8", "surrogatepass"), label=identifier)
