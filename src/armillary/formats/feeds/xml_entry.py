"""From an entry of RSS or Atom to a statement.

Every fact is looked for under the names that feeds use for it, the most telling first; what the
feed says of all its entries fills the gaps. An address in a `guid` that is no permanent link is not
taken for an identity: some programs write that of the home page into every entry.
"""

import re
from collections.abc import Iterable, Iterator
from email.utils import parsedate
from typing import Final

from lxml import etree

from armillary.formats.feeds.xml_names import (
    ABOUT,
    RESOURCE,
    Index,
    first_of,
    index_of,
    language_of,
    links_of,
    text_in,
    texts_in,
)
from armillary.formats.html_tree import absolute
from armillary.formats.statement import (
    StatedAgent,
    StatedFile,
    StatedRelation,
    Statement,
    Text,
)

_TITLES: Final = ("title", "dc:title", "dcterms:title", "media:title", "itunes:title")
_DESCRIPTIONS: Final = (
    "description", "summary", "dcterms:abstract", "dc:description", "dcterms:description",
    "itunes:summary", "media:description", "content:encoded", "content", "itunes:subtitle",
)  # fmt: skip
_CREATORS: Final = ("author", "dc:creator", "dcterms:creator", "itunes:author", "contributor")
_PUBLISHERS: Final = ("dc:publisher", "dcterms:publisher")
_LANGUAGES: Final = ("dc:language", "dcterms:language", "language")
_LICENCES: Final = (
    "creativecommons:license", "cc:license", "dcterms:license", "podcast:license", "media:license",
)  # fmt: skip
_RIGHTS: Final = ("rights", "dc:rights", "dcterms:rights", "copyright", "media:copyright")
_PUBLISHED: Final = (
    "published", "pubdate", "dcterms:issued", "prism:publicationdate", "dc:date", "issued",
    "dcterms:created", "created", "dcterms:date",
)  # fmt: skip
_MODIFIED: Final = ("updated", "dcterms:modified", "modified")
_WORDS: Final = {
    "subjects": ("dc:subject", "dcterms:subject"),
    "levels": ("dcterms:educationlevel",),
    "audiences": ("dcterms:audience",),
    "types": ("dc:type", "dcterms:type"),
}
_RELATIONS: Final = {"dcterms:ispartof": "isPartOf", "dcterms:isversionof": "isVersionOf"}
# What blogs write where nobody chose a category.
_NO_CATEGORIES: Final = frozenset(
    (
        "uncategorized",
        "uncategorised",
        "non classé",
        "sin categoría",
        "без рубрики",
        "未分类",
        "غير مصنف",
    )
)
_PLAYERS: Final = ("application/x-shockwave-flash", "text/html")
_MAIL: Final = re.compile(r"[^\s()<>]{1,200}@[^\s()<>]{1,200}")
_CLOCK: Final = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{1,2})\Z|(\d{1,7})(?:\.\d{1,9})?\Z")
_SHORT_YEAR: Final = re.compile(r"\b\d{1,2} [A-Za-z]{3,9} \d\d\b(?! ?:)")
_WEB: Final = ("http://", "https://")


def statement_of(entry: etree._Element, feed: Index) -> Statement:
    """What an entry states; `feed` holds what its feed says of all its entries."""
    said = index_of(entry)
    spoken = texts_in(said, _LANGUAGES) or texts_in(feed, _LANGUAGES)
    own = _own_language(said)
    statement = Statement(languages=spoken or ([own] if own else []))
    usual = spoken[0] if len(spoken) == 1 else ""
    statement.titles = _texts(said, _TITLES, usual)
    statement.descriptions = _texts(said, _DESCRIPTIONS, usual)
    for field, names in _WORDS.items():
        setattr(statement, field, texts_in(said, names))
    statement.keywords = _keywords(said)
    statement.creators = _agents(said, _CREATORS) or _agents(feed, _CREATORS)
    statement.publishers = _agents(said, _PUBLISHERS) or _agents(feed, _PUBLISHERS)
    statement.licences = _licences(said) or _licences(feed)
    statement.published = [_date(text) for text in texts_in(said, _PUBLISHED)]
    statement.modified = [_date(text) for text in texts_in(said, _MODIFIED)]
    for name, kind in _RELATIONS.items():
        statement.relations += [StatedRelation(kind, text) for text in texts_in(said, (name,))]
    _read_addresses(statement, entry, said)
    _read_media(statement, said)
    return statement


def _texts(said: Index, names: Iterable[str], usual: str) -> list[Text]:
    """Texts in the language of their element, else in that of the feed."""
    return [Text(text_in(each), language_of(each) or usual) for each in first_of(said, names)]


def _own_language(said: Index) -> str:
    """The language of the text itself, before that of its title."""
    for element in (*first_of(said, ("content", *_DESCRIPTIONS)), *first_of(said, _TITLES)):
        if language := language_of(element):
            return language
    return ""


