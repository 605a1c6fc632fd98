"""Read the head of a web page: title, language, links, and the meta tags of five conventions.

Dublin Core in HTML (DCMI 2008, `DC.title`, `DCTERMS.issued`), Highwire Press (`citation_title`, as
scholarly search engines read it), Open Graph (`og:title`), Twitter cards, and HTML's own names.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from lxml import etree

from armillary.formats.html_tree import absolute, base_of, name_of, text_of
from armillary.formats.statement import (
    StatedAgent,
    StatedFile,
    StatedRelation,
    Statement,
    Text,
)

MAXIMUM_TAGS: Final = 2000
LONGEST: Final = 100_000  # characters of one value

Names = tuple[str, ...]

_TITLES: Final = (
    "citation_title", "eprints.title", "dcterms.title", "dc.title", "og:title", "twitter:title",
)  # fmt: skip
_DESCRIPTIONS: Final = (
    "citation_abstract", "dcterms.abstract", "dc.description.abstract", "dcterms.description",
    "dc.description", "og:description", "description", "twitter:description",
)  # fmt: skip
_AUTHORS: Final = (
    "citation_author", "citation_authors", "eprints.creators_name", "dcterms.creator", "dc.creator",
    "dc.creator.personalname", "author", "article:author", "book:author", "parsely-author",
)  # fmt: skip
_PUBLISHERS: Final = (
    "citation_publisher", "citation_dissertation_institution",
    "citation_technical_report_institution", "dcterms.publisher", "dc.publisher", "og:site_name",
)  # fmt: skip
_WORDS: Final[dict[str, Names]] = {
    "subjects": ("dcterms.subject", "dc.subject"),
    "levels": ("dcterms.educationlevel", "dc.educationlevel", "lrmi.educationallevel"),
    "audiences": ("dcterms.audience", "dc.audience"),
    "languages": (
        "citation_language", "dcterms.language", "dc.language", "language", "content-language",
    ),
    "published": (
        "citation_publication_date", "citation_date", "citation_online_date", "dcterms.issued",
        "dc.date.issued", "dcterms.date", "dc.date", "dcterms.created", "dc.date.created",
        "article:published_time", "book:release_date", "video:release_date", "date",
    ),
    "modified": (
        "dcterms.modified", "dc.date.modified", "article:modified_time", "og:updated_time",
        "last-modified",
    ),
}  # fmt: skip
_RIGHTS: Final = (
    "dcterms.license", "dc.rights.license", "dc.rights.uri", "dcterms.rights", "dc.rights",
)  # fmt: skip
_TYPES: Final = ("dcterms.type", "dc.type", "dc.type.genre")
_KEYWORDS: Final = ("citation_keywords", "keywords", "article:tag", "video:tag", "book:tag")
_IDENTIFIERS: Final = {
    "citation_doi": "doi:",
    "prism.doi": "doi:",
    "citation_isbn": "isbn:",
    "book:isbn": "isbn:",
    "dcterms.identifier": "",
    "dc.identifier": "",
}
_RELATIONS: Final = {
    "dcterms.ispartof": "isPartOf",
    "dc.relation.ispartof": "isPartOf",
    "dcterms.isversionof": "isVersionOf",
    "dc.relation.isversionof": "isVersionOf",
}
# What sort of page the tags are for says something of its kind.
_OPEN_GRAPH_TYPES: Final = {"book": "book", "video": "video", "music": "audio"}
_CITED_TYPES: Final = {
    "citation_dissertation_institution": "thesis",
    "citation_technical_report_institution": "technical report",
    "citation_journal_title": "journal article",
    "citation_conference_title": "conference paper",
}


class Meta(NamedTuple):
    """One meta tag: its name in lower case, `dc:title` written `dc.title`."""

    name: str
    content: str
    language: str


@dataclass(slots=True)
class Head:
    """What the head of a page says; addresses are in full."""

    title: str = ""
    language: str = ""
    canonical: str = ""
    licences: list[str] = field(default_factory=list)
    files: list[StatedFile] = field(default_factory=list)
    metas: list[Meta] = field(default_factory=list)

    def first(self, names: Names) -> list[Meta]:
        """All tags of the first name that the page uses."""
        for name in names:
            if found := [meta for meta in self.metas if meta.name == name]:
                return found
        return []


def head_of(root: etree._Element, address: str) -> Head:
    """Collect what the head says. Tags that stand in the body by mistake count too."""
    head, base = Head(), base_of(root, address)
    head.language = (root.get("lang") or root.get("xml:lang") or "").strip()
    for element in root.iter("title", "meta", "link", "a"):
        name = name_of(element)
        if name == "title":
            head.title = head.title or text_of(element)
        elif name == "meta":
            _read_meta(head, element)
        elif element.get("rel"):
            _read_link(head, element, base)
    return head


def _read_meta(head: Head, element: etree._Element) -> None:
    content = element.get("content", "").strip()[:LONGEST]
    stated = element.get("name") or element.get("property") or element.get("http-equiv") or ""
    language = (element.get("lang") or element.get("xml:lang") or "").strip()
    for name in stated.lower().split()[:5]:
        if content and len(head.metas) < MAXIMUM_TAGS:
            if name.startswith(("dc:", "dcterms:")):
                name = name.replace(":", ".")
            head.metas.append(Meta(name, content, language))


def _read_link(head: Head, element: etree._Element, base: str) -> None:
    address = absolute(element.get("href", ""), base)
    relations = element.get("rel", "").lower().split()
    if not address or len(head.licences) + len(head.files) > MAXIMUM_TAGS:
        return
    if "canonical" in relations and name_of(element) == "link":
        head.canonical = head.canonical or address
    if {"license", "licence", "dcterms.license", "cc:license"} & set(relations):
        head.licences.append(address)
    media_type = element.get("type", "").strip().lower()
    is_document = media_type in ("application/pdf", "application/epub+zip")
    if is_document and {"alternate", "item"} & set(relations) and name_of(element) == "link":
        head.files.append(StatedFile(address, media_type))


def statement_of_head(head: Head) -> Statement:
    """The statement the head makes, of each field the best convention that is there."""
    statement = Statement()
    statement.titles = _texts(head, _TITLES) or _plain_title(head)
    statement.descriptions = _texts(head, _DESCRIPTIONS)
    for name, names in _WORDS.items():
        setattr(statement, name, _distinct(meta.content for meta in head.first(names)))
    statement.languages = statement.languages or _language_of_page(head)
    statement.licences = head.licences or _distinct(meta.content for meta in head.first(_RIGHTS))
    statement.keywords = _keywords(head)
    statement.creators = _creators(head)
    statement.publishers = _agents(head, _PUBLISHERS)[:1]
    statement.types = _types(head)
    statement.files = _files(head)
    statement.durations = [
        f"PT{int(meta.content)}S"
        for meta in head.first(("video:duration", "og:video:duration"))[:1]
        if meta.content.isascii() and meta.content.isdigit() and len(meta.content) < 9
    ]
    for meta in head.metas:
        if meta.name in _IDENTIFIERS:
            statement.identifiers.append(_identifier(meta))
        elif meta.name in _RELATIONS:
            statement.relations.append(StatedRelation(_RELATIONS[meta.name], meta.content))
    statement.identifiers = _distinct(statement.identifiers)
    return statement


def _texts(head: Head, names: Names) -> list[Text]:
    found = [Text(meta.content, meta.language or head.language) for meta in head.first(names)]
    return [text for place, text in enumerate(found) if text not in found[:place]][:50]


def _plain_title(head: Head) -> list[Text]:
    """The title without the name of the site at its end, where the page tells that name."""
    title = head.title
    for meta in head.first(("og:site_name", "application-name")):
        for mark in (" | ", " - ", " – ", " — ", " · ", " :: ", ": "):
            title = title.removesuffix(f"{mark}{meta.content}")
    return [Text(title, head.language)] if title.strip() else []


def _language_of_page(head: Head) -> list[str]:
    locale = [meta.content for meta in head.first(("og:locale",))[:1]]
    return [head.language] if head.language else locale


def _keywords(head: Head) -> list[str]:
    found = head.first(_KEYWORDS)
    # Several tags hold a word each; a single one may hold all of them.
    parts = (part for meta in found for part in _split(meta.content, alone=len(found) == 1))
    return _distinct(parts)


def _split(content: str, *, alone: bool) -> list[str]:
    mark = ";" if ";" in content else ","
    return content.split(mark) if alone or mark == ";" else [content]


def _creators(head: Head) -> list[StatedAgent]:
    """The authors; an ORCID belongs to the author named just before it."""
    creators = _agents(head, _AUTHORS)
    last: StatedAgent | None = None
    for meta in head.metas:
        if meta.name == "citation_author":
            last = next((agent for agent in creators if agent.name == meta.content), None)
        elif meta.name == "citation_author_orcid" and last is not None:
            last.address = last.address or meta.content
    return creators


def _agents(head: Head, names: Names) -> list[StatedAgent]:
    contents = [
        part
        for meta in head.first(names)
        for part in (meta.content.split(";") if meta.name == "citation_authors" else [meta.content])
    ]
    # Social networks put the address of a profile where the name should be.
    named = (part for part in contents if not part.strip().lower().startswith(("http", "@")))
    return [StatedAgent(name) for name in _distinct(named)]


def _types(head: Head) -> list[str]:
    stated = [meta.content for meta in head.first(_TYPES)]
    graph = (meta.content.lower().split(".")[0] for meta in head.first(("og:type",)))
    known = [_OPEN_GRAPH_TYPES[kind] for kind in graph if kind in _OPEN_GRAPH_TYPES]
    names = {meta.name for meta in head.metas}
    cited = [kind for name, kind in _CITED_TYPES.items() if name in names]
    return _distinct(stated or cited or known)


def _files(head: Head) -> list[StatedFile]:
    cited = [
        StatedFile(meta.content, "application/pdf") for meta in head.first(("citation_pdf_url",))
    ]
    return cited or head.files


def _identifier(meta: Meta) -> str:
    scheme = _IDENTIFIERS[meta.name]
    bare = scheme and ":" not in meta.content
    return f"{scheme}{meta.content}" if bare else meta.content


def _distinct(values: Iterable[str]) -> list[str]:
    stripped: Callable[[str], str] = str.strip
    return list(dict.fromkeys(filter(None, map(stripped, values))))
