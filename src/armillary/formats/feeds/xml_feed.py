"""Take RSS and Atom apart into entries, mending what is broken.

A document type with nothing in it is passed over, since RSS 0.91 asked for one; one that declares
anything is refused. What counts the visitors of an entry is left out of its payload: it changes
with every visit, and the entry does not.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from typing import Final

from lxml import etree

from armillary.formats.errors import FormatError
from armillary.formats.feeds.values import MAXIMUM_ENTRIES, NAMELESS, TOO_MANY, Entry, Feed
from armillary.formats.feeds.xml_entry import statement_of
from armillary.formats.feeds.xml_names import (
    ABOUT,
    BASE,
    LANGUAGE,
    Index,
    index_of,
    links_of,
    short_name,
    text_in,
    texts_in,
)
from armillary.formats.html_tree import absolute
from armillary.formats.lrmi.pages import is_encoding
from armillary.formats.safe_xml import decoded, prolog_length, readable, repaired, tree
from armillary.formats.statement import Statement

LONGEST_SHARED: Final = 2000  # bytes of what the feed says of all its entries
MAXIMUM_NAMESPACES: Final = 200
LONGEST_LABEL: Final = 100  # characters

_ENTRIES: Final = frozenset(("item", "entry"))
_DELETED: Final = "at:deleted-entry"
_SHARED: Final = frozenset(
    ("author", "cc:license", "copyright", "creativecommons:license", "dc:creator", "dc:language",
     "dc:publisher", "dc:rights", "dcterms:creator", "dcterms:language", "dcterms:license",
     "dcterms:publisher", "dcterms:rights", "itunes:author", "language", "media:copyright",
     "media:license", "podcast:license", "rights")
)  # fmt: skip
_COUNTERS: Final = frozenset(("slash:comments", "slash:hit_parade", "thr:total", "media:community"))
_BEGINNING: Final = re.compile(
    rb"<\?xml\s|<!DOCTYPE\s|<rss\b|<feed\b|<rdf:RDF\b|<channel\b", re.IGNORECASE
)
_EMPTY_DOCTYPE: Final = re.compile(rb"<!DOCTYPE\s[^\[<>]{0,500}>", re.IGNORECASE)
_DECLARATION: Final = re.compile(r"\A\s*<\?xml[^>]{0,500}\?>")
_JUNK: Final = 4000  # bytes of warnings and blanks that may stand before a feed


def open_xml(body: bytes, address: str, encoding: str) -> Feed:
    """A feed in XML. Raises FormatError."""
    root = _root(body, encoding)
    if short_name(root).rpartition(":")[2] not in ("rss", "feed", "rdf", "channel"):
        raise FormatError(f"The root element is {_local(root)!r}, which is no feed.")
    channel = next((child for child in root if short_name(child) == "channel"), root)
    if len(channel.nsmap) > MAXIMUM_NAMESPACES:
        raise FormatError(f"The feed declares more than {MAXIMUM_NAMESPACES} namespaces.")
    about = index_of(child for child in channel if short_name(child) not in _ENTRIES)
    root.set(BASE, _base(root, channel, about, address))
    if language := channel.get(LANGUAGE):
        root.set(LANGUAGE, language)
    following = [*links_of(about, "prev-archive"), *links_of(about, "next")]
    return Feed(
        entries=list(_entries(root, channel)),
        is_complete="fh:complete" in about and _is_closed(root, body),
        following=_absolute(following[0], following[0].get("href", "")) if following else "",
    )


def _is_closed(root: etree._Element, body: bytes) -> bool:
    """Does the root's end tag stand near the end? What was cut off before it is read all the same."""
    ending = body[-1000:].replace(b"\0", b"").decode("latin-1")  # UTF-16 has NULs
    return re.search(rf"</\s*([\w.-]+:)?{re.escape(_local(root))}\s*>", ending) is not None


def read_xml(payload: bytes) -> Statement:
    """What a payload written by `open_xml` states."""
    try:
        root = tree(payload)
    except FormatError:  # prefixes that the feed forgot to declare
        root = tree(payload, recover=True)
    entry = next((child for child in root if short_name(child) in _ENTRIES), None)
    if entry is None:
        raise FormatError("The payload holds no entry of a feed.")
    return statement_of(entry, index_of(child for child in root if child is not entry))


def _root(body: bytes, encoding: str) -> etree._Element:
    plain = _in_utf8(body, encoding)
    start = _BEGINNING.search(plain[:_JUNK])
    plain = plain[start.start() :] if start else plain
    prolog = prolog_length(plain)
    if doctype := _EMPTY_DOCTYPE.match(plain[prolog : prolog + 600]):
        plain = plain[prolog + doctype.end() :]
    try:
        return tree(plain)
    except FormatError:
        mended = _DECLARATION.sub("", repaired(plain).decode(), count=1)
        return tree(mended.encode(), recover=True)


