"""Propose what a web page is about, from everything it says of itself to machines.

The best voice speaks first: JSON-LD, then microdata and RDFa, then the meta tags of libraries
(Dublin Core, Highwire Press `citation_`), of social networks (Open Graph, Twitter) and of browsers.
A later voice only fills gaps. The result is for a person to look at: meta tags prove nothing, so a
harvest does not use them.
"""

from collections.abc import Iterator
from dataclasses import fields, replace
from itertools import chain
from typing import Final
from urllib.parse import urlsplit

from armillary.formats.errors import FormatError
from armillary.formats.html_tree import html_tree
from armillary.formats.lrmi import find_json_ld, read_learning_resource, resources_in
from armillary.formats.lrmi.pages import Node, as_list, types_of
from armillary.formats.meta_tags import Head, head_of, statement_of_head
from armillary.formats.microdata import is_marked_up, microdata_in, rdfa_in
from armillary.formats.statement import Statement
from armillary.formats.values.addresses import canonical, clean

# Nodes about the page itself: no proof of a resource, but a title, a date, a language.
_FRAMES: Final = frozenset(
    ("AboutPage", "CollectionPage", "FAQPage", "ItemPage", "MediaGallery", "NewsArticle", "QAPage",
     "VideoGallery", "WebPage")
)  # fmt: skip
_LEARNING: Final = frozenset(
    ("Course", "CourseInstance", "HowTo", "LearningResource", "Quiz", "Syllabus", "TextDigitalDocument")
)  # fmt: skip


def propose(page: bytes, address: str, encoding: str = "") -> Statement:
    """The best of what a page says of itself; `addresses` is never empty, everything else may be.

    `address` is where the page was found, `encoding` what its server said. The first address is
    where a reader should be sent: the page's canonical address where that is plausible. Bytes that
    are no page give a statement with the address alone. Raises FormatError for a page that is too
    large.
    """
    root = html_tree(page, encoding=encoding)
    head = head_of(root, address) if root is not None else Head()
    own = own_address(head.canonical, address)
    blocks = find_json_ld(page, encoding=encoding)
    marked = () if root is None else (microdata_in(root, address), rdfa_in(root, address))
    statement = Statement()
    for voice in chain(
        *(_of_resource(nodes, own) for nodes in (blocks, *marked)),
        [statement_of_head(head)],
        _of_page(blocks, own),
    ):
        _fill(statement, voice)
    stated = own_address(next(iter(statement.addresses), ""), own)
    statement.addresses = [own if canonical(stated) == canonical(own) else stated]
    return statement


def find_resources(page: bytes, address: str, encoding: str = "") -> tuple[list[Node], list[str]]:
    """The nodes of what a page describes, and sentences about what could not be read.

    JSON-LD wins; only a page without a resource in it is searched for microdata, then for RDFa.
    Nodes that merely name each other are put together. Raises FormatError for a page that is too
    large.
    """
    blocks = find_json_ld(page, encoding=encoding)
    nodes = resources_in(blocks)
    if (
        not nodes
        and is_marked_up(page)
        and (root := html_tree(page, encoding=encoding)) is not None
    ):
        nodes = resources_in(microdata_in(root, address)) or resources_in(rdfa_in(root, address))
    return nodes, blocks.problems


def own_address(stated: str, address: str) -> str:
    """The canonical address a page states, unless it is another site's or merely its front page:
    many sites state that one on every page."""
    link = clean(stated)
    if link is None:
        return address
    there, here = urlsplit(link), urlsplit(clean(address) or address)
    is_front = not there.path.strip("/") and not there.query
    was_front = not here.path.strip("/") and not here.query
    same_site = _site(there.hostname) == _site(here.hostname)
    return link if same_site and (was_front or not is_front) else address


def _site(host: str | None) -> str:
    return (host or "").removeprefix("www.").removeprefix("m.")


def _of_resource(nodes: list[Node], own: str) -> Iterator[Statement]:
    """What the nodes state of the resource at this address, or of the likeliest one."""
    for node in sorted(resources_in(nodes), key=lambda node: _rank(node, own))[:1]:
        yield from _read(node, own)


def _of_page(nodes: list[Node], own: str) -> Iterator[Statement]:
    """What they state of the page as such: its date and language hold for what it shows."""
    for node in nodes:
        if _FRAMES & set(types_of(node)):
            for said in _read(node, own):
                yield replace(said, addresses=[], identifiers=[], relations=[])


def _read(node: Node, own: str) -> Iterator[Statement]:
    try:
        said = read_learning_resource(node, page_address=own)
    except FormatError:
        return
    yield replace(said, types=[kind for kind in said.types if kind not in _FRAMES])


def _rank(node: Node, own: str) -> tuple[bool, bool]:
    """The thing at this address before others, things to learn from before others."""
    stated = [
        value
        for key in ("url", "@id", "id", "mainEntityOfPage")
        for value in as_list(node.get(key))
    ]
    plain = [value.get("@id") if isinstance(value, dict) else value for value in stated]
    same = any(isinstance(value, str) and canonical(value) == canonical(own) for value in plain)
    return not same, not _LEARNING & set(types_of(node))


def _fill(statement: Statement, voice: Statement) -> None:
    for field in fields(Statement):
        if not getattr(statement, field.name):
            setattr(statement, field.name, getattr(voice, field.name))
