"""Names of elements in feeds, told apart by what they mean rather than by how they are written.

Feeds write one vocabulary under several addresses, forget to declare a prefix, and change the case
of letters; here every element has one short name: `title`, `dc:creator`, `media:content`.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from lxml import etree

from armillary.formats.html_tree import one_line, texts_of
from armillary.formats.safe_xml import XML_NAMESPACE

BASE: Final = f"{{{XML_NAMESPACE}}}base"
LANGUAGE: Final = f"{{{XML_NAMESPACE}}}lang"
ABOUT: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
RESOURCE: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"

_CORE: Final = (
    "http://www.w3.org/2005/atom",
    "http://purl.org/atom/",
    "http://purl.org/rss/1.0/",
    "http://my.netscape.com/",
    "http://channel.netscape.com/",
    "http://backend.userland.com/rss",
    "http://blogs.law.harvard.edu/tech/rss",
    "http://cyber.law.harvard.edu/rss/rss",
    "http://www.w3.org/1999/xhtml",
)
# The beginning of the namespace in lower case, and the prefix; the longer of two comes first.
_PREFIXES: Final = (
    ("http://purl.org/rss/1.0/modules/content", "content"),
    ("http://purl.org/rss/1.0/modules/slash", "slash"),
    ("http://purl.org/rss/1.0/modules/", "module"),
    ("http://purl.org/dc/elements/1.", "dc"),
    ("http://purl.org/dc/terms", "dcterms"),
    ("http://search.yahoo.com/mrss", "media"),
    ("http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes"),
    ("https://podcastindex.org/namespace/1.0", "podcast"),
    ("https://github.com/podcastindex-org/podcast-namespace", "podcast"),
    ("http://backend.userland.com/creativecommonsrssmodule", "creativecommons"),
    ("http://cyber.law.harvard.edu/rss/creativecommonsrssmodule", "creativecommons"),
    ("http://web.resource.org/cc/", "cc"),
    ("http://creativecommons.org/ns#", "cc"),
    ("https://creativecommons.org/ns#", "cc"),
    ("http://purl.org/syndication/history/1.0", "fh"),
    ("http://purl.org/syndication/thread/1.0", "thr"),
    ("http://purl.org/atompub/tombstones/1.0", "at"),
    ("http://rssnamespace.org/feedburner/ext/1.0", "feedburner"),
    ("http://prismstandard.org/namespaces/", "prism"),
    ("http://www.youtube.com/xml/schemas/", "yt"),
)
_NEVER_IN_ADDRESSES: Final = frozenset(' <>"{}|\\^`')  # RFC 3986 §2
_KNOWN: Final[dict[str, str]] = {}
_MOST_KNOWN: Final = 1000

Index = dict[str, list[etree._Element]]


def short_name(element: etree._Element) -> str:
    """The name in lower case with its usual prefix; empty for what is no element."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    if (known := _KNOWN.get(tag)) is not None:
        return known
    space, _brace, local = tag[1:].partition("}") if tag[:1] == "{" else ("", "", tag)
    prefix = _prefix(space.lower())
    name = f"{prefix}:{local.lower()}" if prefix else local.lower()
    if len(_KNOWN) < _MOST_KNOWN:
        _KNOWN[tag] = name
    return name


def _prefix(space: str) -> str:
    for start, prefix in _PREFIXES:
        if space.startswith(start):
            return prefix
    says_nothing = not _NEVER_IN_ADDRESSES.isdisjoint(space)
    return "" if not space or says_nothing or space.startswith(_CORE) else "other"


def index_of(elements: Iterable[etree._Element]) -> Index:
    """Elements by name, in their order, those inside groups of media included."""
    index: Index = {}
    for element in elements:
        name = short_name(element)
        index.setdefault(name, []).append(element)
        if name in ("media:group", "media:content"):
            for inner, found in index_of(element).items():
                index.setdefault(inner, []).extend(found)
    return index


def first_of(index: Index, names: Iterable[str]) -> list[etree._Element]:
    """All elements of the first name under which anything is said."""
    for name in names:
        if found := [element for element in index.get(name, ()) if text_in(element)]:
            return found
    return []


def texts_in(index: Index, names: Iterable[str]) -> list[str]:
    """Their texts."""
    return [text_in(element) for element in first_of(index, names)]


def text_in(element: etree._Element) -> str:
    """The text of an element on one line, its markup flattened where it holds any."""
    if len(element):
        return one_line(texts_of(element))
    return " ".join((element.text or "").split())


def language_of(element: etree._Element) -> str:
    """The language in force (XML 1.0 §2.12); empty where none was said."""
    at: etree._Element | None = element
    while at is not None:
        if language := at.get(LANGUAGE):
            return language.strip()
        at = at.getparent()
    return ""


def links_of(index: Index, relation: str) -> Iterator[etree._Element]:
    """Links of Atom with this relation, wherever they stand; one without any is an alternate."""
    for link in index.get("link", ()):
        if link.get("href") and link.get("rel", "alternate").strip().lower() == relation:
            yield link