def _local(root: etree._Element) -> str:
    return str(root.tag).rpartition("}")[2].rpartition(":")[2]


def _in_utf8(body: bytes, stated: str) -> bytes:
    """By its mark; else UTF-8 if it can be that, whatever anybody says; else as the feed says, else
    as the server does."""
    plain, declared = readable(body)
    plain = plain.removeprefix(b"\xef\xbb\xbf")
    try:
        text = plain.decode("utf-8")
    except UnicodeDecodeError:
        name = declared or stated
        is_other = is_encoding(name) and name.lower().replace("-", "") != "utf8"
        text = decoded(plain, name if is_other else "")
    return _DECLARATION.sub("", text, count=1).encode("utf-8", "replace")


def _base(root: etree._Element, channel: etree._Element, about: Index, address: str) -> str:
    """What relative links start from. RSS knows no base, and means the site it belongs to."""
    stated = channel.get(BASE) or root.get(BASE)
    if stated:
        return absolute(stated, address)
    site = next((text_in(link) for link in about.get("link", ()) if text_in(link)), "")
    return site if site.startswith(("http://", "https://")) else address


def _absolute(element: etree._Element, address: str) -> str:
    return absolute(address, element.base or "") if address else ""


def _entries(root: etree._Element, channel: etree._Element) -> Iterator[Entry]:
    shared = _shared(root, channel)
    parents = (root,) if channel is root else (channel, root)
    number = 0
    for element in (child for parent in parents for child in parent):
        name = short_name(element)
        if name not in _ENTRIES and name != _DELETED:
            continue
        number += 1
        if number > MAXIMUM_ENTRIES:
            raise FormatError(TOO_MANY)
        if name != _DELETED:
            yield _entry(element, root, shared, number)
        elif element.get("ref"):
            yield Entry(
                element.get("ref", "").strip(), updated=element.get("when", ""), is_deleted=True
            )


def _shared(root: etree._Element, channel: etree._Element) -> list[etree._Element]:
    """What the feed says of all its entries, as long as it is short."""
    said = [
        child
        for child in channel
        if short_name(child) in _SHARED
        or (short_name(child) == "link" and child.get("rel", "").lower() == "license")
    ]
    kept, room = [], LONGEST_SHARED
    for child in said:
        copy = deepcopy(child)
        copy.tail = None
        room -= len(etree.tostring(copy))
        if room < 0:
            break
        kept.append(copy)
    return kept


def _entry(
    element: etree._Element, root: etree._Element, shared: list[etree._Element], number: int
) -> Entry:
    index = index_of(element)
    link = link_of(index)
    identifier = next(iter(texts_in(index, ("guid", "id"))), "") or element.get(ABOUT, "").strip()
    title = next(iter(texts_in(index, ("title", "media:title"))), "")
    known = identifier or link or _first_file(index)
    return Entry(
        identifier=known,
        payload=_payload(element, root, shared) if known else b"",
        link=link,
        updated=next(iter(texts_in(index, ("updated", "dcterms:modified", "modified"))), ""),
        label=(title or known or f"entry {number}")[:LONGEST_LABEL],
        problem="" if known else NAMELESS,
    )


def link_of(index: Index) -> str:
    """Where the entry is on the web, in full; empty if it does not say."""
    for link in index.get("feedburner:origlink", []) + index.get("link", []):
        if not link.get("href") and text_in(link):
            return _absolute(link, text_in(link))
    alternates = sorted(links_of(index, "alternate"), key=lambda link: "html" not in _type(link))
    return next((_absolute(link, link.get("href", "")) for link in alternates), "")


def _first_file(index: Index) -> str:
    files = [*index.get("enclosure", ()), *index.get("media:content", ())]
    return next((_absolute(file, file.get("url", "")) for file in files if file.get("url")), "")


def _type(link: etree._Element) -> str:
    return link.get("type", "text/html")


def _frame(root: etree._Element) -> etree._Element:
    """The root's element alone, without its namespace where no writer would accept that."""
    name, space = _local(root), root.nsmap.get(root.prefix)
    with suppress(ValueError):
        return etree.Element(
            f"{{{space}}}{name}" if space else name, nsmap={root.prefix: space} if space else None
        )
    return etree.Element(name)


def _payload(element: etree._Element, root: etree._Element, shared: list[etree._Element]) -> bytes:
    """A feed of this one entry."""
    whole = _frame(root)
    for name in (BASE, LANGUAGE):
        if value := root.get(name):
            whole.set(name, value)
    entry = deepcopy(element)
    entry.tail = None
    for counter in [child for child in entry.iter("{*}*") if short_name(child) in _COUNTERS]:
        parent = counter.getparent()
        if parent is not None:
            parent.remove(counter)
    for child in (*map(deepcopy, shared), entry):
        whole.append(child)
    etree.cleanup_namespaces(whole)
    return etree.tostring(whole, encoding="utf-8")