def _read_addresses(statement: Statement, entry: etree._Element, said: Index) -> None:
    links = [
        absolute(text_in(link), link.base or "")
        for link in said.get("feedburner:origlink", []) + said.get("link", [])
        if not link.get("href") and text_in(link)
    ]
    pages = sorted(
        links_of(said, "alternate"), key=lambda link: "html" not in link.get("type", "html")
    )
    links += [absolute(page.get("href", ""), page.base or "") for page in pages]
    permanent = [text_in(guid) for guid in said.get("guid", ()) if _is_permanent(guid)]
    stated = links[:1] or [text for text in permanent if text.startswith(_WEB)]
    stated = stated or [text for text in texts_in(said, ("id",)) if text.startswith(_WEB)]
    about = entry.get(ABOUT, "")
    statement.addresses = stated or ([about] if about else [])
    known = texts_in(said, ("guid", "id")) + texts_in(said, ("dc:identifier", "dcterms:identifier"))
    statement.identifiers = [text for text in known if not text.startswith(_WEB)]
    statement.identifiers += [
        text if ":" in text else f"doi:{text}" for text in texts_in(said, ("prism:doi",))
    ]


def _is_permanent(guid: etree._Element) -> bool:
    return guid.get("isPermaLink", "true").strip().lower() != "false"


def _keywords(said: Index) -> list[str]:
    words = [
        category.get("label") or category.get("term") or text_in(category)
        for category in (*said.get("category", ()), *said.get("media:category", ()))
    ]
    for text in texts_in(said, ("media:keywords", "itunes:keywords")):
        words += text.split(",")
    stripped = (word.strip() for word in words)
    usable = (word for word in stripped if word and word.casefold() not in _NO_CATEGORIES)
    return list(dict.fromkeys(usable))


def _licences(said: Index) -> list[str]:
    """The licence modules first; a sentence about rights may hold a licence too."""
    links = [absolute(link.get("href", ""), link.base or "") for link in links_of(said, "license")]
    named = [
        element.get(RESOURCE) or element.get("url") or element.get("href") or text_in(element)
        for name in _LICENCES
        for element in said.get(name, ())
    ]
    rights = [text_in(element) for name in _RIGHTS for element in said.get(name, ())]
    return list(dict.fromkeys(text.strip() for text in (*links, *named, *rights) if text.strip()))


def _agents(said: Index, names: Iterable[str]) -> list[StatedAgent]:
    """Those under the first name that gives any."""
    for name in names:
        found = [agent for each in said.get(name, ()) if (agent := _agent(each)) is not None]
        if found:
            return [agent for place, agent in enumerate(found) if agent not in found[:place]]
    return []


def _agent(element: etree._Element) -> StatedAgent | None:
    """Somebody by name. Addresses of mail are nobody's business."""
    inner = index_of(element)
    if "name" in inner or "uri" in inner or "email" in inner:
        name = next(iter(texts_in(inner, ("name",))), "")
        address = next(iter(texts_in(inner, ("uri", "url"))), "")
    else:
        name, address = text_in(element), ""
    name = _MAIL.sub("", name).replace("<>", "").strip()
    if name.startswith("(") and name.endswith(")"):
        name = name[1:-1].strip()
    return StatedAgent(name, "", address) if name.strip("()<> ") else None


def _date(text: str) -> str:
    """As stated; a year of two digits is written out (RFC 822 §5.1)."""
    parsed = parsedate(text) if _SHORT_YEAR.search(text[:100]) else None
    return f"{parsed[0]:04}-{parsed[1]:02}-{parsed[2]:02}" if parsed else text


def _read_media(statement: Statement, said: Index) -> None:
    files = [_file(each, "url") for each in said.get("enclosure", ()) if each.get("url")]
    files += [_file(link, "href") for link in links_of(said, "enclosure")]
    files += [_file(each, "src") for each in said.get("content", ()) if each.get("src")]
    media = [each for each in said.get("media:content", ()) if each.get("url")]
    files += [_file(each, "url") for each in media if _is_file(each)]
    once = {file.address: file for file in reversed(files)}
    # A picture beside a link is there to look nice, and is not what the entry is about.
    statement.files = [
        file
        for file in reversed(once.values())
        if not (statement.addresses and file.media_type.startswith("image/"))
    ]
    statement.types = statement.types or _kinds(said, media)
    lengths = [*texts_in(said, ("itunes:duration",)), *(each.get("duration", "") for each in media)]
    statement.durations = [length for text in lengths[:10] for length in _durations(text)]


def _is_file(media: etree._Element) -> bool:
    """Neither a picture nor the page of a player."""
    return media.get("medium") != "image" and media.get("type", "") not in _PLAYERS


def _kinds(said: Index, media: Iterable[etree._Element]) -> list[str]:
    mediums = ["video"] if "yt:videoid" in said else [each.get("medium", "") for each in media]
    return list(dict.fromkeys(kind for kind in mediums if kind in ("video", "audio")))


def _file(element: etree._Element, attribute: str) -> StatedFile:
    size = element.get("length") or element.get("fileSize") or ""
    known = size.isascii() and size.isdigit() and len(size) < 16 and int(size) > 0
    return StatedFile(
        absolute(element.get(attribute, ""), element.base or ""),
        element.get("type", "").strip(),
        int(size) if known else None,
    )


def _durations(text: str) -> Iterator[str]:
    """A length in seconds or by the clock, in ISO 8601."""
    found = _CLOCK.match(text.strip())
    if found:
        hours, minutes, seconds, alone = (int(part or 0) for part in found.groups())
        if total := hours * 3600 + minutes * 60 + seconds + alone:
            yield f"PT{total}S"
